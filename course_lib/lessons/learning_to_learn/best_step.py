"""The best constant step size for a family of quadratics: which one, and for how many steps?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq

DIRECTIONS, LAST, TOP = 9, 100, 2.2
HORIZONS = np.unique(np.geomspace(1, LAST, 40).round().astype(int))


def curvatures(smallest: float) -> np.ndarray:
    """Nine curvatures from the smallest to 1, evenly spaced on a log scale."""
    return np.geomspace(smallest, 1.0, DIRECTIONS)


def final_loss(lr, steps: int, lam) -> np.ndarray:
    """The mean of ½λ x_T² over the curvatures, from x₀ = 1: F_T(η), of lr's shape."""
    factor = 1 - np.multiply.outer(lr, lam)
    return 0.5 * np.mean(lam * factor ** (2 * steps), axis=-1)


def meta_gradient(lr, steps: int, lam) -> np.ndarray:
    """dF_T/dη, of lr's shape."""
    factor = 1 - np.multiply.outer(lr, lam)
    return -steps * np.mean(lam**2 * factor ** (2 * steps - 1), axis=-1)


@lru_cache(maxsize=512)
def best(steps: int, smallest: float) -> float:
    """The η at which dF_T/dη = 0: the only one, for F_T is strictly convex."""
    lam = curvatures(smallest)
    # At 1 = 1/λ_max no factor is negative; at 2 the largest one is −1 and outweighs the others.
    return brentq(lambda lr: meta_gradient(lr, steps, lam), 1.0, 2.0, xtol=1e-12)


@dataclass(frozen=True)
class BestStepRun:
    """One η and one horizon, among all."""

    lr: float
    horizon: int
    grid: np.ndarray  #: shape (k,), values of η
    loss: np.ndarray  #: shape (k,), F_T on the grid
    once: np.ndarray  #: shape (k,), F_1 on the grid
    here: float  #: F_T(η)
    slope: float  #: dF_T/dη
    best: float  #: the best η for this horizon
    by_horizon: np.ndarray  #: shape (horizons,), the best η for each of `HORIZONS`
    limit: float  #: 2/(λ_min + λ_max)
    summary: str


@lru_cache(maxsize=256)
def best_step(*, lr=0.5, horizon=1, smallest=0.1) -> BestStepRun:
    """The expected loss after `horizon` steps of rate lr, over curvatures from `smallest` to 1."""
    lam, grid = curvatures(smallest), np.linspace(0, TOP, 221)
    slope = float(meta_gradient(lr, horizon, lam))
    found = best(horizon, smallest)
    summary = (
        f"T = {horizon}, η = {lr:g}: mean final loss {final_loss(lr, horizon, lam):.3g}, "
        f"meta-gradient {slope:.3g}. The best η for this horizon is {found:.3f}."
    ).replace(" -", " −")
    return BestStepRun(
        lr, horizon, grid, final_loss(grid, horizon, lam), final_loss(grid, 1, lam),
        float(final_loss(lr, horizon, lam)), slope, found,
        np.array([best(int(T), smallest) for T in HORIZONS]), 2 / (1 + smallest), summary,
    )  # fmt: skip
