"""Classes in the plane that no line separates."""

from __future__ import annotations

import numpy as np

SIDE, GAP = 3.0, 0.15
MODES = np.array([[-1.6, 1.2], [1.7, 1.3], [0.1, -1.7]])


def _signs(X):
    """Positive where both coordinates have one sign: XOR."""
    return X[:, 0] * X[:, 1] / np.maximum(np.abs(X).max(axis=1), 1e-9)


def _ring(X):
    """Positive where 1 ≤ ‖x‖ ≤ 2."""
    return 0.5 - np.abs(np.linalg.norm(X, axis=1) - 1.5)


def _outside(X):
    """Positive where |x₁| ≥ 1: one class has two modes."""
    return np.abs(X[:, 0]) - 1


def _three(X):
    """Positive near one of three places."""
    return 0.9 - np.linalg.norm(X[:, None] - MODES, axis=-1).min(axis=1)


#: Name → a function that is positive on class +1.
SHAPES = {"XOR": _signs, "a ring": _ring, "two modes": _outside, "three modes": _three}


def shape(name: str, samples: int = 160, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points of the square with their class, none within `GAP` of the border between classes.

    Returns
    -------
    X : array, shape (samples, 2)
    y : array, shape (samples,)
        −1 and +1, half of each.
    """
    rng, inside = np.random.default_rng(seed), SHAPES[name]
    X = rng.uniform(-SIDE, SIDE, size=(40 * samples, 2))
    value = inside(X)
    parts = [X[value > GAP][: samples // 2], X[value < -GAP][: samples - samples // 2]]
    y = np.repeat([1.0, -1.0], [len(part) for part in parts])
    order = rng.permutation(len(y))
    return np.concatenate(parts)[order], y[order]
