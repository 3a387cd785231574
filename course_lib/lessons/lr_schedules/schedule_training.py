"""A real training so small that its loss follows a slider: digits, and a net of 1,930 weights.

The digits are those of `norm_digits`, given by their coordinates along their 49 main directions.
The network is 49 → 32 ReLU → 10, its mini-batches have 16 digits, and its optimizer is plain SGD,
so that nothing but the schedule decides. 250 steps, two epochs, take 7 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.shared.network_stack import NetworkStack
from course_lib.lessons.shared.small_digits import SIDE, TRAIN, small_digits
from course_lib.optim import SGD

PIXELS, DIRECTIONS, HIDDEN, CLASSES, BATCH = SIDE**2, 49, 32, 10, 16
EPOCH = TRAIN // BATCH
_SPLIT = (DIRECTIONS + 1) * HIDDEN
SIZE = _SPLIT + (HIDDEN + 1) * CLASSES


@dataclass(frozen=True, eq=False)
class ShortRun:
    """One training; it ends early where the numbers overflow."""

    #: Shape (T,). Cross entropy of each mini-batch before its step; NaN after an overflow.
    batch_loss: np.ndarray
    #: Shape (K,). The steps before which the loss on other digits is measured, from 0 to T.
    at: np.ndarray
    #: Shape (K,). Cross entropy of 500 digits that are not trained on; NaN after an overflow.
    test_loss: np.ndarray
    accuracy: float  #: Part of those 500 that is right at the end.
    diverged_at: int | None  #: The first step whose loss is not a number.

    @property
    def failed(self) -> bool:
        """Whether the network ends hardly better than guessing, whose loss is log 10."""
        return not self.test_loss[-1] < 0.95 * np.log(CLASSES)

    @property
    def outcome(self) -> str:
        """How it ended, in a few words."""
        if self.diverged_at is not None:
            return f"diverges in step {self.diverged_at}"
        if self.failed:
            return "no better than guessing"
        return f"test loss {self.test_loss[-1]:.2f}, {self.accuracy:.0%} right"


@lru_cache(maxsize=1)
def projected_digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """X, y, X_test, y_test; X of shape (n, 50) its last column 1."""
    X, y, X_test, y_test = small_digits()
    main = np.linalg.svd(X, full_matrices=False)[2][:DIRECTIONS]
    # The sign of a singular vector is free: the same on every machine.
    main = main * np.sign(main[np.arange(DIRECTIONS), np.abs(main).argmax(axis=1)])[:, None]
    with_ones = (np.c_[A @ main.T, np.ones(len(A))].astype(np.float64) for A in (X, X_test))
    return next(with_ones), y, next(with_ones), y_test


@lru_cache(maxsize=8)
def mini_batches(seed: int, steps: int):
    """Mini-batches of reshuffled epochs, one-hot labels divided by the batch, and the start."""
    X, y, _, _ = projected_digits()
    rng = np.random.default_rng(seed)
    start = np.zeros(SIZE, np.float64)
    first, second = _layers(start)
    first[:-1] = rng.standard_normal((DIRECTIONS, HIDDEN)) / np.sqrt(PIXELS)
    second[:-1] = rng.standard_normal((HIDDEN, CLASSES)) * np.sqrt(2 / HIDDEN)
    epochs = -(-steps // EPOCH)
    rows = np.concatenate([rng.permutation(TRAIN) for _ in range(epochs)])[: steps * BATCH]
    rows = rows.reshape(steps, BATCH)
    return X[rows], np.eye(CLASSES, dtype=np.float64)[y[rows]] / BATCH, y[rows], start


def _layers(x):
    """Both layers' weights as views of the flat vector(s) x; the last row of each is the bias."""
    first = x[..., :_SPLIT].reshape(*x.shape[:-1], DIRECTIONS + 1, HIDDEN)
    return first, x[..., _SPLIT:].reshape(*x.shape[:-1], HIDDEN + 1, CLASSES)


def starts(nets: NetworkStack, seeds: int, scale: float = 1.0) -> np.ndarray:
    """He's start times `scale` of stacked networks that get the 49 coordinates: (seeds, d).

    As if they saw the 196 pixels: for 49 inputs He's first layer would be twice as large.
    """
    w = nets.starts(seeds, scale)
    nets.layers(w)[0][0][...] *= np.sqrt(DIRECTIONS / PIXELS)
    return w


def train_short(
    lr: Callable, *, steps: int = 2 * EPOCH, seed: int = 0, every: int = 10
) -> ShortRun:
    """Train with a schedule: the same start and the same mini-batches for the same seed.

    Parameters
    ----------
    lr : callable
        ``lr(t)`` is η_t, for an array of steps.
    steps : int
        T.
    seed : int
        Of the start and of the mini-batches.
    every : int
        Steps from one measurement on other digits to the next.
    """
    scores, kept, _ = descend(lr, steps=steps, seed=seed, every=every)
    labels = mini_batches(seed, steps)[2]
    return _measured(scores, labels, kept, np.r_[0:steps:every, steps])


def descend(lr: Callable, *, steps: int, seed: int, every: int, memory: float | None = None):
    """SGD itself: the scores of every mini-batch, and the weights at some steps.

    Parameters
    ----------
    lr, steps, seed, every
        As for `train_short`.
    memory : float, optional
        ρ of an average that follows the weights, w̄ ← ρ w̄ + (1 − ρ) w.

    Returns
    -------
    scores : array, shape (T, batch, classes)
        Before each step.
    weights, averages : array, shape (K, d)
        Before the steps 0, every, 2 every, …, and after the last one; no averages without `memory`.
    """
    X, targets, _, start = mini_batches(seed, steps)
    rates = np.asarray(lr(np.arange(steps))).tolist()  # at once, not one by one in the loop
    x, gradient, scores = start.copy(), np.empty(SIZE, np.float64), _empty(steps, BATCH, CLASSES)
    weights = _empty(-(-steps // every) + 1, SIZE)
    averages = None if memory is None else np.empty_like(weights)
    step, propagate, mean = SGD(rates.__getitem__), _gradient(x, gradient), start.copy()
    with np.errstate(all="ignore"):
        state = step.init(x)
        for t in range(steps):
            if not t % every:
                weights[t // every] = x
                if memory is not None:
                    averages[t // every] = mean
            propagate(X[t], targets[t], scores[t])
            state = step.update(x, gradient, state)
            if memory is not None:
                mean *= memory
                mean += (1 - memory) * x
    weights[-1] = x
    if memory is not None:
        averages[-1] = mean
    return scores, weights, averages


def _empty(*shape) -> np.ndarray:
    return np.empty(shape, np.float64)


def _gradient(x, gradient) -> Callable:
    """A function that fills `gradient` and the scores from one mini-batch, without new arrays."""
    first, second = _layers(x)
    d_first, d_second = _layers(gradient)
    hidden = np.ones((BATCH, HIDDEN + 1), np.float64)  # the last column stays 1, for the bias
    active, back = hidden[:, :HIDDEN], _empty(BATCH, HIDDEN)
    p, total = _empty(BATCH, CLASSES), _empty(BATCH, 1)
    out, back_out = second[:HIDDEN].T, hidden.T
    matmul, maximum, exp, add = np.matmul, np.maximum, np.exp, np.add.reduce

    def propagate(X, targets, scores):
        matmul(X, first, out=active)
        maximum(active, 0, out=active)
        matmul(hidden, second, out=scores)
        exp(scores, out=p)
        add(p, axis=1, keepdims=True, out=total)
        total.__imul__(BATCH)
        p.__itruediv__(total)
        p.__isub__(targets)
        matmul(back_out, p, out=d_second)
        matmul(p, out, out=back)
        back.__imul__(active > 0)
        matmul(X.T, back, out=d_first)

    return propagate


def _measured(scores, labels, kept, at) -> ShortRun:
    _, _, X, y = projected_digits()
    with np.errstate(all="ignore"):
        on_test = scores_of(kept, X)
        batch_loss, test_loss = cross_entropy(scores, labels), cross_entropy(on_test, y[None])
    lost = np.flatnonzero(~np.isfinite(batch_loss))
    return ShortRun(
        batch_loss, at, test_loss, float(np.mean(on_test[-1].argmax(axis=1) == y)),
        int(lost[0]) if len(lost) else None,
    )  # fmt: skip


def scores_of(weights, X) -> np.ndarray:
    """What networks (K, d) say of digits (n, 50): shape (K, n, classes)."""
    first, second = _layers(weights)
    hidden = np.maximum(X @ first, 0)
    return hidden @ second[:, :-1] + second[:, -1:]


def cross_entropy(scores, labels) -> np.ndarray:
    """Means over samples of log Σ exp s − s_y: scores (..., n, k), labels (..., n)."""
    # A sum over ten columns is fastest as a product; exp overflows at 710.
    total = np.log(np.exp(np.clip(scores, -700, 700)) @ np.ones(CLASSES, np.float64))
    right = np.take_along_axis(scores, np.broadcast_to(labels, scores.shape[:-1])[..., None], -1)
    return (total - right[..., 0]).mean(axis=-1)
