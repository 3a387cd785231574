"""The Clarke differential and the subdifferential at a point, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import clarke_differential, hull_vertices, subdifferential
from course_lib.functions import CATALOGUE, Objective

#: Functions to choose from → for each coordinate, where their kinks and other odd points lie.
CREASES = {
    "|x|": ((0.0,),),
    "−|x|": ((0.0,),),
    "max(0, x)": ((0.0,),),
    "−max(0, x)": ((0.0,),),
    "min(|x|, |x − 2|)": ((0.0, 1.0, 2.0),),
    "max(x, x² − 2)": ((-1.0, 2.0),),
    "√|x|": ((0.0,),),
    "‖x‖₁": ((0.0,), (0.0,)),
    "|x| − |y|": ((0.0,), (0.0,)),
    "|x² − 1| + cx + y²": ((-1.0, 1.0), (0.0,)),
}


@dataclass(frozen=True)
class ClarkePoint:
    """What is known of the slopes of f at one point."""

    name: str
    f: Objective
    x: np.ndarray  #: Shape (d,).
    value: float
    #: Shape (k, d). The limits of gradients; k = 0 where f is not locally Lipschitz.
    gradients: np.ndarray
    clarke: np.ndarray  #: Shape (m, d). The corners of their hull.
    #: Shape (p, d). The corners of the subdifferential; p = 0 where it is empty.
    subgradients: np.ndarray
    g: np.ndarray  #: Shape (d,). The slope that is tried.
    #: Shape (q, d). Points of a grid where the line (plane) with slope g lies above f.
    above: np.ndarray
    summary: str


def snap(function: str, point, reach: float) -> tuple[float, ...]:
    """The point with each coordinate moved to a crease that is within ``reach`` of it.

    Examples
    --------
    >>> snap("|x| − |y|", (0.02, 1.0), reach=0.05)
    (0.0, 1.0)
    """
    out = []
    for value, places in zip(point, CREASES[function], strict=False):
        near = min(places, key=lambda place: abs(place - value))
        out.append(near if abs(near - value) <= reach else round(float(value), 3))
    return tuple(out)


@lru_cache(maxsize=256)
def clarke_point(*, function="|x|", x=(0.0,), along=0.8) -> ClarkePoint:
    """The two sets at x, and the slope ``along`` of the way across the Clarke differential.

    Parameters
    ----------
    function : str
        A key of `CREASES`.
    x : tuple of float
    along : float in [0, 1]
        From the first corner of the hull to the one opposite.
    """
    f, point = CATALOGUE[function], np.array(x)
    differential = clarke_differential(f, point)
    hull = differential.hull
    subgradients = _subgradients(function, point, hull)
    # Where slopes are unbounded there is no hull to cross: try slopes from −3 to 3.
    ends = (hull[0], hull[len(hull) // 2]) if len(hull) else (np.array([-3.0]), np.array([3.0]))
    g = ends[0] + along * (ends[1] - ends[0])
    y = _grid(function, wide=1)
    above = y[f(y) - f(point) - (y - point) @ g < -1e-9]
    return ClarkePoint(
        function, f, point, float(f(point)), differential.gradients, hull, subgradients, g, above,
        _summary(differential, hull, subgradients, g, len(above) > 0),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _grid(function: str, wide: int) -> np.ndarray:
    """Points over the bounds of f, made wider by a factor, creases among them: shape (n, d)."""
    f = CATALOGUE[function]
    count = 400 if f.dim == 1 else 40 if wide == 1 else 64
    sides = []
    for (low, high), places in zip(f.bounds, CREASES[function], strict=True):
        middle, half = (low + high) / 2, wide * (high - low) / 2
        side = np.linspace(middle - half, middle + half, count + 1)
        # In the plane the creases are on the grid already, where they shall not show twice.
        sides.append(np.r_[side, places] if f.dim == 1 else side)
    return np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, f.dim)


def _subgradients(function: str, x, hull) -> np.ndarray:
    f = CATALOGUE[function]
    if f.dim == 1:
        interval = subdifferential(f, x[0])
        if interval.empty:
            return np.empty((0, 1))
        return np.unique([[interval.low], [interval.high]], axis=0)
    if f.convex:
        return hull
    return cut_by_points(f, x, hull, np.concatenate([_grid(function, w) for w in (1, 4)]))


def cut_by_points(f, x, polygon, y) -> np.ndarray:
    """The part of a polygon of slopes g with f(y) ≥ f(x) + gᵀ(y − x) at all the points y.

    Subgradients of a locally Lipschitz f lie in its Clarke differential, so the subdifferential is
    what is left of that polygon. One point or a segment may stand for a polygon.

    Parameters
    ----------
    f : Objective of two variables
    x : array, shape (2,)
    polygon : array, shape (m, 2)
        Corners in order.
    y : array, shape (n, 2)

    Returns
    -------
    array, shape (p, 2)
        Its corners, p = 0 if nothing is left.
    """
    step, rise = y - x, f(y) - f(x)
    tolerance = 1e-9 * (1 + np.abs(rise))
    for _ in range(200):
        if not len(polygon):
            break
        excess = (step @ polygon.T).max(axis=1) - rise
        worst = int(np.argmax(excess - tolerance))
        if excess[worst] <= tolerance[worst]:
            break
        polygon = _clip(polygon, step[worst], rise[worst] + tolerance[worst] / 2)
    return hull_vertices(polygon)


def _clip(polygon, normal, limit) -> np.ndarray:
    """The part of the polygon where normalᵀg ≤ limit (Sutherland and Hodgman)."""
    kept, height = [], polygon @ normal - limit
    for k in range(len(polygon)):
        a, b, ha, hb = polygon[k - 1], polygon[k], height[k - 1], height[k]
        if (ha <= 0) != (hb <= 0):
            kept.append(a + ha / (ha - hb) * (b - a))
        if hb <= 0:
            kept.append(b)
    return np.array(kept).reshape(-1, 2)


def _text(corners) -> str:
    """A set of slopes in words: ∅, {g}, [a, b], or its corners."""
    if not len(corners):
        return "∅"
    if corners.shape[1] == 1:
        low, high = corners.min() + 0.0, corners.max() + 0.0
        return f"{{{low:.3g}}}" if low == high else f"[{low:.3g}, {high:.3g}]"
    points = [f"({a + 0.0:.3g}, {b + 0.0:.3g})" for a, b in corners]
    if len(points) == 1:
        return f"{{{points[0]}}}"
    return "the hull of " + ", ".join(points)


def _summary(differential, hull, subgradients, g, crosses) -> str:
    where = ", ".join(f"{v + 0.0:.3g}" for v in differential.x)
    slope = ", ".join(f"{v + 0.0:.3g}" for v in g)
    if differential.x.size > 1:
        where, slope = f"({where})", f"({slope})"
    kind = "crosses f: no subgradient" if crosses else "stays below f: a subgradient"
    shape = "line" if differential.x.size == 1 else "plane"
    tried = f"the {shape} of slope {slope} {kind}"
    if not differential.exists:
        return (
            f"x = {where}: slopes grow without bound, f is not locally Lipschitz here and has no "
            f"Clarke differential; subdifferential {_text(subgradients)}; {tried}."
        )
    still = "; it contains 0, so x is stationary" if differential.stationary() else ""
    return (f"x = {where}: Clarke differential {_text(hull)}{still}; "
            f"subdifferential {_text(subgradients)}; {tried}.")  # fmt: skip
