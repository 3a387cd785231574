"""The digits of this lesson: few to train on, others to choose by, and the test digits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import load_mnist
from course_lib.datasets.files import data_path
from course_lib.nn import load, mlp

TRAIN, VALIDATION, SIDE = 2000, 1000, 28
#: The network whose weights are stored: benchmarks/digit_network.py trains it.
STORED_NET = mlp((784, 128, 10), dropout=0.2)


@dataclass(frozen=True)
class Digits:
    """A part of MNIST's training digits, and the next part to choose by; float32 in [0, 1]."""

    X: np.ndarray  #: shape (2000, 784)
    y: np.ndarray  #: shape (2000,)
    X_other: np.ndarray  #: for validation, shape (1000, 784)
    y_other: np.ndarray  #: shape (1000,)


@lru_cache(maxsize=1)
def digits() -> Digits:
    """The first 3,000 of MNIST's training digits, in two parts."""
    data = load_mnist("train", size=TRAIN + VALIDATION)
    return Digits(data.X[:TRAIN], data.y[:TRAIN], data.X[TRAIN:], data.y[TRAIN:])


@lru_cache(maxsize=1)
def unseen_digits() -> tuple[np.ndarray, np.ndarray]:
    """All 10,000 test digits: X, y."""
    data = load_mnist("test")
    return data.X, data.y


@lru_cache(maxsize=1)
def stored_params() -> dict[str, np.ndarray]:
    """The stored weights of `STORED_NET`, float32."""
    return load(data_path("digit_network.npz"), STORED_NET, "float32").params
