"""Solutions of notebook 22's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.lessons.loss_landscape.exercises import (
    check_clip_gradient,
    check_largest_eigenvalue,
    check_momentum_factor,
    check_reordered,
)


def by_power(product, v, steps):
    for _ in range(steps):
        v = product(v)
        v = v / np.linalg.norm(v)
    return v @ product(v) / (v @ v)


def by_largest_entry(product, v, steps):
    for _ in range(steps):
        v = product(v)
        v = v / np.abs(v).max()
    return np.vdot(v, product(v)) / np.vdot(v, v)


def by_roots(lr, beta, curvature):
    return max(np.roots([1.0, -(1 + beta + lr * curvature), beta]).real)


def by_matrix(lr, beta, curvature):
    step = np.array([[1 + lr * curvature, -lr * beta], [-curvature, beta]])  # of x and v
    return np.abs(np.linalg.eigvals(step)).max()


def by_min(g, c):
    norm = np.linalg.norm(g)
    return g * min(1, c / norm) if norm > 0 else g


def by_max(g, c):
    return np.asarray(g) / max(1, np.sqrt(np.sum(np.square(g))) / c)


def by_index(W, b, V, order):
    return W[:, order], b[order], V[order]


def by_permutation(W, b, V, order):
    P = np.eye(len(b))[:, order]
    return W @ P, b @ P, P.T @ V


RIGHT = [
    (check_largest_eigenvalue, by_power),
    (check_largest_eigenvalue, by_largest_entry),
    (check_momentum_factor, by_roots),
    (check_momentum_factor, by_matrix),
    (check_clip_gradient, by_min),
    (check_clip_gradient, by_max),
    (check_reordered, by_index),
    (check_reordered, by_permutation),
]
