"""What the kernel knows of an explorer's figure; the tests run this in the notebook's kernel."""

from base64 import b64encode

from ipywidgets.widgets.widget import _instances

from course_lib.explorers.live import LiveFigure


def live_figure(model: str) -> LiveFigure:
    """The figure somewhere in the widget of that name."""
    waiting = [_instances[model]]
    while not isinstance(waiting[0], LiveFigure):
        waiting += getattr(waiting.pop(0), "children", ())
    return waiting[0]


def frame(model: str) -> str:
    """The picture that was sent last, as base64."""
    return b64encode(live_figure(model).frame).decode()


def caption(model: str) -> str:
    """The line under it."""
    return live_figure(model).caption


def drawn_ahead(model: str) -> list[tuple[str, str]]:
    """Label, without its spaces, and name of each slider that is drawn ahead."""
    ahead = live_figure(model).ahead
    controls = ahead.explorer.controls if ahead else {}
    names = [name for name in ahead.reachable if name] if ahead else []
    return [("".join(controls[name].description.split()), name) for name in names]


def value(model: str, name: str) -> float:
    """What the experiment got last."""
    return live_figure(model).ahead.explorer.values[name]


def await_click(model: str) -> tuple[float, float]:
    """Note what the next click says; where the middle of the first axes is on the canvas."""
    live = live_figure(model)
    on_pointer, live.noted = live.on_pointer, []

    def note(kind, ax, x, y):
        live.noted.append((kind, ax, x, y))
        live.on_pointer = on_pointer
        on_pointer(kind, ax, x, y)

    live.on_pointer = note
    across, down = _middle(live.figure.axes[0]) / live.dpr / live.size
    return float(across), 1 - float(down)


def off_by(model: str) -> list[float] | None:
    """CSS pixels from the middle to what the click has said, right and up; None without one."""
    live = live_figure(model)
    for kind, ax, x, y in live.noted:
        if kind == "click" and ax is live.figure.axes[0]:
            return ((ax.transData.transform((x, y)) - _middle(ax)) / live.dpr).tolist()
    return None


def _middle(ax):
    return ax.transAxes.transform((0.5, 0.5))
