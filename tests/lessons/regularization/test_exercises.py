"""Solutions of notebook 10's exercises that are right, each in another way than the notebook's."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from course_lib.lessons.regularization.exercises import (
    check_choose_lambda,
    check_elastic_threshold,
    check_lasso_sweeps,
)
from course_lib.linear import ridge_path


def threshold(a, lam, rho):
    return np.sign(a) * max(abs(a) - lam * rho, 0) / (1 + lam * (1 - rho))


def threshold_by_cases(a, lam, rho):
    if -lam * rho <= a <= lam * rho:
        return 0.0
    return (a - lam * rho if a > 0 else a + lam * rho) / (1 + lam - lam * rho)


def sweeps(X, y, lam, rounds):
    w, residual = np.zeros(X.shape[1]), y.copy()
    for _ in range(rounds):
        for j, x in enumerate(X.T):
            residual = residual + w[j] * x
            a = x @ residual / len(y)
            w[j] = np.sign(a) * max(abs(a) - lam, 0) / (x @ x / len(y))
            residual = residual - w[j] * x
    return w


def sweeps_by_the_gram_matrix(X, y, lam, rounds):
    G, c, w = X.T @ X / len(y), X.T @ y / len(y), [0.0] * X.shape[1]
    for j in list(range(len(w))) * rounds:
        a = c[j] - G[j] @ w + G[j, j] * w[j]
        w[j] = float(np.clip(a, None, -lam) + lam + np.clip(a, lam, None) - lam) / G[j, j]
    return np.array(w)


def crossed(X, y, lambdas, folds):
    fold, squares = np.arange(len(y)) % folds, np.zeros((len(lambdas), len(y)))
    for k in range(folds):
        W = ridge_path(X[fold != k], y[fold != k], lambdas)
        squares[:, fold == k] = (W[:, 1:] @ X[fold == k].T + W[:, :1] - y[fold == k]) ** 2
    errors = squares.mean(axis=1)
    return lambdas[np.argmin(errors)], errors.min()


def crossed_one_by_one(X, y, lambdas, folds):
    best = (np.inf, None)
    for lam in lambdas:
        total = 0.0
        for k in range(folds):
            inner = np.array([i for i in range(len(y)) if i % folds != k])
            outer = np.setdiff1d(np.arange(len(y)), inner)
            b, *w = ridge_path(X[inner], y[inner], [lam])[0]
            total += sum((y[i] - b - X[i] @ w) ** 2 for i in outer)
        best = min(best, (total / len(y), lam))
    return best[1], best[0]


RIGHT = [
    (check_elastic_threshold, threshold),
    (check_elastic_threshold, threshold_by_cases),
    (check_lasso_sweeps, sweeps),
    (check_lasso_sweeps, sweeps_by_the_gram_matrix),
    (check_choose_lambda, crossed),
    (check_choose_lambda, crossed_one_by_one),
]


@pytest.mark.parametrize("case", check_elastic_threshold.cases)
def test_the_asked_thresholds_are_minimizers(case):
    a, lam, rho = case.arguments

    def J(z):
        return 0.5 * (z - a) ** 2 + lam * (rho * abs(z) + (1 - rho) / 2 * z * z)

    found = minimize_scalar(J, bounds=(-5, 5), method="bounded", options=dict(xatol=1e-10))
    assert found.x == pytest.approx(case.expected, abs=1e-5)


def test_the_cases_of_cross_validation_choose_different_lambdas_inside_the_grid():
    chosen = [case.expected[0] for case in check_choose_lambda.cases()]
    assert len(set(chosen)) >= 2
    assert all(0.001 < lam < 10 for lam in chosen)
