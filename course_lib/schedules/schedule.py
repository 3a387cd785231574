"""What a schedule is: a learning rate as a pure function of the step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from course_lib import checks


class Schedule(ABC):
    """A learning rate η_t for the steps t = 0, 1, 2, …; subclasses are frozen dataclasses.

    Raises
    ------
    ValueError
        ``t must be zero or positive, got -1; the first step is t = 0`` when it is called.

    Examples
    --------
    A number times a schedule is a schedule:

    >>> from course_lib.schedules import InverseTime
    >>> (10 * InverseTime(0.6))([0, 1, 2]).round(3).tolist()
    [6.0, 3.0, 2.0]
    """

    def __call__(self, t):
        """The rate at step t: a float for a number, an array for an array."""
        if type(t) is int and t >= 0:  # what an optimizer asks for, 300 times in a slider callback
            return float(self._rate(t))
        t = checks.array("t", t)
        if t.size and t.min() < 0:
            raise ValueError(
                f"t must be zero or positive, got {t.min():g}; the first step is t = 0"
            )
        return float(self._rate(t)) if t.ndim == 0 else np.asarray(self._rate(t), dtype=float)

    @abstractmethod
    def _rate(self, t):
        """η_t for an int or a float array of t ≥ 0."""

    def __mul__(self, factor) -> Scaled:
        return Scaled(self, factor)

    __rmul__ = __mul__

    def _set(self, **values) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Decay(Schedule):
    """A schedule that starts at `lr`.

    Parameters
    ----------
    lr : float
        The rate of the first step, > 0.

    Raises
    ------
    ValueError
        ``lr must be positive, got -1; …`` when it is made.
    """

    lr: float

    def __post_init__(self):
        hint = "the learning rate η₀ of the first step, such as 0.1"
        self._set(lr=checks.positive("lr", self.lr, hint))


@dataclass(frozen=True)
class Scaled(Schedule):
    """A schedule times a constant; ``factor * schedule`` makes it.

    Parameters
    ----------
    schedule : Schedule
    factor : float
        > 0.
    """

    schedule: Schedule
    factor: float

    def __post_init__(self):
        self._set(
            schedule=as_schedule("schedule", self.schedule),
            factor=checks.positive("factor", self.factor, "a number to multiply the rate with"),
        )

    def _rate(self, t):
        return self.factor * self.schedule._rate(t)


@dataclass(frozen=True)
class Constant(Decay):
    r"""The same rate at every step, :math:`\eta_t = \eta_0`.

    Examples
    --------
    >>> Constant(0.1)([0, 7]).tolist()
    [0.1, 0.1]
    """

    def _rate(self, t):
        return self.lr + 0.0 * t


def as_schedule(name: str, value) -> Schedule:
    """A schedule as it is, and a positive number as a constant one.

    Raises
    ------
    TypeError, ValueError
        ``after must be a number, got None; give a schedule such as Cosine(0.1, 1000), …``.
    """
    if isinstance(value, Schedule):
        return value
    hint = "give a schedule such as Cosine(0.1, 1000), or a positive number"
    return Constant(checks.positive(name, value, hint))
