"""The graph of the slopes of f: where it falls, f is not convex."""

from __future__ import annotations

import numpy as np


def only(x, y, where) -> tuple[np.ndarray, np.ndarray]:
    """The curve where ``where`` holds, with gaps of NaN; empty where it never does.

    Examples
    --------
    >>> only(np.arange(3), np.arange(3.0), [True, False, True])[1].tolist()
    [0.0, nan, 2.0]
    """
    where = np.broadcast_to(where, np.shape(x))
    return (x, np.where(where, y, np.nan)) if where.any() else (np.empty(0), np.empty(0))


def falling(x, slope, tolerance: float = 1e-9) -> tuple[np.ndarray, np.ndarray]:
    """The parts of the graph on which the slope falls as x grows."""
    falls = np.diff(slope) < -tolerance
    return only(x, slope, np.r_[falls, False] | np.r_[False, falls])
