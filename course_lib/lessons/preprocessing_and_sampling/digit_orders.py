"""Softmax regression on digits, one sample per step, in four orders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import add_bias
from course_lib.lessons.preprocessing_and_sampling.orders import ERRORS, shown
from course_lib.lessons.shared.small_digits import small_digits

TRAINING, CLASSES = 1500, 10  # of the 2,000 digits; the other 500 choose the rate
STEPS, LOOK = 1500, 100
RATES, SEEDS = (0.02, 0.05, 0.1, 0.2), 5


@dataclass(frozen=True)
class DigitOrder:
    """One order at the rate that was best on validation digits."""

    lr: float
    steps: np.ndarray  #: at which the validation digits were looked at, shape (looks,)
    validation: np.ndarray  #: accuracy at those steps, shape (looks, seeds)
    test: np.ndarray  #: accuracy on test digits after the last step, shape (seeds,)


@lru_cache(maxsize=4)
def _digits(wrong: float):
    """(X, y) to train, to validate and to test on; some training labels are drawn anew."""
    X, y, X_test, y_test = small_digits()
    X, X_test, labels = add_bias(X), add_bias(X_test), y[:TRAINING].copy()
    rng = np.random.default_rng(9)
    drawn = rng.random(TRAINING) < wrong
    labels[drawn] = (labels[drawn] + rng.integers(1, CLASSES, drawn.sum())) % CLASSES
    return (X[:TRAINING], labels), (X[TRAINING:], y[TRAINING:]), (X_test, y_test)


@lru_cache(maxsize=32)
def digit_order(order: str, wrong: float = 0.0, pool: int = 5) -> DigitOrder:
    """Train with every rate and seed at once, choose the rate by validation, then test.

    Parameters
    ----------
    order : str
        One of `ORDERS`.
    wrong : float
        The share of training labels that are replaced by a wrong one.
    pool : int
        Large errors first: each step draws so many samples and takes the one of largest loss.
    """
    (X, y), validation, test = _digits(wrong)
    runs = len(RATES) * SEEDS
    lr = np.repeat(RATES, SEEDS)[:, None]
    W, rows = np.zeros((runs, CLASSES, X.shape[1])), np.arange(runs)
    plan, seen = _plan(order, y, pool), []
    for t in range(STEPS):
        i = plan[:, t]
        if order == ERRORS:
            i = i[rows, _losses(X[i] @ W.swapaxes(1, 2), y[i]).argmax(axis=1)]
        drawn = X[i]
        scores = (W @ drawn[:, :, None])[:, :, 0]
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[rows, y[i]] -= 1
        W -= (lr * p)[:, :, None] * drawn[:, None, :]
        if (t + 1) % LOOK == 0:
            seen.append(_accuracy(W, *validation))
    seen = np.array(seen).reshape(-1, len(RATES), SEEDS)
    best = int(seen[-1].mean(axis=1).argmax())
    final = _accuracy(W, *test).reshape(len(RATES), SEEDS)[best]
    return DigitOrder(RATES[best], np.arange(LOOK, STEPS + 1, LOOK), seen[:, best], final)


def _plan(order, y, pool) -> np.ndarray:
    """Sample, or pool of samples, for each run and step; the same for a seed at all rates."""
    rngs = [np.random.default_rng([15, seed]) for seed in range(SEEDS)]
    if order == ERRORS:
        drawn = [rng.integers(0, len(y), (STEPS, pool)) for rng in rngs]
    else:
        drawn = [shown(order, y, STEPS, rng) for rng in rngs]
    return np.concatenate([drawn] * len(RATES))


def _losses(scores, y) -> np.ndarray:
    """Cross entropy of scores (..., classes) with labels (...)."""
    scores = scores - scores.max(axis=-1, keepdims=True)
    own = np.take_along_axis(scores, y[..., None], axis=-1)[..., 0]
    return np.log(np.exp(scores).sum(axis=-1)) - own


def _accuracy(W, X, y) -> np.ndarray:
    return ((X @ W.swapaxes(1, 2)).argmax(axis=-1) == y).mean(axis=1)
