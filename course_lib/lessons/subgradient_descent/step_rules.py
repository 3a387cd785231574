"""The subgradient method under several step rules, against its optimum and its bound."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import load_toyota_corolla
from course_lib.functions import CATALOGUE, Objective, Quadratic
from course_lib.optim import PolyakStep, SubgradientMethod, minimize
from course_lib.schedules import Constant, InversePower, InverseSqrt, InverseTime

STEPS = 200

#: The lecture's rules, each a function of its first step η₀.
RULES = {
    "constant": Constant,
    "1/t": InverseTime,
    "1/√t": InverseSqrt,
    "1/t²": lambda lr: InversePower(lr, power=2),
    "Polyak": lambda lr: PolyakStep(),
}

#: Convex functions with kinks → a start from which the interesting things happen.
STARTS = {"|x|": (0.4,), "max of affine": (-2.5,), "max of affine, 2-D": (-2.2, 2.0)}

#: The iterations a player stops at: each of the first, then ever fewer.
FRAMES = tuple(sorted({*range(21), *np.geomspace(20, STEPS, 20).round().astype(int).tolist()}))


class LassoRisk(Objective):
    r"""``quadratic + lam * L1()`` in one piece, which halves the time of a step.

    .. math:: f(w) = q(w) + \lambda \|w\|_1

    `grad` is the subgradient with sign(0) = 0.
    """

    convex, differentiable, name = True, False, "lasso"

    def __init__(self, quadratic: Quadratic, lam: float):
        self.quadratic, self.lam, self.dim = quadratic, lam, quadratic.dim

    def _value(self, x):
        return self.quadratic._value(x) + self.lam * np.abs(x).sum(axis=-1)

    def _grad(self, x):
        return self.quadratic._grad(x) + self.lam * np.sign(x)


@dataclass(frozen=True)
class Scene:
    """A convex function ready to be drawn and minimized."""

    name: str
    f: Objective
    #: minimizer, minimum: x* and f*.
    minimizer: np.ndarray
    minimum: float
    bounds: tuple  #: Tuple of (low, high).
    #: Shape (n, 2), or None. Points (x, f(x)) for a function of one variable.
    curve: np.ndarray | None = None
    #: Shape (m, angles, 2), or None. Level curves around x* in the plane, the lowest first.
    levels: np.ndarray | None = None


@dataclass(frozen=True)
class StepRuleRun:
    """A run of the subgradient method; row t holds what is known after t steps."""

    scene: Scene
    x: np.ndarray  #: Shape (T + 1, d).
    #: value, gap, best_gap: shape (T + 1,). f(x_t), f(x_t) − f* and the least of these so far.
    value: np.ndarray
    gap: np.ndarray
    best_gap: np.ndarray
    #: Shape (T,). (R² + G² Ση²) / 2Ση over the first t + 1 steps, which `best_gap` cannot exceed.
    bound: np.ndarray
    #: Shape (T,). R G / √(t + 1), the best that a bound for such steps can promise.
    guide: np.ndarray
    status: str
    summary: str


def level_curves(f, center, depths, angles: int = 90, reach: float = 12.0) -> np.ndarray:
    """Where the convex f is ``f(center) + depth``, along rays from a minimizer in the plane.

    Parameters
    ----------
    f : Objective
        Convex, of two variables.
    center : array, shape (2,)
    depths : array, shape (m,)
    angles : int
        Number of rays.
    reach : float
        Level curves that lie further away are cut off there.

    Returns
    -------
    array, shape (m, angles + 1, 2)
        Closed curves.
    """
    turn = np.linspace(0, 2 * np.pi, angles + 1)
    rays = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    level = f(center) + np.asarray(depths)[:, None]
    low, high = np.zeros((len(depths), angles + 1)), np.full((len(depths), angles + 1), reach)
    for _ in range(22):  # along a ray from the minimizer f only rises
        middle = (low + high) / 2
        inside = f(center + middle[..., None] * rays) < level
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return center + low[..., None] * rays


def lasso_minimizer(quadratic: Quadratic, lam: float) -> np.ndarray:
    """The minimizer of quadratic(w) + λ‖w‖₁ by coordinate descent with soft thresholds.

    Parameters
    ----------
    quadratic : Quadratic
        With a positive definite Q.
    lam : float ≥ 0
    """
    Q, c = quadratic.Q, quadratic.center
    w = np.zeros_like(c)
    for _ in range(60):  # two features of correlation ρ: the error shrinks by ρ² each time
        for i in range(w.size):
            r = Q[i] @ (c - w) + Q[i, i] * w[i]
            w[i] = np.sign(r) * max(abs(r) - lam, 0.0) / Q[i, i]
    return w


@lru_cache(maxsize=1)
def car_risk() -> Quadratic:
    """Mean squared error of the standardized price from age and weight, up to a constant."""
    X, y = load_toyota_corolla(features=("Age_08_04", "Weight"))
    X, y = (X - X.mean(axis=0)) / X.std(axis=0), (y - y.mean()) / y.std()
    return Quadratic.of(2 * X.T @ X / len(y), 2 * X.T @ y / len(y))


@lru_cache(maxsize=64)
def catalogue_scene(name: str) -> Scene:
    """A function of the catalogue as a scene."""
    f = CATALOGUE[name]
    facts = dict(name=name, f=f, minimizer=f.minimizer, minimum=f.minimum, bounds=f.bounds)
    if f.dim == 1:
        grid = np.linspace(*f.bounds[0], 401)
        return Scene(**facts, curve=np.stack([grid, f(grid[:, None])], axis=-1))
    return Scene(**facts, levels=level_curves(f, f.minimizer, [0.2, 0.6, 1.2, 2.0, 3.0]))


@lru_cache(maxsize=64)
def lasso_scene(lam: float) -> Scene:
    """The ℓ1-regularized regression of the cars with weight λ of the penalty."""
    risk = car_risk()
    f = LassoRisk(risk, lam)
    w = lasso_minimizer(risk, lam)
    levels = level_curves(f, w, [0.03, 0.2, 0.6, 1.3, 2.5])
    return Scene("lasso", f, w, float(f(w)), ((-1.5, 1.1), (-0.8, 1.2)), levels=levels)


@lru_cache(maxsize=256)
def step_rules(*, function="|x|", rule="constant", lr=0.3, start=(0.4,)) -> StepRuleRun:
    """The subgradient method on a convex function of the catalogue, from ``start``."""
    return _run(catalogue_scene(function), rule, lr, start)


@lru_cache(maxsize=256)
def lasso_path(*, lam=0.8, rule="1/√t", lr=0.3, start=(0.9, 0.8)) -> StepRuleRun:
    """The subgradient method on ‖Xw − y‖²/n + λ‖w‖₁ for the cars."""
    return _run(lasso_scene(lam), rule, lr, start)


def _run(scene: Scene, rule: str, lr: float, start) -> StepRuleRun:
    step = PolyakStep(scene.minimum) if rule == "Polyak" else RULES[rule](lr)
    trace = minimize(scene.f, start, SubgradientMethod(step), steps=STEPS)
    gap = np.maximum(trace.value - scene.minimum, 0.0)  # f* itself is rounded
    R = float(np.linalg.norm(trace.x[0] - scene.minimizer))
    G = float(trace.grad_norm.max())
    return StepRuleRun(
        scene=scene, x=trace.x, value=trace.value, gap=gap, best_gap=np.minimum.accumulate(gap),
        bound=best_value_bound(trace.lr, R, G), guide=R * G / np.sqrt(1 + np.arange(trace.steps)),
        status=trace.status, summary=_summary(trace, gap, rule, lr, R, G),
    )  # fmt: skip


def best_value_bound(lr, R: float, G: float) -> np.ndarray:
    r"""What the best value can be above f* after each step.

    .. math:: \min_{i \le t} f(x_i) - f^\star \le
              \frac{R^2 + G^2 \sum_{i \le t} \eta_i^2}{2 \sum_{i \le t} \eta_i}

    Parameters
    ----------
    lr : array, shape (T,)
        The steps η₀ … η_{T−1}.
    R, G : float
        ‖x₀ − x*‖ and the largest norm of a subgradient.

    Examples
    --------
    >>> best_value_bound([0.3, 0.3], R=0.4, G=1.0).round(4).tolist()
    [0.4167, 0.2833]
    """
    lr = np.asarray(lr, dtype=float)
    return (R**2 + G**2 * np.cumsum(lr**2)) / (2 * np.cumsum(lr))


def _summary(trace, gap, rule, lr, R, G) -> str:
    head = "Polyak step (η₀ plays no part)" if rule == "Polyak" else f"{rule}, η₀ = {lr:.3g}"
    if trace.status == "diverged":
        return f"{head}: diverges after {trace.steps} steps; the subgradients grow with the steps."
    best = f"best f − f* = {gap.min():.3g} after {trace.steps} steps"
    if gap.min() < 1e-12:
        return f"{head}: lands on the minimum in step {int(np.argmin(gap))}."
    if rule == "1/t²" and (reach := lr * G * np.pi**2 / 6) < R:
        return (f"{head}: stops short; all its steps together reach at most {reach:.3g}, and x* is "
                f"{R:.3g} away; {best}.")  # fmt: skip
    tail = trace.x[-2:]
    if rule == "constant" and trace.x.shape[1] == 1 and trace.x[-3] == trace.x[-1] != trace.x[-2]:
        low, high = sorted(tail[:, 0])
        return f"{head}: ends in a cycle between {low:.3g} and {high:.3g}; {best}."
    rises = int(np.sum(np.diff(trace.value) > 0))
    return f"{head}: f rose in {rises} of {trace.steps} steps; {best}, last {gap[-1]:.3g}."
