"""Checks of notebook 06: the spread of a batch, an epoch of SVRG, mini-batches with a penalty."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- the spread of a batch ----------------------------------------------------------------------


def _by_counting(values, B, replace) -> tuple[float, float]:
    """Variance and deviation of the mean over every batch that can be drawn."""
    if replace:
        drawn = np.stack(np.meshgrid(*[values] * B), axis=-1).reshape(-1, B)
    else:
        drawn = np.array(list(combinations(values, B)))
    return float(drawn.mean(axis=1).var()), float(drawn.mean(axis=1).std())


def _spread(*, finite=lambda n, B: (n - B) / (n - 1), always=False, never=False, deviation=None,
            power=1) -> Callable:  # fmt: skip
    def batch_spread(sigma2, n, B, replace):
        variance = sigma2 / B**power
        if always or not (replace or never):
            variance = variance * finite(n, B)
        root = variance**0.5 if deviation is None else deviation(sigma2, B, variance)
        return variance, root

    return batch_spread


_VALUES = np.array([1.0, 2.0, 4.0, 9.0, 3.0])
_SIGMA2 = float(_VALUES.var())

check_batch_spread = Exercise(
    "the spread of a batch",
    "batch_spread(sigma2, n, B, replace) -> variance, deviation",
    (
        Ask((144.0, 1000, 16, True), (9.0, 3.0), "with replacement: 144/16, and its root"),
        Ask((_SIGMA2, 5, 3, True), _by_counting(_VALUES, 3, True), "variances of sums add up"),
        Ask((_SIGMA2, 5, 3, False), _by_counting(_VALUES, 3, False),
            "without replacement two draws are negatively correlated: −σ²/(n − 1)"),
        Ask((7.0, 20, 20, False), (0.0, 0.0), "all n of n are always the same batch"),
    ),
    (
        Slip("the deviation as 1/B", _spread(deviation=lambda s, B, v: s**0.5 / B),
             "the standard deviation is the root of the variance: it falls as 1/√B"),
        Slip("the variance as 1/√B", _spread(power=0.5),
             "the factor 1/B before the sum enters the variance squared: Bσ²/B²"),
        Slip("(n − B)/n", _spread(finite=lambda n, B: (n - B) / n),
             "there are n(n − 1) ordered pairs of different samples, so n − 1 stands below"),
        Slip("always without replacement", _spread(always=True),
             "with replacement the draws are independent: no factor"),
        Slip("never without replacement", _spread(never=True),
             "without replacement the batch of all n has no spread at all"),
        Slip("the variance twice", _spread(deviation=lambda s, B, v: v),
             "the second result is the standard deviation, √variance"),
    ),
)  # fmt: skip

# ---- an epoch of SVRG ---------------------------------------------------------------------------

_RNG = np.random.default_rng(6)
_X = _RNG.normal(size=(6, 2)).round(1)
_Y = _RNG.normal(size=6).round(1)


def sample_gradient(i, w):
    """Of ½(wᵀx − y)² for one of six samples."""
    return (_X[i] @ w - _Y[i]) * _X[i]


def curved_gradient(i, w):
    """Of log cosh(w − i): one weight, three samples."""
    return np.tanh(w - i)


def _linear_epoch(w, lr, rows):
    """The six samples' epoch by their Hessians: for squares v = x xᵀ(w − anchor) + full."""
    away, full = np.zeros(2), _X.T @ (_X @ w - _Y) / 6
    for i in rows:
        away = away - lr * (np.outer(_X[i], _X[i]) @ away + full)
    return w + away


def _epoch(*, moving=False, own=True, full=True, total=False, sign=1.0, plain=False) -> Callable:
    def svrg_epoch(grad, w, n, lr, rows):
        anchor = w
        mean = sum(grad(i, anchor) for i in range(n)) / (1 if total else n)
        for i in rows:
            v = grad(i, w)
            if not plain:
                v = v - sign * (grad(i, anchor) if own else 0) + sign * (mean if full else 0)
            w = w - lr * v
            if moving:
                anchor = w
        return w

    return svrg_epoch


_W = np.array([1.0, -1.0])
_ROWS = (0, 3, 3, 5, 1)
_ANCHORED = np.tanh(2.0 - np.arange(3)).mean()
_FIRST = 2.0 - 0.5 * _ANCHORED
_SECOND = _FIRST - 0.5 * (np.tanh(_FIRST - 2) - np.tanh(0.0) + _ANCHORED)

check_svrg_epoch = Exercise(
    "an epoch of SVRG",
    "svrg_epoch(grad, w, n, lr, rows)",
    (
        Ask((sample_gradient, _W, 6, 0.1, (2,)), _linear_epoch(_W, 0.1, (2,)),
            "the first step is at the anchor: it goes along the full gradient"),
        Ask((sample_gradient, _W, 6, 0.1, _ROWS), _linear_epoch(_W, 0.1, _ROWS),
            "v = grad(i, w) − grad(i, anchor) + full, with one anchor for the whole epoch"),
        Ask((curved_gradient, np.array([2.0]), 3, 0.5, (0, 2)), np.array([_SECOND]),
            "the mean is over i = 0, …, n − 1, at the anchor"),
        Ask((sample_gradient, _W, 6, 0.1, ()), _W, "without steps w stays where it is"),
    ),
    (
        Slip("the anchor moves", _epoch(moving=True),
             "keep the anchor as it was: its full gradient belongs to it"),
        Slip("no own gradient", _epoch(own=False),
             "subtract the sample's own gradient at the anchor, or v is biased"),
        Slip("no full gradient", _epoch(full=False),
             "add the full gradient at the anchor, or v is 0 on average there"),
        Slip("a sum for a mean", _epoch(total=True),
             "the full gradient is a mean over n samples"),
        Slip("signs exchanged", _epoch(sign=-1.0),
             "minus the sample's gradient at the anchor, plus the full one"),
        Slip("plain SGD", _epoch(plain=True), "this is SGD: where is the correction?"),
    ),
)  # fmt: skip

# ---- mini-batches with a penalty ----------------------------------------------------------------


def _batches(*, count=lambda t, B: len(t), penalty=lambda lam, t, B: lam, drop=False) -> Callable:
    def epoch(X, y, w, lr, lam, B):
        end = len(y) - len(y) % B if drop else len(y)
        for begin in range(0, end, B):
            x, t = X[begin : begin + B], y[begin : begin + B]
            w = w - lr * (x.T @ (x @ w - t) / count(t, B) + penalty(lam, t, B) * w)
        return w

    return epoch


def _one_by_one(X, y, w, lr, lam, B):
    """The same from plain numbers."""
    w = list(map(float, w))
    for begin in range(0, len(y), B):
        part = range(begin, min(begin + B, len(y)))
        left = [sum(a * b for a, b in zip(X[i], w, strict=True)) - y[i] for i in part]
        g = [sum(r * X[i][j] for r, i in zip(left, part, strict=True)) / len(part)
             for j in range(len(w))]  # fmt: skip
        w = [v - lr * (s + lam * v) for v, s in zip(w, g, strict=True)]
    return np.array(w)


def _epoch_cases():
    hints = (
        (0.5, 4, "try lam = 0 first, then a B that divides n"),
        (0.0, 3, "B divides n and there is no penalty: the mean over the batch"),
        (0.0, 4, "the last batch has 2 samples: its mean is over 2"),
        (0.5, 3, "the penalty is no mean over samples: it enters every step in full"),
    )
    for lam, B, hint in hints:
        yield Ask((_X, _Y, _W, 0.2, lam, B), _one_by_one(_X, _Y, _W, 0.2, lam, B), hint)


check_epoch = Exercise(
    "mini-batches with a penalty",
    "epoch(X, y, w, lr, lam, B)",
    lambda: tuple(_epoch_cases()),
    (
        Slip("as it was", _batches(count=lambda t, B: B, penalty=lambda lam, t, B: lam / B),
             "two faults: what does the last batch have, and is the penalty a mean over samples?"),
        Slip("B for the last batch", _batches(count=lambda t, B: B),
             "the penalty is right; the last batch has fewer than B samples"),
        Slip("λ/B", _batches(penalty=lambda lam, t, B: lam / B),
             "the batch is right; λ must not be divided by B"),
        Slip("λ over the batch's size", _batches(penalty=lambda lam, t, B: lam / len(t)),
             "the last batch is right; but the penalty is not shared among its samples"),
        Slip("the last batch left out", _batches(drop=True),
             "the samples of the last, smaller batch are missing"),
        Slip("a sum for a mean", _batches(count=lambda t, B: 1),
             "the gradient is the mean over the batch, not the sum"),
    ),
)  # fmt: skip
