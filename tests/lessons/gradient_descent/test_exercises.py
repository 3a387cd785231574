"""Solutions of notebook 04's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.lessons.gradient_descent.exercises import (
    check_backtracking,
    check_descend_until,
    check_largest_lr,
    check_penalized_path,
)


def penalized_path(X, y, w0, lam, lr, t):
    half = X.T @ X / len(y) + lam * np.eye(len(w0))
    best = np.linalg.solve(half, X.T @ y / len(y))
    return best + np.linalg.matrix_power(np.eye(len(w0)) - 2 * lr * half, t) @ (w0 - best)


def by_eigenvectors(X, y, w0, lam, lr, t):
    curvatures, axes = np.linalg.eigh(2 * X.T @ X / len(y))
    curvatures = curvatures + 2 * lam
    best = axes @ (axes.T @ (2 * X.T @ y / len(y)) / curvatures)
    return best + axes @ ((1 - lr * curvatures) ** t * (axes.T @ (w0 - best)))


def backtrack(f, grad, x, lr, shrink, c1):
    g = grad(x)
    while f(x - lr * g) > f(x) - c1 * lr * (g @ g):
        lr *= shrink
    return lr


def by_calling_itself(f, grad, x, lr, shrink, c1):
    g = grad(x)
    if f(x - lr * g) <= f(x) - c1 * lr * np.linalg.norm(g) ** 2:
        return lr
    return by_calling_itself(f, grad, x, shrink * lr, shrink, c1)


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


def descend_until(grad, x, lr, eps, most):
    for t in range(most):
        g = grad(x)
        if np.linalg.norm(g) <= eps:
            return x, t
        x = x - lr * g
    return x, most


def with_while(grad, x, lr, eps, most):
    t = 0
    while t < most and np.sum(grad(x) ** 2) > eps**2:
        x, t = x - lr * grad(x), t + 1
    return x, t


RIGHT = [
    (check_penalized_path, penalized_path),
    (check_penalized_path, by_eigenvectors),
    (check_backtracking, backtrack),
    (check_backtracking, by_calling_itself),
    (check_largest_lr, largest_lr),
    (check_largest_lr, by_halving_the_sum),
    (check_descend_until, descend_until),
    (check_descend_until, with_while),
]


def test_an_answer_on_the_wrong_side_of_the_border_is_told_the_side():
    assert "diverges: the border is at 0.659" in repr(check_largest_lr(lambda *a: a[2]))
    assert "converges, but is not nearly" in repr(check_largest_lr(lambda *a: a[1]))


def test_the_broken_function_of_exercise_4_is_refused():
    def descend_until(grad, x, lr, eps, most):
        for t in range(most):
            step = lr * grad(x)
            x -= step
            if np.linalg.norm(step) <= eps:
                return x, t
        return x, most

    assert not check_descend_until(descend_until).passed
