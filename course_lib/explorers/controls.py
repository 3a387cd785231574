"""The controls of an explorer: ordinary ipywidgets with the lecture's symbols as labels.

Every one is reached with Tab and moved with the arrow keys, Space or Enter. Their widths are set
in ``live.css``: a label takes the room it needs, and a track has room of its own beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log10

import ipywidgets as widgets

from course_lib import checks
from course_lib.explorers.late_echo import LateEcho

_STYLE = {"description_width": "initial"}


class FloatSlider(LateEcho, widgets.FloatSlider):
    """As in ipywidgets; its picture comes before its echo."""


class FloatLogSlider(LateEcho, widgets.FloatLogSlider):
    """As in ipywidgets; its picture comes before its echo."""


class IntSlider(LateEcho, widgets.IntSlider):
    """As in ipywidgets; its picture comes before its echo."""


def slider(label: str, low: float, high: float, value: float, step: float, *, slow=False):
    """A slider on an even scale; ``slow`` ones compute when they are let go."""
    digits = max(0, len(f"{step:.10f}".rstrip("0").split(".")[1]))
    return FloatSlider(
        value=value, min=low, max=high, step=step, description=label, readout_format=f".{digits}f",
        continuous_update=not slow, style=_STYLE,
    )  # fmt: skip


def log_slider(
    label: str, low: float, high: float, value: float, *, per_decade=20, slow=False, whole=False
):
    """A slider on a log scale from about ``low`` to about ``high``, both positive.

    The ends are moved to the nearest tick of the scale that ``value`` is on: the browser would
    round a value between two ticks and so show another one than the kernel holds. ``whole`` shows
    a number of things, "1,259", where the experiment rounds it.
    """
    # "0.00000316" has no room; "g" would write 1000 as "1.00e+3".
    reading = ",.0f" if whole else ".1e" if low < 1e-5 else ".3r"
    step, at = 1 / per_decade, log10(value)
    low, high = (at + step * round((log10(end) - at) / step) for end in (low, high))
    return FloatLogSlider(
        value=value, base=10, min=low, max=high, step=step,
        description=label, continuous_update=not slow, style=_STYLE,
        readout_format=reading,
    )  # fmt: skip


def int_slider(label: str, low: int, high: int, value: int, step: int = 1, *, slow=False):
    """A slider over whole numbers."""
    return IntSlider(
        value=value, min=low, max=high, step=step, description=label, style=_STYLE,
        continuous_update=not slow,
    )  # fmt: skip


def choice(label: str, options: Sequence | Mapping, value=None):
    """One of several, by name; ``options`` may map the names to values."""
    if value is None:
        value = next(iter(options.values() if isinstance(options, Mapping) else options))
    pairs = list(options.items()) if isinstance(options, Mapping) else list(options)
    return widgets.Dropdown(options=pairs, value=value, description=label, style=_STYLE)


def toggle(label: str, value: bool = False):
    """A check box."""
    return widgets.Checkbox(value=value, description=label, indent=False)


def text_box(label: str, value: str, *, hint: str = "", width: str = "592px"):
    """A line of text, read when it is finished: with Enter, or by leaving the box."""
    return widgets.Text(
        value=value, description=label, placeholder=hint, continuous_update=False, style=_STYLE,
        layout=widgets.Layout(width=width, max_width="100%"),
    )  # fmt: skip


class Action(widgets.Button):
    """A button that changes the explorer's values: ``change(values) -> {name: new value}``."""

    def __init__(self, label: str, change: Callable[[dict], Mapping], hint: str = ""):
        super().__init__(description=label, tooltip=hint, layout=widgets.Layout(width="auto"))
        self.change = change


action = Action


def ends(control) -> tuple[float, float] | None:
    """The range of a slider, None of any other control."""
    if isinstance(control, widgets.FloatLogSlider):
        return control.base**control.min, control.base**control.max
    if isinstance(control, widgets.FloatSlider | widgets.IntSlider):
        return control.min, control.max
    return None


def accept(name: str, control, value):
    """The value, if the control can take it; a slider's end may be missed by a rounding error.

    Raises
    ------
    ValueError, TypeError
        ``lr must be in [0.001, 3], got 5``, ``kind must be one of 'narrow', 'wide', got 'x'``
    """
    if isinstance(control, widgets.IntSlider):
        return int(checks.in_range(name, checks.integer(name, value), control.min, control.max))
    if (between := ends(control)) is not None:
        low, high = between
        value = checks.number(name, value)
        rounding = 1e-9 * max(abs(low), abs(high))
        if not low - rounding <= value <= high + rounding:
            checks.in_range(name, value, low, high)
        return value
    if isinstance(control, widgets.Dropdown):
        return checks.choice(name, value, [option for _, option in control._options_full])
    for kind, held, must_be in (
        (widgets.Checkbox, bool, "True or False"), (widgets.Text, str, "a text"),
    ):  # fmt: skip
        if isinstance(control, kind) and not isinstance(value, held):
            raise TypeError(f"{name} must be {must_be}, got {value!r}")
    return value


def spell(control) -> str:
    """Its value as a reader says it, with a slider's range: "0.1 (0.001 to 3)"."""
    value = control.value
    if isinstance(control, widgets.Dropdown):
        return str(control.label)
    said = f"{value:.4g}" if isinstance(value, float) else str(value)
    between = ends(control)
    return said if between is None else f"{said} ({between[0]:.4g} to {between[1]:.4g})"


def reach(control) -> str:
    """All that it can be set to: "0.001 to 10 by ×1.122", "-2 to 2 by 0.1" or its options."""
    if isinstance(control, widgets.Dropdown):
        return ", ".join(str(label) for label, _ in control._options_full)
    between = ends(control)
    if between is None:
        return type(control).__name__.lower()
    log = isinstance(control, widgets.FloatLogSlider)
    step = f"×{control.base**control.step:.4g}" if log else f"{control.step:.4g}"
    return f"{between[0]:.4g} to {between[1]:.4g} by {step}"
