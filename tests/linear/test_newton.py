"""Wide problems take conjugate gradients and sparse products; the answer is the same."""

import re

import numpy as np
import pytest
import scipy

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
    X[:, -3:] = 0.0  # the last columns are empty
    compact, expected = gram.compact(X), np.diag(gram.weighted_gram(X, weights))
    for form in (X, compact):
        np.testing.assert_allclose(gram.weighted_squares(form, weights), expected)


def by_the_book(f, w, steps, lengths, armijo=1e-4):
    """Damped Newton with dense systems: the iterates and the lengths of the steps."""
    xs, lr = [w], []
    for _ in range(steps):
        gradient = f.grad(xs[-1])
        direction = -np.linalg.solve(f.hess(xs[-1]), gradient)
        t = next(t for t in lengths if f(xs[-1] + t * direction) <= f(xs[-1])
                 + armijo * t * gradient @ direction)  # fmt: skip
        xs, lr = [*xs, xs[-1] + t * direction], [*lr, t]
    return np.array(xs), np.array(lr)


@pytest.mark.parametrize("solver", [module.newton, module.newton_dense])
@pytest.mark.parametrize("scale", [0.1, 2.0], ids=["near", "far"])
def test_the_first_steps_are_those_of_the_book(solver, scale):
    rng = np.random.default_rng(8)
    X, y = rng.normal(size=(40, 4)), np.repeat([-1.0, 1.0], 20)
    f = CForm(LogLoss(), X, y, 5.0, SquaredNorm())
    start = scale * rng.normal(size=4)
    xs, lr = by_the_book(f, start, 3, 0.5 ** np.arange(40))
    assert (lr.min() < 1) == (scale > 1)  # from far away a whole step goes too far
    trace = solver(f, start, 1e-30, 3)
    np.testing.assert_allclose(trace.x, xs, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(trace.lr, lr)
    np.testing.assert_allclose(trace.value, [f(x) for x in xs], rtol=1e-12)
    np.testing.assert_allclose(trace.grad_norm, [np.linalg.norm(f.grad(x)) for x in xs], atol=1e-9)
    assert (trace.status, trace.steps, trace.f_evals) == ("max_steps", 3, 4)
    assert "stopped at step 3" in trace.message
    assert trace.evals.tolist() == [[1, 1], [2, 2], [3, 3], [4, 4]]
    assert (trace.f_evals, trace.grad_evals) == (4, 4)
    done = solver(f, start, 1e-14, 100)
    assert done.status == "converged"
    assert re.match(r"converged at step \d+: gap/f = \S+ ≤ 1e-14$", done.message)
    assert done.steps < 20
    short = solver(f, start, 1e-14, done.steps - 1)
    assert (short.status, short.steps) == ("max_steps", done.steps - 1)


@pytest.mark.parametrize("solver", [module.newton, module.newton_dense])
@pytest.mark.parametrize("armijo", [0.6, 0.8])
def test_a_fall_too_small_for_its_slope_halves_the_step(solver, armijo, monkeypatch):
    """A Newton step falls by about half of what its slope promises."""
    monkeypatch.setattr(module, "ARMIJO", armijo)
    X, y = np.random.default_rng(8).normal(size=(40, 4)), np.repeat([-1.0, 1.0], 20)
    f, start = CForm(LogLoss(), X, y, 5.0, SquaredNorm()), np.full(4, 0.1)
    xs, lr = by_the_book(f, start, 3, 0.5 ** np.arange(40), armijo)
    assert (lr < 1).all()
    trace = solver(f, start, 1e-30, 3)
    np.testing.assert_array_equal(trace.lr, lr)
    np.testing.assert_allclose(trace.x, xs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("leave", "steps"), [(1.01, 1), (0.99, 0)])
def test_where_no_length_falls_the_whole_step_must_be_flatter(leave, steps, monkeypatch):
    X, y = np.random.default_rng(8).normal(size=(40, 4)), np.repeat([-1.0, 1.0], 20)
    f, start = CForm(LogLoss(), X, y, 5.0, SquaredNorm()), np.array([3.0, -4.0, 5.0, 1.0])
    monkeypatch.setattr(module, "SHORTEST", 1.0)
    step = -np.linalg.solve(f.hess(start), f.grad(start))
    assert f(start + step) > f(start)
    share = abs(f.grad(start + step) @ step) / abs(f.grad(start) @ step)
    monkeypatch.setattr(module, "FLATTER", leave * share)
    trace = module.newton(f, start, 1e-30, 1)
    assert (trace.steps, trace.status) == (steps, "max_steps" if steps else "stalled")
    np.testing.assert_allclose(trace.x, [start, start + step][: steps + 1])
    np.testing.assert_allclose(trace.value, f(trace.x))


def test_a_fall_that_no_length_gives_ends_the_dense_run():
    class Lying(CForm):
        def _grad(self, x):
            return -super()._grad(x)

    X, y = np.random.default_rng(8).normal(size=(40, 4)), np.repeat([-1.0, 1.0], 20)
    trace = module.newton_dense(Lying(LogLoss(), X, y, 5.0, SquaredNorm()), np.ones(4), 1e-9, 7)
    assert (trace.status, trace.steps) == ("stalled", 0)
    assert trace.message.startswith("stalled at step 0: gap/f = ")
    assert trace.message.endswith("; rounding hides any further fall of f")


def test_conjugate_gradients_stop_as_soon_as_they_may():
    """SciPy's, with the same diagonal and the same tolerance, end on the same point."""
    rng = np.random.default_rng(9)
    X, curvature = rng.normal(size=(60, 30)) * np.logspace(0, 1, 30), rng.random(60)
    penalty, g = rng.random(30), rng.normal(size=30)
    H = np.diag(penalty) + X.T * curvature @ X
    before = g.copy()
    for forcing in (0.5, 0.2, 1e-3):
        p = module._conjugate_gradient(X, curvature, penalty, g, forcing)
        theirs, _ = scipy.sparse.linalg.cg(H, g, rtol=forcing, M=np.diag(1 / np.diag(H)))
        np.testing.assert_allclose(p, theirs, rtol=1e-6, atol=1e-12)
    np.testing.assert_array_equal(g, before)


def test_where_the_borders_are():
    """200 weights are factored, 5000 samples take no leap; what just bends enough is kept."""
    assert (module.WIDE, module.MANY, module.FORCING, module.FLAT) == (200, 5_000, 0.2, 0.3)
    X = np.arange(8.0)[:, None]
    curvature = np.array([3.0, 3.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]) * 0.3
    assert module._bent(X, curvature)[0].ravel().tolist() == [0, 1, 2, 3]  # 0.3 of the mean 0.3
    assert module._bent(X, np.r_[curvature[:4], 0.2, 0, 0, 0])[0] is X  # more than half
