"""The largest tin from a sheet of metal: a geometric program, before and after the logarithm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.convex import programs

LEAST, WIDEST, TALLEST = 1.0, 12.0, 24.0  # of the pictures, in cm
SHARES = np.linspace(0, 1, 101)  # along a chord
RADII = np.geomspace(LEAST, WIDEST, 161)  # of the curves, in cm
NAMES = ("sheet", "height", "radius")
ACCURACY, TINY = 1e-5, 1e-4  # of the logarithms; a price below this is 0 but for rounding


@dataclass(frozen=True)
class LargestTinRun:
    """max πx₁²x₂ subject to 2πx₁² + 2πx₁x₂ ≤ S, and limits of the height x₂ and the radius x₁."""

    x: np.ndarray  #: the best radius and height in cm, shape (2,)
    volume: float  #: in cm³
    alpha: np.ndarray  #: multipliers after the logarithm: sheet, height, radius; shape (3,)
    edge: np.ndarray  #: the upper boundary of the region, (radius, height), shape (161, 2)
    equal: np.ndarray  #: heights of tins of equal volume over `RADII`, shape (levels, 161)
    ends: np.ndarray  #: two tins, shape (2, 2)
    straight: np.ndarray  #: the chord between them, shape (101, 2)
    by_factors: np.ndarray  #: the chord of their logarithms, back in cm, shape (101, 2)
    outside: np.ndarray  #: where the straight chord breaks a limit, shape (101,), bool
    outside_by_factors: np.ndarray  #: the same for the other chord
    summary: str


@lru_cache(maxsize=256)
def largest_tin(
    *, sheet=600.0, tallest=14.0, widest=9.0, ends=((1.8, 12.0), (8.2, 3.0)), held=0
) -> LargestTinRun:
    """The best tin, and a mix of two tins that are possible.

    Parameters
    ----------
    sheet : float
        The metal S, in cm².
    tallest, widest : float
        Limits of the height and of the radius, in cm.
    ends : two pairs (radius, height)
    held : int
        Which end the pointer moves; it plays no other part.
    """
    limits = tuple(checks.positive(*pair) for pair in
                   (("sheet", sheet), ("tallest", tallest), ("widest", widest)))  # fmt: skip
    x, alpha = solve(*limits)
    volume = float(np.pi * x[0] ** 2 * x[1])
    first, second = ends = np.array(ends)
    share = SHARES[:, None]
    straight = (1 - share) * first + share * second
    by_factors = first ** (1 - share) * second**share
    outside, outside_by_factors = (breaks(path, *limits) for path in (straight, by_factors))
    levels = volume * np.array([0.25, 0.5, 1.0, 2.0])
    return LargestTinRun(
        x=x, volume=volume, alpha=alpha, edge=_edge(*limits),
        equal=levels[:, None] / (np.pi * RADII**2), ends=ends, straight=straight,
        by_factors=by_factors, outside=outside, outside_by_factors=outside_by_factors,
        summary=_summary(x, volume, alpha, outside, outside_by_factors),
    )  # fmt: skip


@lru_cache(maxsize=64)
def solve(sheet, tallest, widest):
    """The best (radius, height) and the multipliers of the three limits."""
    area = (np.full(2, 2 * np.pi / sheet), [[2, 0], [1, 1]])
    limits = [area, ([1 / tallest], [[0, 1]]), ([1 / widest], [[1, 0]])]
    found = programs.geometric_program(([1 / np.pi], [[-2, -1]]), limits, tol=ACCURACY)
    return found.x, np.where(found.z > TINY, found.z, 0.0)


def breaks(tins, sheet, tallest, widest) -> np.ndarray:
    """Which tins (..., 2) break a limit by more than rounding."""
    r, h = tins[..., 0], tins[..., 1]
    used = np.stack([2 * np.pi * r * (r + h) / sheet, h / tallest, r / widest])
    return (used > 1 + 1e-9).any(axis=0)


def _edge(sheet, tallest, widest) -> np.ndarray:
    """The tallest tin of each radius that the limits allow."""
    radii = np.minimum(RADII, widest)
    return np.stack([radii, np.minimum(tallest, sheet / (2 * np.pi * radii) - radii)], axis=1)


def _summary(x, volume, alpha, outside, outside_by_factors) -> str:
    gains = ", ".join(f"{name} {a:.2f} %" for name, a in zip(NAMES, alpha, strict=True))
    return (
        f"Best: {x[0]:.2f} × {x[1]:.2f} cm, {volume:.0f} cm³. 1 % more brings: {gains}. "
        f"Impossible: {outside.mean():.0%} of the straight mix, "
        f"{outside_by_factors.mean():.0%} of the other."
    )


def possible(tin, sheet, tallest, widest) -> tuple[float, float]:
    """The tin, in the same proportions, brought within the limits and the picture."""
    r, h = (max(float(v), LEAST) for v in tin)
    r, h = min(r, widest, WIDEST), min(h, tallest, TALLEST)
    shrink = min(1.0, np.sqrt(sheet / (2 * np.pi * r * (r + h))))
    return round(max(r * shrink, LEAST) - 5e-4, 3), round(max(h * shrink, LEAST) - 5e-4, 3)
