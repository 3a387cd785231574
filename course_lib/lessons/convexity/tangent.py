"""A line through a point of the graph: does it stay below f?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import Interval, crossings, one_sided, subdifferential
from course_lib.functions import CATALOGUE

#: Functions to choose from → a point to begin with, and where f has kinks.
POINTS = {
    "|x|": (0.0, (0.0,)),
    "x²": (0.6, ()),
    "max(0, x)": (0.0, (0.0,)),
    "max of affine": (2 / 3, (-4 / 3, 2 / 3)),
    "max(x, x² − 2)": (-1.0, (-1.0, 2.0)),
    "log(1 + eˣ)": (1.0, ()),
    "x⁴ − 3x²": (-0.3, ()),
    "sin x + x²/20": (3.0, ()),
    "min(|x|, |x − 2|)": (1.0, (0.0, 1.0, 2.0)),
    "−|x|": (0.0, (0.0,)),
}


@dataclass(frozen=True)
class TangentRun:
    """The line f(x) + g(y − x) beside f."""

    function: str
    #: grid, curve: shape (401,). f over the drawn interval.
    grid: np.ndarray
    curve: np.ndarray
    #: slope_x, slope_y: The graph of f′; at a kink it runs from the slope on the left to that on
    #: the right.
    slope_x: np.ndarray
    slope_y: np.ndarray
    #: x, value, g: The point, f there, and the slope of the line.
    x: float
    value: float
    g: float
    slopes: tuple[float, float]  #: The slopes of f on the two sides of x, the lower first.
    subgradients: Interval  #: ∂f(x), empty where every line crosses f.
    line: np.ndarray  #: Shape (401,). The line over the grid.
    crossings: np.ndarray  #: Where the line goes through f, away from x.
    witness: float | None  #: The y in the picture at which the line is highest above f.
    summary: str


@lru_cache(maxsize=256)
def tangent(*, function="|x|", x=0.0, theta=0.5) -> TangentRun:
    """The line at x whose slope is θ of the way from the lower to the higher slope of f at x.

    For θ in [0, 1] it is between them: the derivative where f is smooth. Outside, it is tilted by
    |θ| or θ − 1 more.
    """
    f = CATALOGUE[function]
    grid = np.linspace(*f.bounds[0], 401)
    curve, value = f(grid[:, None]), float(f([x]))
    low, high = sorted(one_sided(f, x))
    inside = min(1.0, max(0.0, theta))
    g = low + inside * (high - low) + (theta - inside)
    known = subdifferential(f, x)
    line = value + g * (grid - x)
    is_one = known.contains(g, 1e-6)
    above = line - curve
    k = int(above.argmax())
    witness = float(grid[k]) if not is_one and above[k] > 1e-9 else None
    return TangentRun(
        function=function, grid=grid, curve=curve, slope_x=slope_graph(function)[0],
        slope_y=slope_graph(function)[1], x=x, value=value, g=g, slopes=(low, high),
        subgradients=known, line=line,
        crossings=np.empty(0) if is_one else crossings(f, x, g), witness=witness,
        summary=_summary(f, x, g, theta, known, is_one, witness, above[k]),
    )  # fmt: skip


@lru_cache(maxsize=32)
def slope_graph(function: str) -> tuple[np.ndarray, np.ndarray]:
    """x and slope of f over its bounds, with both one-sided slopes at every point."""
    f = CATALOGUE[function]
    x = np.unique(np.r_[np.linspace(*f.bounds[0], 401), POINTS[function][1]])
    left, right = (s * f.directional(x[:, None], np.full((1, 1), s)) for s in (-1.0, 1.0))
    return np.repeat(x, 2), np.stack([left, right], axis=-1).ravel()


def snap(function: str, x: float) -> float:
    """x, or the kink of that function near it: a reader aims at kinks with a pointer."""
    low, high = CATALOGUE[function].bounds[0]
    near = [k for k in POINTS[function][1] if abs(k - x) < 0.025 * (high - low)]
    return near[0] if near else round(min(high, max(low, x)), 3)


def _summary(f, x, g, theta, known, is_one, witness, height) -> str:
    here = f"x = {x:.3g}, g = {g:.3g}, ∂f(x) = {known}: "
    if is_one and known.is_point:
        return here + "the tangent, the only line through this point that stays below f."
    if is_one:
        return here + "g is a subgradient, for the line stays below f everywhere."
    where = (
        f"the line is {height:.3g} above f at y = {witness:.3g}"
        if witness is not None
        else "the line gets above f outside this picture"
    )
    if known.empty and 0 <= theta <= 1:
        rule = "the first-order condition fails, so f is not convex" if not f.convex else "f"
        return here + f"{where}: {rule}."
    return here + f"{where}, so g is not a subgradient."
