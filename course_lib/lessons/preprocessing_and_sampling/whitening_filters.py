"""One row of the whitening matrix as a picture: from which pixels an entry of z is made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk import PCA, ZCA
from course_lib.lessons.preprocessing_and_sampling.pictures import PATCHES, SIDE
from course_lib.lessons.preprocessing_and_sampling.whitened_pictures import grey_whitening

MATRICES = (PCA, ZCA)
FIRST = (8, 8)
NEAR = 2  # pixels up to so far away, along rows and columns, are "near"


@dataclass(frozen=True)
class WhiteningFilterRun:
    """The weights with which the pixels enter one entry of z."""

    weights: np.ndarray  #: as a part of the largest size, shape (16, 16)
    place: tuple[int, int]  #: row and column of the entry of z
    distance: np.ndarray  #: of each pixel from that place, rising, shape (256,)
    sizes: np.ndarray  #: |weight| in the same order, shape (256,)
    near: float  #: the share of the squared weights within two rows and columns of the place
    summary: str


@lru_cache(maxsize=64)
def _matrix(kind: str, eps: float) -> np.ndarray:
    return grey_whitening(PATCHES, kind, eps).matrix()


def filter_of(kind: str, eps: float, place: tuple[int, int]) -> np.ndarray:
    """The row of the whitening matrix for the entry at this place of a patch, shape (16, 16)."""
    row, column = place
    return _matrix(kind, eps)[row * SIDE + column].reshape(SIDE, SIDE)


def near_share(weights: np.ndarray, place: tuple[int, int]) -> float:
    """The share of the squared weights within `NEAR` rows and columns of a place."""
    away = np.abs(np.indices(weights.shape) - np.reshape(place, (2, 1, 1))).max(axis=0)
    return float((weights[away <= NEAR] ** 2).sum() / (weights**2).sum())


@lru_cache(maxsize=256)
def whitening_filters(*, kind=PCA, eps=1e-3, place=FIRST) -> WhiteningFilterRun:
    """Look at one row of the whitening matrix of grey photo patches.

    Parameters
    ----------
    kind : str
        One of `MATRICES`.
    eps : float
    place : (int, int)
        Row and column of the entry of z, in reading order for PCA's coordinates too.
    """
    weights = filter_of(kind, eps, place)
    rows, columns = np.indices(weights.shape)
    distance = np.hypot(rows - place[0], columns - place[1]).ravel()
    order = np.argsort(distance, kind="stable")
    near = near_share(weights, place)
    return WhiteningFilterRun(
        weights=weights / np.abs(weights).max(), place=place, distance=distance[order],
        sizes=np.abs(weights).ravel()[order], near=near, summary=_summary(kind, place, near),
    )  # fmt: skip


def _summary(kind, place, near) -> str:
    row, column = place
    number = row * SIDE + column + 1
    if kind == ZCA:
        what = f"ZCA: the new grey value in row {row + 1}, column {column + 1}"
    else:
        what = f"PCA: coordinate {number} of {SIDE * SIDE}"
    return f"{what} takes {100 * near:.0f} % of its squared weight from the 5 × 5 pixels around."
