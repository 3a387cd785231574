"""Checks of notebook 06: the spread of a batch, steps of SAGA, mini-batches with a penalty."""

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

# ---- steps of SAGA ------------------------------------------------------------------------------

_RNG = np.random.default_rng(6)
_X = _RNG.normal(size=(6, 2)).round(1)
_Y = _RNG.normal(size=6).round(1)


def sample_gradient(i, w):
    """Of ½(wᵀx − y)² for one of six samples."""
    return (_X[i] @ w - _Y[i]) * _X[i]


def curved_gradient(i, w):
    """Of log cosh(w − i): one weight, three samples."""
    return np.tanh(w - i)


def _by_history(grad, w, n, lr, rows):
    """SAGA without a table: each row is computed anew, at the point of its sample's last draw."""
    points = [np.asarray(w, dtype=float)]
    for t, i in enumerate(rows):
        seen = [max((s for s in range(t) if rows[s] == j), default=0) for j in range(n)]
        old = [grad(j, points[at]) for j, at in enumerate(seen)]
        points.append(points[-1] - lr * (grad(i, points[-1]) - old[i] + sum(old) / n))
    return points[-1]


def _saga(*, renew=True, early=False, fresh_mean=True, own=True, mean=True, total=False, sign=1.0,
          plain=False) -> Callable:  # fmt: skip
    def saga_steps(grad, w, n, lr, rows):
        table = np.array([grad(i, w) for i in range(n)], dtype=float)
        first = table.mean(axis=0)
        for i in rows:
            new = grad(i, w)
            if early:
                table[i] = new
            average = (table.mean(axis=0) if fresh_mean else first) * (n if total else 1)
            known = (table[i] if own else 0) - (average if mean else 0)
            w = w - lr * (new - (0 if plain else sign * known))
            if renew:
                table[i] = new
        return w

    return saga_steps


_W = np.array([1.0, -1.0])
_ROWS = (0, 3, 3, 5, 1, 0)


def _saga_case(grad, w, n, lr, rows, hint):
    return Ask((grad, w, n, lr, rows), _by_history(grad, w, n, lr, rows), hint)


check_saga_steps = Exercise(
    "steps of SAGA",
    "saga_steps(grad, w, n, lr, rows)",
    (
        _saga_case(sample_gradient, _W, 6, 0.1, (2,),
                   "the table was filled at this w: the first step goes along the full gradient"),
        _saga_case(sample_gradient, _W, 6, 0.1, _ROWS,
                   "sample 3 is drawn twice: what stands in its row the second time?"),
        _saga_case(curved_gradient, np.array([2.0]), 3, 0.5, (0, 2, 0, 1),
                   "the mean is over all n rows, as they are before this step"),
        Ask((sample_gradient, _W, 6, 0.1, ()), _W, "without steps w stays where it is"),
    ),
    (
        Slip("the table never changes", _saga(renew=False),
             "this is SVRG: after each step put the new gradient into the row of its sample"),
        Slip("written before it is read", _saga(early=True),
             "read the old entry first: overwritten, it cancels the new gradient, and v is biased"),
        Slip("the mean of the first table", _saga(fresh_mean=False),
             "the rows change, so their mean changes too, or v is biased"),
        Slip("no old entry", _saga(own=False),
             "subtract what the table knows of this sample, or v is biased"),
        Slip("no mean", _saga(mean=False), "add the mean of the table, or v is biased"),
        Slip("a sum for a mean", _saga(total=True), "the table enters as a mean over n rows"),
        Slip("signs exchanged", _saga(sign=-1.0),
             "minus the sample's own entry, plus the mean of the table"),
        Slip("plain SGD", _saga(plain=True), "this is SGD: where is the table?"),
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
