"""Each check accepts right solutions, names what is wrong with the usual wrong ones, and waits."""

import numpy as np
import pytest

from course_lib.lessons.subgradient_descent.exercises import (
    check_lasso_subgradient,
    check_polyak_step,
    check_step_rule,
    check_subgradient_method,
)


def lasso(w, X, y, lam):
    return 2 / len(y) * X.T @ (X @ w - y) + lam * np.sign(w)


def method(value, subgradient, x0, alpha, steps, sign=-1, first=0):
    x = np.array(x0, dtype=float)
    xs, best = [x], [value(x)]
    for k in range(steps):
        x = x + sign * alpha(k + first) * subgradient(x)
        xs.append(x)
        best.append(min(best[-1], value(x)))
    return np.array(xs), np.array(best)


def in_place(value, subgradient, x0, alpha, steps):
    x, xs, best = np.array(x0, dtype=float), [], []
    for k in range(steps + 1):
        xs.append(x)
        best.append(value(x) if k == 0 else min(best[-1], value(x)))
        if k < steps:
            x -= alpha(k) * subgradient(x)
    return np.array(xs), np.array(best)


def with_last_value(*args):
    xs, _ = method(*args)
    return xs, np.array([args[0](x) for x in xs])


def without_start(*args):
    xs, best = method(*args)
    return xs[1:], best[1:]


@pytest.mark.parametrize(
    "right", [lasso, lambda w, X, y, lam: lasso(w, X, y, lam) + 0.7 * lam * (w == 0)]
)
def test_any_subgradient_is_right(right):
    assert check_lasso_subgradient(right).passed


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda w, X, y, lam: lasso(w, X, y, 0.0), "sign of wᵢ"),
        (lambda w, X, y, lam: lasso(w, X, y, lam) / 2, "2/n"),
        (lambda w, X, y, lam: X.T @ (X @ w - y) * 2 + lam * np.sign(w), "2/n"),
        (lambda w, X, y, lam: lasso(w, X, y, 0.0) + lam * w, "sign of wᵢ"),
        (lambda w, X, y, lam: lasso(w, X, y, -lam), "sign of wᵢ"),
        (lambda w, X, y, lam: lasso(w, X, y, 0.0)
         + lam * np.divide(w, abs(w), out=np.full(2, np.nan), where=w != 0), "0/0"),
        (lambda w, X, y, lam: lasso(w, X, y, lam) + 1.2 * lam * (w == 0), "between"),
        (lambda w, X, y, lam: lasso(w, X, y, lam).sum(), "shape"),
    ],
)  # fmt: skip
def test_wrong_lasso_subgradients_are_told(wrong, hint):
    report = check_lasso_subgradient(wrong)
    assert not report.passed
    assert hint in repr(report)


def test_the_method_is_right():
    assert check_subgradient_method(method).passed


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda *a: method(*a, sign=1), "x ← x − α(k) g"),
        (lambda *a: method(*a, first=1), "the first step is k = 0"),
        (in_place, "x ← x − α(k) g"),
        (with_last_value, "not the last"),
        (without_start, "should be (5, 2)"),
    ],
)
def test_wrong_methods_are_told(wrong, hint):
    report = check_subgradient_method(wrong)
    assert not report.passed
    assert hint in repr(report)


@pytest.mark.parametrize("right", [lambda k: 1 / (k + 1), lambda k: 2 / (k + 4)])
def test_good_rules_pass(right):
    assert check_step_rule(right).passed


@pytest.mark.parametrize(
    "wrong",
    [lambda k: 0.4, lambda k: 0.01, lambda k: 1 / (k + 1) ** 2, lambda k: -0.1, lambda k: 0.0,
     lambda k: 5 / np.sqrt(k + 1)],
)  # fmt: skip
def test_rules_that_miss_the_target_are_told(wrong):
    report = check_step_rule(wrong)
    assert not report.passed
    assert "above f*" in repr(report) or "positive" in repr(report)


def test_polyak_is_right():
    assert check_polyak_step(lambda value, minimum, g: (value - minimum) / (g @ g)).passed


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda value, minimum, g: (value - minimum) / np.linalg.norm(g), "square"),
        (lambda value, minimum, g: (minimum - value) / (g @ g), "square"),
        (lambda value, minimum, g: (value - minimum) / g**2, "shape"),
        (lambda value, minimum, g: value / (g @ g), "square"),
    ],
)
def test_wrong_polyak_steps_are_told(wrong, hint):
    report = check_polyak_step(wrong)
    assert not report.passed
    assert hint in repr(report)
