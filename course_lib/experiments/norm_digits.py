"""Digits small enough to train many networks in seconds: the data of the batch norm notebook."""

from __future__ import annotations

from functools import lru_cache
from time import perf_counter

import numpy as np

from course_lib.datasets import load_mnist
from course_lib.nn import Progress

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
    X, X_test = _halved(train.X), _halved(test.X)
    centre = X.mean()
    return X - centre, train.y, X_test - centre, test.y


def _halved(X) -> np.ndarray:
    return X.astype(float).reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4)).reshape(-1, SIDE * SIDE)


class Counter:
    """Tells a `progress` callable how many of a number of trainings are done.

    Parameters
    ----------
    progress : callable, optional
        ``progress(Progress)``; nothing is told if not given.
    total : int
        How many trainings there will be.
    """

    def __init__(self, progress, total: int):
        self.progress, self.total, self.done, self.started = progress, total, 0, perf_counter()

    def tick(self, loss: float) -> None:
        """One more is done; `loss` is where it ended."""
        self.done += 1
        if self.progress is None:
            return
        elapsed = perf_counter() - self.started
        left = elapsed * (self.total / self.done - 1)
        over = self.done == self.total
        self.progress(Progress(self.done, self.total, self.done, self.total, loss, None,
                               elapsed, left, done=over))  # fmt: skip


def smoothed(losses, window: int) -> np.ndarray:
    """Means of a loss curve over successive windows: shape (⌊n / window⌋,)."""
    count = len(losses) // window
    return np.asarray(losses[: count * window]).reshape(count, window).mean(axis=1)
