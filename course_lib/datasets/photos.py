"""Five colour photographs, and small square patches cut out of pictures."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

from course_lib import checks
from course_lib.datasets.files import data_path

PHOTOS = ("astronaut", "coffee", "cat", "rocket", "raccoon")
PHOTO_SIDE, LARGEST = 256, 255


def load_photos(shrink: int = 1) -> np.ndarray:
    """Five square colour photographs, in the order of `PHOTOS`.

    Parameters
    ----------
    shrink : int
        A divisor of 256: each pixel is the mean of a square of so many by so many.

    Returns
    -------
    array, shape (5, 256 / shrink, 256 / shrink, 3)
        Red, green and blue in [0, 1]; made anew at each call.

    Raises
    ------
    ValueError
        ``shrink must be a divisor of 256, got 3``

    Notes
    -----
    NASA and SpaceX, public domain; coffee and cat CC0 (data/README.md has the notices).

    Examples
    --------
    >>> load_photos(shrink=4).shape
    (5, 64, 64, 3)
    """
    shrink = checks.integer("shrink", shrink, low=1)
    if PHOTO_SIDE % shrink:
        raise ValueError(f"shrink must be a divisor of {PHOTO_SIDE}, got {shrink}")
    small = PHOTO_SIDE // shrink
    blocks = _stored().reshape(len(PHOTOS), small, shrink, small, shrink, 3)
    return blocks.mean(axis=(2, 4)) / LARGEST


@cache
def _stored() -> np.ndarray:
    """Grey values 0 … 255, shape (5, 256, 256, 3)."""
    with Image.open(data_path("natural_photos.png")) as image:
        strip = np.asarray(image.convert("RGB"))
    return np.stack(np.split(strip, len(PHOTOS), axis=1))


def cut_patches(pictures, side: int, n: int, *, rng) -> np.ndarray:
    """Squares from random places of pictures, equally often from each in turn.

    Parameters
    ----------
    pictures : array, shape (pictures, height, width) or (pictures, height, width, channels)
    side : int
        Pixels along a square's side.
    n : int
        How many squares.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (n, side, side) or (n, side, side, channels)

    Raises
    ------
    ValueError
        ``side must be at most 64, the pictures' smaller side, got 65``

    Examples
    --------
    >>> cut_patches(load_photos(4), 16, 10, rng=np.random.default_rng(0)).shape
    (10, 16, 16, 3)
    """
    pictures = checks.array("pictures", pictures)
    if pictures.ndim not in (3, 4) or not len(pictures):
        raise ValueError("pictures must be an array of shape (pictures, height, width) or "
                         f"(pictures, height, width, channels), got {pictures.shape}")  # fmt: skip
    side, n = checks.integer("side", side, low=1), checks.integer("n", n, low=1)
    checks.generator("rng", rng)
    rows, columns = (length - side + 1 for length in pictures.shape[1:3])
    if min(rows, columns) < 1:
        smaller = min(pictures.shape[1:3])
        raise ValueError(f"side must be at most {smaller}, the pictures' smaller side, got {side}")
    corners = np.column_stack([rng.integers(0, rows, n), rng.integers(0, columns, n)])
    turn = np.arange(n) % len(pictures)
    return np.stack([
        pictures[k, r : r + side, c : c + side] for k, (r, c) in zip(turn, corners, strict=True)
    ])  # fmt: skip
