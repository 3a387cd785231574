"""Solutions of notebook 06's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.lessons.stochastic_gradient_descent.exercises import (
    check_batch_spread,
    check_epoch,
    check_saga_steps,
)


def spread(sigma2, n, B, replace):
    factor = 1.0 if replace else 1 - (B - 1) / (n - 1)
    return sigma2 * factor / B, (sigma2 * factor / B) ** 0.5


def spread_by_covariances(sigma2, n, B, replace):
    pair = 0.0 if replace else -sigma2 / (n - 1)
    variance = max((B * sigma2 + B * (B - 1) * pair) / B**2, 0.0)
    return variance, np.sqrt(variance)


def saga_running_mean(grad, w, n, lr, rows):
    table = [np.array(grad(i, w), dtype=float) for i in range(n)]
    mean, moved = sum(table) / n, np.array(w, dtype=float)
    for i in rows:
        change = grad(i, moved) - table[i]
        moved -= lr * (change + mean)
        table[i], mean = table[i] + change, mean + change / n
    return moved


def saga_recursive(grad, w, n, lr, rows):
    def go(v, table, left):
        if not left:
            return v
        i, *later = left
        new = grad(i, v)
        old = sum(table) / n - table[i]
        return go(v - lr * (new + old), [*table[:i], new, *table[i + 1 :]], later)

    return go(w, [grad(i, w) for i in range(n)], list(rows))


def by_means(X, y, w, lr, lam, B):
    for begin in range(0, len(y), B):
        part = slice(begin, begin + B)
        w = w * (1 - lr * lam) - lr * ((X[part] @ w - y[part])[:, None] * X[part]).mean(axis=0)
    return w


def by_splits(X, y, w, lr, lam, B):
    cuts = range(B, len(y), B)
    for x, t in zip(np.split(X, cuts), np.split(y, cuts), strict=True):
        w = w - lr * (lam * w - (t - x @ w) @ x / len(x))
    return w


RIGHT = [
    (check_batch_spread, spread),
    (check_batch_spread, spread_by_covariances),
    (check_saga_steps, saga_running_mean),
    (check_saga_steps, saga_recursive),
    (check_epoch, by_means),
    (check_epoch, by_splits),
]
