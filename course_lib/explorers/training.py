"""TrainingExplorer: a training that is computed while the reader looks and moves its controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from html import escape
from inspect import Parameter, signature

from course_lib import checks
from course_lib.explorers.explorer import Explorer
from course_lib.explorers.pace import Pace
from course_lib.explorers.training_figure import TrainingFigure
from course_lib.explorers.turns import Turns

#: What the speed may be: the name on the page → steps a second at most.
SPEEDS = {"full speed": None, "100 {}s a second": 100, "10 {}s a second": 10, "1 {} a second": 1}


class TrainingExplorer(Explorer):
    """A picture of a training that goes on while its controls are moved.

    Three pure functions make it. Each is given those of the explorer's values that it has
    arguments for, and this decides what a control does: one that `start` takes begins the training
    anew, any other takes effect in mid-run.

    Parameters
    ----------
    start : callable
        ``start(*, seed, …) -> state``, frozen, with its number of steps as ``state.t``. Without an
        argument `seed` there is no button for another one.
    advance : callable
        ``advance(state, steps, *, …) -> state``: so many steps further, and no more when
        ``state.over`` is true, which ends the playing. Two times 10 steps must be 20: take random
        numbers from the state, as by ``np.random.default_rng([state.seed, state.t])``.
    look : callable
        ``look(state, *, …) -> result``: what is drawn of a state, such as the boundary on a grid;
        computed for each picture only. Its text `summary` is the line under the picture.
    view : callable
        As in `Explorer`: ``view(figure)``, then ``view.update(result)``.
    controls : mapping
        Argument name → control, as in `Explorer`.
    unit : str
        What is counted, a plain word in the singular: "step" or "epoch".
    stored : int
        How many steps the stored picture has, for readers without a kernel.
    speed : int or None
        Steps a second at first: 1, 10, 100, or None for as many as the machine can do.
    clock : callable, optional
        ``clock() -> seconds``, for tests.
    **settings
        `size`, `state`, `on_pointer`, `react`, `groups` and `idle`, as in `Explorer`.

    Attributes
    ----------
    training : object
        The state.
    retrained : int or None
        With a number every change begins anew and trains by so many steps at once. So a test sees
        what any control does to the picture.

    Notes
    -----
    Playing is a task on the kernel's event loop, in slices of 20 ms: between two of them the kernel
    handles moved controls and runs cells. It stops at the end, by Pause, a kernel interrupt, an
    error (one line under the picture), or when its cell is run again or closed.

    Examples
    --------
    ``explorer.step(50)`` trains from a cell or a test, ``explorer.restart(seed=3)`` begins anew,
    ``explorer.set(lr=0.1, t=200)`` goes to step 200, ``explorer.peek(lr=0.1, t=200)`` gives the
    result of 200 steps from the start with these values.
    """

    figure_class = TrainingFigure
    draws_ahead = False  # its pictures depend on the state of the training too

    def __init__(self, start: Callable, advance: Callable, look: Callable, view, controls: Mapping,
                 *, unit: str = "step", stored: int = 0, speed: int | None = None, clock=None,
                 state: Mapping | None = None, **settings):  # fmt: skip
        self._start, self._advance, self._look = start, advance, look
        self._names = {f: _arguments(f) for f in (start, advance, look)}
        seeded = "seed" in self._names[start] and "seed" not in controls
        state = {**({"seed": 0} if seeded else {}), **(state or {})}
        self._check(controls, state)
        self.unit, self.stored = unit, stored
        self.pace = Pace(clock) if clock else Pace()
        self.retrained = None
        self._begun = self.training = None
        super().__init__(self._present, view, controls, state=state, **settings)
        self.turns = Turns(self.live, self.pace, self._train, self._update, self._fail)
        self.live.seeded, self.live.on_asked = seeded, self._answer
        self.live.speeds = [name.format(unit) for name in SPEEDS]
        self.pace.speed = checks.choice("speed", speed, SPEEDS.values())
        self.live.speed = list(SPEEDS.values()).index(speed)
        self.live.observe(self._set_speed, "speed")

    # ---- what it holds ------------------------------------------------------------------------

    @property
    def t(self) -> int:
        """How many steps it has been trained."""
        return self.training.t

    @property
    def playing(self) -> bool:
        """Whether it trains by itself."""
        return self.live.playing

    @property
    def at_rest(self) -> bool:
        """Whether all is as at first: the values, and nothing trained."""
        return not self.playing and self.t == 0 and self.values == self._initial

    @property
    def _over(self) -> bool:
        return getattr(self.training, "over", False)

    def peek(self, **values):
        """What `look` gives after ``t`` steps from the start with these values; nothing moves.

        Parameters
        ----------
        t : int, optional
            As many as the present state has, if left out.
        **values
            As for `set`; the others as they are.

        Returns
        -------
        object
        """
        t = self._taken_t(values)
        with self.live.lock, self._hold(), self.settings.borrowed():
            self.settings.assign(values, check=True)
            return self._seen(self._trained(self.t if t is None else t))

    # ---- training -----------------------------------------------------------------------------

    def play(self) -> None:
        """Train on the event loop until `pause`.

        Raises
        ------
        RuntimeError
            ``nothing plays without an event loop, as in a plain script: train by step(50)``
        """
        with self.live.lock:
            if not self.playing:
                self._error.value = ""
                if self._over:
                    self._begun = None
                if self._of_start() != self._begun:  # also after an error in `start`
                    self._refresh()
                self.turns.play()

    def pause(self) -> None:
        """Stop after the present slice, and show where it is."""
        self.turns.pause()

    def step(self, steps: int = 1) -> None:
        """Train so many steps now, and show the state.

        Raises
        ------
        ValueError
            ``steps must be at least 1, got 0``
        """
        steps = checks.integer("steps", steps, low=1)
        with self.live.lock:
            self.live.playing = False
            self._refresh(self.t + steps)

    def restart(self, seed: int | None = None) -> None:
        """Begin anew with the present values, and with this seed if one is given."""
        with self.live.lock:
            self._begun = None
            if seed is None:
                self._refresh()
            else:
                self.set(seed=seed)

    def _train(self, steps: int) -> bool:
        self.training = self._call(self._advance, self.training, steps)
        return not self._over

    def _fail(self, error: Exception) -> None:
        self._error.value = escape(f"{type(error).__name__}: {error}")

    # ---- wiring -------------------------------------------------------------------------------

    def _check(self, controls, state) -> None:
        known = {*controls, *state}
        for function, names in self._names.items():
            if missing := [n for n, needed in names.items() if needed and n not in known]:
                raise ValueError(
                    f"{function.__name__} takes {', '.join(missing)}, but no control or state of "
                    "this explorer has that name"
                )

    def _call(self, function, *leading, values=None):
        values = self.values if values is None else values
        return function(*leading, **{n: values[n] for n in self._names[function] if n in values})

    def _seen(self, training):
        return self._call(self._look, training)

    def _present(self, **values):
        """The experiment of this moment: what these values show of the present state."""
        return self._call(self._look, self.training, values=values)

    def _trained(self, steps: int):
        training = self._call(self._start)
        return self._call(self._advance, training, steps) if steps else training

    def _of_start(self) -> dict:
        values = self.values
        return {n: values[n] for n in self._names[self._start] if n in values}

    def _taken_t(self, values: dict):
        t = values.pop("t", None) if "t" not in self.values else None
        super()._taken_t(values)
        return None if t is None else checks.integer("t", t, low=0)

    def _run(self, t):
        """The result for the present values: of the same training, or of a new one."""
        begun = self._of_start()
        goal = self.retrained if self.retrained is not None and t is None else t
        training = self.training
        anew = begun != self._begun or self.retrained is not None
        try:
            if anew or (goal is not None and goal < training.t):
                training = self._call(self._start)
                self.pace.begin()
            if goal is not None and goal > training.t:
                training = self._call(self._advance, training, goal - training.t)
            result = self._seen(training)
        except BaseException as error:
            self.live.playing = False
            if isinstance(error, KeyboardInterrupt):
                self._as_shown()
            raise
        self.training, self._begun = training, begun
        self._shown = self.values
        return result, None

    def _update(self, t=None, rest=False) -> None:
        if rest:
            self.live.playing, self._begun = False, None
        with self.live.hold_sync():
            super()._update(t)
            self.live.said = self._where = self._says(self.t)

    def _says(self, t: int) -> str:
        seed = f", seed {self.values['seed']}" if "seed" in self.values else ""
        return f"{self.unit} {t}{seed}"

    def _answer(self, what: str) -> None:
        """A button of the page; an error is one line there and no traceback."""
        answers = {
            "play": self.play, "pause": self.pause, "step": self.step, "restart": self.restart,
            "seed": lambda: self.restart(self.values["seed"] + 1),
        }  # fmt: skip
        try:
            answers[what]()
        except KeyboardInterrupt:
            self.pause()
        except Exception as error:
            self.live.playing = False
            self._fail(error)

    def _set_speed(self, change) -> None:
        self.pace.speed = list(SPEEDS.values())[change.new]

    # ---- what a cell shows ----------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}; {self.live.said}]"

    def text(self) -> str:
        """What the picture shows, in numbers, with how far it is trained and the line under it."""
        return f"{super().text()}\ntraining: {self._where}"

    @contextmanager
    def _as_stored(self):
        if not self.stored or not self.at_rest:
            yield
            return
        with self.live.lock:
            rest = self.result
            try:
                self.result = self._seen(self._trained(self.stored))
                self._where = self._says(self.stored)
                self.view.update(self.result)
                yield
            finally:
                self.result, self._where = rest, self.live.said
                self.view.update(rest)


def _arguments(function: Callable) -> dict[str, bool]:
    """Names of the arguments that are given by name → whether they have no default."""
    parameters = signature(function).parameters.values()
    if any(p.kind is Parameter.VAR_KEYWORD for p in parameters):
        raise TypeError(f"{function.__name__} must name its arguments one by one, without **")
    return {p.name: p.default is p.empty for p in parameters if p.kind is Parameter.KEYWORD_ONLY}
