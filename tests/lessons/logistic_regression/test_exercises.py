"""Two right ways for each exercise of notebook 08; the machinery tries the known slips."""

import numpy as np
from scipy.special import expit, log_softmax, xlogy

from course_lib.lessons.logistic_regression.exercises import (
    check_cross_entropy_objective,
    check_log_loss,
    check_newton_step,
    check_softmax_gradient,
    check_softmax_log_likelihood,
)


def log_likelihood(W, X, y):
    f = X @ W
    f = f - f.max(axis=1, keepdims=True)
    return (f[np.arange(len(y)), y] - np.log(np.exp(f).sum(axis=1))).sum()


def by_scipy(W, X, y):
    return (log_softmax(X @ W, axis=1) * np.eye(W.shape[1])[y]).sum()


def gradient(W, X, y):
    e = np.exp(X @ W)
    return X.T @ (np.eye(W.shape[1])[y] - e / e.sum(axis=1, keepdims=True))


def gradient_by_samples(W, X, y):
    total = np.zeros_like(W)
    for x, c in zip(X, y, strict=True):
        truth_minus_p = -np.exp(log_softmax(x @ W))
        truth_minus_p[c] += 1
        total += np.outer(x, truth_minus_p)
    return total


def where(P, Q):
    return -(P * np.log(np.where(P > 0, Q, 1.0))).sum(axis=1).mean()


def newton(w, X, y):
    p = expit(X @ w)
    return w + np.linalg.solve(X.T @ (X * (p * (1 - p))[:, None]), X.T @ (y - p))


def newton_with_a_matrix(w, X, y):
    p = expit(X @ w)
    return w - np.linalg.inv(X.T @ np.diag(p * (1 - p)) @ X) @ (X.T @ (p - y))


RIGHT = [
    (check_softmax_log_likelihood, log_likelihood),
    (check_softmax_log_likelihood, by_scipy),
    (check_softmax_gradient, gradient),
    (check_softmax_gradient, gradient_by_samples),
    (check_cross_entropy_objective, lambda P, Q: -xlogy(P, Q).sum(axis=1).mean()),
    (check_cross_entropy_objective, where),
    (check_newton_step, newton),
    (check_newton_step, newton_with_a_matrix),
    (check_log_loss, lambda margin: np.logaddexp(0, -margin)),
    (check_log_loss, lambda margin: np.maximum(0, -margin) + np.log1p(np.exp(-abs(margin)))),
]


def test_the_classes_are_the_columns_and_not_the_labels_that_occur():
    def by_labels(W, X, y):
        e = np.exp(X @ W)
        return X.T @ (np.eye(max(y) + 1)[y] - e / e.sum(axis=1, keepdims=True))

    report = check_softmax_gradient(by_labels)
    assert not report.passed
    assert "W.shape[1]" in repr(report)
