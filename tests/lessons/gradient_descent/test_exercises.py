"""Solutions of notebook 04's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.lessons.gradient_descent.exercises import (
    check_backtracking,
    check_exact_path,
    check_largest_lr,
)


def exact_path(X, y, w0, lr, t):
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    M = np.eye(len(w0)) - 2 * lr * X.T @ X / len(y)
    return np.linalg.matrix_power(M, t) @ (w0 - best) + best


def by_eigenvectors(X, y, w0, lr, t):
    curvatures, axes = np.linalg.eigh(2 * X.T @ X / len(y))
    best = np.linalg.solve(X.T @ X, X.T @ y)
    return best + axes @ ((1 - lr * curvatures) ** t * (axes.T @ (w0 - best)))


def backtrack(f, grad, x, alpha, shrink, c1):
    g = grad(x)
    while f(x - alpha * g) > f(x) - c1 * alpha * (g @ g):
        alpha *= shrink
    return alpha


def by_calling_itself(f, grad, x, alpha, shrink, c1):
    g = grad(x)
    if f(x - alpha * g) <= f(x) - c1 * alpha * np.linalg.norm(g) ** 2:
        return alpha
    return by_calling_itself(f, grad, x, shrink * alpha, shrink, c1)


def largest_lr(converges, low, high):
    while high / low > 1.005:
        middle = np.sqrt(low * high)
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low


def by_halving_the_sum(converges, low, high):
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low


RIGHT = [
    (check_exact_path, exact_path),
    (check_exact_path, by_eigenvectors),
    (check_backtracking, backtrack),
    (check_backtracking, by_calling_itself),
    (check_largest_lr, largest_lr),
    (check_largest_lr, by_halving_the_sum),
]


def test_an_answer_on_the_wrong_side_of_the_border_is_told_the_side():
    assert "diverges: the border is at 0.659" in repr(check_largest_lr(lambda *a: a[2]))
    assert "converges, but is not nearly" in repr(check_largest_lr(lambda *a: a[1]))
