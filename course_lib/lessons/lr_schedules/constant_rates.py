"""One constant learning rate after the other: what too low, good and too high look like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.lr_schedules.schedule_training import EPOCH, ShortRun, train_short
from course_lib.schedules import Constant

STEPS = 2 * EPOCH
#: What is said of four rates on this network, these digits and this length of training.
NAMED = {"too low": 0.02, "good": 0.4, "high": 1.8, "too high": 4.0}
#: The curve of final losses: seven rates in each decade, three seeds each.
SWEEP = tuple(float(f"{rate:.3g}") for rate in 10 ** np.linspace(-2.3, 1.0, 24))
SEEDS = 3


@dataclass(frozen=True, eq=False)
class RatesRun:
    """A training with one rate, among others."""

    lr: float
    run: ShortRun
    #: Dict of str to ShortRun. Trainings with the rates of `NAMED`, from the same start and on the
    #: same mini-batches.
    named: dict[str, ShortRun]
    #: Shape (rates, seeds). Loss on other digits, averaged over the last half epoch, for the rates
    #: of `SWEEP`.
    final: np.ndarray
    summary: str


@lru_cache(maxsize=512)
def train_constant(lr: float, seed: int = 0) -> ShortRun:
    """Two epochs with one rate."""
    return train_short(Constant(lr), steps=STEPS, seed=seed)


def final_loss(run: ShortRun) -> float:
    """The mean test loss over the last half epoch: one measurement would depend on luck."""
    late = run.test_loss[run.at > STEPS - EPOCH // 2]
    return float(late.mean()) if np.isfinite(late).all() else np.inf


@lru_cache(maxsize=1)
def sweep() -> np.ndarray:
    """`final_loss` for every rate of `SWEEP` and every seed, under a second."""
    return np.array([[final_loss(train_constant(lr, s)) for s in range(SEEDS)] for lr in SWEEP])


@lru_cache(maxsize=512)
def constant_rates(*, lr=0.1) -> RatesRun:
    """Train with the constant rate `lr`, rounded to three digits."""
    lr = float(f"{lr:.3g}")
    run, final = train_constant(lr), sweep()
    best = SWEEP[int(final.mean(axis=1).argmin())]
    named = {name: train_constant(rate) for name, rate in NAMED.items()}
    told = f"η = {lr:g}: {_verdict(lr, run, best, final)}."
    return RatesRun(lr, run, named, final, told)


def _verdict(lr: float, run: ShortRun, best: float, final) -> str:
    if run.failed:
        return f"too high, {run.outcome}"
    lowest, own = final.mean(axis=1).min(), final_loss(run)
    where = f"mean test loss {own:.2f} at the end"
    if own < 1.15 * lowest:
        return f"good, {where}"
    return f"too {'low, still on its way down' if lr < best else 'high, thrown about'}: {where}"
