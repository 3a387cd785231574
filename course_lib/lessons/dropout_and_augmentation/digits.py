"""The digits of this lesson, 14 × 14 pixels: to train, to choose by, and to judge by once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import load_fashion_mnist, load_mnist
from course_lib.lessons.shared.small_digits import SIDE, halved
from course_lib.nn import SoftmaxCrossEntropy, Training, fit, mlp
from course_lib.optim import Adam

TRAIN, OTHERS = 2000, 2000
SIZES, RATE, BATCH = (SIDE * SIDE, 64, 10), 3e-3, 50
LOADERS = {"digits": load_mnist, "clothes": load_fashion_mnist}


@dataclass(frozen=True, eq=False)
class Pictures:
    """Rows of 196 pixels in [0, 1], less `centre`, the mean pixel of the training."""

    X: np.ndarray  #: to train, shape (2000, 196)
    y: np.ndarray
    X_other: np.ndarray  #: to choose by (validation), shape (2000, 196)
    y_other: np.ndarray
    X_test: np.ndarray  #: to judge by, shape (2000, 196)
    y_test: np.ndarray
    centre: float


@lru_cache(maxsize=2)
def small_pictures(name: str = "digits") -> Pictures:
    """2,000 pictures for each of the three purposes; "digits" or "clothes".

    The test pictures are every fifth of MNIST's 10,000: its first half is harder than its second.
    """
    load = LOADERS[name]
    train, test = load("train", size=TRAIN + OTHERS), load("test")
    some = slice(None, None, len(test) // OTHERS)
    X, X_test = (halved(part) for part in (train.X, test.X[some]))
    centre = X[:TRAIN].mean()
    X, X_test = X - centre, X_test - centre
    return Pictures(
        X[:TRAIN], train.y[:TRAIN], X[TRAIN:], train.y[TRAIN:], X_test, test.y[some], centre
    )


def train(X, y, *, dropout=0.0, epochs, seed, callback=None) -> Training:
    """A 196-64-10 network with dropout after its hidden layer, trained by Adam."""
    return fit(
        mlp(SIZES, dropout=dropout), SoftmaxCrossEntropy(), X, y, Adam(RATE), epochs=epochs,
        batch_size=BATCH, rng=np.random.default_rng(seed), callback=callback,
    )  # fmt: skip
