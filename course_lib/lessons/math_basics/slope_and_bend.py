"""A function of two variables along a direction: its slope, its bend, and Taylor's errors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import AffineComposition, linear_model, quadratic_model
from course_lib.functions import Himmelblau, MonkeySaddle, Objective, Quadratic, Saddle, Wave


@dataclass(frozen=True)
class Scene:
    """A function with the part of the plane that is drawn."""

    f: Objective
    half: float  #: half the width of the drawn square about 0
    start: tuple[float, float]
    levels: tuple[float, ...]
    steep: float  #: a gradient of this length is drawn half as long as the longest


SCENES = {
    "Himmelblau": Scene(Himmelblau(), 5.0, (0.6, 2.4),
                        (2, 12, 30, 60, 100, 150, 180, 260, 400), 40.0),
    "turned bowl": Scene(Quadratic([0.6, 2.4], angle=0.6), 2.0, (-1.1, 0.9),
                         (0.05, 0.25, 0.6, 1.1, 1.8, 2.7, 3.8, 5.2), 2.0),
    "saddle x₁² − x₂²": Scene(Saddle(), 2.0, (0.9, 0.7),
                                 (-3.2, -2, -1.1, -0.5, -0.1, 0.1, 0.5, 1.1, 2, 3.2), 2.0),
    "one variable: sin x₁ + x₁²/20": Scene(
        AffineComposition(Wave(), [[1.0, 0.0]]), 4.0, (1.2, -1.0),
        (-0.8, -0.5, -0.2, 0.1, 0.4, 0.7, 1.0), 0.7),
    "monkey saddle": Scene(MonkeySaddle(), 1.5, (0.7, 0.3),
                           (-4, -2, -1, -0.3, 0.3, 1, 2, 4), 1.5),
}  # fmt: skip
FIRST = "Himmelblau"
DISTANCES = np.geomspace(1e-3, 1.0, 31)
NEAR, FAR = 0.01, 0.1  # between these the order is read off
CELLS, ALONG = 61, 121
EXACT = 1e-10  # of the values nearby: an error below it is rounding


@dataclass(frozen=True)
class SlopeAndBendRun:
    """f at x and along x + s d, with its tangent line and its parabola there."""

    function: str
    half: float  #: of the drawn square
    levels: tuple[float, ...]
    side: np.ndarray  #: grid of both coordinates, shape (61,)
    height: np.ndarray  #: f on it, shape (61, 61)
    x: np.ndarray  #: shape (2,)
    d: np.ndarray  #: the unit direction, shape (2,)
    gradient: np.ndarray  #: shape (2,)
    hessian: np.ndarray  #: shape (2, 2)
    drawn: np.ndarray  #: the gradient, shortened to fit the picture, shape (2,)
    slope: float  #: ∇fᵀd
    bend: float  #: dᵀ∇²f d
    s: np.ndarray  #: the way along d, shape (121,)
    cut: np.ndarray  #: f(x + s d), its line and its parabola, shape (3, 121)
    bounds: tuple[float, float]  #: the lowest and the highest drawn level
    distances: np.ndarray  #: shape (31,)
    errors: np.ndarray  #: of the line and the parabola, the larger of ±s, shape (2, 31)
    orders: tuple[float, float]  #: powers of s with which they fall; NaN where exact
    summary: str


@lru_cache(maxsize=256)
def slope_and_bend(*, function=FIRST, angle=190.0, x=SCENES[FIRST].start) -> SlopeAndBendRun:
    """Slope ∇f(x)ᵀd, bend dᵀ∇²f(x)d, and how fast the errors of Taylor's models fall.

    Parameters
    ----------
    function : str
    angle : float, degrees
        Of the direction d.
    x : (float, float)
    """
    scene, at = SCENES[function], np.array(x, dtype=float)
    f, radians = scene.f, np.deg2rad(angle)
    d = np.array([np.cos(radians), np.sin(radians)])
    gradient, hessian = f.grad(at), f.hess(at)
    side, height = _landscape(function)
    models = f, linear_model(f, at), quadratic_model(f, at)
    s = np.linspace(-0.6, 0.6, ALONG) * scene.half
    cut = np.stack([m(at + s[:, None] * d) for m in models])
    errors = _errors(models, at, d)
    floor = EXACT * max(1.0, float(np.abs(height).max()))
    orders = tuple(order_of(row, floor) for row in errors)
    length = float(np.hypot(*gradient))
    slope, bend = float(gradient @ d), float(d @ hessian @ d)
    return SlopeAndBendRun(
        function=function, half=scene.half, levels=scene.levels, side=side, height=height, x=at,
        d=d, gradient=gradient, hessian=hessian,
        drawn=0.8 * scene.half * gradient / (length + scene.steep), slope=slope, bend=bend, s=s,
        cut=cut, bounds=(scene.levels[0], scene.levels[-1]), distances=DISTANCES,
        errors=errors, orders=orders, summary=_summary(gradient, slope, bend, orders),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _landscape(function: str) -> tuple[np.ndarray, np.ndarray]:
    scene = SCENES[function]
    side = np.linspace(-scene.half, scene.half, CELLS)
    return side, scene.f(np.stack(np.meshgrid(side, side), axis=-1))


def _errors(models, x, d) -> np.ndarray:
    both = np.concatenate([DISTANCES, -DISTANCES])
    true, line, parabola = (m(x + both[:, None] * d) for m in models)
    off = np.abs(np.stack([line, parabola]) - true)
    return off.reshape(2, 2, -1).max(axis=1)


def order_of(errors, floor: float) -> float:
    """The power of s with which errors fall between s = 0.1 and 0.01; NaN below the floor."""
    far, near = (errors[np.argmin(np.abs(np.log(DISTANCES / s)))] for s in (FAR, NEAR))
    if far < floor:
        return float("nan")
    return float(np.log10(far / max(near, 1e-300)) / np.log10(FAR / NEAR))


def _summary(gradient, slope, bend, orders) -> str:
    line, parabola = ("exact" if np.isnan(p) else f"order {p:.1f}" for p in orders)
    return (
        f"∇f = ({_number(gradient[0])}, {_number(gradient[1])}), ‖∇f‖ = "
        f"{_number(np.hypot(*gradient))}. Along d: slope {_number(slope)}, bend {_number(bend)}. "
        f"Errors: line {line}, parabola {parabola}."
    )


def _number(value) -> str:
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")


def place(function: str, x: float, y: float) -> tuple[float, float]:
    """The point of a grid that is nearest to the pointer, in the drawn square.

    Its 161 × 161 points are further apart than pixels, so that a hand can hit one.
    """
    half = SCENES[function].half
    step = half / 80
    return tuple(round(step * round(float(np.clip(c, -half, half)) / step), 6) for c in (x, y))
