"""What BFGS believes of the curvature, update by update, beside the true Hessian."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions import Himmelblau, Objective, Quadratic, Rosenbrock
from course_lib.optim import BFGS, ExactLineSearch, Wolfe

QUADRATIC, ROSENBROCK, HIMMELBLAU = "quadratic", "Rosenbrock", "Himmelblau"
#: f by name → the start and the drawn box.
SCENES = {
    QUADRATIC: ((-2.0, 1.5), ((-3.0, 3.0), (-2.5, 2.5))),
    ROSENBROCK: ((-1.2, 1.0), ((-2.0, 2.0), (-1.0, 3.0))),
    HIMMELBLAU: ((0.5, 3.5), ((-5.0, 5.0), (-5.0, 5.0))),
}
SEARCHES = {"Wolfe": Wolfe(), "exact": ExactLineSearch()}
UPDATES = 40  # at most
BANDS = 11
TURN = np.linspace(0, 2 * np.pi, 121)


@dataclass(frozen=True)
class EllipseRun:
    """A run with what it believes after each of its updates."""

    scene: tuple  #: what decides the landscape: the name, κ and the angle
    sides: tuple[np.ndarray, np.ndarray]  #: ticks of the drawn grid
    band: np.ndarray  #: f on it, as a number from 0 to `BANDS`: each band has the same area
    x: np.ndarray  #: the iterates, shape (T+1, 2)
    believed: np.ndarray  #: the inverse of M_t, shape (T+1, 2, 2)
    true: np.ndarray  #: the Hessian at x_t, shape (T+1, 2, 2)
    ratios: np.ndarray  #: eigenvalues of M_t ∇²f(x_t), ascending: 1 and 1 is right, (T+1, 2)
    summary: str


def function_of(name: str, condition: float, angle: float) -> Objective:
    """The landscape."""
    if name == QUADRATIC:
        return Quadratic([0.25, 0.25 * condition], angle=np.radians(angle))
    return {ROSENBROCK: Rosenbrock(), HIMMELBLAU: Himmelblau()}[name]


@lru_cache(maxsize=32)
def landscape(name: str, condition: float, angle: float):
    """Ticks of a grid, and f on it in bands of equal area."""
    sides = tuple(np.linspace(*side, 61) for side in SCENES[name][1])
    height = function_of(name, condition, angle)(np.stack(np.meshgrid(*sides), axis=-1))
    levels = np.quantile(height, np.linspace(0, 1, BANDS + 1))
    return sides, np.interp(height, levels, np.arange(BANDS + 1.0))


@lru_cache(maxsize=256)
def bfgs_ellipse(*, function=QUADRATIC, condition=10.0, angle=30.0, search="Wolfe", scaled=False,
                 start=(-2.0, 1.5)) -> EllipseRun:  # fmt: skip
    """BFGS from a start, with its M after each step."""
    checks.choice("function", function, SCENES)
    checks.choice("search", search, SEARCHES)
    scene = (function, condition, angle) if function == QUADRATIC else (function, 1.0, 0.0)
    f, method, x = function_of(*scene), BFGS(SEARCHES[search], scaled=scaled), np.array(start)
    state = method.init(x)
    points, believed = [x], [np.eye(2)]
    for _ in range(UPDATES):
        x, state = method.step(f, x, state)
        if state.halt is not None or state.memory is None:
            break
        points.append(x)
        believed.append(method.metric(state))
        if f(x) - f.minimum < 1e-14:
            break
    points, believed = np.array(points), np.array(believed)
    true = f.hess(points)
    ratios = np.sort(np.linalg.eigvals(np.linalg.solve(believed, true)).real, axis=-1)
    sides, band = landscape(*scene)
    gap = np.maximum(f(points) - f.minimum, 0)
    return EllipseRun(scene, sides, band, points, believed, true, ratios, _summary(gap))


def _summary(gap) -> str:
    text = f"{len(gap) - 1} updates bring the gap f(x) − f* from {gap[0]:.2g} to {gap[-1]:.0e}."
    return text.replace("e-", "e−")


def ellipse(H, size: float = 1.0) -> np.ndarray:
    """The curve pᵀHp = size², shape (121, 2); NaN where H is not positive definite."""
    values, vectors = np.linalg.eigh(H)
    if values[0] <= 0:
        return np.full((len(TURN), 2), np.nan)
    circle = np.stack([np.cos(TURN), np.sin(TURN)], axis=-1)
    return size * (circle / np.sqrt(values)) @ vectors.T
