"""AdaGrad that must stay in a set: back to it in its own norm, or in the Euclidean one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import Quadratic
from course_lib.optim import Ball, Box, FullMatrixAdaGrad

#: The sets to choose from; the unconstrained minimum, 0, lies outside of both.
SETS = {
    "a ball": Ball(0.9, center=(-1.3, -0.9)),
    "a box": Box((-2.2, -1.8), (-0.5, -0.4)),
}
START = (-1.9, -0.7)


@dataclass(frozen=True, eq=False)
class ProjectedRun:
    """One way of coming back to the set."""

    x: np.ndarray  #: shape (T + 1, 2)
    trial: np.ndarray  #: where the step leads, before it is projected to x_{t+1}; shape (T, 2)
    metric: np.ndarray  #: H = G^{1/2} of that step, shape (T, 2, 2)
    gap: np.ndarray  #: f(x_t) less the least value of f in the set, shape (T + 1,)


@dataclass(frozen=True, eq=False)
class ProjectionComparison:
    """Both ways from one start, inside the set."""

    Q: np.ndarray  #: shape (2, 2)
    name: str  #: the set's, a key of `SETS`
    best: np.ndarray  #: the point of the set with the least f
    own: ProjectedRun
    euclidean: ProjectedRun
    other: np.ndarray  #: the Euclidean projections of ``own.trial``, shape (T, 2)
    summary: str


@lru_cache(maxsize=256)
def projected_adagrad(
    *, constraint="a ball", condition=20.0, angle=80.0, lr=1.0, steps=30
) -> ProjectionComparison:
    """Projected full-matrix AdaGrad on ½ xᵀQx with λ_max = 1 and λ_min = 1/κ.

    Parameters
    ----------
    constraint : str
        A key of `SETS`.
    condition : float
        κ ≥ 1.
    angle : float, degrees
        From the first axis to the flat direction.
    lr : float
        η > 0.
    steps : int

    Returns
    -------
    ProjectionComparison

    Notes
    -----
    A point of the set is optimal if and only if the projection of x − ηH⁻¹∇f(x) in the norm of H
    brings it back to itself, whatever H is. In another norm the run comes to rest elsewhere.
    """
    inside = SETS[constraint]
    f = Quadratic([1 / condition, 1.0], angle=np.radians(angle))
    # f is half the square of a distance: its least value in the set is at a projection, too.
    best = inside.project(np.zeros(2), f.Q)
    own = _run(f, inside, lr, steps, best, own_norm=True)
    euclidean = _run(f, inside, lr, steps, best, own_norm=False)
    other = np.array([inside.project(x) for x in own.trial])
    return ProjectionComparison(f.Q, constraint, best, own, euclidean, other, _summary(own))


def _run(f, inside, lr, steps, best, own_norm) -> ProjectedRun:
    optimizer, x = FullMatrixAdaGrad(lr), np.array(START)
    state, points, trials, metrics = optimizer.init(x), [x], [], []
    for _ in range(steps):
        trial, state = optimizer.step(f, x, state)
        metric = optimizer.metric(state)
        x = inside.project(trial, metric if own_norm else None)
        points.append(x)
        trials.append(trial)
        metrics.append(metric)
    gap = f(np.array(points)) - f(best)
    return ProjectedRun(np.array(points), np.array(trials), np.array(metrics), gap)


def _summary(own) -> str:
    outside = np.flatnonzero(np.hypot(*(own.trial - own.x[1:]).T) > 1e-12)
    if not len(outside):
        return "No step leaves the set."
    return (
        f"{len(outside)} of {len(own.trial)} steps leave the set, the first of them is step "
        f"{outside[0] + 1}."
    )
