"""Pictures before and after: zero mean, scaling, PCA whitening and ZCA, with their spectrum."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import Standardizer
from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk import (
    CENTRE,
    PCA,
    STANDARDIZE,
)
from course_lib.lessons.preprocessing_and_sampling.pictures import (
    PATCHES,
    around_grey,
    grey_pictures,
    mosaic,
    with_contrast,
)
from course_lib.linear import Whitening

EPS = 1e-3  # the ε of both whitenings
SHOWN, COLUMNS = 16, 4
CONTRAST = 2.5  # standard deviations from grey to white


@dataclass(frozen=True)
class WhitenedPicturesRun:
    """Sixteen new pictures before and after, and the variances along all directions."""

    before: np.ndarray  #: a mosaic of grey values in [0, 1]
    after: np.ndarray  #: the same pictures prepared, 0 drawn as ½
    spectrum: np.ndarray  #: eigenvalues of the training pictures' covariance, shape (d,)
    prepared: np.ndarray  #: the same after preparation, falling, shape (d,)
    neighbours: float  #: correlation of pixels side by side, over the prepared training pictures
    summary: str


def grey_whitening(data: str, kind: str, eps: float = EPS) -> Whitening:
    """PCA whitening or ZCA of the training pictures."""
    found = grey_pictures(data).found
    name = "pca" if kind == PCA else "zca"
    return Whitening(found.mean, found.subspace, np.sqrt(found.variance + eps), name)


@lru_cache(maxsize=2)
def _covariance(data: str) -> np.ndarray:
    found = grey_pictures(data).found
    return (found.subspace.X * found.variance) @ found.subspace.X.T


@lru_cache(maxsize=2)
def _scaler(data: str) -> Standardizer:
    return Standardizer.fit(grey_pictures(data).train)


def prepare(data: str, kind: str, strength: float, X: np.ndarray) -> np.ndarray:
    """Pictures prepared with the statistics of the training pictures."""
    if kind == CENTRE:
        return X - strength * grey_pictures(data).found.mean
    if kind == STANDARDIZE:
        return (X - _scaler(data).mean) / _scaler(data).scale ** strength
    return grey_whitening(data, kind).apply(X, strength)


def covariance_after(data: str, kind: str, strength: float) -> np.ndarray:
    """The covariance of the prepared training pictures, shape (d, d)."""
    found = grey_pictures(data).found
    X, variance = found.subspace.X, found.variance
    if kind == CENTRE:
        return _covariance(data)
    if kind == STANDARDIZE:
        scale = _scaler(data).scale ** strength
        return _covariance(data) / np.outer(scale, scale)
    after = variance / (variance + EPS) ** strength
    return np.diag(after) if kind == PCA else (X * after) @ X.T


@lru_cache(maxsize=256)
def _spectrum_after(data: str, kind: str, strength: float) -> tuple[np.ndarray, float]:
    found = grey_pictures(data).found
    C = covariance_after(data, kind, strength)
    if kind == STANDARDIZE:
        values = np.maximum(np.linalg.eigvalsh(C)[::-1], 0.0)
    elif kind == CENTRE:
        values = found.variance
    else:
        values = np.sort(found.variance / (found.variance + EPS) ** strength)[::-1]
    return values, neighbour_correlation(C, grey_pictures(data).shape[1])


def neighbour_correlation(C: np.ndarray, width: int) -> float:
    """The mean correlation of entries side by side in a row of the picture.

    Pixels that never change have none and are left out.
    """
    variance = np.diag(C)
    varies = variance > 1e-9 * variance.max()
    inner = (np.arange(len(C)) + 1) % width != 0  # has a pixel to its right
    left = np.flatnonzero(inner & varies & np.roll(varies, -1))
    return float((C[left, left + 1] / np.sqrt(variance[left] * variance[left + 1])).mean())


@lru_cache(maxsize=256)
def whitened_pictures(*, data=PATCHES, kind=STANDARDIZE, strength=0.0) -> WhitenedPicturesRun:
    """Prepare pictures that the statistics have not seen.

    Parameters
    ----------
    data, kind : str
        One of `DATA` and of `KINDS`.
    strength : float
        From 0 to 1.
    """
    pictures = grey_pictures(data)
    new = with_contrast(pictures.new, SHOWN)
    Z = prepare(data, kind, strength, new)
    values, neighbours = _spectrum_after(data, kind, strength)
    size = CONTRAST * np.sqrt(values.mean())
    low = pictures.train.min()
    return WhitenedPicturesRun(
        before=mosaic((new - low) / (pictures.train.max() - low), pictures.shape, COLUMNS),
        after=mosaic(around_grey(Z, size), pictures.shape, COLUMNS),
        spectrum=pictures.found.variance, prepared=values, neighbours=neighbours,
        summary=_summary(kind, strength, values, neighbours),
    )  # fmt: skip


def _summary(kind, strength, values, neighbours) -> str:
    what = "Coordinates" if kind == PCA else "Pixels"
    spread = values[0] / values[len(values) // 2]
    correlation = f"{round(neighbours, 2) + 0.0:.2f}".replace("-", "−")
    return (
        f"{kind[0].upper()}{kind[1:]} at strength {strength:.2f}: the largest variance is "
        f"{spread:,.3g} times the median one. {what} side by side have a correlation of "
        f"{correlation}."
    )
