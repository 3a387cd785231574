"""Solutions of notebook 24's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.autodiff import value_and_grad
from course_lib.lessons.learning_to_learn.exercises import (
    check_features,
    check_held_gradient,
    check_rival,
    check_truncated,
)


def by_autodiff(lam, x0, lr, steps):
    def final(lr):
        x = x0
        for _ in range(steps):
            x = x - lr * (lam * getattr(x, "value", x))
        return 0.5 * lam * x * x

    return value_and_grad(final)(float(lr))[1]


def by_formula(lam, x0, lr, steps):
    left = (1 - lr * lam) ** steps
    return -lam * x0**2 * left * (1 - left) / lr


def by_segments(lam, x0, lr, steps, back):
    """Each segment is a function of η of its own."""
    found, x = 0.0, float(x0)
    for first in range(0, steps, back):
        length = min(back, steps - first)

        def segment(lr, x=x, length=length):
            total = 0.0
            for _ in range(length):
                x = x - lr * (lam * x)
                total = x * x * (0.5 * lam) + total
            return total

        found += value_and_grad(segment)(float(lr))[1]
        x *= (1 - lr * lam) ** length
    return found / steps


def by_recursion(lam, x0, lr, steps, back):
    x, d, slopes = x0, 0.0, []
    for t in range(steps):
        d = -lam * x if t % back == 0 else (1 - lr * lam) * d - lam * x
        x = (1 - lr * lam) * x
        slopes.append(lam * x * d)
    return np.mean(slopes)


def entry_by_entry(g, p):
    rows = []
    for v in g:
        rows.append(
            [np.log(abs(v)) / p, np.sign(v)] if abs(v) >= np.exp(-p) else [-1, v * np.exp(p)]
        )
    return rows


def clipped(g, p):
    small = np.exp(-p)
    size = np.maximum(np.abs(g), small)
    return np.stack([np.log(size) / p, np.clip(g / small, -1, 1)], axis=1)


def by_validation():
    lr, beta = 0.5623, 0.95
    return lr, beta


def more_memory():
    return np.array([0.5, 0.97])


RIGHT = [
    (check_held_gradient, by_formula),
    (check_held_gradient, by_autodiff),
    (check_truncated, by_segments),
    (check_truncated, by_recursion),
    (check_features, entry_by_entry),
    (check_features, clipped),
    (check_rival, by_validation),
    (check_rival, more_memory),
]


def test_a_rival_that_diverges_is_told_so():
    assert "diverges on at least one test function" in repr(check_rival(lambda: (30.0, 0.9)))
