"""Several curves in one artist, which is drawn as fast as one."""

from __future__ import annotations

import numpy as np


def in_pieces(curves) -> np.ndarray:
    """Rows one after the other, each followed by a NaN, over which no line is drawn.

    Parameters
    ----------
    curves : array_like, shape (curves, points)

    Examples
    --------
    >>> in_pieces([[1, 2], [3, 4]]).tolist()
    [1.0, 2.0, nan, 3.0, 4.0, nan]
    """
    return np.pad(np.asarray(curves, float), ((0, 0), (0, 1)), constant_values=np.nan).ravel()


def known(points) -> np.ndarray:
    """Points as the x and y of a line, shape (2, n); none where no point is known.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        NaN where there is nothing to draw.

    Examples
    --------
    >>> known([[1, 2], [np.nan, np.nan]]).shape, known([[np.nan, 2]]).shape
    ((2, 2), (2, 0))
    """
    points = np.asarray(points, float)
    return (points if np.isfinite(points).all(axis=1).any() else points[:0]).T
