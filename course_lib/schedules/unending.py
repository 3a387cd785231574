"""Schedules that go on for ever: steps, an exponential, and powers of 1/t."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.schedules.schedule import Decay


@dataclass(frozen=True)
class Step(Decay):
    r"""Constant, and multiplied with `factor` at given steps.

    .. math:: \eta_t = \eta_0 \, \text{factor}^{\,\lfloor t / \text{every} \rfloor}, \qquad
              \text{or factor to the number of milestones} \le t

    Parameters
    ----------
    lr : float
        η₀ > 0.
    factor : float
        > 0; 0.1 in the lecture.
    every : int, optional
        Steps between two changes, ≥ 1. Give this or `milestones`.
    milestones : tuple of int
        The steps at which it changes, rising, the first ≥ 1: step t = 30 is the first one with the
        new rate. An epoch has ⌈n / batch⌉ steps, so "at epoch 30" is 30 times that.

    Raises
    ------
    ValueError
        ``every or milestones must be given, and only one of them, got …``.

    Notes
    -----
    PyTorch: StepLR (gamma 0.1) and MultiStepLR.

    References
    ----------
    Lecture deck D, and common code that trains ResNets: 0.1 at epochs 30, 60, 90.

    Examples
    --------
    >>> Step(0.1, milestones=(30, 60, 90))([29, 30, 60, 90]).round(6).tolist()
    [0.1, 0.01, 0.001, 0.0001]
    """

    factor: float = 0.1
    every: int | None = None
    milestones: tuple[int, ...] = ()

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.milestones, tuple | list | np.ndarray):
            raise TypeError(f"milestones must be a tuple of steps such as (30, 60, 90), got "
                            f"{self.milestones!r}")  # fmt: skip
        marks = tuple(checks.integer("milestones", m, low=1) for m in self.milestones)
        if (self.every is None) == (not marks):
            raise ValueError(f"every or milestones must be given, and only one of them, got "
                             f"every={self.every!r} and milestones={marks!r}")  # fmt: skip
        if list(marks) != sorted(set(marks)):
            raise ValueError(f"milestones must rise, got {marks}; sort them and name each once")
        every = self.every
        if every is not None:
            every = checks.integer("every", every, low=1, hint="the steps between two changes")
        factor = checks.positive("factor", self.factor, "such as 0.1")
        self._set(factor=factor, every=every, milestones=marks)

    def _rate(self, t):
        if self.every is not None:
            return self.lr * _power(self.factor, t // self.every)
        return self.lr * _power(self.factor, np.searchsorted(self.milestones, t, side="right"))


@dataclass(frozen=True)
class Exponential(Decay):
    r"""Falls by the same ratio in each step.

    .. math:: \eta_t = \eta_0 \, \text{factor}^{\,t / \text{every}}

    Parameters
    ----------
    lr : float
        η₀ > 0.
    factor : float
        What is left of it after `every` steps, > 0.
    every : float
        Steps, > 0. With the `every` of `Step` it runs smoothly through that one's corners.

    Notes
    -----
    PyTorch: ExponentialLR (gamma is the factor of one step). Keras: ExponentialDecay.

    Examples
    --------
    >>> Exponential(0.1, factor=0.1, every=30)([0, 15, 30]).round(6).tolist()
    [0.1, 0.031623, 0.01]
    """

    factor: float
    every: float = 1.0

    def __post_init__(self):
        super().__post_init__()
        self._set(
            factor=checks.positive("factor", self.factor, "such as 0.99"),
            every=checks.positive("every", self.every, "in steps"),
        )

    def _rate(self, t):
        return self.lr * _power(self.factor, t / self.every)


@dataclass(frozen=True)
class InverseTime(Decay):
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
        self._set(decay=checks.non_negative("decay", self.decay, "0 is no decay"))

    def _rate(self, t):
        return self.lr / (1 + self.decay * t)


@dataclass(frozen=True)
class InversePower(Decay):
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
        self._set(power=checks.non_negative("power", self.power, "0 is no decay"))

    def _rate(self, t):
        return self.lr * (t + 1.0) ** -self.power


@dataclass(frozen=True)
class InverseSqrt(Decay):
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


def _power(factor: float, exponent):
    """factor^exponent; infinite, without a fuss, where a factor > 1 has grown too far."""
    with np.errstate(over="ignore", under="ignore"):
        return np.power(factor, exponent)
