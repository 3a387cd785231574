"""Arrows that move: one line each, where matplotlib's own arrows are patches that are made anew."""

from __future__ import annotations

import numpy as np


def arrow(start, tip, head: float = 0.12) -> np.ndarray:
    """An arrow as the points of one line: its shaft, then the two barbs.

    Parameters
    ----------
    start, tip : array, shape (2,)
    head : float ≥ 0
        Length of the barbs in units of the data; at most 40 % of the shaft.

    Returns
    -------
    array, shape (5, 2)
        Five times the tip where the arrow has no length.

    Examples
    --------
    >>> arrow((0, 0), (10, 0), head=1.0).tolist()
    [[0.0, 0.0], [10.0, 0.0], [9.0, 0.45], [10.0, 0.0], [9.0, -0.45]]
    """
    start, tip = np.asarray(start, dtype=float), np.asarray(tip, dtype=float)
    length = float(np.hypot(*(tip - start)))
    if length == 0:
        return np.tile(tip, (5, 1))
    along = (tip - start) / length * min(head, 0.4 * length)
    side = 0.45 * np.array([-along[1], along[0]])
    return np.stack([start, tip, tip - along + side, tip, tip - along - side])
