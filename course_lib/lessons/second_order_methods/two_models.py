"""The first- and the second-order model of f at one point, and the step that each would take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions import CATALOGUE
from course_lib.lessons.shared.landscape import landscape

#: Functions to choose from → a point to begin with, and the levels drawn.
SCENES = {
    "Himmelblau": ((1.9, 3.2), (2.0, 12.0, 30.0, 60.0, 100.0, 150.0, 180.0, 260.0)),
    "Rosenbrock": ((-1.2, 1.0), (1.0, 4.0, 12.0, 30.0, 70.0, 150.0, 300.0, 600.0)),
    "three exponentials": ((-1.3, 0.35), (2.6, 2.8, 3.3, 4.0, 5.0, 6.5, 9.0, 14.0)),
}
ALONG = ("damped Newton step", "gradient step")
S = np.linspace(-0.5, 2.0, 101)  # share of the step gone
DAMPINGS = np.geomspace(1e-3, 1e5, 160)  # the steps in between


@dataclass(frozen=True)
class TwoModelsRun:
    """Three steps from one point, and f with both models along one of them."""

    function: str
    sides: tuple[np.ndarray, np.ndarray]  #: ticks of the drawn grid, shapes (61,) and (61,)
    height: np.ndarray  #: f on the grid, shape (61, 61)
    model: np.ndarray  #: the second-order model on the grid, shape (61, 61)
    value: float  #: f at the point
    levels: tuple[float, ...]
    point: np.ndarray  #: shape (2,)
    curvatures: np.ndarray  #: eigenvalues of the Hessian at the point, ascending, shape (2,)
    gradient_end: np.ndarray  #: where the gradient step lands, shape (2,)
    newton_end: np.ndarray  #: where Newton's step lands, shape (2,)
    damped_end: np.ndarray  #: where the damped one lands, shape (2,)
    trail: np.ndarray  #: where it lands for each damping above −λ_min, shape (k, 2)
    truth: np.ndarray  #: f along the chosen step, less f(x), in units of |slope|, shape (101,)
    slope: float  #: −1 where the step goes downhill, +1 where it goes uphill
    parabola: np.ndarray  #: the second-order model in the same units, shape (101,)
    summary: str


@lru_cache(maxsize=256)
def two_models(*, function="Himmelblau", along=ALONG[0], damping=10.0, lr=0.01,
               point=(1.9, 3.2)) -> TwoModelsRun:  # fmt: skip
    """Steps −ηg, −H⁻¹g and −(H + λI)⁻¹g from one point."""
    f, x = CATALOGUE[checks.choice("function", function, SCENES)], np.array(point)
    checks.choice("along", along, ALONG)
    sides, grid, height = landscape(function)
    g, H, value = f.grad(x), f.hess(x), float(f(x))
    curvatures, axes = np.linalg.eigh(H)
    slopes = axes.T @ g

    def landing(lam):
        return x - (slopes / safe(curvatures + lam)) @ axes.T

    lams = DAMPINGS[1.001 * max(-curvatures[0], 0.0) < DAMPINGS]
    step = landing(damping) - x if along == ALONG[0] else -lr * g
    slope, bend = float(g @ step), float(step @ H @ step)
    scale = max(abs(slope), 1e-12)
    away = grid - x
    model = value + away @ g + 0.5 * ((away @ H) * away).sum(axis=-1)
    return TwoModelsRun(
        function=function, sides=sides, height=height, model=model, value=value,
        levels=SCENES[function][1], point=x, curvatures=curvatures, gradient_end=x - lr * g,
        newton_end=landing(0.0), damped_end=landing(damping),
        trail=x - (slopes / safe(curvatures + lams[:, None])) @ axes.T,
        truth=(f(x + S[:, None] * step) - value) / scale, slope=float(np.sign(slope)),
        parabola=(S * slope + 0.5 * S**2 * bend) / scale,
        summary=_summary(f, x, curvatures, landing(0.0), landing(damping), x - lr * g),
    )  # fmt: skip


def safe(curvatures) -> np.ndarray:
    """Curvatures to divide by: 0 is taken for 1e-12."""
    return np.where(np.abs(curvatures) < 1e-12, 1e-12, curvatures)


def _summary(f, x, curvatures, newton, damped, gradient) -> str:
    low, high = curvatures
    kind = "a bowl" if low > 0 else "a dome" if high < 0 else "a saddle"
    text = (
        f"At ({x[0]:.2f}, {x[1]:.2f}) the curvatures are {low:.3g} and {high:.3g}: the model is "
        f"{kind}. f = {f(x):.4g}; after the gradient step {f(gradient):.4g}, after Newton's "
        f"{f(newton):.4g}, after the damped one {f(damped):.4g}."
    )
    return text.replace("-", "−")
