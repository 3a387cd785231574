"""Solutions of notebook 05's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.lessons.subgradient_descent.exercises import (
    check_lasso_subgradient,
    check_polyak_step,
    check_step_rule,
    check_subgradient_method,
)


def lasso(w, X, y, lam):
    return 2 / len(y) * X.T @ (X @ w - y) + lam * np.sign(w)


def another_slope_at_zero(w, X, y, lam):
    return lasso(w, X, y, lam) + 0.7 * lam * (w == 0)


def method(value, subgradient, x0, lr, steps):
    xs = [np.array(x0, dtype=float)]
    for t in range(steps):
        xs.append(xs[-1] - lr(t) * subgradient(xs[-1]))
    return np.array(xs), np.minimum.accumulate([value(x) for x in xs])


def method_in_rows(value, subgradient, x0, lr, steps):
    xs = np.empty((steps + 1, len(x0)))
    xs[0], best = x0, [value(x0)]
    for t in range(steps):
        xs[t + 1] = xs[t] - lr(t) * subgradient(xs[t])
        best.append(min(best[-1], value(xs[t + 1])))
    return xs, np.array(best)


def harmonic(t):
    return 1 / (t + 1)


def slower(t):
    return 2 / (t + 4)


def polyak(value, minimum, g):
    return (value - minimum) / (g @ g)


def polyak_by_norm(value, minimum, g):
    return (value - minimum) / np.linalg.norm(g) ** 2


RIGHT = [
    (check_lasso_subgradient, lasso),
    (check_lasso_subgradient, another_slope_at_zero),
    (check_subgradient_method, method),
    (check_subgradient_method, method_in_rows),
    (check_step_rule, harmonic),
    (check_step_rule, slower),
    (check_polyak_step, polyak),
    (check_polyak_step, polyak_by_norm),
]


def test_a_coordinate_outside_of_its_slopes_is_told():
    report = check_lasso_subgradient(lambda w, X, y, lam: lasso(w, X, y, lam) + 2 * lam * (w == 0))
    assert "coordinate 0" in repr(report)
    assert "between" in repr(report)


def test_a_step_that_is_no_number_is_told():
    report = check_step_rule(lambda t: float("nan"))
    assert "every η_t must be a positive number" in repr(report)
