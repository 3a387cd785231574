"""The empirical risk against its definition, SciPy, scikit-learn and CVXPY."""

import numpy as np
import pytest
from scipy import optimize

from course_lib.functions import (
    L1,
    AbsoluteError,
    EmpiricalRisk,
    HuberLoss,
    SquaredError,
    SquaredNorm,
    add_bias,
)
from course_lib.functions import risk as risk_module
from tests.functions.differences import central

rng = np.random.default_rng(7)
X = add_bias(rng.normal(0, [1.0, 3.0], (40, 2)))
Y = X @ [5.0, -2.0, 0.5] + rng.normal(0, 1, 40)
W = rng.normal(0, 2, (25, 3))
LOSSES = [SquaredError(), AbsoluteError(), HuberLoss(1.5)]
every = pytest.mark.parametrize("loss", LOSSES, ids=str)


@every
def test_it_is_the_mean_loss(loss):
    f = EmpiricalRisk(loss, X, Y)
    want = [np.mean([loss(x @ w, y) for x, y in zip(X, Y, strict=True)]) for w in W]
    np.testing.assert_allclose(f(W), want, rtol=1e-12)


@every
def test_gradient_and_hessian(loss):
    f = EmpiricalRisk(loss, X, Y)
    np.testing.assert_allclose(f.grad(W), central(f, W, 1e-6), atol=1e-6)
    np.testing.assert_allclose(f.hess(W), central(f.grad, W, 1e-7), atol=1e-5)


@every
def test_many_points_are_the_same_as_one_by_one(loss, monkeypatch):
    monkeypatch.setattr(risk_module, "CHUNK", 300)  # several pieces even here
    f = EmpiricalRisk(loss, X, Y)
    grid = W[:24].reshape(2, 12, 3)
    for call in (f, f.grad, f.hess):
        want = np.array([[call(w) for w in row] for row in grid])
        np.testing.assert_allclose(call(grid), want, rtol=1e-12, atol=1e-13)
    d = W[24]
    want = [[f.directional(w, d) for w in row] for row in grid]
    np.testing.assert_allclose(f.directional(grid, d), want, rtol=1e-12, atol=1e-13)


@every
def test_directional_derivative_at_a_kink(loss):
    """A weight that fits two samples exactly, so that the absolute error has kinks there."""
    w = np.append(np.linalg.solve(X[:2, :2], Y[:2]), 0.0)
    f = EmpiricalRisk(loss, X[:5], np.append(X[:2] @ w, Y[2:5]))
    for d in W[:5]:
        want = (f(w + 1e-8 * d) - f(w)) / 1e-8
        np.testing.assert_allclose(f.directional(w, d), want, atol=1e-5)


def test_least_squares_solution_is_the_minimizer():
    f = EmpiricalRisk(SquaredError(), X, Y)
    np.testing.assert_allclose(f.grad(f.minimizer), 0, atol=1e-12)
    found = optimize.minimize(f, np.zeros(3), jac=f.grad, tol=1e-12)
    np.testing.assert_allclose(f.minimizer, found.x, atol=1e-6)
    np.testing.assert_allclose(f.minimum, found.fun)
    assert (f(W) > f.minimum).all()


class TestColumnsOfVeryDifferentSizes:
    """x³ to 1 for x up to 200,000: sixteen orders of magnitude, and an exact fit."""

    X = np.vander(np.linspace(1e3, 2e5, 300), 4)
    truth = np.array([1e-12, -2e-7, 3e-2, 500.0])
    f = EmpiricalRisk(SquaredError(), X, X @ truth)

    def test_the_exact_fit_is_found(self):
        assert self.f.minimum < 1e-12 * (self.f.y**2).mean()
        np.testing.assert_allclose(self.f.minimizer, self.truth, rtol=1e-6)

    def test_a_grid_is_the_same_as_a_loop(self):
        near = self.truth * (1 + 1e-2 * np.random.default_rng(1).normal(size=(20, 4)))
        np.testing.assert_allclose(self.f(near), [self.f(w) for w in near], rtol=1e-9)
        slopes = np.array([self.f.grad(w) for w in near])
        np.testing.assert_allclose(self.f.grad(near), slopes, rtol=1e-7)

    def test_against_exact_arithmetic(self):
        """The same fit in fractions, by the normal equations."""
        from fractions import Fraction as Q

        rows = [[Q(int(x)) ** k for k in (2, 1, 0)] for x in (1000, 40_000, 90_000, 200_000)]
        y = [Q(3), Q(-1), Q(4), Q(1)]
        A = [[sum(r[i] * r[j] for r in rows) for j in range(3)] for i in range(3)]
        b = [sum(r[i] * v for r, v in zip(rows, y, strict=True)) for i in range(3)]
        for i in range(3):  # Gauss–Jordan
            A[i], b[i] = [a / A[i][i] for a in A[i]], b[i] / A[i][i]
            for k in range(3):
                if k != i:
                    A[k], b[k] = ([p - A[k][i] * q for p, q in zip(A[k], A[i], strict=True)],
                                  b[k] - A[k][i] * b[i])  # fmt: skip
        f = EmpiricalRisk(SquaredError(), [[float(v) for v in r] for r in rows], [3, -1, 4, 1])
        np.testing.assert_allclose(f.minimizer, [float(w) for w in b], rtol=1e-9)


def test_dependent_columns_have_the_solution_of_least_norm():
    f = EmpiricalRisk(SquaredError(), np.column_stack([X, 1e6 * X[:, 1]]), Y)
    np.testing.assert_allclose(f.minimizer, np.linalg.pinv(f.X) @ Y, rtol=1e-6)
    assert f.strong_convexity is None


def test_no_digits_are_lost_near_a_perfect_fit():
    exact = EmpiricalRisk(SquaredError(), X, X @ [1e6, -2e6, 3e6])
    near = exact.minimizer + 1e-3 * W
    want = ((1e-3 * W @ X.T) ** 2).mean(axis=-1)
    np.testing.assert_allclose(exact(near), want, rtol=1e-6)
    assert (exact(near) >= 0).all()


def test_constants_are_the_extreme_eigenvalues():
    f = EmpiricalRisk(SquaredError(), X, Y)
    lam = np.linalg.eigvalsh(f.hess(W[0]))
    np.testing.assert_allclose([f.strong_convexity, f.smoothness], [lam[0], lam[-1]])
    wide = EmpiricalRisk(SquaredError(), X[:2], Y[:2])
    assert wide.strong_convexity is None
    assert EmpiricalRisk(AbsoluteError(), X, Y).smoothness is None
    huber = EmpiricalRisk(HuberLoss(1e9), X, Y)
    np.testing.assert_allclose(huber.smoothness, lam[-1] / 2)


def test_bounds_hold_the_minimizer_and_a_rise_of_the_variance():
    f = EmpiricalRisk(SquaredError(), X, Y)
    low, high = np.array(f.bounds).T
    np.testing.assert_allclose((low + high) / 2, f.minimizer)
    # along the first weight, with the others at their best, the risk rises by var(y)
    best = optimize.minimize(lambda v: f([high[0], *v]), f.minimizer[1:])
    np.testing.assert_allclose(best.fun - f.minimum, Y.var(), rtol=1e-6)


class TestMiniBatches:
    f = EmpiricalRisk(SquaredError(), X, Y)

    def test_unbiased(self):
        draw = np.random.default_rng(0)
        w = np.ones(3)
        grads = np.array([self.f.sample(draw, 4).grad(w) for _ in range(4000)])
        error = grads.std(axis=0) / np.sqrt(len(grads))
        assert (np.abs(grads.mean(axis=0) - self.f.grad(w)) < 4 * error).all()

    def test_without_replacement(self):
        draw = np.random.default_rng(0)
        for _ in range(50):
            assert len(np.unique(self.f.sample(draw, 39).X[:, 1])) == 39
        np.testing.assert_allclose(self.f.sample(draw, 40).grad(W), self.f.grad(W))

    def test_the_regularizer_is_kept(self):
        f = self.f + 10.0 * SquaredNorm()
        batch = f.sample(np.random.default_rng(0), 5)
        alone = self.f.sample(np.random.default_rng(0), 5)
        np.testing.assert_allclose(batch.grad(W), alone.grad(W) + 10 * W)

    def test_subset_is_the_risk_on_those_rows(self):
        part = self.f.subset([3, 5, 8])
        whole = EmpiricalRisk(SquaredError(), X[[3, 5, 8]], Y[[3, 5, 8]])
        np.testing.assert_array_equal(part(W), whole(W))
        assert part.samples == 3

    def test_seed_decides(self):
        a, b = (self.f.sample(np.random.default_rng(3), 6).y for _ in range(2))
        np.testing.assert_array_equal(a, b)

    def test_messages(self):
        draw = np.random.default_rng(0)
        with pytest.raises(ValueError, match="batch must be at most the 40 samples, got 41"):
            self.f.sample(draw, 41)
        with pytest.raises(ValueError, match="batch must be at least 1, got 0"):
            self.f.sample(draw, 0)
        with pytest.raises(TypeError, match="rng must be a numpy Generator"):
            self.f.sample(None, 4)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: EmpiricalRisk("l2", X, Y), TypeError, r"loss must be a Loss, got 'l2'; write Squ"),
        (lambda: EmpiricalRisk(SquaredError, X, Y), TypeError, "loss must be a Loss"),
        (lambda: EmpiricalRisk(SquaredError(), X[:, 1], Y), ValueError, r"write X\[:, None\]"),
        (lambda: EmpiricalRisk(SquaredError(), X[:3], Y[:2]), ValueError, "X has 3, y has 2"),
        (lambda: EmpiricalRisk(SquaredError(), X * np.nan, Y), ValueError, "X must be finite"),
        (lambda: EmpiricalRisk(SquaredError(), X[:0], Y[:0]), ValueError, "number of samples"),
    ],
)
def test_bad_data_is_named(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


def test_the_risk_of_a_far_point_is_inf_and_quiet():
    f = EmpiricalRisk(SquaredError(), X, Y)
    assert f(np.full(3, 1e200)) == np.inf
    assert f(np.full((1, 3), 1e200)) == np.inf


@pytest.mark.oracle
def test_ridge_and_lasso_are_those_of_scikit_learn():
    from sklearn.linear_model import Lasso, LinearRegression, Ridge

    n, features = len(X), X[:, 1:]
    plain = LinearRegression().fit(features, Y)
    f = EmpiricalRisk(SquaredError(), X, Y)
    np.testing.assert_allclose(f.minimizer, [plain.intercept_, *plain.coef_], rtol=1e-9)

    lam = 0.8
    ridge = Ridge(alpha=lam * n / 2).fit(features, Y)  # theirs: Σr² + α‖w‖²
    w = np.r_[ridge.intercept_, ridge.coef_]
    np.testing.assert_allclose((f + lam * SquaredNorm(1)).grad(w), 0, atol=1e-9)

    lasso = Lasso(alpha=lam / 2, tol=1e-12).fit(features, Y)  # theirs: Σr²/2n + α‖w‖₁
    w = np.r_[lasso.intercept_, lasso.coef_]
    g = f + lam * L1(1)
    for d in np.vstack([np.eye(3), -np.eye(3), W]):
        assert g.directional(w, d) >= -1e-6


@pytest.mark.oracle
def test_huber_and_absolute_error_are_those_of_cvxpy():
    import cvxpy as cp

    w = cp.Variable(3)
    r = X @ w - Y
    theirs = {AbsoluteError(): cp.abs(r), HuberLoss(1.5): cp.huber(r, 1.5) / 2}
    for loss, each in theirs.items():
        problem = cp.Problem(cp.Minimize(cp.sum(each) / len(Y)))
        problem.solve(solver=cp.CLARABEL)
        f = EmpiricalRisk(loss, X, Y)
        np.testing.assert_allclose(f(w.value), problem.value, rtol=1e-6)
        assert (f(w.value + 1e-2 * W) >= f(w.value) - 1e-9).all()
