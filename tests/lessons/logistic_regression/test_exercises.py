"""Each check accepts right solutions, names what is wrong with the usual wrong ones, and waits."""

import numpy as np
import pytest
from scipy.special import expit, softmax, xlogy

from course_lib.lessons.logistic_regression.exercises import (
    check_cross_entropy_objective,
    check_log_loss,
    check_newton_step,
    check_softmax_gradient,
    check_softmax_log_likelihood,
)


def log_likelihood(B, X, y):
    f = X @ B
    f = f - f.max(axis=1, keepdims=True)
    return (f[np.arange(len(y)), y] - np.log(np.exp(f).sum(axis=1))).sum()


def overflowing(B, X, y):
    with np.errstate(all="ignore"):
        e = np.exp(X @ B)
        return np.log(e[np.arange(len(y)), y] / e.sum(axis=1)).sum()


def whole_columns(B, X, y):
    f = X @ B
    return (f[:, y] - np.log(np.exp(f).sum(axis=1))).sum()


def gradient(B, X, y, classes=None):
    K = B.shape[1] if classes is None else classes
    return X.T @ (np.eye(K)[y] - softmax(X @ B, axis=-1)[:, :K])


def newton(beta, X, y, sign=1.0):
    p = expit(X @ beta)
    return beta + sign * np.linalg.solve(X.T @ (X * (p * (1 - p))[:, None]), X.T @ (y - p))


RIGHT = [
    (check_softmax_log_likelihood, log_likelihood),
    (check_softmax_gradient, gradient),
    (check_cross_entropy_objective, lambda P, Q: -xlogy(P, Q).sum(axis=1).mean()),
    (check_newton_step, newton),
    (check_log_loss, lambda z: np.logaddexp(0, -z)),
]

WRONG = [
    (check_softmax_log_likelihood, lambda *a: -log_likelihood(*a), "−4 log 3"),
    (check_softmax_log_likelihood, lambda B, X, y: log_likelihood(B, X, y) / len(y), "−4 log 3"),
    (check_softmax_log_likelihood, whole_columns, "the sum of 4 logarithms"),
    (check_softmax_log_likelihood, overflowing, "more than a float can hold"),
    (check_softmax_gradient, lambda *a: -gradient(*a), "truth minus prediction"),
    (check_softmax_gradient, lambda B, X, y: gradient(B, X, y) / len(y), "and a sum"),
    (check_softmax_gradient, lambda B, X, y: gradient(B, X, y).T, "truth minus prediction"),
    (
        check_softmax_gradient,
        lambda B, X, y: X.T @ (np.eye(B.shape[1])[y] - softmax(X @ B, axis=0)),
        "truth minus prediction",
    ),
    (
        check_softmax_gradient,
        lambda B, X, y: X.T @ (np.eye(3)[y] - expit(X @ B) / expit(X @ B).sum(1, keepdims=True)),
        "softmax over the classes",
    ),
    (check_cross_entropy_objective, lambda P, Q: xlogy(P, Q).sum(axis=1).mean(), "the sign makes"),
    (check_cross_entropy_objective, lambda P, Q: -xlogy(P, Q).sum(), "the mean over the rows"),
    (check_cross_entropy_objective, lambda P, Q: -xlogy(P, Q).mean(), "then the mean over"),
    (
        check_cross_entropy_objective,
        lambda P, Q: -np.log(Q[np.arange(len(P)), P.argmax(axis=1)]).mean(),
        "all classes count",
    ),
    (
        check_cross_entropy_objective,
        lambda P, Q: (xlogy(P, P) - xlogy(P, Q)).sum(axis=1).mean(),
        "p weighs",
    ),
    (check_newton_step, lambda b, X, y: newton(b, X, y, -1.0), "points uphill"),
    (check_newton_step, lambda b, X, y: b + X.T @ (y - expit(X @ b)), "XᵀX/4"),
    (
        check_newton_step,
        lambda b, X, y: b + np.linalg.solve(X.T @ X / 4, X.T @ (y - expit(X @ b))),
        "S holds p(1 − p)",
    ),
    (check_log_loss, lambda z: np.log2(1 + np.exp(-np.maximum(z, -700))), "natural logarithm"),
    (check_log_loss, lambda z: np.log(1 + np.exp(z)), "natural logarithm"),
    (check_log_loss, lambda z: np.maximum(0, -z) + np.log(1 + np.exp(-abs(z))), "log1p"),
]


@pytest.mark.parametrize(("check", "right"), RIGHT)
def test_right_solutions_pass(check, right):
    assert check(right).passed


@pytest.mark.parametrize(("check", "wrong", "hint"), WRONG)
def test_wrong_solutions_get_a_hint(check, wrong, hint):
    report = check(wrong)
    assert not report.passed
    assert hint in repr(report)


def test_a_log_loss_that_overflows_is_told_why():
    with np.errstate(over="ignore"):
        report = check_log_loss(lambda z: np.log1p(np.exp(-z)))
    assert not report.passed
    assert "safe for z < 0" in repr(report)


def test_log_zero_is_told_why():
    with np.errstate(all="ignore"):
        report = check_cross_entropy_objective(lambda P, Q: -(P * np.log(Q)).sum(axis=1).mean())
    assert "0 log 0" in repr(report)
