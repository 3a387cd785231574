"""Points of two classes in the plane, and the features that a network may be given of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.datasets import (
    Standardizer,
    load_penguins,
    make_circles,
    make_moons,
    make_spirals,
    make_xor,
)

REACH = 1.5  # the picture's half width
SAMPLES = 500  # half of them for training, half for the test

CLOUDS = {
    "moons": make_moons,
    "rings": make_circles,
    "spirals": make_spirals,
    "XOR": make_xor,
}
PENGUINS, OWN = "penguins", "own points"
SIZE = {"moons": 0.75}  # what is drawn smaller, so that it fits into the picture
#: The noise that suits each shape.
NOISE = {"moons": 0.1, "rings": 0.1, "spirals": 0.05, "XOR": 0.1, PENGUINS: 0.0, OWN: 0.0}
DATA = (*CLOUDS, PENGUINS, OWN)

#: Name → feature of the coordinates x₁ and x₂.
FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1^2": lambda x1, x2: x1 * x1,
    "x2^2": lambda x1, x2: x2 * x2,
    "x1 x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: np.sin(np.pi * x1),
    "sin x2": lambda x1, x2: np.sin(np.pi * x2),
}

#: Points to begin with where the reader places the others: (x₁, x₂, class).
FIRST_POINTS = (
    (-0.6, -0.5, -1), (-0.9, 0.1, -1), (-0.5, 0.6, -1), (0.1, 0.8, -1), (0.7, 0.5, -1),
    (0.8, -0.2, -1), (0.0, 0.1, 1), (0.2, -0.2, 1), (-0.2, -0.1, 1), (0.1, 0.3, 1),
)  # fmt: skip


class Split(NamedTuple):
    """Samples to train on, and others to be judged by."""

    X: np.ndarray  #: shape (n, 2)
    y: np.ndarray  #: −1 and +1, shape (n,)
    X_test: np.ndarray  #: shape (m, 2)
    y_test: np.ndarray  #: shape (m,)


@lru_cache(maxsize=64)
def split(data: str, noise: float, points: tuple = FIRST_POINTS) -> Split:
    """The samples of that name, half for training.

    Parameters
    ----------
    data : str
        One of `DATA`.
    noise : float
        The standard deviation of the noise in both coordinates; real data and own points have none.
    points : tuple of (x₁, x₂, class)
        The reader's own points, all for training.
    """
    if data == OWN:
        table = np.array(points, dtype=float).reshape(-1, 3)
        return Split(table[:, :2], table[:, 2], np.empty((0, 2)), np.empty(0))
    if data == PENGUINS:
        table = load_penguins(("bill_length_mm", "body_mass_g"))
        X = Standardizer.fit(table.X).transform(table.X) / 2
        y = np.where(table.y == 1, 1.0, -1.0)
        order = np.random.default_rng(0).permutation(len(y))
        X, y = X[order], y[order]
    else:
        make, size = CLOUDS[checks.choice("data", data, DATA)], SIZE.get(data, 1.0)
        X, y = make(SAMPLES, noise / size, rng=np.random.default_rng(0), labels=(-1, 1))
        X = size * X
    half = len(y) // 2
    return Split(X[:half], y[:half].astype(float), X[half:], y[half:].astype(float))


def featured(X, names: Sequence[str]) -> np.ndarray:
    """The features of points X (n, 2), one column for each name."""
    return np.column_stack([FEATURES[name](X[:, 0], X[:, 1]) for name in names])
