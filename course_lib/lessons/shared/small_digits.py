"""Digits small enough to train many networks in seconds: the data of the batch norm notebook."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_lib.datasets import load_mnist

TRAIN, TEST, SIDE = 2000, 500, 14


@lru_cache(maxsize=1)
def small_digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """2,000 digits to train and 500 to test, 14 × 14: each pixel the mean of four.

    Returns
    -------
    X, y, X_test, y_test : array
        X of shape (n, 196), the mean over all pixels of X taken off.
    """
    train, test = load_mnist("train", size=TRAIN), load_mnist("test", size=TEST)
    X, X_test = halved(train.X), halved(test.X)
    centre = X.mean()
    return X - centre, train.y, X_test - centre, test.y


def halved(X) -> np.ndarray:
    """Pictures (n, 784) with each pixel the mean of four: (n, 196)."""
    return X.astype(float).reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4)).reshape(-1, SIDE * SIDE)
