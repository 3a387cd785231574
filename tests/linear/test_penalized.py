"""Lasso and elastic net: hand numbers, optimality, three solvers, the gap, the path, oracles."""

import re

import numpy as np
import pytest
from scipy import optimize

from course_lib.datasets import load_breast_cancer, load_toyota_corolla, standardize
from course_lib.functions import ElasticNet, EmpiricalRisk, SquaredError, SquaredNorm, add_bias
from course_lib.linear import duality_gap, lambda_grid, lambda_max, lasso, lasso_path, ridge_path
from course_lib.linear.penalized import PenalizedLeastSquares, _proximal, coordinate_passes
from course_lib.linear.penalized_path import ROUNDING, _Search


def cars(n=60):
    data = load_toyota_corolla(("Age_08_04", "KM", "HP", "Doors", "Weight"))
    return standardize(data.X[:n])[0], data.y[:n] / 1000


def tumours():
    data = load_breast_cancer(labels=(1, -1))
    return standardize(data.X)[0], data.y.astype(float)


def wide():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(30, 90)) + rng.normal(size=90)
    return X, X[:, :4].sum(axis=1) + rng.normal(size=30) + 5


def copies():
    X, y = cars()
    return np.column_stack([X, X[:, :2], -X[:, 1], np.full(len(y), 3.7)]), y


SETS = {"cars": cars, "tumours": tumours, "more features than samples": wide, "copies": copies}
every_set = pytest.mark.parametrize("name", SETS)
every_ratio = pytest.mark.parametrize("rho", [1.0, 0.5, 0.05])


def objective(X, y, lam, rho):
    """The stated objective in the terms of the functions package: another way to its value."""
    risk = 0.5 * EmpiricalRisk(SquaredError(), add_bias(X), y)
    return risk + lam * ElasticNet(rho, unpenalized=1)


def by_lbfgs(X, y, lam, rho):
    """The minimum as a smooth program in w = p − q with p, q ≥ 0."""
    n, d = X.shape

    def value(v):
        b, p, q = v[0], v[1 : d + 1], v[d + 1 :]
        w = p - q
        r = b + X @ w - y
        g = X.T @ r / n + lam * (1 - rho) * w
        f = r @ r / (2 * n) + lam * rho * v[1:].sum() + lam * (1 - rho) / 2 * w @ w
        return f, np.r_[r.mean(), g + lam * rho, -g + lam * rho]

    bounds = [(None, None)] + [(0, None)] * (2 * d)
    options = dict(maxiter=20_000, maxfun=40_000, ftol=1e-15, gtol=1e-10)
    found = optimize.minimize(value, np.zeros(2 * d + 1), jac=True, method="L-BFGS-B",
                              bounds=bounds, options=options)  # fmt: skip
    return found.fun


def assert_optimal(X, y, weights, lam, rho, atol):
    """0 ∈ ∂J: the slope of the loss is λρ times a subgradient of |w|, plus λ(1 − ρ)w."""
    b, w = weights[0], weights[1:]
    r = y - b - X @ w
    slope = X.T @ r / len(y) - lam * (1 - rho) * w
    assert abs(r.mean()) < atol
    np.testing.assert_allclose(slope[w != 0], lam * rho * np.sign(w[w != 0]), rtol=0, atol=atol)
    assert (np.abs(slope[w == 0]) <= lam * rho + atol).all()


# ---- one λ --------------------------------------------------------------------------------------


def test_orthogonal_columns_are_thresholded_one_by_one():
    """Columns with xᵀx/n = ½, least squares 4, −0.4, 0.1: each shrinks by λ/½ = 0.5."""
    X = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1.0]]) * 3**0.5
    y = X @ [4.0, -0.4, 0.1] + 7
    for method in ("coordinate", "ista", "fista"):
        weights = lasso(X, y, 0.25, method=method, tol=1e-13).weights
        np.testing.assert_allclose(weights, [7, 3.75, -0.15, 0], atol=1e-6)


@every_set
@every_ratio
@pytest.mark.parametrize("method", ["coordinate", "fista"])
def test_solvers_reach_an_independent_minimum(name, rho, method):
    X, y = SETS[name]()
    lam = 0.05 * lambda_max(X, y, rho)
    fit = lasso(X, y, lam, rho, method=method, tol=1e-9)
    assert fit.status == "converged"
    assert (fit.lam, fit.l1_ratio) == (lam, rho)
    f, start = objective(X, y, lam, rho), np.r_[y.mean(), np.zeros(X.shape[1])]
    assert f(fit.weights) - by_lbfgs(X, y, lam, rho) <= 1e-8 * f(start)
    assert fit.gap[-1] <= 1e-9
    assert fit.rounds == len(fit.gap) - 1


def test_ista_is_slower_and_ends_at_the_same_weights():
    X, y = cars()
    slow, fast, coordinate = (
        lasso(X, y, 0.1, method=m, tol=1e-12) for m in ("ista", "fista", "coordinate")
    )
    np.testing.assert_allclose(slow.weights, coordinate.weights, atol=1e-5)
    np.testing.assert_allclose(fast.weights, coordinate.weights, atol=1e-5)
    assert fast.rounds < slow.rounds


def test_a_solver_cut_short_says_so():
    fit = lasso(*tumours(), 1e-3, max_rounds=3, tol=1e-12)
    assert (fit.status, fit.rounds) == ("max_rounds", 3)
    assert "relative gap" in fit.message


# ---- the gap and λ_max --------------------------------------------------------------------------


@every_set
@every_ratio
def test_the_gap_bounds_the_distance_of_values_and_closes(name, rho):
    X, y = SETS[name]()
    lam = 0.1 * lambda_max(X, y, rho)
    best = lasso_path(X, y, [lam], rho).weights[0]
    f, rng = objective(X, y, lam, rho), np.random.default_rng(0)
    for size in (0.0, 1e-6, 1e-3, 1.0, 10.0):
        w = best[1:] + size * rng.normal(size=X.shape[1])
        weights = np.r_[y.mean() - X.mean(axis=0) @ w, w]
        gap = duality_gap(X, y, weights, lam, rho)
        assert gap >= f(weights) - f(best) - 1e-10 * f(weights)
    assert duality_gap(X, y, best, lam, rho) <= 1e-10 * y.var()


@every_set
@every_ratio
def test_at_lambda_max_the_last_weight_goes(name, rho):
    X, y = SETS[name]()
    top = lambda_max(X, y, rho)
    path = lasso_path(X, y, [1.001 * top, 0.999 * top], rho)
    assert (path.weights[0, 1:] == 0).all()
    assert path.weights[0, 0] == pytest.approx(y.mean())
    assert path.active[1] >= 1


# ---- the path -----------------------------------------------------------------------------------


@every_set
@every_ratio
def test_every_point_of_the_path_is_optimal(name, rho):
    X, y = SETS[name]()
    path = lasso_path(X, y, l1_ratio=rho)
    assert path.lam[0] == pytest.approx(lambda_max(X, y, rho))
    assert path.lam[-1] == pytest.approx(1e-3 * path.lam[0])
    assert path.gap.max() <= 1e-8
    for lam, weights in zip(path.lam, path.weights, strict=True):
        assert_optimal(X, y, weights, lam, rho, atol=1e-7 * path.lam[0])


def test_the_order_of_lambdas_and_the_copies_do_not_matter():
    X, y = tumours()
    lam = np.array([0.01, 0.3, 0.001, 0.3])
    path = lasso_path(X, y, lam)
    for k in range(len(lam)):
        np.testing.assert_allclose(
            path.weights[k], lasso_path(X, y, [lam[k]]).weights[0], atol=1e-9
        )
    np.testing.assert_array_equal(path.lam, lam)


def test_many_features_go_another_way_to_the_same_path(monkeypatch):
    X, y = wide()
    whole = lasso_path(X, y, tol=1e-10)
    monkeypatch.setattr("course_lib.linear.penalized_path.WHOLE_GRAM", 10)
    screened = lasso_path(X, y, tol=1e-10)
    np.testing.assert_allclose(screened.weights, whole.weights, atol=1e-8)
    assert screened.gap.max() <= 1e-10


def test_a_factor_that_is_mended_leads_to_the_same_path(monkeypatch):
    """120 weights: mended from the first one on, from the 65th on, and made anew each time."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(300, 120)) + rng.normal(size=(300, 1))
    y = X @ rng.normal(size=120) + rng.normal(size=300)
    usual = lasso_path(X, y)
    assert usual.active.max() > 100
    for few in (0, 1000):
        monkeypatch.setattr("course_lib.linear.penalized_path.FEW", few)
        np.testing.assert_allclose(lasso_path(X, y).weights, usual.weights, atol=1e-10)
    assert usual.gap.max() < 1e-12


def test_features_that_the_strong_rule_left_out_wrongly_are_found_again():
    """Told that λ came from 0, the rule keeps only slopes of 2λ and more: too few."""
    X, y = wide()
    search = _Search(PenalizedLeastSquares(X, y))
    search.small, search.before = False, 0.0
    lam = 0.1 * lambda_max(X, y)
    w, gap = search.move_to(lam, goal=np.inf)
    assert gap <= 1e-12 * y.var()
    np.testing.assert_allclose(w, lasso_path(X, y, [lam]).weights[0, 1:], atol=1e-9)


@pytest.mark.parametrize("whole", [10, 1500])
def test_copies_let_in_together_make_a_singular_system_and_no_harm(monkeypatch, whole):
    monkeypatch.setattr("course_lib.linear.penalized_path.WHOLE_GRAM", whole)
    rng = np.random.default_rng(0)
    A = rng.normal(size=(50, 60))
    X, y = np.column_stack([A, A, -A]), A[:, :30].sum(axis=1) + rng.normal(size=50)
    path = lasso_path(X, y, [1e-3 * lambda_max(X, y)])
    assert path.gap[0] <= 1e-11  # without the sure and slow way, which stops at 1e-8


def test_weights_go_along_the_line_to_the_first_zero(monkeypatch):
    """From (1, 3, 1) towards (−1, −1, 2) the first weight meets 0 halfway, where 3 is 1."""
    search, asked = _Search(PenalizedLeastSquares(*wide()[:2])), []
    search.w[:3], search.signs[:3] = [1.0, 3.0, 1.0], 1.0

    def solve(active, right, square):
        asked.append((active.tolist(), search.w[:3].tolist()))
        return np.array([-1.0, -1.0, 2.0])[: active.size] if len(asked) == 1 else np.array([2.0, 4])

    monkeypatch.setattr(search, "_solve", solve)
    search._settle(0.1, 0.0)
    assert asked == [([0, 1, 2], [1, 3, 1]), ([1, 2], [0, 1, 1.5])]
    np.testing.assert_array_equal(search.w[:3], [0, 2, 4])
    np.testing.assert_array_equal(search.signs[:3], [0, 1, 1])


def test_the_value_is_what_the_formula_says():
    X, y = cars()
    problem, w, lam = PenalizedLeastSquares(X, y, 0.3), np.linspace(-1, 1, X.shape[1]), 0.2
    r = (y - y.mean()) - (X - X.mean(axis=0)) @ w
    norms = 0.3 * np.abs(w).sum() + 0.7 / 2 * w @ w
    assert problem.value(w, lam) == pytest.approx(np.mean(r**2) / 2 + lam * norms)
    assert problem.scale == pytest.approx(problem.value(0 * w, lam))


def test_a_constant_column_is_0_and_not_what_rounding_leaves_of_it():
    X = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    assert (X[:, 0] - X[:, 0].mean()).any()
    np.testing.assert_array_equal(PenalizedLeastSquares(X, np.arange(7.0)).X[:, 0], 0)
    np.testing.assert_array_equal(
        PenalizedLeastSquares(X, np.arange(7.0)).X[:, 1], np.arange(-3, 4)
    )


def test_slopes_are_told_apart_by_the_largest_of_them():
    problem = PenalizedLeastSquares(*cars())
    assert _Search(problem).rounding == ROUNDING * np.abs(problem.covariance).max()


def test_one_factor_serves_the_lasso_of_few_features_alone():
    X, y = cars()
    assert _Search(PenalizedLeastSquares(X, y)).factor is not None
    assert _Search(PenalizedLeastSquares(X, y, 0.5)).factor is None


def test_a_singular_system_of_copies_shares_the_weight(monkeypatch):
    a = np.array([1.0, -1.0, 2.0, -2.0])
    search = _Search(PenalizedLeastSquares(np.column_stack([a, a]), 3 * a))
    z = search._solve(np.array([0, 1]), search.problem.covariance, 0.0)
    np.testing.assert_allclose(z, [1.5, 1.5], rtol=1e-3)
    assert search.solves == 1


def test_where_the_linear_systems_fail_coordinate_descent_goes_on(monkeypatch):
    X, y = cars()
    exact = lasso_path(X, y, [0.1, 0.01])
    monkeypatch.setattr(_Search, "_settle", lambda *_: None)
    sure = lasso_path(X, y, [0.1, 0.01])
    assert (sure.gap <= 1e-8).all()
    np.testing.assert_allclose(sure.weights, exact.weights, atol=1e-3)


def test_the_lasso_path_is_straight_between_its_knots():
    """Where no weight comes or goes, the weights are linear in λ (so no grid is needed)."""
    X, y = cars()
    lam = np.linspace(lambda_max(X, y), 1e-3, 400)
    path = lasso_path(X, y, lam)
    bent = np.abs(np.diff(path.weights, 2, axis=0)).max(axis=1) > 1e-9
    sets = np.sign(path.weights[:, 1:])
    changed = (np.diff(sets, axis=0) != 0).any(axis=1)
    assert not (bent & ~(changed[:-1] | changed[1:])).any()
    assert 5 <= changed.sum() <= 12


@pytest.mark.parametrize("unit", [1e-8, 1e8])
def test_the_unit_of_y_does_not_matter(unit):
    X, y = cars()
    known, other = lasso_path(X, y), lasso_path(X, unit * y)
    np.testing.assert_allclose(other.lam, unit * known.lam, rtol=1e-9)
    np.testing.assert_allclose(other.weights, unit * known.weights, rtol=1e-6, atol=1e-9 * unit)


def test_ridge_by_the_normal_equations():
    X, y = tumours()
    n, d = X.shape
    for lam, weights in zip([0.0, 0.1, 10.0], ridge_path(X, y, [0.0, 0.1, 10.0]), strict=True):
        A = add_bias(X)
        penalty = n * lam * np.diag(np.r_[0, np.ones(d)])
        np.testing.assert_allclose(weights, np.linalg.solve(A.T @ A + penalty, A.T @ y), atol=1e-8)
        f = 0.5 * EmpiricalRisk(SquaredError(), A, y) + lam * SquaredNorm(unpenalized=1)
        np.testing.assert_allclose(f.grad(weights), 0, atol=1e-10)


def test_a_small_l1_part_comes_near_to_ridge():
    X, y = cars()
    near = lasso_path(X, y, [0.2], 1e-6).weights[0]
    np.testing.assert_allclose(near, ridge_path(X, y, [0.2])[0], atol=1e-5)


# ---- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda X, y: lasso(X, y[:-1], 0.1), "X and y must have equally many rows"),
        (lambda X, y: lasso(X, y, 0.0), "lam must be positive, got 0.0; for least squares write"),
        (lambda X, y: lasso(X, y, 0.1, 0.0), "l1_ratio must be in (0, 1], got 0"),
        (lambda X, y: lasso(X, y, 0.1, method="lars"), "method must be one of"),
        (lambda X, y: lasso_path(X, y, [0.1, -1.0]), "lambdas must be positive, got -1"),
        (lambda X, y: ridge_path(X, y, [-1.0]), "lambdas must be ≥ 0, got -1"),
        (lambda X, y: lasso_path(X[:, 0], y), "write X[:, None] for one feature"),
        (lambda X, y: duality_gap(X, y, [1.0], 0.1), "weights"),
        (lambda X, y: lambda_grid(0.0), "highest must be"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        call(*cars())


def test_no_price_is_least_squares():
    with pytest.raises(ValueError, match="lambdas must be positive, got 0; λ = 0 is least squares"):
        lasso_path(*cars(), [1.0, 0.0])


def test_the_arrays_of_the_caller_stay_as_they_are():
    X, y = cars()
    kept, problem = (X.copy(), y.copy()), PenalizedLeastSquares(X, y)
    covariance = problem.covariance.copy()
    _Search(problem).move_to(0.1 * problem.lambda_max, 1e-8)
    np.testing.assert_array_equal(problem.covariance, covariance)
    lasso_path(X, y)
    lasso(X, y, 0.1)
    ridge_path(X, y, [1.0])
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(y, kept[1])


# ---- other libraries ----------------------------------------------------------------------------


@pytest.mark.oracle
@every_set
def test_scikit_learn_has_the_same_weights(name):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = SETS[name]()
    lam, exact = 0.05 * lambda_max(X, y), dict(tol=1e-12, max_iter=1_000_000)
    f = objective(X, y, lam, 1.0)
    theirs = linear_model.Lasso(alpha=lam, **exact).fit(X, y)
    mine = lasso_path(X, y, [lam]).weights[0]
    other = np.r_[theirs.intercept_, theirs.coef_]
    assert f(mine) <= f(other) + 1e-12 * y.var()
    if name != "copies":  # there the weights are not unique
        np.testing.assert_allclose(mine, other, atol=2e-5 * np.abs(other).max())
    theirs = linear_model.ElasticNet(alpha=lam, l1_ratio=0.5, **exact).fit(X, y)
    mine = lasso_path(X, y, [lam], 0.5).weights[0]
    np.testing.assert_allclose(mine[1:], theirs.coef_, atol=2e-5 * np.abs(mine).max())
    theirs = linear_model.Ridge(alpha=len(y) * lam).fit(X, y)
    mine = ridge_path(X, y, [lam])[0]
    np.testing.assert_allclose(mine[1:], theirs.coef_, atol=1e-8 * np.abs(mine).max())


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["cars", "tumours"])
def test_scikit_learn_has_the_same_path(name):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = SETS[name]()
    mine = lasso_path(X, y)
    _, coef, _ = linear_model.lasso_path(X, y - y.mean(), alphas=mine.lam, tol=1e-12,
                                         max_iter=1_000_000)  # fmt: skip
    np.testing.assert_allclose(mine.weights[:, 1:].T, coef, atol=1e-5 * np.abs(coef).max())


@pytest.mark.oracle
@every_set
@every_ratio
def test_cvxpy_has_the_same_minimum(name, rho):
    cp = pytest.importorskip("cvxpy")
    X, y = SETS[name]()
    lam = 0.1 * lambda_max(X, y, rho)
    b, w = cp.Variable(), cp.Variable(X.shape[1])
    penalty = lam * (rho * cp.norm1(w) + (1 - rho) / 2 * cp.sum_squares(w))
    problem = cp.Problem(cp.Minimize(cp.sum_squares(y - X @ w - b) / (2 * len(y)) + penalty))
    problem.solve(solver=cp.CLARABEL)
    mine = lasso_path(X, y, [lam], rho).weights[0]
    assert float(objective(X, y, lam, rho)(mine)) == pytest.approx(problem.value, rel=1e-6)


def test_the_systems_that_were_solved_are_counted():
    """λ = 2 lets nothing in; λ = 1 one feature; λ = 0.1 moves it, and then lets in the other."""
    X, y = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]], [5.0, -3.0, 1.4, 0.6]
    assert [lasso_path(X, y, lam).solves for lam in ([2.0], [2.0, 1.0], [2.0, 1.0, 0.1])] == [
        0,
        1,
        3,
    ]


@pytest.mark.parametrize("accelerated", [False, True], ids=["ista", "fista"])
@pytest.mark.parametrize("rho", [1.0, 0.4])
def test_proximal_steps_as_in_the_papers(accelerated, rho):
    X, y = copies()
    problem, lam = PenalizedLeastSquares(X, y, rho), 0.05
    A, b, n = X - X.mean(axis=0), y - y.mean(), len(y)
    eta = n / np.linalg.norm(A, 2) ** 2
    R = lam * ElasticNet(rho, unpenalized=0)

    def step(v):
        return R.prox(v - eta * A.T @ (A @ v - b) / n, eta)

    walk = _proximal(problem, lam, accelerated)
    w = v = np.zeros(X.shape[1])
    theta, restarts = 1.0, 0
    for _ in range(150):
        np.testing.assert_allclose(next(walk), w, rtol=1e-7, atol=1e-9)
        new = step(v)
        if accelerated and (v - new) @ (new - w) > 0:
            new, theta, restarts = step(w), 1.0, restarts + 1
        after = (1 + np.sqrt(1 + 4 * theta**2)) / 2
        v = new + (theta - 1) / after * (new - w) if accelerated else new
        w, theta = new, after
    assert (restarts > 0) == accelerated


def test_coordinate_passes_as_in_the_book():
    X, y = cars()
    problem, lam, rho = PenalizedLeastSquares(X, y, 0.7), 0.05, 0.7
    A, b, n = X - X.mean(axis=0), y - y.mean(), len(y)
    start = np.linspace(-1, 1, X.shape[1])
    walk, w = coordinate_passes(problem, lam, start.copy()), start.copy()
    for _ in range(4):
        np.testing.assert_allclose(next(walk), w, rtol=1e-9, atol=1e-12)
        for j in range(w.size):
            rest = A[:, j] @ (b - A @ w + A[:, j] * w[j]) / n
            size = max(abs(rest) - lam * rho, 0) / (A[:, j] @ A[:, j] / n + lam * (1 - rho))
            w[j] = np.sign(rest) * size


def test_a_target_without_spread_leaves_nothing_to_fit():
    X, _ = cars()
    problem = PenalizedLeastSquares(X, np.full(len(X), 3.0))
    assert problem.gap(np.zeros(X.shape[1]), 0.1) == 0.0
    fit = lasso(X, np.full(len(X), 3.0), 0.1)
    assert (fit.status, fit.gap.tolist(), fit.weights[0]) == ("converged", [0.0], 3.0)


def test_passes_leave_the_start_as_it_is():
    problem = PenalizedLeastSquares(*cars())
    start = np.ones(problem.dim)
    passes = coordinate_passes(problem, 0.1, start)
    np.testing.assert_array_equal(next(passes), start)
    assert (next(passes) != 1).any()
    np.testing.assert_array_equal(start, 1.0)


def test_alone_comes_the_feature_with_the_steepest_slope():
    search = _Search(PenalizedLeastSquares(*cars()))
    c, lam = search.problem.covariance, 0.1 * search.problem.lambda_max
    assert (np.abs(c) > lam).sum() > 1
    assert search._let_in(lam, None, together=False)
    assert np.flatnonzero(search.signs).tolist() == [np.abs(c).argmax()]
    search.signs[:] = 0
    assert search._let_in(lam, None, together=True)
    np.testing.assert_array_equal(search.signs, np.where(np.abs(c) > lam, np.sign(c), 0))


def test_the_goal_is_a_part_of_the_value_at_0(monkeypatch):
    X, y = cars()
    goals, size = [], X.shape[1]
    monkeypatch.setattr(
        _Search, "move_to", lambda self, lam, goal: (goals.append(goal), (np.zeros(size), 1.0))[1]
    )
    path = lasso_path(X, 3 * y, [1.0, 2.0], tol=1e-5)
    scale = np.var(3 * y) / 2
    np.testing.assert_allclose(goals, 1e-5 * scale)
    np.testing.assert_allclose(path.gap, 1 / scale)


@pytest.mark.parametrize("small", [True, False])
def test_the_gap_of_a_path_is_that_of_the_problem(small):
    problem = PenalizedLeastSquares(*cars(), 0.4)
    search, w = _Search(problem), np.linspace(-0.2, 0.3, problem.dim)
    search.small, search.slope = small, problem.X.T @ (problem.y - problem.X @ w) / problem.samples
    for lam in (0.1, 1.0):
        assert search._gap(w, lam) == pytest.approx(problem.gap(w, lam), rel=1e-9)
    best, gap = search._go_on(w, 0.1, 1e-3)
    assert gap == pytest.approx(problem.gap(best, 0.1))
    assert gap <= 1e-3
    np.testing.assert_array_equal(search.w, best)
    np.testing.assert_array_equal(search.signs, np.sign(best))
    slope = problem.X.T @ (problem.y - problem.X @ best) / problem.samples
    np.testing.assert_allclose(search.slope, slope)
