"""When to stop: tests on the gradient, on the step and on the change of f."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from course_lib import checks


class Moment(NamedTuple):
    """What a test may look at: the iterate after step t and the one before (None at t = 0)."""

    t: int
    x: np.ndarray
    value: float
    grad_norm: float
    before: Moment | None


class Record(Protocol):
    """What a test may look at of a whole run: row t is the iterate after step t, as in `Trace`."""

    x: np.ndarray
    value: np.ndarray
    grad_norm: np.ndarray


@dataclass(frozen=True)
class StoppingTest(ABC):
    """A pure test "this number is at most eps"; ``a | b`` stops where either does.

    Parameters
    ----------
    eps : float
        The tolerance, ≥ 0, in the units of what is measured.
    """

    eps: float
    symbol = ""

    def __post_init__(self):
        object.__setattr__(self, "eps", checks.non_negative("eps", self.eps))

    @abstractmethod
    def measure(self, now: Moment) -> float:
        """The number compared with eps; NaN where there is none yet."""

    @abstractmethod
    def measures(self, trace: Record) -> np.ndarray:
        """The same for every row of a trace, shape (T+1,)."""

    def fired(self, now: Moment) -> StoppingTest | None:
        """The test that is satisfied now, or None."""
        return self if self.measure(now) <= self.eps else None

    def reason(self, now: Moment) -> str:
        """Why it fired, in symbols."""
        name = type(self).__name__
        return f"{name} fired, {self.symbol} = {self.measure(now):.3g} ≤ {self.eps:g}"

    def first(self, trace: Record) -> int | None:
        """The first step of a recorded run at which the test would have fired, or None."""
        hits = np.flatnonzero(self.measures(trace) <= self.eps)
        return int(hits[0]) if len(hits) else None

    def __or__(self, other: StoppingTest) -> AnyOf:
        return AnyOf.of(self, other) if isinstance(other, StoppingTest | AnyOf) else NotImplemented


class GradientNorm(StoppingTest):
    """Stop when ‖∇f(x_t)‖ ≤ eps.

    Notes
    -----
    Small gradients also mark saddle points and plateaus; at a kink a subgradient need not be
    small at all (|x| has ±1 arbitrarily close to its minimizer).
    """

    symbol = "‖∇f‖"

    def measure(self, now):
        return now.grad_norm

    def measures(self, trace):
        return trace.grad_norm


class StepSize(StoppingTest):
    """Stop when ‖x_t − x_{t−1}‖ ≤ eps.

    Notes
    -----
    A small learning rate passes this test anywhere: it measures the step, not the distance left.
    """

    symbol = "‖Δx‖"

    def measure(self, now):
        return np.nan if now.before is None else float(np.linalg.norm(now.x - now.before.x))

    def measures(self, trace):
        return np.r_[np.nan, np.linalg.norm(np.diff(trace.x, axis=0), axis=1)]


class ValueChange(StoppingTest):
    """Stop when |f(x_t) − f(x_{t−1})| ≤ eps.

    Notes
    -----
    No test for a subgradient method: |x| stepped from x = 0.5α to −0.5α has |Δf| = 0 for ever.
    """

    symbol = "|Δf|"

    def measure(self, now):
        return np.nan if now.before is None else abs(now.value - now.before.value)

    def measures(self, trace):
        return np.r_[np.nan, np.abs(np.diff(trace.value))]


@dataclass(frozen=True)
class AnyOf:
    """Stop where the first of several tests does; `minimize` makes one of a tuple."""

    tests: tuple[StoppingTest, ...]

    def __post_init__(self):
        for test in checks.items("tests", self.tests, "stopping tests"):
            checks.instance("tests", test, StoppingTest, "write GradientNorm(1e-6)")

    @classmethod
    def of(cls, *tests) -> AnyOf:
        """Tests, and `AnyOf`s of tests, as one flat `AnyOf`."""
        flat = []
        for test in tests:
            if not isinstance(test, StoppingTest | AnyOf):
                raise TypeError(f"stop must be a stopping test such as GradientNorm(1e-6), or a "
                                f"tuple of them, got {test!r}")  # fmt: skip
            flat += test.tests if isinstance(test, AnyOf) else (test,)
        return cls(tuple(flat))

    def fired(self, now: Moment) -> StoppingTest | None:
        """The first test that is satisfied now, or None."""
        return next((test for test in self.tests if test.fired(now)), None)

    def first(self, trace: Record) -> int | None:
        """The first step of a recorded run at which any of the tests would have fired."""
        steps = [s for s in (test.first(trace) for test in self.tests) if s is not None]
        return min(steps, default=None)

    def __or__(self, other) -> AnyOf:
        return AnyOf.of(self, other) if isinstance(other, StoppingTest | AnyOf) else NotImplemented

    def __bool__(self) -> bool:
        return bool(self.tests)
