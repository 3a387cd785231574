"""Neurons that start alike stay alike: one hidden layer trained from equal weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import load_penguins, standardize

NEURONS, STEPS, RATE, ROWS = 6, 120, 1.0, slice(0, None, 3)

#: Noise on the start, by name → its standard deviation.
NOISES = {
    "none": 0.0, "N(0, (1e−12)²)": 1e-12, "N(0, (1e−6)²)": 1e-6, "N(0, 0.01²)": 0.01,
    "N(0, 0.5²)": 0.5,
}  # fmt: skip
SAME = 1e-9

#: The values that weights start from; all of them are trained at once, so that a drag is quick.
STARTS = np.arange(16) / 10


@dataclass(frozen=True)
class SymmetryRun:
    """A training, step by step."""

    #: Shape (T + 1, 6, 2). The weights of each hidden neuron: one row per neuron.
    W: np.ndarray
    loss: np.ndarray  #: Shape (T + 1,). Cross-entropy over the penguins.
    apart: np.ndarray  #: Shape (T + 1,). The largest distance between two neurons' weights.
    #: Shape (T + 1,), int. How many neurons are not copies of an earlier one.
    different: np.ndarray
    summary: str


@lru_cache(maxsize=1)
def penguins():
    """115 penguins, bill length and depth standardized, and their species one-hot."""
    X, y = load_penguins()
    X = standardize(X)[0][ROWS]
    return X, np.eye(3)[y[ROWS]]


@lru_cache(maxsize=256)
def neuron_symmetry(*, start=0.5, noise="none") -> SymmetryRun:
    """Train 2 → 6 tanh → 3 by gradient descent with all weights at ``start`` plus noise.

    Parameters
    ----------
    start : float
        The value of every weight; biases start at 0.
    noise : str
        A key of `NOISES`.
    """
    row = int(np.argmin(np.abs(STARTS - start)))
    if abs(STARTS[row] - start) < 1e-9:
        W, loss = _trained_from_all_starts(noise)
        W, loss = W[row], loss[row]
    else:
        W, loss = (part[0] for part in train(*weights(np.array([start]), noise)))
    pairs = np.linalg.norm(W[:, :, None] - W[:, None], axis=-1)
    twins = (pairs < SAME) & np.tri(NEURONS, k=-1, dtype=bool)
    different = NEURONS - twins.any(axis=-1).sum(axis=-1)
    apart = pairs.max(axis=(1, 2))
    return SymmetryRun(W, loss, apart, different, _summary(start, noise))


def weights(starts: np.ndarray, noise: str) -> tuple[np.ndarray, np.ndarray]:
    """Both weight matrices of each network: shapes (runs, 2, 6) and (runs, 6, 3)."""
    rng = np.random.default_rng(5)
    starts, std = starts[:, None, None], NOISES[noise]
    return tuple(
        starts + std * rng.standard_normal(shape) for shape in ((2, NEURONS), (NEURONS, 3))
    )


@lru_cache(maxsize=len(NOISES))
def _trained_from_all_starts(noise: str) -> tuple[np.ndarray, np.ndarray]:
    return train(*weights(STARTS, noise))


def train(W1: np.ndarray, W2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of hidden weights and the loss of several networks, before each step and at the end.

    Where neurons are told apart, `einsum` sums for each of them in the same order. A library's
    matrix product may treat the last columns in another way, and the rounding would tell twins
    apart on some machines.

    Returns
    -------
    W : array, shape (runs, T + 1, 6, 2)
    loss : array, shape (runs, T + 1)
    """
    X, Y = penguins()
    runs, n = len(W1), len(X)
    b1, b2 = np.zeros((runs, 1, NEURONS)), np.zeros((runs, 1, 3))
    W, loss = np.empty((runs, STEPS + 1, NEURONS, 2)), np.empty((runs, STEPS + 1))
    for t in range(STEPS + 1):
        h = np.tanh(X[:, :1] * W1[:, :1] + X[:, 1:] * W1[:, 1:] + b1)
        scores = h @ W2 + b2
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        p = e / e.sum(axis=-1, keepdims=True)
        W[:, t], loss[:, t] = W1.swapaxes(1, 2), -np.log((p * Y).sum(axis=-1)).mean(axis=-1)
        d2 = (p - Y) / n
        d1 = np.einsum("rnk,rik->rni", d2, W2) * (1 - h * h)
        W2 = W2 - RATE * np.einsum("rni,rnk->rik", h, d2)
        W1 = W1 - RATE * np.einsum("nj,rni->rji", X, d1)
        b2 = b2 - RATE * d2.sum(axis=1, keepdims=True)
        b1 = b1 - RATE * d1.sum(axis=1, keepdims=True)
    return W, loss


def _summary(start, noise) -> str:
    return (f"All weights {start:.1f}, noise {noise}: six tanh neurons, {STEPS} steps of gradient "
            f"descent with η = {RATE:g} on 115 penguins.")  # fmt: skip
