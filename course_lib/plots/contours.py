"""Level curves that move: one line for all of them, so that a slider need not make new artists."""

from __future__ import annotations

import numpy as np
from contourpy import LineType, contour_generator


class MovingContours:
    """The curves f = level for several levels, as one matplotlib line.

    `Axes.contour` makes new artists at every call, and new artists mean a full redraw. This line
    stays and takes new points.

    Parameters
    ----------
    ax : Axes
    **style
        Handed to `Axes.plot`.
    """

    def __init__(self, ax, **style):
        (self.line,) = ax.plot([], [], **style)

    def update(self, x, y, values, levels) -> None:
        """Move to the level curves of ``values`` (n, m) on the grid x (m,) × y (n,)."""
        self.line.set_data(*level_curves(x, y, values, levels).T)


def level_curves(x, y, values, levels) -> np.ndarray:
    """All points of all level curves, shape (k, 2), with a row of NaN between two curves.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 5)
    >>> level_curves(x, x, x[None, :] + 0 * x[:, None], [0.25])[:, 0].tolist()
    [0.25, 0.25, 0.25, 0.25, 0.25]
    """
    curves = contour_generator(x, y, values, line_type=LineType.ChunkCombinedNan)
    gap = np.full((1, 2), np.nan)
    parts = []
    for level in levels:
        points = curves.lines(level)[0][0]
        if points is not None:
            parts += [points, gap]
    return np.concatenate(parts[:-1]) if parts else np.empty((0, 2))
