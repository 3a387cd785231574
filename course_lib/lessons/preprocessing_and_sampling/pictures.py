"""The pictures of this lesson: patches of photographs and digits, some to train on, some new."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import cut_patches, load_mnist, load_photos
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.linear import PrincipalDirections, principal_directions

PATCHES, DIGITS = "photo patches", "digits"
DATA = (PATCHES, DIGITS)
SIDE, CUT = 16, 80  # a patch; training patches come from the photos' first 80 of 128 columns
TRAINING, NEW = 4000, 500


@dataclass(frozen=True, eq=False)
class PictureSet:
    """Pictures as rows, with the principal directions of the training pictures."""

    train: np.ndarray  #: shape (n, d)
    new: np.ndarray  #: pictures that the directions have not seen, shape (500, d)
    shape: tuple[int, ...]  #: of one picture, (rows, columns) or (rows, columns, 3)
    found: PrincipalDirections  #: of `train`, all d of them


def _of(train, new, shape) -> PictureSet:
    train, new = (np.asarray(part, float).reshape(len(part), -1) for part in (train, new))
    return PictureSet(train, new, shape, principal_directions(train))


@lru_cache(maxsize=1)
def photo_patches() -> tuple[np.ndarray, np.ndarray]:
    """Colour patches, to train on from one part of each photo, new ones from the other part."""
    photos, rng = load_photos(shrink=2), np.random.default_rng(15)
    return (cut_patches(photos[:, :, :CUT], SIDE, TRAINING, rng=rng),
            cut_patches(photos[:, :, CUT:], SIDE, NEW, rng=rng))  # fmt: skip


@lru_cache(maxsize=2)
def grey_pictures(data: str) -> PictureSet:
    """Grey patches of 16 × 16 pixels, or digits of 14 × 14: small enough for every slider."""
    if data == PATCHES:
        return _of(*(part.mean(axis=3) for part in photo_patches()), (SIDE, SIDE))
    X, _, new, _ = small_digits()
    return _of(X, new, (14, 14))


@lru_cache(maxsize=2)
def large_pictures(data: str) -> PictureSet:
    """Colour patches, 16 × 16 × 3 = 768 numbers each, or digits of 28 × 28 = 784."""
    if data == PATCHES:
        return _of(*photo_patches(), (SIDE, SIDE, 3))
    return _of(load_mnist("train", TRAINING).X, load_mnist("test", NEW).X, (28, 28))


def mosaic(rows: np.ndarray, shape: tuple[int, ...], columns: int) -> np.ndarray:
    """Pictures given as rows, side by side: shape (height, width) or (height, width, 3).

    Examples
    --------
    >>> mosaic(np.arange(8).reshape(2, 4), (2, 2), columns=2).tolist()
    [[0, 1, 4, 5], [2, 3, 6, 7]]
    """
    high, wide, *channels = shape
    grid = rows.reshape(len(rows) // columns, columns, high, wide, *channels).swapaxes(1, 2)
    return grid.reshape(len(rows) // columns * high, columns * wide, *channels)


def with_contrast(new: np.ndarray, count: int) -> np.ndarray:
    """Of the first 4 · count pictures the ones of most contrast, in their order.

    Examples
    --------
    >>> with_contrast(np.array([[0, 0], [0, 9], [5, 5], [1, 2]]), 1).tolist()
    [[0, 9]]
    """
    first = new[: 4 * count]
    return first[np.sort(np.argsort(-first.std(axis=1), kind="stable")[:count])]


def around_grey(values: np.ndarray, size: float) -> np.ndarray:
    """Values around 0 as grey values: −size is 0, 0 is ½, size is 1, cut off beyond."""
    return np.clip(0.5 + values / (2 * size), 0, 1)
