"""Right solutions of notebook 18's exercises; the sweep over all checks does the rest."""

import numpy as np

from course_lib.lessons.dropout_and_augmentation.exercises import (
    check_layer,
    check_maps,
    check_unscaled,
)


def drop_maps(x, u, rate):
    return x * (u >= rate)[:, :, None, None] / (1 - rate)


def drop_maps_by_where(x, u, rate):
    return np.where(u[..., None, None] < rate, 0.0, x / (1 - rate))


def expected_loss(w, X, y, rate):
    fit = np.mean((y - (1 - rate) * X @ w) ** 2)
    return fit + rate * (1 - rate) * np.sum(w**2 * np.mean(X**2, axis=0))


def expected_loss_by_moments(w, X, y, rate):
    q = 1 - rate
    second = q * q * np.outer(w, w) + np.diag(w**2) * (q - q * q)
    return np.mean(y * y - 2 * q * y * (X @ w) + np.einsum("ij,jk,ik->i", X, second, X))


def layer(x, dy, u, rate, training):
    if not training:
        return x, dy
    factor = (u >= rate) / (1 - rate)
    return x * factor, dy * factor


def layer_by_where(x, dy, u, rate, training):
    kept = (u >= rate) | (not training)
    scale = 1 - rate if training else 1.0
    return np.where(kept, x / scale, 0), np.where(kept, dy / scale, 0)


RIGHT = [
    (check_maps, drop_maps),
    (check_maps, drop_maps_by_where),
    (check_unscaled, expected_loss),
    (check_unscaled, expected_loss_by_moments),
    (check_layer, layer),
    (check_layer, layer_by_where),
]


def test_right_solutions_pass():
    for check, solution in RIGHT:
        assert check(solution).passed, check(solution)
