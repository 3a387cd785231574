"""How fast gradient descent is on a quadratic, and what three theorems promise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import Quadratic
from course_lib.optim import (
    GradientDescent,
    best_constant_lr,
    minimize,
    rate_convex,
    rate_quadratic,
    rate_strongly_convex,
)


@dataclass(frozen=True, eq=False)
class Bound:
    """A promise about the first T steps."""

    values: np.ndarray  #: Shape (T + 1,).
    holds: bool  #: Whether η fulfils the condition of the theorem.
    broken_at: int | None  #: The first step at which the run lies above the bound.

    @property
    def verdict(self) -> str:
        """Whether the condition holds, and the step at which the run breaks the bound (×)."""
        text = "holds" if self.holds else "fails"
        return text if self.broken_at is None else f"{text}, × at t = {self.broken_at}"


@dataclass(frozen=True, eq=False)
class ConvergenceRun:
    """A run on ½ xᵀQx with λ_max = L = 1 and λ_min = μ = 1/κ."""

    Q: np.ndarray  #: Shape (2, 2).
    x: np.ndarray  #: Shape (T + 1, 2).
    #: distance, gap: shape (T + 1,). ‖x_t − x*‖ and f(x_t) − f*.
    distance: np.ndarray
    gap: np.ndarray
    #: linear, convex, strong: Of the distance by (1 − ηλ_min)ᵗ, of the gap for convex f, of the gap
    #: for strongly convex f.
    linear: Bound
    convex: Bound
    strong: Bound
    summary: str


@lru_cache(maxsize=256)
def convergence(
    *, condition=10.0, angle=30.0, lr=1.0, best=False, start=(-2.4, 1.2), steps=60
) -> ConvergenceRun:
    """Gradient descent on a quadratic in the plane.

    Parameters
    ----------
    condition : float
        κ ≥ 1; λ_max is 1 and λ_min is 1/κ.
    angle : float, degrees
        From the first axis to the flat direction.
    lr : float
        η > 0; the run converges for η < 2/λ_max = 2.
    best : bool
        Take η = 2/(L + μ) instead of ``lr``.
    start : (float, float)
    steps : int

    Returns
    -------
    ConvergenceRun
    """
    L, mu = 1.0, 1 / condition
    optimum = best_constant_lr(L, mu)
    lr = optimum if best else lr
    f = Quadratic([mu, L], angle=np.radians(angle))
    trace = minimize(f, start, GradientDescent(lr), steps=steps)
    distance = np.linalg.norm(trace.x, axis=1)
    t, far = np.arange(len(distance)), distance[0]
    short = lr <= 1 / L * (1 + 1e-9)
    gap = trace.value
    linear = _bound(distance, rate_quadratic(t, lr, mu, far), short)
    convex = _bound(gap, rate_convex(t, lr, far), short)
    at_best = bool(abs(lr / optimum - 1) < 1e-6)
    strong = _bound(gap, rate_strongly_convex(t, L, mu, far), at_best)
    return ConvergenceRun(
        f.Q, trace.x, distance, gap, linear, convex, strong, _summary(lr, mu, optimum, distance)
    )


def _bound(measured, values, holds) -> Bound:
    # Rounding may lift a run over a bound that it meets with equality.
    above = np.flatnonzero(measured > values * (1 + 1e-9) + 1e-13 * measured[0])
    return Bound(values, holds, int(above[0]) if len(above) else None)


def _summary(lr, mu, best, distance) -> str:
    if not distance[0]:
        return "The start is the minimum: there is no distance left to shrink."
    flat, steep = abs(1 - lr * mu), abs(1 - lr)
    slower = "flat" if flat >= steep else "steep"
    head = (
        f"With η = {lr:.3f} each step multiplies the distance by {1 - lr * mu:.3f} along the flat "
        f"direction and by {1 - lr:.3f} along the steep one"
    ).replace("-", "−")
    if max(flat, steep) > 1 + 1e-12:
        tail = "the steep one grows: η > 2/L diverges"
    elif max(flat, steep) > 1 - 1e-12:
        tail = "the steep one neither shrinks nor grows: η = 2/L"
    else:
        steps = len(distance) - 1
        tail = (
            f"the {slower} one decides, and after {steps} steps {distance[-1] / distance[0]:.1e} "
            f"of the distance is left (best η: 2/(L + μ) = {best:.3f})"
        )
    return f"{head}; {tail}."
