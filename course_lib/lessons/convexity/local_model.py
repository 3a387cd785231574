"""The second-order Taylor model of a function of two variables, and how its error grows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import definiteness, linear_model, quadratic_model
from course_lib.functions import CATALOGUE, Objective
from course_lib.lessons.shared.landscape import landscape

#: Functions to choose from → a point to begin with, and the levels drawn.
SCENES = {
    "three exponentials": ((-1.3, 0.35), (2.6, 2.8, 3.3, 4.0, 5.0, 6.5, 9.0, 14.0)),
    "Rosenbrock": ((-0.8, 1.2), (1.0, 4.0, 12.0, 30.0, 70.0, 150.0, 300.0, 600.0)),
    "Himmelblau": ((1.5, 3.2), (2.0, 12.0, 30.0, 60.0, 100.0, 150.0, 180.0, 260.0)),
    "monkey saddle": ((0.6, 0.3), (-4.0, -2.0, -1.0, -0.3, 0.3, 1.0, 2.0, 4.0)),
}
RADII = np.geomspace(1e-3, 1.0, 25)
_ROUND = np.linspace(0.0, 2 * np.pi, 48, endpoint=False)
DIRECTIONS = np.stack([np.cos(_ROUND), np.sin(_ROUND)], axis=-1)


@dataclass(frozen=True)
class LocalModelRun:
    """f, its quadratic model at one point, and the errors of the models of order 0, 1 and 2."""

    function: str
    sides: tuple[np.ndarray, np.ndarray]  #: (array, array), shapes (61,), (61,). The drawn grid.
    #: height, model: shape (61, 61). f and the model on it.
    height: np.ndarray
    model: np.ndarray
    levels: tuple[float, ...]  #: Both are drawn at the same levels.
    point: np.ndarray  #: Shape (2,).
    eigenvalues: np.ndarray  #: Shape (2,). Of ∇²f at the point, ascending.
    #: Shape (2,), or None. Where the model's gradient is zero; None where its Hessian is singular.
    stationary: np.ndarray | None
    radii: np.ndarray  #: Shape (25,).
    #: Shape (3, 25). The largest |f − model| on the circle of each radius, for order 0, 1, 2.
    errors: np.ndarray
    kind: str
    summary: str


@lru_cache(maxsize=256)
def local_model(*, function="three exponentials", x=-1.3, y=0.35) -> LocalModelRun:
    """The model m(z) = f(p) + ∇f(p)ᵀ(z − p) + ½(z − p)ᵀ∇²f(p)(z − p) at p = (x, y)."""
    f, p = CATALOGUE[function], np.array([x, y])
    sides, grid, height = landscape(function)
    m = quadratic_model(f, p)
    errors = model_errors(f, p)
    H = m.curvature
    lam = np.linalg.eigvalsh(H)
    regular = np.abs(lam).min() > 1e-9 * np.abs(lam).max()
    stationary = p - np.linalg.solve(H, m.slope) if regular else None
    kind = definiteness(H)
    return LocalModelRun(
        function=function, sides=sides, height=height, model=m(grid), levels=SCENES[function][1],
        point=p, eigenvalues=lam, stationary=stationary, radii=RADII, errors=errors, kind=kind,
        summary=_summary(p, lam, kind, errors),
    )  # fmt: skip


def model_errors(f: Objective, p) -> np.ndarray:
    """The largest error on circles about p of the models of order 0, 1, 2: shape (3, 25)."""
    around = p + RADII[:, None, None] * DIRECTIONS
    true, here = f(around), f(p)
    models = (np.full_like(true, here), linear_model(f, p)(around), quadratic_model(f, p)(around))
    return np.stack([np.abs(true - guess).max(axis=1) for guess in models])


SHAPES = {
    "positive definite": "the model is a bowl with level ellipses; its lowest point is ×",
    "negative definite": "the model is a dome, and × is its top",
    "indefinite": "the model is a saddle, and × is its pass",
}


def _summary(p, lam, kind, errors) -> str:
    shape = SHAPES.get(kind, "the model is flat along one line")
    near, far = errors[2, 8], errors[2, 16]  # radii 0.01 and 0.1
    return (
        f"At ({p[0]:.2f}, {p[1]:.2f}) the Hessian has eigenvalues {lam[0]:.3g} and {lam[1]:.3g}: "
        f"{kind}; {shape}. Error of the quadratic model at distance 0.1: {far:.2g}; "
        f"at 0.01: {near:.2g}, {far / max(near, 1e-300):.0f} times less."
    )
