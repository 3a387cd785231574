"""Solutions of notebook 15's exercises that are right, each in another way than the notebook's."""

import numpy as np
from scipy import linalg

from course_lib.lessons.preprocessing_and_sampling.exercises import (
    check_cholesky_whiten,
    check_my_whitening,
    check_one_step,
    check_prepare,
)
from course_lib.linear import whitening


def one_step(Z, y):
    A = np.column_stack([np.ones(len(Z)), Z])
    gradient = -2 * A.T @ y / len(y)
    b, *w = -0.5 * gradient
    return b, np.array(w)


def one_step_by_a_loop(Z, y):
    w = np.zeros(Z.shape[1])
    for z, target in zip(Z, y, strict=True):
        w = w + target * z / len(Z)
    return sum(y) / len(y), w


def cholesky_whiten(X):
    C = X - X.mean(axis=0)
    L = linalg.cholesky(np.cov(X.T, bias=True), lower=True)
    return linalg.solve_triangular(L, C.T, lower=True).T


def cholesky_by_qr(X):
    Q, R = np.linalg.qr(X - X.mean(axis=0))
    return Q * np.sign(np.diag(R)) * np.sqrt(len(X))


def prepare(X_train, X_test, eps):
    white = whitening(X_train, eps=eps, kind="zca")
    return white.apply(X_train), white.apply(X_test)


def prepare_by_a_root(X_train, X_test, eps):
    mean, S = X_train.mean(axis=0), np.cov(X_train.T, bias=True)
    W = linalg.inv(linalg.sqrtm(S + eps * np.eye(len(S))))
    return (X_train - mean) @ W, (X_test - mean) @ W


RIGHT = [
    (check_one_step, one_step),
    (check_one_step, one_step_by_a_loop),
    (check_cholesky_whiten, cholesky_whiten),
    (check_cholesky_whiten, cholesky_by_qr),
    (check_prepare, prepare),
    (check_prepare, prepare_by_a_root),
    (check_my_whitening, lambda: (25, 1e-9)),
    (check_my_whitening, lambda: (30, 0.1)),
]


def test_the_asked_columns_use_only_earlier_ones():
    X = check_cholesky_whiten.asks[1].arguments[0]
    Z = check_cholesky_whiten.asks[1].expected
    np.testing.assert_allclose(np.cov(Z.T, bias=True), np.eye(4), atol=1e-10)
    W = np.linalg.lstsq(X - X.mean(axis=0), Z, rcond=None)[0].T
    np.testing.assert_allclose(np.triu(W, 1), 0, atol=1e-9)


def test_too_low_an_accuracy_is_told_with_its_number():
    report = check_my_whitening(lambda: (5, 1e-9))
    assert not report.passed
    assert "at least 58%" in repr(report)
