"""Solutions of notebook 22's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.lessons.loss_landscape.exercises import (
    check_clip_gradient,
    check_escape_steps,
    check_largest_eigenvalue,
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


def by_formula(offset, far, lr, curvature):
    return int(np.ceil(np.log(far / offset) / np.log1p(lr * curvature)))


def by_counting(offset, far, lr, curvature):
    t = 0
    while offset < far:
        offset *= 1 + lr * curvature
        t += 1
    return t


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
    (check_escape_steps, by_formula),
    (check_escape_steps, by_counting),
    (check_clip_gradient, by_min),
    (check_clip_gradient, by_max),
    (check_reordered, by_index),
    (check_reordered, by_permutation),
]
