"""Learning rates as functions of the step.

A schedule is a frozen, pure function of t, so the object that is plotted is the object that
trains. t = 0 is the first step, which uses ``schedule(0)``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from course_lib import checks


@dataclass(frozen=True)
class Schedule(ABC):
    """A learning rate η_t for the steps t = 0, 1, 2, …

    Parameters
    ----------
    lr : float
        The rate of the first step, > 0.

    Raises
    ------
    ValueError
        ``lr must be positive, got -1; …`` when it is made,
        ``t must be zero or positive, got -1; the first step is t = 0`` when it is called.
    """

    lr: float

    def __post_init__(self):
        self._set(lr=checks.positive("lr", self.lr))

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

    def _set(self, **values) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Constant(Schedule):
    r"""The same rate at every step, :math:`\eta_t = \eta_0`.

    Examples
    --------
    >>> Constant(0.1)([0, 7]).tolist()
    [0.1, 0.1]
    """

    def _rate(self, t):
        return self.lr + 0.0 * t


@dataclass(frozen=True)
class InverseTime(Schedule):
    r"""Falls like 1/t, :math:`\eta_t = \eta_0 / (1 + \text{decay} \cdot t)`.

    Parameters
    ----------
    lr : float
        η₀ > 0.
    decay : float
        How fast, ≥ 0, in 1/steps. With 1 it is the lecture's α₀/k for k = t + 1 = 1, 2, …

    Notes
    -----
    Ση_t = ∞ while Ση_t² < ∞: a subgradient method gets everywhere and settles.

    Examples
    --------
    >>> InverseTime(0.6)([0, 1, 2]).round(3).tolist()
    [0.6, 0.3, 0.2]
    """

    decay: float = 1.0

    def __post_init__(self):
        super().__post_init__()
        self._set(decay=checks.non_negative("decay", self.decay))

    def _rate(self, t):
        return self.lr / (1 + self.decay * t)


@dataclass(frozen=True)
class InversePower(Schedule):
    r"""A power of the step, :math:`\eta_t = \eta_0 / (t + 1)^{p}`.

    Parameters
    ----------
    lr : float
        η₀ > 0.
    power : float
        p ≥ 0. With p > 1 the sum of all steps is finite, so that a method whose gradients are
        bounded may stop short of a minimizer (p = 2: it gets at most π²/6 · η₀ · max‖g‖ far).

    Examples
    --------
    >>> InversePower(0.9, power=2)([0, 1, 2]).round(3).tolist()
    [0.9, 0.225, 0.1]
    """

    power: float = 1.0

    def __post_init__(self):
        super().__post_init__()
        self._set(power=checks.non_negative("power", self.power))

    def _rate(self, t):
        return self.lr * (t + 1.0) ** -self.power


@dataclass(frozen=True)
class InverseSqrt(Schedule):
    r"""Falls like one over the root, :math:`\eta_t = \eta_0 / \sqrt{t + 1}`.

    Notes
    -----
    The lecture writes α₀/√t, which needs t ≥ 1: its t is our t + 1.

    Examples
    --------
    >>> schedule = InverseSqrt(0.1)
    >>> schedule(0), schedule(4 - 1)  # the lecture's t = 1 and t = 4
    (0.1, 0.05)
    """

    def _rate(self, t):
        return self.lr / np.sqrt(t + 1.0)
