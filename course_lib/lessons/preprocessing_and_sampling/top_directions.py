"""Pictures from their top k directions, those directions equalized, and what ε is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.preprocessing_and_sampling.pictures import (
    PATCHES,
    around_grey,
    large_pictures,
    mosaic,
    with_contrast,
)

SHOWN = 6  # pictures in a row
LECTURE, FIRST, MOST, STEP = 144, 48, 768, 16
LEAST_EPS, MOST_EPS, FIRST_EPS = 1e-10, 1.0, 1e-10
CONTRAST = 3.0  # an equalized direction has variance 1: ±3 fill the grey scale


@dataclass(frozen=True)
class TopDirectionsRun:
    """Six new pictures in three rows, and the variances of all new pictures when equalized."""

    pictures: np.ndarray  #: original, from k directions, equalized; (3 rows, 6 columns[, 3])
    k: int
    kept: float  #: share of the training variance that the k directions hold
    variance: np.ndarray  #: of the new pictures along each equalized direction, shape (k,)
    trained: np.ndarray  #: of the training pictures, λ/(λ + ε), shape (k,)
    largest: float  #: the largest size of an equalized coordinate of a new picture
    summary: str


@lru_cache(maxsize=2)
def _coordinates(data: str) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of the new pictures, shape (500, d), and their mean squares, shape (d,)."""
    pictures = large_pictures(data)
    c = pictures.found.subspace.coordinates(pictures.new - pictures.found.mean)
    return c, np.square(c).mean(axis=0)


@lru_cache(maxsize=128)
def top_directions(*, data=PATCHES, k=FIRST, eps=FIRST_EPS) -> TopDirectionsRun:
    """Whiten along the k widest directions of the training pictures, and look at new ones.

    Parameters
    ----------
    data : str
        One of `DATA`.
    k : int
        How many directions are kept and equalized.
    eps : float
        ε, added to each variance.
    """
    set_, found = large_pictures(data), large_pictures(data).found
    c, square = _coordinates(data)
    variance = found.variance[:k] + eps
    # As `Whitening` of kind "zca" does, without asking anew whether the directions are orthonormal.
    U = found.subspace.X[:, :k]
    new, low, high = with_contrast(set_.new, SHOWN), set_.train.min(), set_.train.max()
    along = (new - found.mean) @ U
    projected = np.clip(found.mean + along @ U.T, low, high)
    white = along / np.sqrt(variance) @ U.T
    equalized = around_grey(white, CONTRAST * np.sqrt(k / len(found.variance)))
    rows = np.concatenate([(new - low) / (high - low), (projected - low) / (high - low), equalized])
    largest = float((np.abs(c[:, :k]) / np.sqrt(variance)).max())
    kept = float(found.variance[:k].sum() / found.total)
    after = square[:k] / variance
    return TopDirectionsRun(
        mosaic(rows, set_.shape, SHOWN), k, kept, after, found.variance[:k] / variance, largest,
        _summary(k, len(found.variance), kept, after, largest),
    )  # fmt: skip


def _summary(k, d, kept, after, largest) -> str:
    return (
        f"{k} of {d} directions hold {100 * kept:.1f} % of the variance. After equalizing, a new "
        f"picture's coordinates have a mean square of up to {after.max():,.3g}; the largest single "
        f"one is {largest:,.3g}."
    )
