"""Gradients of single cars and of mini-batches at one w: the cloud, and how fast it shrinks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.stochastic_gradient_descent.risks import (
    START,
    car_gradient,
    car_moments,
    car_risk,
)

DRAWS, SEED = 300, 0
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1436)
MEASURES = ("variance", "standard deviation")


@dataclass(frozen=True, eq=False)
class CloudRun:
    """All single gradients and 300 mini-batch gradients at one w."""

    single: np.ndarray  #: shape (1436, 2)
    means: np.ndarray  #: of batches of B, shape (300, 2)
    full: np.ndarray  #: ∇J, shape (2,)
    batch: int
    #: measured, theory: of the batches' gradients around ∇J, for each of `SIZES`: variance (summed
    #: over both entries) or its root.
    measured: np.ndarray
    theory: np.ndarray
    plain: np.ndarray  #: the theory with replacement: σ²/B or its root
    measure: str
    summary: str


@lru_cache(maxsize=2)
def batch_moments(replace: bool) -> np.ndarray:
    """Mean moments of 300 batches of each size, shape (12, 300, 5)."""
    rng, moments = np.random.default_rng(SEED), car_moments()
    n, rows = len(moments), []
    for size in SIZES:
        if replace:
            drawn = rng.integers(n, size=(DRAWS, size))
        else:
            drawn = np.argsort(rng.random((DRAWS, n)), axis=1)[:, :size]
        rows.append(moments[drawn].mean(axis=1))
    return np.stack(rows)


@lru_cache(maxsize=64)
def gradient_cloud(*, batch=8, way=0.0, replace=True, measure="variance") -> CloudRun:
    """At a share ``way`` of the way from the start to the best weights."""
    checks.choice("batch", batch, SIZES)
    checks.choice("measure", measure, MEASURES)
    f = car_risk()
    n, w = f.samples, START + checks.in_range("way", way, 0, 1) * (f.minimizer - START)
    single, full = car_gradient(car_moments(), w), f.grad(w)
    drawn = car_gradient(batch_moments(bool(replace)), w)
    sizes = np.array(SIZES, dtype=float)
    sigma2 = ((single - full) ** 2).sum(axis=1).mean()
    plain = sigma2 / sizes
    theory = plain if replace else plain * (n - sizes) / (n - 1)
    measured = ((drawn - full) ** 2).sum(axis=2).mean(axis=1)
    k = SIZES.index(batch)
    text = (f"‖∇J‖ = {np.hypot(*full):.3g}. Variance of one car's gradient: {sigma2:.3g}; "
            f"of the mean of B = {batch}: {measured[k]:.3g} measured, {theory[k]:.3g} by theory; "
            f"standard deviation {measured[k]**0.5:.3g} and {theory[k]**0.5:.3g}.")  # fmt: skip
    if measure == "standard deviation":
        measured, theory, plain = (np.sqrt(v) for v in (measured, theory, plain))
    return CloudRun(single, drawn[k], full, batch, measured, theory, plain, measure, text)
