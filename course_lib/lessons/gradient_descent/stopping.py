"""Three stopping tests on one run, and how far from the minimum each of them stops."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import Quadratic
from course_lib.optim import quadratic_path

TESTS = ("‖∇f‖", "‖Δx‖", "|Δf|")


@dataclass(frozen=True, eq=False)
class StoppingRun:
    """A run on a quadratic with λ_max = 1 and what the three tests look at."""

    Q: np.ndarray  #: Shape (2, 2).
    x: np.ndarray  #: Shape (T + 1, 2).
    #: Shape (3, T + 1). ‖∇f(x_t)‖, ‖x_t − x_{t−1}‖, |f(x_t) − f(x_{t−1})|; the latter two NaN at t
    #: = 0.
    measures: np.ndarray
    distance: np.ndarray  #: Shape (T + 1,). ‖x_t − x*‖, which no test can see.
    fires: tuple  #: Tuple of int or None. The first t at which each measure is at most ε.
    eps: float
    summary: str


@lru_cache(maxsize=128)
def stopping(*, condition=1000.0, lr=0.5, eps=1e-3, start=(-2.6, 0.9), steps=4000):
    """Where ‖∇f‖ ≤ ε, ‖Δx‖ ≤ ε and |Δf| ≤ ε stop gradient descent on a quadratic.

    Parameters
    ----------
    condition : float
        κ ≥ 1; λ_max = 1 along x_2, λ_min = 1/κ along x_1.
    lr : float
        η > 0.
    eps : float
        ε ≥ 0, the same number for all three.
    start : (float, float)
    steps : int

    Returns
    -------
    StoppingRun

    Notes
    -----
    The iterates come from their closed form, which is quicker than thousands of steps.
    """
    f = Quadratic([1 / condition, 1.0])
    x = quadratic_path(f.Q, f.minimizer, start, lr, np.arange(steps + 1))
    x = x[np.abs(x).max(axis=1) < 1e12]
    measures = np.full((3, len(x)), np.nan)
    measures[0] = np.linalg.norm(f.grad(x), axis=1)
    measures[1, 1:] = np.linalg.norm(np.diff(x, axis=0), axis=1)
    measures[2, 1:] = np.abs(np.diff(f(x)))
    hits = [np.flatnonzero(row <= eps) for row in measures]
    fires = tuple(int(hit[0]) if len(hit) else None for hit in hits)
    distance = np.linalg.norm(x, axis=1)
    return StoppingRun(
        f.Q, x, measures, distance, fires, eps, _summary(fires, distance, lr)
    )  # fmt: skip


def _summary(fires, distance, lr) -> str:
    if lr > 2:
        return f"η = {lr:.3g} > 2/L: the run diverges, and none of the tests stops it."
    parts = [
        f"{name} has not stopped the run after {len(distance) - 1} steps" if at is None
        else f"{name} stops it at t = {at}, {distance[at]:.2g} from x*"
        for name, at in zip(TESTS, fires, strict=True)
    ]  # fmt: skip
    return "; ".join(parts) + f" (the start is {distance[0]:.2g} from it)."
