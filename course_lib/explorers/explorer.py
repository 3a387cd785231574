"""Explorer = experiment + view + controls.

The experiment is a pure function of the controls' values, the view moves its artists to a result,
and this module is the wiring between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets

from course_lib.explorers.ahead import Ahead
from course_lib.explorers.controls import Action
from course_lib.explorers.live import LiveFigure
from course_lib.explorers.panel import panel
from course_lib.explorers.player import Player
from course_lib.explorers.progress import TrainingBar
from course_lib.explorers.settings import Settings
from course_lib.explorers.shown import Shown
from course_lib.plots.style import style_context


@dataclass(frozen=True)
class Pointer:
    """Where the reader clicked or dragged, in data coordinates.

    ``kind`` is "click", "drag", "release" or "key"; ``axes`` is the number of the axes.
    """

    kind: str
    axes: int
    x: float
    y: float


class Explorer(Shown):
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
    groups : mapping, optional
        Title → names of controls, every control once: many controls stand in titled groups.
    idle : mapping, optional
        Control name → ``rule(values)``, true while the control has no effect: it is greyed out.
    player : Player, optional
    progress : str, optional
        What the reader waits for where a choice takes a while, such as "Training three
        networks". The experiment then gets a callable of this name too, for `course_lib.nn.fit`.

    Examples
    --------
    ``explorer.controls["lr"].value = 0.5`` and ``explorer.set(lr=0.5, start=(1.0,))`` move it from
    a cell; ``explorer.values`` reads it; ``explorer.result`` is what the picture shows.
    """

    figure_class = LiveFigure
    draws_ahead = True

    def __init__(self, experiment, view, controls: Mapping, *, size=(9.0, 4.0), state=None,
                 on_pointer=None, react=None, groups=None, idle=None,
                 player: Player | None = None, progress: str | None = None):  # fmt: skip
        self.experiment, self.player = experiment, player
        self.settings = Settings(controls, state or {}, react or {}, idle or {})
        self._on_pointer, self._held = on_pointer, False
        self.live = self.figure_class(*size)
        with style_context():
            self.view = view(self.live.figure)
        self._initial = self._shown = self.values
        self._error = widgets.HTML()
        self._bar = progress and TrainingBar(progress, self._make_room)
        self._build(groups)
        self.settings.grey_out()
        self._update()
        # The first drawing finds out what moves only when something has moved.
        self._observe()
        if self.draws_ahead:
            self.live.ahead = Ahead(self)

    # ---- what it holds ------------------------------------------------------------------------

    @property
    def controls(self) -> dict:
        """Name → control."""
        return self.settings.controls

    @property
    def values(self) -> dict:
        """Argument name → value, of the controls and of the state."""
        return self.settings.values

    @property
    def t(self):
        """The player's place in its unit, such as step 120; without a player None."""
        return self.player and self.player.number(self.result, self.live.scrub)

    @property
    def at_rest(self) -> bool:
        """Whether all values are as at first and the player stands where it rests."""
        resting = not self.player or self.live.scrub == self.player.first(self.result)
        return resting and self.values == self._initial

    def set(self, **values) -> None:
        """Move several controls or state values in one update; with a player, ``t`` in its unit.

        A value brings its reaction along (see `react`), except for what is named here too.

        Raises
        ------
        ValueError
            ``speed is not a value of this explorer; it has lr, start``,
            ``lr must be in [0.001, 3], got 5``
        """
        t = self._taken_t(values)
        self._move(values, t, check=True)

    def reset(self, _=None) -> None:
        """Put every control, the start and the player back to where they were."""
        with self.live.lock:
            with self._hold():
                self.settings.put_back(self._initial)
            self._refresh(rest=True)

    def peek(self, **values):
        """What the experiment gives with these values; nothing is drawn and nothing moves.

        Reactions count as in `set`. ``t`` is only checked: the result is that of the whole run.
        The page sees no control move, so that no browser sends one back half-way.

        Returns
        -------
        object
            The experiment's result; its ``summary`` is the line under the picture.
        """
        t = self._taken_t(values)
        with self.live.lock, self._hold(), self.settings.borrowed():
            self.settings.assign(values, check=True)
            result = self._compute()
        if t is not None:
            self.player.frame(result, t)
        return result

    # ---- wiring -------------------------------------------------------------------------------

    def _taken_t(self, values: dict):
        """Take the player's ``t`` out of the values, and check the names of the others."""
        t = values.pop("t", None) if self.player and "t" not in self.values else None
        for name in values.keys() - self.values.keys():
            known = ", ".join([*self.values, *(["t"] if self.player else [])])
            raise ValueError(f"{name} is not a value of this explorer; it has {known}")
        return t

    def _build(self, groups) -> None:
        self._reset = widgets.Button(
            description="Reset", tooltip="Back to the first picture",
            layout=widgets.Layout(width="auto"),
        )  # fmt: skip
        self._error.add_class("course-error")
        self._reset.add_class("course-reset")
        rows = panel(self.controls, groups, self._reset)
        bar = [self._bar.node] if self._bar else []
        self.box = widgets.VBox([rows, self.live, *bar, self._error])
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
            self._move({name: self.controls[name].value})

    def _pointed(self, kind, axes, x, y) -> None:
        pointer = Pointer(kind, self.live.figure.axes.index(axes), float(x), float(y))
        self._change(lambda: self._on_pointer(pointer, self.values))

    def _change(self, changes: Callable[[], Mapping | None]) -> None:
        with self._reporting():
            new = changes()
            if new:
                self._move(new)

    def _move(self, values: Mapping, t=None, check: bool = False) -> None:
        with self.live.lock:
            with self._hold(), self._reporting():
                self.settings.assign(values, check)
            self._refresh(t)

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

    def _refresh(self, t=None, rest=False) -> None:
        if not self._held:
            with self._reporting():
                self.settings.grey_out()
                self._update(t, rest)

    def _make_room(self, for_bar: bool) -> None:
        self.live.captioned = not for_bar

    def _compute(self):
        if not self._bar:
            return self.experiment(**self.values)
        with self._bar:
            return self.experiment(**self.values, progress=self._bar)

    def _run(self, t):
        """The result and the frame for the present values; the earlier ones where there is none."""
        try:
            result = self._compute()
        except KeyboardInterrupt:
            self._as_shown()
            self._error.value = "Interrupted: these are the values and the picture from before."
            raise
        try:
            frame = None if t is None else self.player.frame(result, t)
        except (TypeError, ValueError):
            self._as_shown()
            raise
        self._shown = self.values
        return result, frame

    def _as_shown(self) -> None:
        with self._hold():
            self.settings.put_back(self._shown)
        self.settings.grey_out()

    def _update(self, t=None, rest=False) -> None:
        self.result, frame = self._run(t)
        self.view.update(self.result)
        with self.live.hold_sync():  # the picture and its line come in one message
            if self.player:
                self._sync_player(self.player.first(self.result) if rest else frame)
            self.live.redraw(getattr(self.result, "summary", ""))

    def _frame_of(self, result) -> int:
        """Where the player stands when this result comes: who watches the end stays at the end."""
        scrub, at_end = self.live.scrub, self.live.scrub == self.live.scrub_last
        if self.live.scrub_last < 0:  # the first result
            return self.player.first(result)
        last = self.player.last(result)
        return last if at_end or scrub > last else scrub

    def _sync_player(self, frame: int | None) -> None:
        last = self.player.last(self.result)
        if frame is None:
            frame = self._frame_of(self.result)
        on_scrub, self.live.on_scrub = self.live.on_scrub, None
        try:
            self.live.scrub_numbers = self.player.numbers(self.result)
            self.live.scrub_last, self.live.scrub = last, frame
        finally:
            self.live.on_scrub = on_scrub
        self._show_frame(frame)

    def _show_frame(self, frame: int) -> None:
        self._frame = frame
        self.view.show(self.result, frame)

    def _scrubbed(self, t: int) -> None:
        with self._reporting():
            self._show_frame(t)
