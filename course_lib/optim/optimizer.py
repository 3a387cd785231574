"""What every optimizer is: frozen hyperparameters, a pure ``init`` and a pure ``step``.

``step(f, x, state)`` is handed the *function*, so a look-ahead gradient, a Hessian or a line
search needs no special case, and a run can be repeated, cached and scrubbed: nothing is hidden in
the optimizer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective


class Halt(NamedTuple):
    """Why an optimizer has no further step to offer: a status of `Trace` and the reason."""

    status: str
    reason: str


class State(NamedTuple):
    """The least a state holds; an algorithm with memory defines its own with these fields first.

    t counts the steps taken, lr is the rate of the last one, halt says why there was none.
    """

    t: int = 0
    lr: float = np.nan
    halt: Halt | None = None


class Hyperparameters:
    """A frozen dataclass that cleans its fields in `__post_init__`."""

    def _set(self, **values) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


class Optimizer(Hyperparameters, ABC):
    """Frozen hyperparameters with two pure methods.

    Subclasses are frozen dataclasses. `step` never changes its arguments; the state it returns
    has `t` one larger and `lr`, the rate it used. A step that cannot be taken (a line search that
    fails) returns x as it was and a state whose `halt` says why.

    Arguments that are none are named: of `init` before, of `step` and `update` once something has
    gone wrong, since looking at them costs as much as a short step.
    """

    def __init_subclass__(cls, **settings):
        super().__init_subclass__(**settings)
        for name, told in (("init", _of_a_point), ("step", _told_step), ("update", _told_update)):
            if name in vars(cls):
                setattr(cls, name, told(vars(cls)[name]))

    @abstractmethod
    def init(self, x: np.ndarray) -> Any:
        """The state before the first step from x, shape (d,)."""

    @abstractmethod
    def step(self, f: Objective, x: np.ndarray, state: Any) -> tuple[np.ndarray, Any]:
        """One step: (x, state) → (next x, next state)."""


def _of_a_point(init: Callable) -> Callable:
    @wraps(init)
    def checked(self, x):
        return init(self, checks.numbers("x", x))

    return checked


def _told_step(step: Callable) -> Callable:
    @wraps(step)
    def explained(self, f, x, state):
        try:
            return step(self, f, x, state)
        except (AttributeError, TypeError, ValueError):
            checks.function("f", f)
            _floats("x", x)
            raise

    return explained


def _told_update(update: Callable) -> Callable:
    @wraps(update)
    def explained(self, x, grad, state):
        try:
            if x.dtype.kind != "f" or grad.dtype.kind not in "fiub":
                raise TypeError
            return update(self, x, grad, state)
        except Exception:  # BLAS has errors of its own
            _floats("x", x)
            if not isinstance(grad, np.ndarray) or grad.shape != x.shape or grad.dtype.kind == "c":
                raise TypeError("grad must be an array of floats of the shape of x, "
                                f"{x.shape}, got {grad!r:.60}") from None  # fmt: skip
            raise

    return explained


def _floats(name: str, x) -> np.ndarray:
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f":
        raise TypeError(f"{name} must be an array of floats, got {x!r:.60}; "
                        "write np.array(..., dtype=float)")  # fmt: skip
    return x


class StepRule(Hyperparameters, ABC):
    """A learning rate that is computed from f at each step: a line search, the Polyak step."""

    @abstractmethod
    def step_size(self, f, x, direction, grad) -> tuple[float, Halt | None]:
        """The rate α of x + α·direction, and None; or 0 and the reason why there is no step."""


LearningRate = float | Callable[[int], float] | StepRule


def check_lr(lr, name: str = "lr") -> LearningRate:
    """A learning rate: a positive number, a schedule or a step rule.

    Raises
    ------
    TypeError, ValueError
        ``lr must be positive, got -1.0; give a positive number, a schedule …``.
    """
    if isinstance(lr, StepRule):
        return lr
    if isinstance(lr, type):
        raise TypeError(f"{name} must be an object, got the class {lr.__name__}; "
                        f"write {lr.__name__}(...)")  # fmt: skip
    if callable(lr) and not isinstance(lr, Objective):
        return lr
    return checks.positive(
        name, lr, "give a positive number, a schedule such as InverseSqrt(0.1), or a line search"
    )


def check_rate(lr, name: str = "lr") -> float | Callable[[int], float]:
    """A learning rate that is known without f: a positive number or a schedule.

    Raises
    ------
    TypeError, ValueError
        ``lr must be a number or a schedule, got ExactLineSearch(); …``.
    """
    if isinstance(lr, StepRule):
        raise TypeError(f"{name} must be a number or a schedule, got {lr!r}; line searches and "
                        "Polyak steps go with GradientDescent")  # fmt: skip
    return check_lr(lr, name)


def rate(lr: LearningRate, t: int) -> float:
    """The learning rate of step t: a number as it is, or what a schedule says when asked once.

    `lr` has been checked when the optimizer was made, and only the schedule's answer is checked
    here. A step rule is refused: it needs f.
    """
    if type(lr) is float:
        return lr
    if not callable(lr):
        check_rate(lr)
    answer = lr(t)
    try:
        alpha = float(answer)
    except (TypeError, ValueError):
        raise _bad_rate(lr, t, repr(answer)) from None
    if not 0 <= alpha < np.inf:
        raise _bad_rate(lr, t, f"{alpha:g}")
    return alpha


def _bad_rate(lr, t: int, got: str) -> ValueError:
    return ValueError(f"lr must be zero or positive and finite at every step, got {got} "
                      f"at t = {t}; look at the schedule {lr!r}")  # fmt: skip


def step_size(lr: LearningRate, f, x, direction, grad, t: int) -> tuple[float, Halt | None]:
    """The rate for step t of x + α·direction, whichever kind of learning rate `lr` is.

    Returns
    -------
    alpha : float
        Zero where there is no step to take.
    halt : Halt or None
        Why there is none.
    """
    if type(lr) is float:
        return lr, None
    if isinstance(lr, StepRule):
        return lr.step_size(f, x, direction, grad)
    return rate(lr, t), None
