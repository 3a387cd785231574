"""Wide problems take conjugate gradients and sparse products; the answer is the same."""

import numpy as np
import pytest

from course_lib.functions import CForm, LogLoss, SquaredNorm
from course_lib.linear import LogisticRegression, gram
from course_lib.linear import newton as module


def wide_samples(rng, n=120, d=230, filled=0.1):
    X = rng.normal(size=(n, d)) * (rng.random((n, d)) < filled)
    return X, np.where(rng.random(n) < 0.5, -1, 1)


@pytest.mark.parametrize("filled", [0.1, 1.0], ids=["sparse", "dense"])
def test_a_wide_fit_is_the_fit_by_factoring(monkeypatch, filled):
    X, y = wide_samples(np.random.default_rng(0), filled=filled)
    wide = LogisticRegression(tol=1e-8).fit(X, y)
    monkeypatch.setattr(module, "WIDE", 10**9)
    factored = LogisticRegression(tol=1e-8).fit(X, y)
    assert wide.trace_.status == factored.trace_.status == "converged"
    np.testing.assert_allclose(wide.weights_, factored.weights_, atol=1e-6)


def test_an_exact_step_solves_the_newton_system():
    rng = np.random.default_rng(1)
    X, y = wide_samples(rng, d=30)
    f = CForm(LogLoss(), X, y.astype(float), 2.0, SquaredNorm())
    w = rng.normal(size=30)
    curvature = 2.0 * LogLoss().second(X @ w, y)
    p = module._conjugate_gradient(X, curvature, f.penalty, w, f.grad(w), 1e-12)
    np.testing.assert_allclose(f.hess(w) @ p, f.grad(w), atol=1e-8)


def test_an_empty_column_without_a_penalty_does_no_harm():
    X, y = wide_samples(np.random.default_rng(2), n=2000, filled=1.0)
    X[:, 7] = 0.0
    model = LogisticRegression(penalty=None, max_iter=30).fit(X, y)
    assert np.isfinite(model.weights_).all()
    assert model.coef_[0, 7] == 0.0


def test_mostly_empty_arrays_become_sparse_with_the_same_products():
    rng = np.random.default_rng(3)
    X, _ = wide_samples(rng)
    weights = rng.random(len(X))
    compact = gram.compact(X)
    assert compact is not X
    assert isinstance(gram.compact(X + 1.0), np.ndarray)
    expected = np.diag(gram.weighted_gram(X, weights))
    for form in (X, compact):
        np.testing.assert_allclose(gram.weighted_squares(form, weights), expected)
