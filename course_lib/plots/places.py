"""Where ink lies in an axes, in whole percent of its width and height: what the eye sees of it.

A percent is a few pixels, so a number that differs in its last digits from one machine to another
has the same place on both; a curve that is mirrored, or shuffled in its middle, has another.
"""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path

#: Beside the axes is outside, however far: the percent before 0 and after 100 stand for it.
OUTSIDE = -1.0, 101.0
#: Halves are no ties: what is a half but for a rounding error is rounded up everywhere.
NUDGE = 1e-6


def percent(ax, xy, transform) -> np.ndarray:
    """Points of an artist as percent of the axes' width and height, shape (n, 2)."""
    if np.ma.isMaskedArray(xy):
        xy = np.ma.filled(xy.astype(float), np.nan)
    xy = np.asarray(xy, dtype=float).reshape(-1, 2)
    with np.errstate(all="ignore"):
        places = 100 * ax.transAxes.inverted().transform(transform.transform(xy))
    return np.clip(places, *OUTSIDE)


def whole(value) -> str:
    """The nearest whole number; "-" where there is none."""
    return f"{int(np.floor(value + 0.5 + NUDGE))}" if np.isfinite(value) else "-"


def stations(places, count: int = 5) -> str:
    """The first point, those at each quarter of the way and the last: "0 0, 25 6, 50 25"."""
    last = len(places) - 1
    chosen = dict.fromkeys(k * last // (count - 1) for k in range(count)) if last >= 0 else ()
    return ", ".join(f"{whole(places[k][0])} {whole(places[k][1])}" for k in chosen)


def length(places) -> str:
    """How long the line through the points is, in percent, to two digits."""
    steps = np.hypot(*np.diff(places, axis=0).T)
    return _two_digits(np.nansum(steps))


def outline(ax, path: Path, transform) -> str:
    """How long a contour is, from where to where it lies, its middle and which way it leans.

    Told by its length rather than by its vertices: at a tie, one of those more or less is left to
    the machine.
    """
    places = percent(ax, path.vertices, transform)
    steps = np.hypot(*np.diff(places, axis=0).T)
    if path.codes is not None:
        steps = np.where(path.codes[1:] == Path.MOVETO, 0.0, steps)
    total = steps.sum()
    if not total > 0:
        return "nothing"
    middles, share = (places[1:] + places[:-1]) / 2, steps / total
    middle = share @ middles
    aside = middles - middle
    spread = np.sqrt(share @ aside**2)
    lean = share @ aside.prod(axis=1) / spread.prod() if spread.min() > 1e-3 else 0.0
    across, up = (
        f"{whole(low)}..{whole(high)} about {whole(mean)}"
        for low, high, mean in zip(places.min(axis=0), places.max(axis=0), middle, strict=True)
    )
    return f"{_two_digits(total)} long, {across}, {up}, lean {whole(10 * lean)}"


def blocks(array) -> str:
    """Means over three by three blocks of a picture, row by row, to three digits of the largest."""
    values = np.ma.masked_invalid(np.ma.asarray(array, dtype=float))
    largest = np.ma.max(np.abs(values)) if values.count() else 0.0
    scale = 10.0 ** (np.floor(np.log10(largest)) - 2) if largest > 0 else 1.0
    return " / ".join(
        " ".join(_block(part, scale) for part in np.array_split(row, min(3, row.shape[1]), axis=1))
        for row in np.array_split(values, min(3, len(values)), axis=0)
    )


def _block(part, scale: float) -> str:
    return f"{np.floor(part.mean() / scale + 0.5 + NUDGE) * scale:.4g}" if part.count() else "-"


def _two_digits(value: float) -> str:
    return f"{float(f'{value * (1 + NUDGE):.2g}'):g}"
