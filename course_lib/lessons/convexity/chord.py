"""A chord of a function of one variable, and the gap between the two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import Witness, chord_gap, find_violation
from course_lib.functions import CATALOGUE

#: Functions to choose from → two end points from which something is to be seen.
ENDS = {
    "x²": (-1.2, 1.6),
    "|x|": (-1.0, 1.7),
    "log(1 + eˣ)": (-2.5, 3.0),
    "max(x, x² − 2)": (-2.6, 2.4),
    "x⁴ − 3x²": (-1.9, 1.9),
    "sin x + x²/20": (-9.0, 9.0),
    "√|x|": (-0.4, 1.6),
    "log x": (0.2, 3.4),
    "−max(0, x)": (-1.5, 1.5),
}
WEIGHTS = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class ChordRun:
    """One chord, from (x, f(x)) to (y, f(y))."""

    function: str
    #: grid, curve: shape (401,). f over the drawn interval.
    grid: np.ndarray
    curve: np.ndarray
    #: ends, values: shape (2,). x and y; f(x) and f(y).
    ends: np.ndarray
    values: np.ndarray
    t: float  #: In [0, 1]. The weight of x.
    #: point, below, above: tx + (1 − t)y, f there, and the chord there.
    point: float
    below: float
    above: float
    #: weights, gaps: shape (101,). All t, and the chord's height over f at each.
    weights: np.ndarray
    gaps: np.ndarray
    gap: float  #: At t; the inequality asks for ≥ 0.
    #: The gaps that chords of this function can have, for fixed axes.
    gap_range: tuple[float, float]
    violated: bool  #: Whether f lies above this chord for some t.
    summary: str


@lru_cache(maxsize=256)
def chord(*, function="x²", x=-1.2, y=1.6, t=0.5, searched=False) -> ChordRun:
    """The chord between x and y, looked at where x has weight t.

    ``searched`` says that a violation was looked for among many chords, without success.
    """
    f = CATALOGUE[function]
    grid = np.linspace(*f.bounds[0], 401)
    ends = np.array([x, y])
    values = f(ends[:, None])
    gaps = chord_gap(f, np.array([[x]]), np.array([[y]]), WEIGHTS)
    gap = float(chord_gap(f, [x], [y], t))
    point = t * x + (1 - t) * y
    below = float(f([point]))
    return ChordRun(
        function=function, grid=grid, curve=f(grid[:, None]), ends=ends, values=values, t=t,
        point=point, below=below, above=below + gap, weights=WEIGHTS, gaps=gaps, gap=gap,
        gap_range=_gap_range(function), violated=bool((gaps < -1e-9).any()),
        summary=_summary(function, x, y, t, gap, gaps, searched),
    )  # fmt: skip


@lru_cache(maxsize=32)
def violation(function: str) -> Witness | None:
    """The strongest violation of the chord inequality that a search finds; None if it finds none.

    Examples
    --------
    >>> round(violation("x⁴ − 3x²").gap, 3), violation("x²")
    (-2.25, None)
    """
    return find_violation(CATALOGUE[function], np.random.default_rng(0)).witness


@lru_cache(maxsize=32)
def _gap_range(function: str) -> tuple[float, float]:
    f = CATALOGUE[function]
    ends = np.linspace(*f.bounds[0], 31)
    x, y, t = (a[..., None] for a in np.meshgrid(ends, ends, np.linspace(0, 1, 9)))
    gaps = chord_gap(f, x, y, t[..., 0])
    low, high = min(gaps.min(), 0.0), max(gaps.max(), 0.0)
    pad = 0.12 * (high - low)
    return float(low - pad), float(high + pad)


def _summary(function, x, y, t, gap, gaps, searched) -> str:
    here = f"x = {x:.3g}, y = {y:.3g}, t = {t:.2f}: "
    if searched:
        return here + (
            f"no chord of {function} violates the inequality among 2,000 random ones and the best "
            "of them improved. That is evidence; the proof is the second-order condition or the "
            "rules that build f."
        )
    if gap < -1e-9:
        return here + (
            f"f lies {-gap:.3g} above the chord. One such triple (x, y, t) is a proof: "
            f"{function} is not convex."
        )
    lies = f"the chord lies {gap:.3g} above f" if gap > 1e-9 else "the chord meets f"
    if (gaps < -1e-9).any():
        return here + f"{lies} at this t, but not at every t: {function} is not convex."
    return here + (
        f"{lies}. No t violates the inequality on this chord, which tells nothing about others."
    )
