"""Places for labels beside the ends of curves, where they touch nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Directions from a point, the preferred ones first.
_WAYS = np.array([(1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (1, -1), (-1, 1), (-1, 0)])
_CORNERS = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
_GAP, _ENOUGH = 6.0, 5.0  # pixels: from a label to its curve, and to whatever else there is


def spots_beside(curves: Sequence[np.ndarray], sizes, room) -> np.ndarray:
    """Centres of labels, each beside an end of its curve and clear of all curves.

    The last point is preferred; where it is crowded, the label goes to the first one.

    Parameters
    ----------
    curves : sequence of array, shape (n, 2)
        In pixels from the lower left corner of the axes.
    sizes : array, shape (len(curves), 2)
        Width and height of each label.
    room : (float, float)
        Width and height of the axes: labels stay inside.

    Returns
    -------
    array, shape (len(curves), 2)
        Where no place is clear, the one with the most air around it.

    Examples
    --------
    >>> flat = np.array([[0.0, 50.0], [60.0, 50.0]])
    >>> on = np.array([[0.0, 50.0], [90.0, 50.0]])  # goes on where the other ends
    >>> spots_beside([flat, on], [(20, 10), (20, 10)], (200, 100)).tolist()
    [[60.0, 39.0], [106.0, 50.0]]
    """
    taken = np.concatenate([_filled(curve) for curve in curves])
    spots = []
    for curve, size in zip(curves, np.asarray(sizes, dtype=float), strict=True):
        tried = (curve[[-1, 0], None] + _WAYS * (size / 2 + _GAP)).reshape(-1, 2)
        air = (np.abs(tried[:, None] - taken) - size / 2).max(axis=-1).min(axis=1)
        inside = ((tried >= size / 2) & (tried <= room - size / 2)).all(axis=1)
        spots.append(tried[np.where(inside, air.clip(max=_ENOUGH), -np.inf).argmax()])
        taken = np.concatenate([taken, spots[-1] + _CORNERS * size / 2])
    return np.array(spots)


def apart(heights, gap: float) -> np.ndarray:
    """The heights in the same order, moved up where two would be closer than `gap`.

    Examples
    --------
    >>> apart([0.5, 0.1, 0.12], 0.2).round(2).tolist()
    [0.5, 0.1, 0.3]
    """
    out = np.array(heights, dtype=float)
    last = -np.inf
    for k in np.argsort(out, kind="stable"):
        out[k] = last = max(out[k], last + gap)
    return out


def _filled(curve) -> np.ndarray:
    """The curve's points with nine between each two."""
    share = np.linspace(0, 1, 10, endpoint=False)[:, None, None]
    between = curve[:-1] + share * np.diff(curve, axis=0)
    return np.concatenate([between.reshape(-1, 2), curve[-1:]])
