"""The subgradient method on the soft-margin objective, against the optimum of the QP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions import CForm, Hinge, add_bias
from course_lib.linear.interior_point import solve_hinge_qp
from course_lib.schedules import Constant, InverseSqrt, InverseTime

STEPS, FAR = 400, 1e9
#: The steps a player stops at: each of the first, then ever fewer.
FRAMES = tuple(sorted({*range(16), *np.geomspace(15, STEPS, 26).round().astype(int).tolist()}))

#: Step rules → schedule of (η₀, λ). The last is Pegasos', which knows the strong convexity λ.
RULES = {
    "constant": lambda lr, lam: Constant(lr),
    "η₀/√t": lambda lr, lam: InverseSqrt(lr),
    "1/(λt)": lambda lr, lam: InverseTime(lr, decay=lr * lam),
}
BATCHES = {"all 40 points": 40, "10 points": 10, "1 point": 1}


@dataclass(frozen=True)
class Problem:
    """The samples, the objective for one C and its optimum."""

    X: np.ndarray  #: samples, shape (n, 2)
    y: np.ndarray  #: −1 and +1, shape (n,)
    A: np.ndarray  #: X with a leading column of ones, shape (n, 3)
    f: CForm  #: ½‖w‖² + C Σ hinge, a function of (b, w)
    best: np.ndarray  #: (b, w) of the quadratic program, shape (3,)
    minimum: float  #: f there


@dataclass(frozen=True)
class SvmDescentRun:
    """A run; row t holds (b, w) after t steps."""

    problem: Problem
    v: np.ndarray  #: (b, w) after each step, shape (T + 1, 3)
    gap: np.ndarray  #: (J(v_t) − J*)/J*, shape (T + 1,)
    best_gap: np.ndarray  #: the least of these so far, shape (T + 1,)
    batches: np.ndarray  #: the samples that each step has seen, shape (T, batch)
    summary: str


@lru_cache(maxsize=1)
def samples() -> tuple[np.ndarray, np.ndarray]:
    """Forty points of two clouds that overlap a little."""
    rng = np.random.default_rng(2)
    y = np.where(np.arange(40) % 2 == 0, 1.0, -1.0)
    return rng.normal(scale=0.8, size=(40, 2)) + y[:, None] * [1.2, 0.7], y


@lru_cache(maxsize=64)
def problem_of(C: float) -> Problem:
    """The samples with their objective and optimum for one C."""
    X, y = samples()
    A = add_bias(X)
    f = CForm(Hinge(), A, y, C)
    best = solve_hinge_qp(A, y, C).weights
    return Problem(X, y, A, f, best, float(f(best)))


def subgradient_path(A, y, lam: float, rates, batches) -> np.ndarray:
    r"""Steps on λ/2‖w‖² + mean hinge, one batch of rows after the other, from 0.

    .. math:: w \leftarrow w - \eta_t \Bigl(\lambda w - \frac1B \sum_{i \in \text{batch},\,
              y_i f(x_i) < 1} y_i x_i\Bigr)

    Parameters
    ----------
    A : array, shape (n, d)
        A leading column of ones, whose weight is not penalized.
    y : array, shape (n,)
    lam : float
    rates : array, shape (T,)
    batches : int array, shape (T, B)

    Returns
    -------
    array, shape (T + 1, d)
        The same iterates as `minimize` with `SubgradientMethod`, at a tenth of the time. A run
        that has left for `FAR` stays where it is.
    """
    rows, decay = y[:, None] * A, np.full(A.shape[1], lam)
    decay[0] = 0.0
    v, path = np.zeros(A.shape[1]), [np.zeros(A.shape[1])]
    whole = batches.shape[1] == len(y)
    for eta, batch in zip(rates.tolist(), batches, strict=True):
        seen = rows if whole else rows[batch]
        pull = (seen @ v < 1) @ seen / len(seen)
        v = v - eta * (decay * v - pull)
        path.append(v)
        if np.abs(v).max() > FAR:
            path += [v] * (len(rates) + 1 - len(path))
            break
    return np.array(path)


@lru_cache(maxsize=8)
def batches_of(size: int) -> np.ndarray:
    """Rows for each step, in a new random order each time, shape (STEPS, size)."""
    rng = np.random.default_rng(0)
    n = len(samples()[1])
    return np.array([rng.permutation(n)[:size] for _ in range(STEPS)])


@lru_cache(maxsize=256)
def svm_descent(*, rule="η₀/√t", lr=0.5, C=1.0, batch=40) -> SvmDescentRun:
    """The subgradient method for the support vector machine in the plane.

    Parameters
    ----------
    rule : str
        A key of `RULES`.
    lr : float
        η₀ > 0, a step on the objective divided by nC.
    C : float
    batch : int
        Samples in each step.
    """
    checks.choice("rule", rule, RULES)
    problem = problem_of(C)
    lam = problem.f.lam
    rates = np.broadcast_to(RULES[rule](lr, lam)(np.arange(STEPS)), STEPS)
    batches = batches_of(batch)
    v = subgradient_path(problem.A, problem.y, lam, rates, batches)
    scores = problem.y * (v @ problem.A.T)
    value = 0.5 * (v[:, 1:] ** 2).sum(axis=1) + C * np.maximum(0.0, 1 - scores).sum(axis=1)
    gap = np.maximum(value / problem.minimum - 1, 0.0)
    best_gap, mistakes = np.minimum.accumulate(gap), int((scores[-1] <= 0).sum())
    return SvmDescentRun(
        problem=problem, v=v, gap=gap, best_gap=best_gap, batches=batches,
        summary=_summary(batch, gap, best_gap, mistakes),
    )  # fmt: skip


def _summary(batch, gap, best_gap, mistakes) -> str:
    rises = int((np.diff(gap) > 0).sum())
    head = f"{batch} of 40 points per step"
    if gap[-1] > 1e6:
        return f"{head}: diverges. The steps overshoot, each time further."
    return (
        f"{head}: after {STEPS} steps {_percent(gap[-1])} above the optimum, at best "
        f"{_percent(best_gap[-1])}; J rose in {rises} steps; {mistakes} on the wrong side."
    )


def _percent(gap) -> str:
    return f"{100 * gap:.2g} %" if gap < 0.995 else f"{100 * gap:.0f} %"
