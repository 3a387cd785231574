"""Gradients that are τ steps old: the path on the cars, and where it stops converging."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.stochastic_gradient_descent.risks import START, car_risk
from course_lib.optim.parallel import stale_descent, stale_limit

STEPS, SEED, LONGEST = 300, 0, 20
BATCHES = {"all cars": None, "16 cars": 16}
DELAYS = ("always τ", "random, 0 to 2τ")
HIGHEST = 1e6


@dataclass(frozen=True, eq=False)
class StaleCars:
    """A run with old gradients beside one with fresh ones."""

    gap: np.ndarray  #: √(J − J*), shape (301,); NaN where it has left the numbers
    fresh: np.ndarray  #: the same with τ = 0
    tau: int
    step: float  #: ηL
    limit: float  #: of ηL for this τ, by theory
    summary: str


@lru_cache(maxsize=1)
def limits() -> np.ndarray:
    """Theory's largest ηL for τ = 0 … 20."""
    return np.array([stale_limit(tau) for tau in range(LONGEST + 1)])


@lru_cache(maxsize=512)
def _gap(tau, step, gradient, kind):
    f, rng = car_risk(), np.random.default_rng(SEED)
    delay = tau if kind == DELAYS[0] else rng.integers(2 * tau + 1, size=STEPS)
    run = stale_descent(f, START, step / f.smoothness, delay, steps=STEPS,
                        batch_size=BATCHES[gradient], rng=rng)  # fmt: skip
    with np.errstate(all="ignore"):
        away = (run.x - f.minimizer) @ np.linalg.qr(f.X, mode="r").T / np.sqrt(f.samples)
        gap = np.linalg.norm(away, axis=1)
    return np.where(gap < 1e12, gap, np.nan)


@lru_cache(maxsize=256)
def staleness(*, tau=4, step=0.2, gradient="all cars", kind="always τ") -> StaleCars:
    """300 steps with η = ``step``/L."""
    checks.integer("tau", tau, low=0)
    checks.choice("gradient", gradient, BATCHES)
    checks.choice("kind", kind, DELAYS)
    limit = stale_limit(tau)
    gap = _gap(tau, step, gradient, kind)
    end = "it has diverged" if not gap[-1] < 10 * gap[0] else f"€{1e3 * gap[-1]:,.0f}"
    text = (f"ηL = {step:.3g}; with a constant τ = {tau} the limit is {limit:.3g}. Distance of the "
            f"predictions from the best line after {STEPS} steps: {end}.")  # fmt: skip
    return StaleCars(gap, _gap(0, step, gradient, DELAYS[0]), tau, step, limit, text)
