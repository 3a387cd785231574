"""Labelled points of the plane that a reader picks up and carries along."""

from __future__ import annotations

import numpy as np


def grab(points, x: float, y: float) -> tuple[int, float, float]:
    """The point nearest to (x, y), and where it is seen from there."""
    at = np.array([p[:2] for p in points])
    index = int(np.argmin(np.hypot(at[:, 0] - x, at[:, 1] - y)))
    return index, float(at[index, 0] - x), float(at[index, 1] - y)


def carry(points, held, x: float, y: float, *, reach: tuple[float, float]) -> tuple:
    """The points with the held one carried along to the pointer at (x, y), within ±reach."""
    index, dx, dy = held
    width, height = reach
    place = (
        round(min(max(x + dx, -width), width), 3),
        round(min(max(y + dy, -height), height), 3),
    )
    return (*points[:index], (*place, points[index][2]), *points[index + 1 :])
