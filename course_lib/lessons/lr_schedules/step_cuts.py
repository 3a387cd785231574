"""A rate that is cut now and then: the loss of a training, and a cloud of runs on a quadratic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.lr_schedules.schedule_training import ShortRun, train_short
from course_lib.optim import noise_floor
from course_lib.schedules import Constant, Schedule, Step

#: Eight epochs of the 2,000 digits stand for a hundred: ten steps are one per cent.
STEPS, PERCENT = 1000, 10
USUAL = (30, 60, 90)
#: The quadratic ½ Σ λ_i x_i², whose gradient carries normal noise of standard deviation σ.
CURVATURES, NOISE, RUNS = np.array([0.25, 1.0]), 1.0, 150


@dataclass(frozen=True, eq=False)
class CutsRun:
    """One way of cutting the rate."""

    cuts: tuple[int, ...]  #: Per cent of the run.
    schedule: Schedule
    #: Shape (STEPS + 1,). η_t; in `usual_rates` cut at 30, 60 and 90 %, from the same peak.
    rates: np.ndarray
    usual_rates: np.ndarray
    #: run, uncut, usual: Trained with this schedule, with a constant rate, and with cuts at 30,
    #: 60 and 90 %.
    run: ShortRun
    uncut: ShortRun
    usual: ShortRun
    phases: tuple[float, ...]  #: The rate between the cuts.
    #: Shape (phases, runs, 2). Where the runs on the quadratic are at the end of each phase.
    clouds: np.ndarray
    floors: tuple[float, ...]  #: What the mean of f settles at if a phase lasts for ever.
    values: tuple[float, ...]  #: The mean of f over the runs at the end of each phase.
    summary: str


@lru_cache(maxsize=128)
def train_cut(schedule: Schedule, seed: int = 0) -> ShortRun:
    """The training of this experiment with any schedule."""
    return train_short(schedule, steps=STEPS, every=20, seed=seed)


def cutting(peak: float, cuts: tuple[int, ...], factor: float = 0.1) -> Schedule:
    """`peak`, multiplied with `factor` at these per cents of the run."""
    if not cuts:
        return Constant(peak)
    return Step(peak, factor=factor, milestones=tuple(PERCENT * cut for cut in cuts))


def settled_loss(run: ShortRun) -> float:
    """The mean test loss over the last tenth of the run."""
    return float(run.test_loss[run.at >= 0.9 * STEPS].mean())


@lru_cache(maxsize=128)
def step_cuts(*, first=20, spacing=30, factor=0.1, peak=1.0) -> CutsRun:
    """Cut the rate at `first`, first + spacing, … per cent of the run."""
    peak, factor = (float(f"{value:.3g}") for value in (peak, factor))
    cuts = tuple(range(first, 100, spacing))
    schedule, usual = cutting(peak, cuts, factor), cutting(peak, USUAL)
    t = np.arange(STEPS + 1)
    rates = schedule(t)
    run, uncut = train_cut(schedule), train_cut(Constant(peak))
    phases = tuple(float(rate) for rate in schedule([0, *(PERCENT * cut for cut in cuts)]))
    clouds = _clouds(rates[:-1], [*(PERCENT * cut for cut in cuts), STEPS])
    values = tuple((0.5 * clouds**2 @ CURVATURES).mean(axis=1).tolist())
    floors = tuple(noise_floor(CURVATURES, lr=np.array(phases), noise=NOISE).tolist())
    return CutsRun(
        cuts, schedule, rates, usual(t), run, uncut, train_cut(usual), phases, clouds, floors,
        values, _summary(cuts, factor, run, uncut, values),
    )  # fmt: skip


def _clouds(rates, ends) -> np.ndarray:
    noise = _noise()
    x, out = np.tile([-3.5, 2.5], (RUNS, 1)), []
    for t, rate in enumerate(rates):
        x = (1 - rate * CURVATURES) * x - rate * noise[t]
        if t + 1 in ends:
            out.append(x)
    return np.array(out)


@lru_cache(maxsize=1)
def _noise() -> np.ndarray:
    return NOISE * np.random.default_rng(0).standard_normal((STEPS, RUNS, 2))


def _summary(cuts, factor, run, uncut, values) -> str:
    where = ", ".join(map(str, cuts))
    if run.failed:
        return f"The rate × {factor:g} at {where} %: {run.outcome}."
    told = (
        f"Rate × {factor:g} at {where} %: loss in the last tenth {settled_loss(run):.2f}, "
        f"without a cut {settled_loss(uncut):.2f}. At the dots the bowl's mean f is "
    )
    return told + ", ".join(f"{value:.2g}" for value in values) + "."
