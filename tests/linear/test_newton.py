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
    wide = LogisticRegression(tol=1e-14).fit(X, y)
    monkeypatch.setattr(module, "WIDE", 10**9)
    factored = LogisticRegression(tol=1e-14).fit(X, y)
    assert wide.trace_.status == factored.trace_.status == "converged"
    np.testing.assert_allclose(wide.weights_, factored.weights_, atol=1e-6)


def test_an_exact_step_solves_the_newton_system():
    rng = np.random.default_rng(1)
    X, y = wide_samples(rng, d=30)
    f = CForm(LogLoss(), X, y.astype(float), 2.0, SquaredNorm())
    w = rng.normal(size=30)
    curvature = 2.0 * LogLoss().second(X @ w, y)
    p = module._conjugate_gradient(X, curvature, np.ones(30), f.grad(w), 1e-12)
    np.testing.assert_allclose(f.hess(w) @ p, f.grad(w), atol=1e-8)


def test_samples_that_hardly_bend_are_left_out_of_the_hessian_alone(monkeypatch):
    rng = np.random.default_rng(4)
    X = rng.normal(size=(900, 230))
    y = np.sign(X[:, :5].sum(axis=1) + 0.5 * rng.normal(size=900))
    rows, original = [], module._conjugate_gradient

    def spy(A, *rest):
        rows.append(len(A))
        return original(A, *rest)

    monkeypatch.setattr(module, "_conjugate_gradient", spy)
    wide = LogisticRegression(tol=1e-14).fit(X, y)
    assert rows[0] == len(X)  # at w = 0 all samples are alike
    assert rows[-1] < len(X) / 2
    monkeypatch.setattr(module, "WIDE", 10**9)
    factored = LogisticRegression(tol=1e-14).fit(X, y)
    assert wide.trace_.status == factored.trace_.status == "converged"
    np.testing.assert_allclose(wide.weights_, factored.weights_, atol=1e-6)


def test_what_is_left_out_bends_less_than_a_part_of_the_mean():
    X, _ = wide_samples(np.random.default_rng(5))
    curvature = np.where(np.arange(len(X)) < 20, 1.0, 0.01)
    kept, theirs = module._bent(X, curvature)
    assert len(kept) == len(theirs) == 20
    np.testing.assert_array_equal(kept, X[:20])
    np.testing.assert_array_equal(theirs, 1.0)
    assert module._bent(X, curvature[::-1] + 1)[0] is X  # no copy where few are left out


def many_samples(rng):
    X = rng.normal(size=(6000, 3))
    return X, np.where(X @ [1.0, -2.0, 0.5] + rng.normal(size=6000) > 0, 1, -1)


def test_many_samples_begin_with_the_minimum_on_a_tenth(monkeypatch):
    X, y = many_samples(np.random.default_rng(6))
    leap = LogisticRegression(tol=1e-14).fit(X, y)
    monkeypatch.setattr(module, "MANY", 10**9)
    plain = LogisticRegression(tol=1e-14).fit(X, y)
    np.testing.assert_allclose(leap.weights_, plain.weights_, rtol=1e-7)
    assert leap.trace_.steps < plain.trace_.steps
    np.testing.assert_array_equal(leap.trace_.x[0], 0.0)
    below = plain.trace_.value - plain.trace_.value[-1]
    assert leap.trace_.value[1] - plain.trace_.value[-1] < below[1] / 10


def test_the_tenth_stands_for_all_against_the_penalty():
    X, y = many_samples(np.random.default_rng(6))
    f = CForm(LogLoss(), X, y.astype(float), 1e-3, SquaredNorm())
    start = np.zeros(3)
    aim = module._leap(f, start, f.grad(start))
    tenth = CForm(LogLoss(), X[::10], y[::10].astype(float), 1e-2, SquaredNorm())
    assert np.linalg.norm(tenth.grad(aim)) <= 1e-3 * np.linalg.norm(tenth.grad(start))


def test_a_tenth_that_is_unlike_the_rest_is_not_followed():
    X, y = many_samples(np.random.default_rng(7))
    y[::10] *= -1
    f = CForm(LogLoss(), X, y.astype(float), 1.0, SquaredNorm())
    assert module._leap(f, np.zeros(3), f.grad(np.zeros(3))) is None
    model = LogisticRegression(tol=1e-14).fit(X, y)
    assert model.trace_.status == "converged"


def test_where_rounding_hides_the_fall_the_slope_decides():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2000, 400)) * np.logspace(0, 1.5, 400)  # badly scaled, hardly penalized
    y = np.sign(X[:, :5].sum(axis=1) + 3 * rng.normal(size=2000))
    fit = LogisticRegression(C=1e6, tol=1e-13).fit(X, y)
    assert fit.trace_.status == "converged", fit.trace_.message


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
    np.testing.assert_array_equal(compact.toarray(), X)
    assert isinstance(gram.compact(X + 1.0), np.ndarray)
    expected = np.diag(gram.weighted_gram(X, weights))
    for form in (X, compact):
        np.testing.assert_allclose(gram.weighted_squares(form, weights), expected)
