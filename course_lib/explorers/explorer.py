"""Explorer = experiment + view + controls.

The experiment is a pure function of the controls' values, the view moves its artists to a result,
and this module is the wiring between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets

from course_lib import checks
from course_lib.explorers.controls import Action
from course_lib.explorers.live import LiveFigure
from course_lib.explorers.progress import TrainingBar
from course_lib.plots.style import style_context
from course_lib.plots.text import describe


@dataclass(frozen=True)
class Pointer:
    """Where the reader clicked or dragged, in data coordinates.

    ``kind`` is "click", "drag", "release" or "key"; ``axes`` is the number of the axes.
    """

    kind: str
    axes: int
    x: float
    y: float


@dataclass(frozen=True)
class Player:
    """Scrub and play through a run: the view's ``show(run, t)`` draws frame t.

    Parameters
    ----------
    label : str
        What t counts, such as "iteration t".
    last : callable
        ``last(run)`` is the number of the last frame.
    start : int
        The frame shown first; negative counts from the end.
    """

    label: str
    last: Callable
    start: int = -1


class Explorer:
    """A picture that answers its controls at once.

    Parameters
    ----------
    experiment : callable
        ``experiment(**values) -> result``, pure, and cached where it takes over a few ms. A
        result with a text attribute ``summary`` has it shown under the picture.
    view : callable
        ``view(figure)`` makes the artists; ``view.update(result)`` moves them and, with a player,
        ``view.show(result, t)`` moves those that depend on the frame.
    controls : mapping
        Argument name → control; an `Action` needs no argument of its name.
    size : (float, float)
        Inches, at 100 pixels an inch.
    state : mapping, optional
        Arguments that no control holds, such as a start point set by clicking.
    on_pointer : callable, optional
        ``on_pointer(pointer, values) -> {name: new value}`` for clicks, drags and, for those
        without a mouse, the arrow keys.
    react : mapping, optional
        Control name → ``react(values) -> {name: new value}``, applied when that control moves:
        another landscape brings its own start point.
    player : Player, optional
    progress : str, optional
        What the reader waits for where a choice takes a while, such as "Training three
        networks". The experiment then gets a callable of this name too, for `course_lib.nn.fit`.

    Examples
    --------
    ``explorer.controls["lr"].value = 0.5`` and ``explorer.set(lr=0.5, start=(1.0,))`` move it from
    a cell; ``explorer.values`` reads it; ``explorer.result`` is what the picture shows.
    """

    def __init__(self, experiment, view, controls: Mapping, *, size=(9.0, 4.0), state=None,
                 on_pointer=None, react=None, player: Player | None = None,
                 progress: str | None = None):  # fmt: skip
        self.experiment, self.player = experiment, player
        self.controls, self.state = dict(controls), dict(state or {})
        self._on_pointer, self._react, self._held = on_pointer, dict(react or {}), False
        self.live = LiveFigure(*size)
        with style_context():
            self.view = view(self.live.figure)
        self._initial = self._shown = self.values
        self._error = widgets.HTML()
        self._caption = widgets.HTML()
        self._bar = progress and TrainingBar(progress, instead=self._caption)
        self._build()
        self._update()
        # The first drawing finds out what moves only when something has moved.
        self._observe()

    # ---- what it holds ------------------------------------------------------------------------

    @property
    def values(self) -> dict:
        """Argument name → value, of the controls and of the state."""
        held = {n: _held(c) for n, c in self.controls.items() if not isinstance(c, Action)}
        return {**self.state, **held}

    def set(self, **values) -> None:
        """Move several controls or state values in one update; with a player, ``t`` is the frame.

        A value brings its reaction along (see `react`), except for what is named here too.

        Raises
        ------
        ValueError
            ``speed is not a value of this explorer; it has lr, start``
        """
        counts_frames = self.player and "t" not in self.values
        frame = values.pop("t", None) if counts_frames else None
        self._check_names(values)
        with self.live.lock:
            with self._hold(), self._reporting():
                self._assign_all(values)
            self._refresh()
            if frame is not None:
                self._go_to(frame)

    def reset(self, _=None) -> None:
        """Put every control, the start and the player back to where they were."""
        self.set(**self._initial)
        if self.player:
            self.live.scrub = self._first_frame(self.live.scrub_last)

    def peek(self, **values):
        """What it shows with these values; then everything goes back to where it was.

        The page sees no control move, so that no browser sends one back half-way.

        Returns
        -------
        object
            The experiment's result.
        """
        before = self.values | ({"t": self.live.scrub} if self.player else {})
        with ExitStack() as held:
            for control in self.controls.values():
                held.enter_context(control.hold_sync())
            try:
                self.set(**values)
                return self.result
            finally:
                self.set(**before)

    # ---- wiring -------------------------------------------------------------------------------

    def _check_names(self, values: Mapping) -> None:
        for name in values.keys() - self.values.keys():
            known = ", ".join([*self.values, *(["t"] if self.player else [])])
            raise ValueError(f"{name} is not a value of this explorer; it has {known}")

    def _assign_all(self, values: Mapping) -> None:
        for name, value in values.items():
            self._assign(name, value)
        for name in [n for n in self._react if n in values]:
            for other, value in (self._react[name](self.values) or {}).items():
                if other not in values:
                    self._assign(other, value)

    def _assign(self, name: str, value) -> None:
        if name in self.controls:
            self.controls[name].value = value
        else:
            self.state[name] = value

    def _go_to(self, frame: int) -> None:
        frame, last = checks.integer("t", frame), self.live.scrub_last
        checks.in_range("t", frame, 0, last, hint="it counts the frames of this run")
        self.live.scrub = frame

    def _build(self) -> None:
        self._reset = widgets.Button(
            description="Reset", tooltip="Back to the first picture",
            layout=widgets.Layout(width="auto"),
        )  # fmt: skip
        for node, css in (
            (self._error, "course-error"), (self._caption, "course-caption"),
        ):  # fmt: skip
            node.add_class(css)
        row = widgets.Box([*self.controls.values(), self._reset])
        row.add_class("course-controls")
        bar = [self._bar.node] if self._bar else []
        self.box = widgets.VBox([row, self.live, *bar, self._caption, self._error])
        self.box.add_class("course-explorer")
        if self.player:
            self.live.scrub_label = self.player.label
            self.live.on_scrub = self._scrubbed
        if self._on_pointer:
            self.live.clicks = True
            self.live.on_pointer = self._pointed

    def _observe(self) -> None:
        self._reset.on_click(self.reset)
        for name, control in self.controls.items():
            if isinstance(control, Action):
                control.on_click(lambda _, c=control: self._change(lambda: c.change(self.values)))
            else:
                control.observe(lambda change, n=name: self._moved(n), "value")

    def _moved(self, name: str) -> None:
        if not self._held:
            self.set(**{name: self.controls[name].value})

    def _pointed(self, kind, axes, x, y) -> None:
        pointer = Pointer(kind, self.live.figure.axes.index(axes), float(x), float(y))
        self._change(lambda: self._on_pointer(pointer, self.values))

    def _change(self, changes: Callable[[], Mapping | None]) -> None:
        with self._reporting():
            new = changes()
            if new:
                self.set(**new)

    @contextmanager
    def _hold(self):
        held, self._held = self._held, True
        try:
            yield
        finally:
            self._held = held

    @contextmanager
    def _reporting(self):
        """Errors show as one line under the picture and go on to the kernel."""
        try:
            yield
            if self._error.value:
                self._error.value = ""
        except Exception as error:
            self._error.value = escape(f"{type(error).__name__}: {error}")
            raise

    def _refresh(self) -> None:
        if not self._held:
            with self._reporting():
                self._update()

    def _run(self):
        """The result for the present values; an interrupt brings the earlier ones back."""
        values = self.values
        try:
            if self._bar:
                with self._bar:
                    result = self.experiment(**values, progress=self._bar)
            else:
                result = self.experiment(**values)
        except KeyboardInterrupt:
            with self._hold():
                for name, value in self._shown.items():
                    self._assign(name, value)
            self._error.value = "Interrupted: these are the values and the picture from before."
            raise
        self._shown = values
        return result

    def _update(self) -> None:
        self.result = self._run()
        self.view.update(self.result)
        if self.player:
            self._sync_player()
        self.live.redraw()
        summary = getattr(self.result, "summary", "")
        if summary != self.live.caption:
            self.live.caption, self._caption.value = summary, escape(summary, quote=False)

    def _sync_player(self) -> None:
        last = self.player.last(self.result)
        first_time = self.live.scrub_last < 0
        at_end = self.live.scrub == self.live.scrub_last
        on_scrub, self.live.on_scrub = self.live.on_scrub, None
        try:
            if first_time:
                self.live.scrub = self._first_frame(last)
            elif at_end or self.live.scrub > last:  # who watches the end stays at the end
                self.live.scrub = last
            self.live.scrub_last = last
        finally:
            self.live.on_scrub = on_scrub
        self._show_frame(self.live.scrub)

    def _first_frame(self, last: int) -> int:
        return self.player.start % (last + 1)

    def _show_frame(self, t: int) -> None:
        self.view.show(self.result, t)

    def _scrubbed(self, t: int) -> None:
        with self._reporting():
            self._show_frame(t)

    # ---- what a cell shows ----------------------------------------------------------------------

    def __repr__(self) -> str:
        pairs = [
            f"{c.description} = {_text(c)}"
            for c in self.controls.values()
            if not isinstance(c, Action)
        ]
        if self.player:
            pairs.append(f"{self.player.label} = {self.live.scrub}")
        return f"[run this cell in JupyterLab to move: {'; '.join(pairs)}]"

    def text(self) -> str:
        """What the picture shows, in numbers, with the line under it."""
        summary = getattr(self.result, "summary", "")
        return describe(self.live.figure) + (f"\ncaption: {summary}" if summary else "")

    def _ipython_display_(self) -> None:
        from base64 import b64encode

        from IPython.display import display

        picture = b64encode(self.live.static_png()).decode()
        display({"image/png": picture, "text/plain": self.text()}, raw=True)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        mime = "application/vnd.jupyter.widget-view+json"
        display({mime: view, "text/plain": repr(self)}, raw=True)


def _held(control):
    """The control's value; of a slider's, the digits that the browser's rounding leaves alone."""
    value = control.value
    return float(f"{value:.10g}") if isinstance(value, float) else value


def _text(control) -> str:
    value = control.value
    if isinstance(control, widgets.Dropdown):
        return str(control.label)
    return f"{value:.4g}" if isinstance(value, float) else str(value)
