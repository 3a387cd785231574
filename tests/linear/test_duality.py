"""What "converged" promises: how far above its minimum an objective is, for every C and solver."""

from itertools import product

import numpy as np
import pytest
import scipy

from course_lib.functions import CForm, ElasticNet, LogLoss, add_bias
from course_lib.linear import LinearSVM, LogisticRegression
from course_lib.linear.duality import RelativeGap, _Pulls, logistic_gap, stopping_test
from course_lib.optim import GradientDescent, GradientNorm, minimize
from tests.linear.data import overlapping, penguins

PRICES = (1e-4, 1e-2, 1.0, 1e2, 1e4)
KINDS = {"l2": 0.0, "l1": 1.0, "elasticnet": 0.3}
CASES = [*product(["l2"], ["newton", "lbfgs", "gd"]), *product(["l1", "elasticnet"], ["newton"]),
         ("l1", "gd"), ("elasticnet", "gd")]  # fmt: skip


def objective(X, y, C, rho):
    """Written out; w = (b, u − v) with u, v ≥ 0, where every penalty is smooth."""
    signed = y[:, None] * np.c_[np.ones(len(X)), X]
    d = X.shape[1]

    def f(z):
        u, v = z[1 : d + 1], z[d + 1 :]
        margins = signed @ np.r_[z[0], u - v]
        slope = -C * (signed.T @ scipy.special.expit(-margins))
        value = C * np.logaddexp(0, -margins).sum() + rho * (u + v).sum()
        value += (1 - rho) / 2 * ((u - v) @ (u - v))
        pull = slope[1:] + (1 - rho) * (u - v)
        return value, np.r_[slope[0], pull + rho, rho - pull]

    return f


def least(X, y, C, rho):
    """The minimum by SciPy, a solver that knows nothing of gaps."""
    bounds = [(None, None)] + [(0, None)] * (2 * X.shape[1])
    options = dict(ftol=1e-15, gtol=1e-12 * C, maxiter=5000, maxfun=20_000)
    start = np.zeros(2 * X.shape[1] + 1)
    return scipy.optimize.minimize(objective(X, y, C, rho), start, jac=True, method="L-BFGS-B",
                                   bounds=bounds, options=options).fun  # fmt: skip


@pytest.mark.parametrize("penalty", KINDS)
def test_converged_means_the_same_at_every_price(penalty):
    X, y = overlapping()
    reached = set()
    for C in PRICES:
        best = least(X, y, C, KINDS[penalty])
        for tol, solver in product((1e-2, 1e-5), [s for p, s in CASES if p == penalty]):
            model = LogisticRegression(
                C=C, penalty=penalty, l1_ratio=0.3, solver=solver, tol=tol, max_iter=500
            ).fit(X, y)
            value = model.trace_.value[-1]
            assert best <= value * (1 + 1e-9), "SciPy has found the minimum"
            if model.trace_.status == "converged":
                assert value - best <= tol * value + 1e-9 * best, (C, solver)
                reached.add((C, solver))
    assert len(reached) >= len(PRICES) * (len(CASES) // 3) - 1  # gd at 1e-4 may take too long


@pytest.mark.parametrize("C", [1e2, 1e4])
def test_a_step_that_rounding_hides_is_judged_by_its_slope(C):
    """The gap of an L1 norm shrinks with the slope, when f has long been as small as it gets."""
    model = LogisticRegression(C=C, penalty="l1", tol=1e-12).fit(*overlapping())
    assert model.trace_.status == "converged", model.trace_.message


def test_softmax_keeps_the_same_promise():
    X, y = penguins()
    for C in PRICES[::2]:
        best = LogisticRegression(C=C, tol=1e-13).fit(X, y).trace_.value[-1]
        for solver, tol in product(("newton", "lbfgs"), (1e-1, 1e-3, 1e-6)):
            trace = LogisticRegression(C=C, solver=solver, tol=tol).fit(X, y).trace_
            assert trace.status == "converged"
            assert trace.value[-1] <= best / (1 - tol) + 1e-9


@pytest.mark.parametrize("C", [1e-3, 1.0, 100.0])
def test_the_dual_machine_stops_at_a_gap(C):
    X, y = overlapping()
    best = LinearSVM(C=C, tol=1e-11).fit(X, y).trace_.dual_value.max()
    for solver, tol in product(("qp", "dual_cd"), (1e-1, 1e-4)):
        svm = LinearSVM(C=C, solver=solver, tol=tol, max_iter=150, rng=np.random.default_rng(0))
        trace = svm.fit(X, y).trace_
        near = trace.value[-1] <= best / (1 - tol) + 1e-9
        assert near or trace.status == "max_steps"
        assert near or (solver, C) == ("dual_cd", 100.0)


@pytest.mark.parametrize("rho", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("C", [1e-3, 1.0, 30.0])
def test_the_gap_is_that_to_a_point_of_the_dual(rho, C):
    """−½‖v‖² (or its like) + C Σ entropy(αᵢ/C) at one feasible α bounds f(w) from below."""
    X, y = overlapping()
    f = CForm(LogLoss(), add_bias(X), y, C, ElasticNet(rho, 1))
    best = least(X, y, C, rho)
    run = LogisticRegression(C=C, penalty="elasticnet", l1_ratio=rho, max_iter=30).fit(X, y).trace_
    far = np.array([0.3, 0.2, -0.4, 0.1])
    for w in (*run.x[1:], run.x[-1] + 1e-3 * far, run.x[-1] + 0.1 * far, far):
        gap, above = logistic_gap(f, w), float(f(w)) - best
        assert gap >= above - 1e-9 * best
        assert gap <= 40 * max(1.0, C) * (above + 1e-9 * best) + 0.1 * (rho == 1) * best


@pytest.mark.parametrize("rho", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("C", [0.01, 2.0])
def test_the_gap_is_the_distance_of_primal_and_dual(rho, C):
    """Without a bias: f(w) − D at α = C u, u the weights of the samples, for L1 made feasible."""
    X, y = overlapping()
    f = CForm(LogLoss(), X, y, C, ElasticNet(rho, 0))
    for w in np.random.default_rng(3).normal(size=(4, X.shape[1])):
        u = scipy.special.expit(-y * (X @ w))
        if rho == 1:
            u = u * min(1.0, 1 / np.abs(C * X.T @ (y * u)).max())
        v = C * X.T @ (y * u)
        conjugate = 0.0 if rho == 1 else np.maximum(np.abs(v) - rho, 0) ** 2 / (2 * (1 - rho))
        dual = C * (scipy.special.entr(u) + scipy.special.entr(1 - u)).sum() - np.sum(conjugate)
        assert logistic_gap(f, w) == pytest.approx(float(f(w)) - dual, rel=1e-9)


def test_the_gap_of_a_ridge_is_half_the_square_of_the_slope():
    """At the best bias, where the pulls balance: f(w) − D = ½‖∇f‖²."""
    X, y = overlapping()
    f = CForm(LogLoss(), add_bias(X), y, 2.0)
    w = np.array([0.0, 0.5, -0.5, 1.0])
    w[0] = scipy.optimize.brentq(lambda b: f.grad([b, *w[1:]])[0], -5, 5, xtol=1e-15)
    assert logistic_gap(f, w) == pytest.approx(f.grad(w) @ f.grad(w) / 2, rel=1e-9)
    moved = w + np.array([0.3, 0, 0, 0])
    rise = float(f(moved) - f(w))
    assert logistic_gap(f, moved) == pytest.approx(logistic_gap(f, w) + rise, rel=1e-9)


def test_as_a_stopping_test_of_any_run():
    X, y = overlapping()
    f = CForm(LogLoss(), add_bias(X), y, 1.0)
    test = RelativeGap(1e-3, f)
    trace = minimize(f, np.zeros(4), GradientDescent(1 / f.smoothness), 500, stop=test)
    assert trace.status == "converged"
    gaps = test.measures(trace)
    assert gaps[-1] <= 1e-3 < gaps[-2]
    assert test.first(trace) == trace.steps
    assert f"gap/f = {gaps[-1]:.3g} ≤ 0.001" in trace.message


def test_what_has_no_gap_is_judged_by_its_gradient():
    X, y = overlapping()
    free = LogisticRegression(penalty=None, tol=1e-6, solver="lbfgs").fit(X, y)
    trace = free.trace_
    assert trace.grad_norm[-1] <= 1e-3 * trace.grad_norm[0] < trace.grad_norm[-2]
    binary = CForm(LogLoss(base=2), add_bias(X), y, 1.0)
    assert stopping_test(binary, 8.0, 1e-4) == GradientNorm(0.08)


@pytest.mark.oracle
@pytest.mark.parametrize("C", PRICES)
def test_scikit_learn_finds_nothing_lower(C):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = overlapping()
    theirs = linear_model.LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12).fit(X, y)
    for solver, tol in product(("newton", "lbfgs", "gd"), (1e-3, 1e-6)):
        ours = LogisticRegression(C=C, solver=solver, tol=tol, max_iter=20_000).fit(X, y)
        best = ours.objective_(np.r_[theirs.intercept_, theirs.coef_[0]])
        assert ours.trace_.status == "converged"
        assert ours.trace_.value[-1] <= best / (1 - tol)
        assert best <= ours.trace_.value[-1] * (1 + 1e-9)


def test_the_best_shift_of_the_bias_for_any_constant_column():
    rng = np.random.default_rng(0)
    y, scores = np.sign(rng.normal(size=30)), rng.normal(size=(30, 1))
    for constant in (0.25, 1.0, 4.0):
        shift, left = _Pulls(y, scores).best_shift(np.full(30, constant))
        pulls = y * scipy.special.expit(-y * (scores[:, 0] + constant * shift))
        assert abs(pulls.sum()) < 1e-9
        assert left == pytest.approx(constant * abs(pulls.sum()), abs=1e-12)


def test_too_far_away_there_is_no_best_shift(monkeypatch):
    monkeypatch.setattr("course_lib.linear.duality.BALANCING", 1)
    pulls = _Pulls(np.array([1.0, -1.0, 1.0]), np.array([[3.0], [2.0], [-1.0]]))
    assert pulls.best_shift(np.ones(3)) == (None, np.inf)


def test_no_curvature_is_above_the_steepest():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(9, 3)), np.sign(rng.normal(size=9))
    f = CForm(LogLoss(), X, y, 7.0, ElasticNet(1e-3, 1))
    other = CForm(LogLoss(), X, y, 7.0, ElasticNet(1e-3, 1))
    assert RelativeGap(1e-6, f) == RelativeGap(1e-6, f) != RelativeGap(1e-6, other)
    assert RelativeGap(1e-6, f)._steepest == pytest.approx(1 + 7.0 / 4 * (X**2).sum())
