"""Two classes in the plane, and the line between them with its margins."""

from __future__ import annotations

import numpy as np

from course_lib.plots.style import color

POSITIVE, NEGATIVE = color.blue, color.orange
FAR = 40.0  # half the length of a drawn line, in units of the data


class ClassPoints:
    """Samples as marks: +1 blue discs, −1 orange squares.

    Parameters
    ----------
    ax : Axes
    size : float
        Of the marks.
    **style
        Handed to `Axes.plot`.
    """

    def __init__(self, ax, size: float = 6.5, **style):
        style = dict(zorder=5) | style
        (self.positive,) = ax.plot([], [], "o", color=POSITIVE, ms=size, **style)
        (self.negative,) = ax.plot([], [], "s", color=NEGATIVE, ms=size - 0.5, **style)

    def update(self, X, y) -> None:
        """Move to samples X (n, 2) with labels y (n,), −1 and +1."""
        self.positive.set_data(X[y > 0].T)
        self.negative.set_data(X[y < 0].T)


class Boundary:
    """The line wᵀx + b = 0, its margins wᵀx + b = ±1 and the strip between them.

    They are drawn around the place ``near``, which matters where the data are far from 0.
    """

    def __init__(self, ax, tone=color.ink, strip=color.green, alpha: float = 0.13, zorder=2,
                 near=(0.0, 0.0)):  # fmt: skip
        self.near = near
        (self.strip,) = ax.fill(
            [0, 0, 0], [0, 0, 0], facecolor=strip, edgecolor="none", alpha=alpha, zorder=zorder - 1
        )
        (self.line,) = ax.plot([], [], color=tone, lw=2.2, zorder=zorder + 1)
        (self.margins,) = ax.plot([], [], color=tone, lw=1.2, ls=(0, (5, 3)), zorder=zorder)

    def update(self, w, b, width: float = 1.0) -> None:
        """Move to wᵀx + b = 0, with the margins at ±width."""
        ends = [level_line(w, b, level, self.near) for level in (0.0, width, -width)]
        shown = ends[0] is not None
        for artist in (self.strip, self.line, self.margins):
            artist.set_visible(shown)
        if shown:
            line, upper, lower = ends
            self.line.set_data(line.T)
            self.margins.set_data(np.concatenate([upper, [[np.nan, np.nan]], lower]).T)
            self.strip.set_xy(np.concatenate([upper, lower[::-1]]))

    def hide(self) -> None:
        """Show nothing."""
        self.update(np.zeros(2), 0.0)


def level_line(w, b, level: float = 0.0, near=(0.0, 0.0)) -> np.ndarray | None:
    """Two points, shape (2, 2), far apart on wᵀx + b = level; None where w is 0.

    Their middle is the point of the line that is nearest to ``near``.

    Examples
    --------
    >>> level_line([0.0, 2.0], -2.0, 0.0).tolist()
    [[40.0, 1.0], [-40.0, 1.0]]
    >>> level_line([0.0, 2.0], -2.0, near=(5.0, 9.0)).tolist()
    [[45.0, 1.0], [-35.0, 1.0]]
    """
    w = np.asarray(w, dtype=float)
    square = float(w @ w)
    if square < 1e-16:
        return None
    foot = near + (level - b - w @ near) / square * w
    along = np.array([w[1], -w[0]]) / np.sqrt(square)
    return np.stack([foot + FAR * along, foot - FAR * along])


def between(starts, ends) -> np.ndarray:
    """Segments from each start to each end as one line: shape (3n, 2), broken by NaN."""
    gap = np.full_like(starts, np.nan)
    return np.stack([starts, ends, gap], axis=1).reshape(-1, 2)
