"""Small colour pictures of emoji, each by two designers."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

from course_lib import checks
from course_lib.datasets.dataset import Dataset
from course_lib.datasets.files import FILES, arrays, data_path

SIDE = 32
DESIGNERS = ("noto", "twemoji")


def load_emoji(designer: str = "noto", group: str | None = None) -> Dataset:
    """1,636 emoji, 32 × 32 pixels in three colours, on white.

    Parameters
    ----------
    designer : {"noto", "twemoji"}
        Who drew them. Row i is the same emoji for both.
    group : str, optional
        One of the 95 groups only, such as "arrow" or "face-smiling".

    Returns
    -------
    Dataset
        X has a picture a row, shape (n, 3072), float32 in [0, 1] with 1 for white;
        ``X[i].reshape(32, 32, 3)`` is the picture. The labels are eight categories.

    Examples
    --------
    >>> load_emoji("twemoji", "arrow").X.shape
    (21, 3072)
    """
    labels, about = arrays("emoji32_labels.npz"), FILES["emoji32.webp"]
    wanted = labels["vendor"] == _index("designer", designer, DESIGNERS)
    if group is not None:
        groups = labels["subcategory_names"].tolist()
        wanted = wanted & (labels["subcategory"] == _index("group", group, groups))
    return Dataset(
        X=_pictures()[wanted].reshape(-1, SIDE * SIDE * 3).astype(np.float32) / np.float32(255),
        y=labels["category"][wanted].astype(np.int64),
        feature_names=_pixel_names(),
        target_name="category",
        classes=tuple(labels["category_names"].tolist()),
        source=about.source,
        licence=about.licence,
        name="emoji",
        note=designer,
    )


def _index(name, value, options) -> int:
    return list(options).index(checks.choice(name, value, options))


@cache
def _pictures() -> np.ndarray:
    """All of them, those of the two designers in turn, shape (3272, 32, 32, 3)."""
    with Image.open(data_path("emoji32.webp")) as image:
        mosaic = np.asarray(image.convert("RGB"))
    rows, columns = mosaic.shape[0] // SIDE, mosaic.shape[1] // SIDE
    tiles = mosaic.reshape(rows, SIDE, columns, SIDE, 3).swapaxes(1, 2).reshape(-1, SIDE, SIDE, 3)
    return tiles[: len(arrays("emoji32_labels.npz")["vendor"])]


@cache
def _pixel_names() -> tuple[str, ...]:
    return tuple(
        f"pixel {row}, {column}, {tone}"
        for row in range(SIDE)
        for column in range(SIDE)
        for tone in ("red", "green", "blue")
    )
