"""AdaGrad's metric on a quadratic: the whole matrix beside its diagonal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import Quadratic
from course_lib.lessons.optimizers.race_terrains import turned
from course_lib.optim import AdaGrad, FullMatrixAdaGrad, GradientDescent, minimize

START, STEPS = (2.25, -1.25), 50


@dataclass(frozen=True, eq=False)
class MetricRun:
    """AdaGrad, with the whole matrix or its diagonal, and the metric of each of its steps."""

    x: np.ndarray  #: shape (T + 1, 2)
    gap: np.ndarray  #: f(x_t), whose minimum is 0; shape (T + 1,)
    grad: np.ndarray  #: ∇f(x_t), shape (T, 2)
    step: np.ndarray  #: x_{t+1} − x_t = −η H_t⁻¹ ∇f(x_t), shape (T, 2)
    #: H_t: G^{1/2}, or the root of G's diagonal, of the gradients up to ∇f(x_t). Shape (T, 2, 2).
    metric: np.ndarray


@dataclass(frozen=True, eq=False)
class MetricComparison:
    """Both kinds of AdaGrad and gradient descent from one start."""

    Q: np.ndarray  #: the Hessian of f(x) = ½ xᵀQx, shape (2, 2)
    full: MetricRun
    diagonal: MetricRun
    descent: np.ndarray  #: gradient descent's iterates with η = 1/L, shape (T + 1, 2)
    summary: str


@lru_cache(maxsize=256)
def adagrad_metric(
    *, condition=10.0, angle=45.0, lr=0.6, start=START, steps=STEPS
) -> MetricComparison:
    """AdaGrad's two metrics on a quadratic with λ_max = 1 and λ_min = 1/κ.

    Parameters
    ----------
    condition : float
        κ ≥ 1.
    angle : float, degrees
        From the first axis to the flat direction.
    lr : float
        AdaGrad's η > 0.
    start : (float, float)
        Along the flat direction and along the steep one: it turns with the valley.
    steps : int

    Returns
    -------
    MetricComparison
    """
    f = Quadratic([1 / condition, 1.0], angle=np.radians(angle))
    start = turned(start, angle)
    full = _run(f, FullMatrixAdaGrad(lr), start, steps)
    diagonal = _run(f, AdaGrad(lr), start, steps)
    descent = minimize(f, start, GradientDescent(1.0), steps=steps).x
    return MetricComparison(f.Q, full, diagonal, descent, _summary(f.Q, full))


def _run(f, optimizer, start, steps) -> MetricRun:
    trace = minimize(f, start, optimizer, steps=steps)
    grad = f.grad(trace.x[:-1])
    G = np.cumsum(grad[:, :, None] * grad[:, None, :], axis=0)
    if isinstance(optimizer, FullMatrixAdaGrad):
        sums, axes = np.linalg.eigh(G)
    else:
        sums, axes = np.diagonal(G, axis1=1, axis2=2), np.eye(2)
    sums = np.maximum(sums, 0)  # G has no negative ones, but rounding may
    metric = axes * (np.sqrt(sums) + optimizer.eps)[:, None] @ np.swapaxes(axes, -1, -2)
    return MetricRun(trace.x, trace.value, grad, np.diff(trace.x, axis=0), metric)


def _summary(Q, full) -> str:
    if not full.grad[0].any():
        return "The start is the minimum: no gradient, no metric, no step."
    shape = (
        "The valley lies across the axes"
        if abs(Q[0, 1]) > 0.1 * np.sqrt(Q[0, 0] * Q[1, 1])
        else "The valley lies along the axes"
    )
    if np.ptp(np.linalg.eigvalsh(Q)) < 0.05:
        shape = "The valley is round"
    return f"{shape}."
