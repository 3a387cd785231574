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

from course_lib.lessons.shared.small_digits import TRAIN, small_digits
from course_lib.optim import SGD

DIRECTIONS, HIDDEN, CLASSES, BATCH = 49, 32, 10, 16
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
def _batches(seed: int, steps: int):
    """Mini-batches of reshuffled epochs, one-hot labels divided by the batch, and the start."""
    X, y, _, _ = projected_digits()
    rng = np.random.default_rng(seed)
    start = np.zeros(SIZE, np.float64)
    first, second = _layers(start)
    first[:-1] = rng.standard_normal((DIRECTIONS, HIDDEN)) / 14  # pixels: 196 inputs
    second[:-1] = rng.standard_normal((HIDDEN, CLASSES)) * np.sqrt(2 / HIDDEN)
    epochs = -(-steps // EPOCH)
    rows = np.concatenate([rng.permutation(TRAIN) for _ in range(epochs)])[: steps * BATCH]
    rows = rows.reshape(steps, BATCH)
    return X[rows], np.eye(CLASSES, dtype=np.float64)[y[rows]] / BATCH, y[rows], start


def _layers(x):
    """Both layers' weights as views of the flat vector(s) x; the last row of each is the bias."""
    first = x[..., :_SPLIT].reshape(*x.shape[:-1], DIRECTIONS + 1, HIDDEN)
    return first, x[..., _SPLIT:].reshape(*x.shape[:-1], HIDDEN + 1, CLASSES)


def train_short(lr: Callable, *, steps: int = 2 * EPOCH, seed: int = 0, every: int = 10,
                optimizer=SGD) -> ShortRun:  # fmt: skip
    """Train with a schedule: the same start and the same mini-batches for the same seed.

    Parameters
    ----------
    lr : Schedule
    steps : int
        T.
    seed : int
        Of the start and of the mini-batches.
    every : int
        Steps from one measurement on other digits to the next.
    optimizer : callable
        ``optimizer(lr)`` is an `InPlaceOptimizer` whose gradient is taken at x.
    """
    X, targets, labels, start = _batches(seed, steps)
    rates = np.asarray(lr(np.arange(steps))).tolist()  # at once, not one by one in the loop
    x, gradient, scores = start.copy(), np.empty(SIZE, np.float64), _empty(steps, BATCH, CLASSES)
    kept = _empty(-(-steps // every) + 1, SIZE)
    step, propagate = optimizer(rates.__getitem__), _gradient(x, gradient)
    with np.errstate(all="ignore"):
        state = step.init(x)
        for t in range(steps):
            if not t % every:
                kept[t // every] = x
            propagate(X[t], targets[t], scores[t])
            state = step.update(x, gradient, state)
        kept[-1] = x
        return _measured(scores, labels, kept, np.r_[0:steps:every, steps])


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
    first, second = _layers(kept)
    # In four parts: OpenBLAS gives products of over 262,144 terms to several threads, which on a
    # busy machine wait for each other.
    hidden = np.maximum(X.reshape(4, 1, -1, DIRECTIONS + 1) @ first, 0)
    on_test = (hidden @ second[:, :-1] + second[:, -1:]).swapaxes(0, 1)
    on_test = on_test.reshape(len(kept), len(X), CLASSES)
    batch_loss = _cross_entropy(scores, labels)
    test_loss = _cross_entropy(on_test, y[None])
    lost = np.flatnonzero(~np.isfinite(batch_loss))
    return ShortRun(
        batch_loss, at, test_loss, float(np.mean(on_test[-1].argmax(axis=1) == y)),
        int(lost[0]) if len(lost) else None,
    )  # fmt: skip


def _cross_entropy(scores, labels) -> np.ndarray:
    """Means over samples of log Σ exp s − s_y: scores (..., n, k), labels (..., n)."""
    # A sum over ten columns is fastest as a product; exp overflows at 710.
    total = np.log(np.exp(np.clip(scores, -700, 700)) @ np.ones(CLASSES, np.float64))
    right = np.take_along_axis(scores, np.broadcast_to(labels, scores.shape[:-1])[..., None], -1)
    return (total - right[..., 0]).mean(axis=-1)
