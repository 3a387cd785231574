"""Schedules that know how long the run is: linear, polynomial, cosine, one cycle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.schedules.schedule import Decay, Schedule


@dataclass(frozen=True)
class _Ending(Decay):
    """From `lr` at t = 0 to `end` at t = `steps`, where it stays."""

    steps: int
    end: float = 0.0

    def __post_init__(self):
        super().__post_init__()
        self._set(
            steps=checks.integer("steps", self.steps, low=1, hint=_STEPS),
            end=checks.in_range("end", self.end, 0, self.lr, hint=_END),
        )


@dataclass(frozen=True)
class Polynomial(_Ending):
    r"""Falls like a power of the time that is left.

    .. math:: \eta_t = \eta_T + (\eta_0 - \eta_T) \left( 1 - \frac{t}{T} \right)^p, \qquad t \le T

    Parameters
    ----------
    lr : float
        η₀ > 0.
    steps : int
        T ≥ 1; from there on the rate stays at `end`.
    end : float
        η_T, from 0 to η₀.
    power : float
        p > 0; with 1 it is `Linear`.

    Notes
    -----
    PyTorch: PolynomialLR (total_iters, power 1, end 0). Keras: PolynomialDecay.

    Examples
    --------
    >>> Polynomial(0.1, steps=100, power=2)([0, 50, 100, 200]).round(6).tolist()
    [0.1, 0.025, 0.0, 0.0]
    """

    power: float = 2.0

    def __post_init__(self):
        super().__post_init__()
        self._set(power=checks.positive("power", self.power, "1 is a straight line"))

    def _rate(self, t):
        return self.end + (self.lr - self.end) * (1 - _part(t, self.steps)) ** self.power


@dataclass(frozen=True)
class Linear(_Ending):
    r"""Falls along a straight line.

    .. math:: \eta_t = \eta_T + (\eta_0 - \eta_T) \left( 1 - \frac{t}{T} \right), \qquad t \le T

    Parameters
    ----------
    lr : float
        η₀ > 0.
    steps : int
        T ≥ 1; from there on the rate stays at `end`.
    end : float
        η_T, from 0 to η₀.

    Notes
    -----
    PyTorch: LinearLR(start_factor=1, end_factor=end/lr, total_iters).

    References
    ----------
    Lecture deck D.

    Examples
    --------
    >>> Linear(0.1, steps=100)([0, 50, 100, 200]).round(6).tolist()
    [0.1, 0.05, 0.0, 0.0]
    """

    def _rate(self, t):
        return self.end + (self.lr - self.end) * (1 - _part(t, self.steps))


@dataclass(frozen=True)
class Cosine(_Ending):
    r"""Falls along half a cosine: slowly, fast, slowly.

    .. math:: \eta_t = \eta_T + \tfrac12 (\eta_0 - \eta_T)
              \left( 1 + \cos \frac{\pi t}{T} \right), \qquad t \le T

    Parameters
    ----------
    lr : float
        η₀ > 0.
    steps : int
        T ≥ 1; from there on the rate stays at `end`.
    end : float
        η_T, from 0 to η₀.

    Notes
    -----
    PyTorch's CosineAnnealingLR (T_max, eta_min 0) rises again after T, Keras' CosineDecay stays.

    References
    ----------
    Loshchilov & Hutter, SGDR (2017), without restarts; lecture deck D.

    Examples
    --------
    >>> Cosine(0.1, steps=100)([0, 25, 50, 75, 100]).round(7).tolist()
    [0.1, 0.0853553, 0.05, 0.0146447, 0.0]
    """

    def _rate(self, t):
        return _half_cosine(self.lr, self.end, _part(t, self.steps))


@dataclass(frozen=True)
class OneCycle(Schedule):
    r"""Up to a high rate and down to almost nothing, both along half a cosine.

    Parameters
    ----------
    lr : float
        The *largest* rate, > 0, reached after the part `rise` of the run.
    steps : int
        T ≥ 1; from there on the rate stays at its end.
    rise : float
        In (0, 1).
    start_factor, end_factor : float
        The first and the last rate, as multiples of `lr`, in [0, 1].

    Notes
    -----
    PyTorch's OneCycleLR (pct_start 0.3, div_factor 25, final_div_factor 10⁴) has its end in its
    last step: its total_steps is our T + 1, and its peak lies at step pct_start · total_steps − 1.
    It also moves the momentum, which stays as it is here.

    References
    ----------
    Smith & Topin, Super-convergence (2017).

    Examples
    --------
    >>> OneCycle(0.1, steps=100)([0, 30, 65, 100]).round(6).tolist()
    [0.004, 0.1, 0.05, 0.0]
    """

    lr: float
    steps: int
    rise: float = 0.3
    start_factor: float = 1 / 25
    end_factor: float = 1 / 250_000

    def __post_init__(self):
        self._set(
            lr=checks.positive("lr", self.lr, "the largest learning rate, such as 0.1"),
            steps=checks.integer("steps", self.steps, low=1, hint=_STEPS),
            rise=checks.in_range("rise", self.rise, 0, 1, "()", "the part of the run that rises"),
            start_factor=checks.in_range("start_factor", self.start_factor, 0, 1, hint=_MULTIPLE),
            end_factor=checks.in_range("end_factor", self.end_factor, 0, 1, hint=_MULTIPLE),
        )

    def _rate(self, t):
        part = _part(t, self.steps)
        up = _half_cosine(self.start_factor, 1.0, np.minimum(part / self.rise, 1))
        down = np.maximum(part - self.rise, 0) / (1 - self.rise)
        return self.lr * np.where(part < self.rise, up, _half_cosine(1.0, self.end_factor, down))


_STEPS = "the length of the run in steps: epochs times steps an epoch"
_END = "the rate of the end, at most lr"
_MULTIPLE = "a multiple of lr"


def _part(t, steps: int):
    """How much of the run is over, from 0 to 1."""
    return np.minimum(t / steps, 1.0)


def _half_cosine(first: float, last: float, part):
    # 1 + cos(πp) as 2cos²(πp/2): no cancellation near the end, and never below `last`.
    return last + (first - last) * np.cos(0.5 * np.pi * part) ** 2
