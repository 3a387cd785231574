"""Schedules made of schedules: warm-up, delay, restarts, another batch size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.schedules.schedule import Scaled, Schedule, as_schedule


@dataclass(frozen=True)
class Warmup(Schedule):
    r"""Rise along a straight line to where another schedule starts, then follow that.

    .. math:: \eta_t = \Bigl( s + (1 - s) \frac{t}{W} \Bigr) \eta^{\text{after}}_0 \;\; (t < W),
              \qquad \eta_t = \eta^{\text{after}}_{t - W} \;\; (t \ge W)

    Parameters
    ----------
    steps : int
        W ≥ 1; 5000 in the lecture.
    after : Schedule or float
        What follows; its own t starts at 0 when the warm-up ends.
    start_factor : float
        s in [0, 1], the first rate as a multiple of the one reached. With 0 the first step does not
        move.

    Notes
    -----
    PyTorch: SequentialLR of LinearLR (start_factor 1/3 there) and the other.

    References
    ----------
    Goyal et al., Accurate, Large Minibatch SGD (2017); lecture deck D.

    Examples
    --------
    >>> Warmup(5000, after=0.1)([0, 2500, 5000, 9000]).round(6).tolist()
    [0.0, 0.05, 0.1, 0.1]
    """

    steps: int
    after: Schedule
    start_factor: float = 0.0

    def __post_init__(self):
        hint = "a multiple of the rate that is reached"
        self._set(
            steps=checks.integer("steps", self.steps, low=1, hint="the length of the warm-up"),
            after=as_schedule("after", self.after),
            start_factor=checks.in_range("start_factor", self.start_factor, 0, 1, hint=hint),
        )

    def _rate(self, t):
        s = self.start_factor
        rising = (s + (1 - s) * t / self.steps) * self.after._rate(0)
        return np.where(t < self.steps, rising, self.after._rate(np.maximum(t - self.steps, 0)))


@dataclass(frozen=True)
class Delayed(Schedule):
    r"""Hold the first rate of another schedule for a while, then follow it.

    .. math:: \eta_t = \eta^{\text{after}}_{\max(t - W, 0)}

    Parameters
    ----------
    steps : int
        W ≥ 0.
    after : Schedule or float

    Examples
    --------
    >>> from course_lib.schedules import Linear
    >>> Delayed(50, Linear(0.1, 100))([0, 50, 100, 150]).round(6).tolist()
    [0.1, 0.1, 0.05, 0.0]
    """

    steps: int
    after: Schedule

    def __post_init__(self):
        self._set(
            steps=checks.integer("steps", self.steps, low=0, hint="the steps to wait"),
            after=as_schedule("after", self.after),
        )

    def _rate(self, t):
        return self.after._rate(np.maximum(t - self.steps, 0))


@dataclass(frozen=True)
class Restarts(Schedule):
    r"""Begin another schedule anew after each period.

    .. math:: \eta_t = \eta^{\text{cycle}}_{t \bmod P}

    Each jump back to the first rate shakes the weights out of where they have settled; the end of
    every cycle is a model that can be used.

    Parameters
    ----------
    period : int
        P ≥ 1, the steps of a cycle.
    cycle : Schedule or float
        What is repeated, usually a `Cosine` over P steps.

    Notes
    -----
    PyTorch: CosineAnnealingWarmRestarts with T_0 = P; its T_mult makes each cycle longer than the
    one before.

    References
    ----------
    Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017).

    Examples
    --------
    >>> from course_lib.schedules import Cosine
    >>> Restarts(50, Cosine(0.1, 50))([0, 25, 49, 50, 75]).round(4).tolist()
    [0.1, 0.05, 0.0001, 0.1, 0.05]
    """

    period: int
    cycle: Schedule

    def __post_init__(self):
        self._set(
            period=checks.integer("period", self.period, low=1, hint="the steps of a cycle"),
            cycle=as_schedule("cycle", self.cycle),
        )

    def _rate(self, t):
        return self.cycle._rate(t % self.period)


def scaled_for_batch(schedule, batch: int, base_batch: int) -> Scaled:
    r"""The linear rule: a batch N times as large takes a rate N times as high.

    .. math:: \eta_t' = \frac{\text{batch}}{\text{base batch}} \, \eta_t

    A batch of N · b sees in one step what N steps of batch b see; as long as the weights hardly
    change in between, the one step has to be as long as the N together. It fails at first, when
    they change fast (hence `Warmup`), and for very large batches.

    Parameters
    ----------
    schedule : Schedule or float
        What works with `base_batch`.
    batch, base_batch : int
        Sizes, ≥ 1.

    References
    ----------
    Goyal et al. (2017); lecture deck D.

    Examples
    --------
    >>> scaled_for_batch(0.1, batch=1024, base_batch=256)(0)
    0.4
    """
    batch = checks.integer("batch", batch, low=1, hint="samples a step")
    base = checks.integer("base_batch", base_batch, low=1, hint="samples a step")
    return as_schedule("schedule", schedule) * (batch / base)
