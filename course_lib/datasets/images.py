"""Grey pictures of digits and clothes, unpacked when they are first asked for."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_lib import checks
from course_lib.datasets.dataset import Dataset
from course_lib.datasets.files import FILES, arrays
from course_lib.datasets.real import class_labels

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
    "ankle boot",
)  # fmt: skip
SIDE, LEVELS = 28, 16


def load_mnist(part: str = "train", size: int | None = None, labels=None) -> Dataset:
    """Handwritten digits, 60,000 to train and 10,000 to test, 28 × 28 grey pixels.

    Parameters
    ----------
    part : {"train", "test"}
    size : int, optional
        The first so many only.
    labels : ten ints, optional
        One a digit; the digit itself if not given.

    Returns
    -------
    Dataset
        X has a picture a row, shape (n, 784), float32 in [0, 1] with 0 for the paper;
        ``X[i].reshape(28, 28)`` is the picture. It is made anew at each call, 188 MB for all of
        the training set; keep it. The file is unpacked once a process (about a second).

    Notes
    -----
    Stored with 16 grey levels of the 256: the largest error is 8/255.

    Examples
    --------
    >>> load_mnist("test", size=3).y.tolist()
    [7, 2, 1]
    """
    return _load("mnist_full_4bit.npz", "mnist", "digit", DIGITS, part, size, labels)


def load_fashion_mnist(part: str = "train", size: int | None = None, labels=None) -> Dataset:
    """Pictures of ten kinds of clothes, 10,000 to train and 2,000 to test: a harder MNIST.

    Parameters and result as in `load_mnist`; a balanced part of the original 60,000 + 10,000.

    Examples
    --------
    >>> load_fashion_mnist("test", size=100)
    <fashion mnist: 100 samples × 784 features (pixel 0, 0, pixel 0, 1, pixel 0, 2, pixel 0, 3, …)
    → kind, 10 classes>
    """
    return _load("fashion_10k_2k_4bit.npz", "fashion mnist", "kind", CLOTHES, part, size, labels)


def _load(file, name, target_name, classes, part, size, labels) -> Dataset:
    checks.choice("part", part, ("train", "test"))
    stored, about = arrays(file), FILES[file]
    pictures, y = stored[f"X_{part}"], stored[f"y_{part}"]
    if size is not None:
        if checks.integer("size", size, low=1) > len(y):
            raise ValueError(f"size must be at most the {len(y)} pictures, got {size}")
        pictures, y = pictures[:size], y[:size]
    X = pictures.reshape(len(y), -1).astype(np.float32)
    X /= np.float32(LEVELS - 1)
    return Dataset(
        X=X,
        y=class_labels(labels, len(classes))[y],
        feature_names=_pixel_names(),
        target_name=target_name,
        classes=classes,
        source=about.source,
        licence=about.licence,
        name=name,
        note=f"{LEVELS} grey levels",
    )


@cache
def _pixel_names() -> tuple[str, ...]:
    return tuple(f"pixel {row}, {column}" for row in range(SIDE) for column in range(SIDE))
