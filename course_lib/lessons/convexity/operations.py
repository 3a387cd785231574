"""What is built of two convex functions: which operations keep convexity?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import AffineComposition, Product
from course_lib.functions import AbsoluteValue, Max, Min, Objective, Quadratic

GRID = np.linspace(-3.0, 3.0, 301)
F = Quadratic([1.0])


def _shifted(s: float) -> Objective:
    return AffineComposition(AbsoluteValue(), [[1.0]], -s)


#: Operation → h from f = x²/2, g = |x − s| and the weight a.
OPERATIONS = {
    "f + a g": lambda a, s: F + a * _shifted(s),
    "max(f, a g)": lambda a, s: Max(F, a * _shifted(s)),
    "f(a x + s)": lambda a, s: AffineComposition(F, [[a]], s),
    "f − a g": lambda a, s: F + (-a) * _shifted(s),
    "min(f, a g)": lambda a, s: Min(F, a * _shifted(s)),
    "f · a g": lambda a, s: Product(F, a * _shifted(s)),
}
KEEPING = ("f + a g", "max(f, a g)", "f(a x + s)")


@dataclass(frozen=True)
class OperationRun:
    """h beside f and g, with its convex envelope."""

    operation: str
    #: x, f, g, h, envelope: shape (301,). The grid and the four functions on it. The envelope is
    #: the largest convex function below h on the interval.
    x: np.ndarray
    f: np.ndarray
    g: np.ndarray
    h: np.ndarray
    envelope: np.ndarray
    #: slope_x, slope_h: shape (300,). The slopes of h between neighbouring grid points.
    slope_x: np.ndarray
    slope_h: np.ndarray
    hole: float  #: The largest distance from h down to its envelope: 0 iff h is convex on the grid.
    chord: tuple[float, float] | None  #: The ends of the chord that h rises above the most.
    summary: str


@lru_cache(maxsize=256)
def operations(*, operation="f + a g", a=1.0, s=1.0) -> OperationRun:
    """One operation on f(x) = x²/2 and g(x) = |x − s|, weighted by a."""
    h = OPERATIONS[operation](a, s)(GRID[:, None])
    corners = lower_hull(GRID, h)
    envelope = np.interp(GRID, GRID[corners], h[corners])
    hole = float((h - envelope).max())
    chord = None
    if hole > 1e-9:
        k = int((h - envelope).argmax())
        after = int(np.searchsorted(corners, k))
        chord = float(GRID[corners[after - 1]]), float(GRID[corners[after]])
    else:
        hole = 0.0
    return OperationRun(
        operation=operation, x=GRID, f=F(GRID[:, None]), g=a * _shifted(s)(GRID[:, None]), h=h,
        envelope=envelope, slope_x=(GRID[1:] + GRID[:-1]) / 2, slope_h=np.diff(h) / np.diff(GRID),
        hole=hole, chord=chord, summary=_summary(operation, a, s, hole, chord),
    )  # fmt: skip


def lower_hull(x, y) -> np.ndarray:
    """Which points are corners of the lower convex hull; x ascending.

    Examples
    --------
    >>> lower_hull(np.arange(4.0), np.array([0.0, 2.0, 1.0, 3.0])).tolist()
    [0, 2, 3]
    """
    corners: list[int] = []
    for k in range(len(x)):
        while len(corners) > 1:
            i, j = corners[-2:]
            if (y[j] - y[i]) * (x[k] - x[j]) <= (y[k] - y[j]) * (x[j] - x[i]):
                break
            corners.pop()
        corners.append(k)
    return np.array(corners)


def _summary(operation, a, s, hole, chord) -> str:
    here = f"{operation} with a = {a:.2f}, s = {s:.2f}: "
    if chord is None:
        return here + "the slopes of h never fall, so h is convex for this a and s."
    return here + (
        f"h rises {hole:.2g} above the chord from x = {chord[0]:.2f} to y = {chord[1]:.2f}, "
        "where its convex envelope runs. So h is not convex."
    )
