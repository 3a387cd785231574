"""The checks of notebook 04 accept what is right and say what is wrong with the rest."""

import numpy as np
import pytest

from course_lib.lessons.gradient_descent.exercises import (
    check_backtracking,
    check_exact_path,
    check_largest_lr,
)


def exact_path(X, y, w0, lr, t, *, mean=True, sign=1, power=np.linalg.matrix_power, back=True):
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    M = np.eye(len(w0)) - sign * 2 * lr * X.T @ X / (len(y) if mean else 1)
    return power(M, t) @ (w0 - best) + (best if back else 0)


def backtrack(f, grad, x, alpha, shrink, c1, *, power=2, once=False, below=False):
    g = grad(x)
    while f(x - alpha * g) > f(x) - c1 * alpha * np.linalg.norm(g) ** power:
        alpha *= shrink
        if once:
            break
    return alpha * shrink if below else alpha


def largest_lr(converges, low, high):
    while high / low > 1.005:
        middle = np.sqrt(low * high)
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low


def by_scanning(converges, low, high):
    return max(lr for lr in np.geomspace(low, high, 5000) if converges(lr))


def by_halving_the_sum(converges, low, high):
    for _ in range(6):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low


RIGHT = [
    (check_exact_path, exact_path),
    (check_backtracking, backtrack),
    (check_largest_lr, largest_lr),
]
WRONG = [
    (check_exact_path, lambda *a: exact_path(*a, mean=False), "the mean"),
    (check_exact_path, lambda *a: exact_path(*a, sign=-1), "came out"),
    (check_exact_path, lambda *a: exact_path(*a, power=lambda M, t: M**t), "M⁰ = I"),
    (check_exact_path, lambda *a: exact_path(*a, back=False), "w is w0"),
    (check_exact_path, lambda *a: None, "return"),
    (check_backtracking, lambda *a: backtrack(*a, power=1), "look at"),
    (check_backtracking, lambda *a: backtrack(*a, once=True), "while"),
    (check_backtracking, lambda *a: backtrack(*a, below=True), "look at"),
    (check_backtracking, lambda f, g, x, a, s, c: backtrack(f, g, x, a, 0.5, c), "shrink is 0.9"),
    (check_backtracking, lambda f, g, x, a, s, c: backtrack(f, g, x, a, s, 1e-4), "look at"),
    (check_largest_lr, by_scanning, "too many"),
    (check_largest_lr, by_halving_the_sum, "border"),
    (check_largest_lr, lambda converges, low, high: high, "diverges"),
    (check_largest_lr, lambda converges, low, high: None, "return"),
]


@pytest.mark.parametrize(("check", "solution"), RIGHT)
def test_right_solutions_pass(check, solution):
    assert check(solution).passed


@pytest.mark.parametrize(("check", "solution", "told"), WRONG)
def test_wrong_solutions_are_told_what_to_look_at(check, solution, told):
    report = check(solution)
    assert not report.passed
    assert told in repr(report)
