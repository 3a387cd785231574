"""The SVM: hand-made cases, optimality conditions, agreement of solvers, independent solvers."""

import numpy as np
import pytest

from course_lib.functions import add_bias
from course_lib.linear import LinearSVM, kkt_residuals, separating_plane
from course_lib.linear.coordinate import dual_coordinate_descent
from course_lib.linear.interior_point import solve_hinge_qp
from tests.linear.data import SETS, overlapping, penguins


def fresh():
    return np.random.default_rng(0)


def test_three_support_vectors_as_in_the_lecture():
    """w = Σ αᵢyᵢxᵢ with ‖w‖² = Σ αᵢ = 2.8 and 0.8 + 0.6 = 1.4."""
    norm = np.sqrt(2.8)
    half = 1 / norm
    X = np.array([[half, 0.6], [half, -0.8], [-half, 0.0], [half + 1, 2.0], [-half - 1, 1.0]])
    y = np.array([1, 1, -1, 1, -1])
    svm = LinearSVM(C=np.inf).fit(X, y)
    np.testing.assert_allclose(svm.alpha_, [0.8, 0.6, 1.4, 0, 0], atol=1e-6)
    np.testing.assert_allclose(svm.coef_, [[norm, 0]], atol=1e-6)
    assert svm.support_.tolist() == [0, 1, 2]
    np.testing.assert_allclose(svm.dual_coef_, [[0.8, 0.6, -1.4]], atol=1e-6)
    assert svm.dual_coef_.sum() == pytest.approx(0, abs=1e-8)
    assert svm.margin_width_ == pytest.approx(2 / norm, rel=1e-8)
    distances = y * (X @ svm.coef_[0] + svm.intercept_) / norm
    assert 2 * distances.min() == pytest.approx(svm.margin_width_, rel=1e-8)


def test_soft_margin_by_hand():
    """x = ±1 with a small C: both inside the margin, α = C, w = 2C."""
    svm = LinearSVM(C=0.1).fit([[-1.0], [1.0]], [0, 1])
    np.testing.assert_allclose([svm.coef_[0, 0], svm.intercept_[0]], [0.2, 0.0], atol=1e-8)
    np.testing.assert_allclose(svm.alpha_, 0.1, rtol=1e-7)
    assert svm.trace_.value[-1] == pytest.approx(0.5 * 0.04 + 0.1 * 2 * 0.8)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("C", [1e-3, 1.0, 1e3])
def test_the_optimality_conditions_hold(name, C):
    X, y = SETS[name]()
    svm = LinearSVM(C=C).fit(X, y)
    assert svm.trace_.status == "converged"
    w, b, alpha = svm.coef_[0], svm.intercept_[0], svm.alpha_
    np.testing.assert_allclose((alpha * y) @ X, w, atol=1e-5 * np.abs(w).max())
    assert abs(alpha @ y) < 1e-7 * alpha.sum()
    assert ((alpha >= 0) & (alpha <= C)).all()
    margins = y * (X @ w + b)
    primal = 0.5 * w @ w + C * np.maximum(0, 1 - margins).sum()
    wa = (alpha * y) @ X
    assert primal - (alpha.sum() - 0.5 * wa @ wa) < 1e-7 * primal
    assert svm.objective_(svm.weights_) == pytest.approx(primal, rel=1e-12)
    free = (alpha > 1e-3 * C) & (alpha < (1 - 1e-3) * C)
    np.testing.assert_allclose(margins[free], 1, atol=1e-4)
    assert (margins[alpha < 1e-4 * C] > 1 - 1e-4).all()
    assert (margins[alpha > (1 - 1e-4) * C] < 1 + 1e-4).all()
    assert max(svm.kkt_) < 1e-4 * max(1.0, C)


def test_the_trace_closes_in_from_both_sides():
    X, y = overlapping()
    trace = LinearSVM().fit(X, y).trace_
    assert trace.gap[-1] < 1e-9 < trace.gap[0]
    best = trace.value[-1]
    assert (trace.value >= best * (1 - 1e-9)).all()
    feasible = trace.imbalance < 1e-9
    assert (trace.dual_value[feasible] <= best * (1 + 1e-9)).all()
    assert trace.x.shape == (trace.steps + 1, 4)
    assert "relative gap" in repr(trace)


def test_a_finer_gap_can_be_had():
    X, y = overlapping()
    rough, fine = (LinearSVM(tol=t).fit(X, y).trace_ for t in (1e-4, 1e-12))
    assert rough.steps < fine.steps
    assert 1e-12 < rough.gap[-1] < 1e-4
    assert fine.gap[-1] < 1e-12


@pytest.mark.parametrize(("solver", "steps"), [("subgradient", 20000), ("pegasos", 20000)])
def test_first_order_solvers_come_close(solver, steps):
    X, y = overlapping()
    best = LinearSVM(C=0.5).fit(X, y)
    svm = LinearSVM(C=0.5, solver=solver, max_iter=steps, rng=fresh()).fit(X, y)
    assert svm.objective_(svm.weights_) < 1.002 * best.trace_.value[-1]
    assert svm.objective_(svm.weights_) > best.trace_.value[-1] * (1 - 1e-9)


def test_the_subgradient_method_keeps_its_best_iterate():
    X, y = overlapping()
    svm = LinearSVM(C=0.5, solver="subgradient", lr=5.0, max_iter=30).fit(X, y)
    value = svm.trace_.value
    assert value[-1] > value.min() * 1.0001, "the steps are too long to end at the best"
    assert svm.objective_(svm.weights_) == value.min()


def test_each_residual_sees_its_own_condition():
    """One margin each: x = 1 and x = −1, whose solution is w = 1, b = 0, α = ½."""
    X, y = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([1.0, -1.0])

    def residuals(w=(0.0, 1.0), alpha=(0.5, 0.5), C=1.0):
        return kkt_residuals(X, y, np.array(w), np.array(alpha), C)

    assert residuals() == residuals(C=np.inf) == (0, 0, 0, 0, 0)
    assert residuals(alpha=(0.5, 0.25)) == (0.25, 0.25, 0, 0, 0)
    assert residuals(w=(0.0, 2.0))[::2] == (1.0, 0.5, 0)  # α > 0 beyond the margin
    assert residuals(w=(0.0, 0.5)) == (0.5, 0, 0.25, 0, 0)  # α < C within it
    assert residuals(w=(0.0, 0.5), C=0.5).complementarity == 0
    assert residuals(w=(0.0, 0.5), C=np.inf) == (0.5, 0, 0, 0, 0.5)
    assert residuals(alpha=(0.5, 0.5), C=0.3).bounds == pytest.approx(0.2)
    assert residuals(alpha=(-0.1, 0.5)).bounds == pytest.approx(0.1)


@pytest.mark.parametrize("name", ["toy", "heart"])
def test_coordinate_descent_finds_the_same_with_a_free_intercept(name):
    X, y = SETS[name]()
    best = LinearSVM(C=0.1).fit(X, y)
    svm = LinearSVM(C=0.1, solver="dual_cd", tol=1e-6, rng=fresh()).fit(X, y)
    assert svm.trace_.status == "converged"
    np.testing.assert_allclose(svm.weights_, best.weights_, atol=2e-4)
    np.testing.assert_allclose(svm.alpha_ @ y, 0, atol=1e-5)
    assert svm.trace_.value[-1] == pytest.approx(best.trace_.value[-1], rel=1e-5)


def test_mini_batches_repeat_with_the_seed():
    X, y = overlapping()

    def run(seed):
        return LinearSVM(solver="subgradient", batch_size=4, max_iter=50,
                         rng=np.random.default_rng(seed)).fit(X, y).weights_  # fmt: skip

    np.testing.assert_array_equal(run(0), run(0))
    assert (run(0) != run(1)).any()


def test_several_classes_by_one_program():
    X, y = penguins()
    svm = LinearSVM(C=0.5).fit(X, y)
    assert svm.coef_.shape == (3, 2)
    assert svm.trace_.status == "converged"
    assert svm.objective_(svm.weights_) == pytest.approx(svm.trace_.value[-1], rel=1e-10)
    start = svm.objective_(np.zeros(9))
    assert start == pytest.approx(0.5 * 2 * len(y))  # two wrong classes, each short of 1
    near = svm.weights_ + fresh().normal(0, 1e-2, (50, 9))
    assert (svm.objective_(near) > svm.objective_(svm.weights_)).all()
    assert svm.score(X, y) > 0.95
    slow = LinearSVM(C=0.5, solver="subgradient", max_iter=20000).fit(X, y)
    assert slow.trace_.best_value[-1] < 1.01 * svm.trace_.value[-1]


def test_separating_planes():
    X, y = overlapping()
    assert separating_plane(add_bias(X), y) is None
    X, y = penguins()
    keep = y != 1
    sign = np.where(y[keep] == 0, -1.0, 1.0)
    v = separating_plane(add_bias(X[keep]), sign)
    assert (sign * (add_bias(X[keep]) @ v) >= 1 - 1e-9).all()
    v = separating_plane([[1.0, 0.0, 1e-3], [1.0, 0.0, 3e-3]], [-1, 1])  # an empty column
    np.testing.assert_allclose([v[0] + 1e-3 * v[2], v[0] + 3e-3 * v[2]], [-1, 1])


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: LinearSVM(C=np.inf).fit(*overlapping()), ValueError, "no plane separates"),
        (lambda: LinearSVM(C=np.inf).fit(*penguins()), ValueError, "no plane separates"),
        (lambda: LinearSVM(C=np.array([1, 2])), TypeError, "C must be a number, got an array"),
        (lambda: LinearSVM(C=0), ValueError, "C must be positive, got 0"),
        (lambda: LinearSVM(C=-np.inf), ValueError, "C must be finite, got -inf"),
        (lambda: LinearSVM(C=np.inf, solver="subgradient"), ValueError, "take solver='qp'"),
        (lambda: LinearSVM(solver="smo"), ValueError, "solver must be one of 'subgradient'"),
        (lambda: LinearSVM(solver="dual_cd"), TypeError, "rng must be a numpy Generator"),
        (lambda: LinearSVM(batch_size=4), TypeError, "rng must be a numpy Generator"),
        (lambda: LinearSVM().fit([[1.0], [2.0]], [1, 1]), ValueError, "at least two classes"),
        (lambda: LinearSVM().fit([[1.0], [np.inf]], [0, 1]), ValueError, "X must be finite"),
        (lambda: LinearSVM().fit([[1.0]], [0, 1]), ValueError, "X has 1, y has 2"),
        (
            lambda: LinearSVM(solver="dual_cd", rng=fresh()).fit(*penguins()),
            ValueError,
            "y must hold two classes for solver='dual_cd', got 3",
        ),
    ],
)
def test_bad_arguments_are_named(make, error, text):
    with pytest.raises(error, match=text):
        make()


@pytest.mark.oracle
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("C", [0.01, 1.0])
def test_the_program_is_that_of_cvxpy_and_libsvm(name, C):
    cp = pytest.importorskip("cvxpy")
    svm_module = pytest.importorskip("sklearn.svm")
    X, y = SETS[name]()
    ours = LinearSVM(C=C, tol=1e-10).fit(X, y)
    w, b = cp.Variable(X.shape[1]), cp.Variable()
    slack = cp.sum(cp.pos(1 - cp.multiply(y, X @ w + b)))
    best = cp.Problem(cp.Minimize(0.5 * cp.sum_squares(w) + C * slack)).solve(
        solver="CLARABEL", tol_gap_rel=1e-11, tol_gap_abs=1e-11, tol_feas=1e-11
    )
    assert ours.trace_.value[-1] == pytest.approx(best, rel=1e-8)
    scale = np.abs(w.value).max()
    np.testing.assert_allclose(ours.coef_[0], w.value, rtol=1e-4, atol=1e-5 * scale)
    theirs = svm_module.SVC(C=C, kernel="linear", tol=1e-7).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-4, atol=1e-4 * scale)
    if ((ours.alpha_ > 1e-3 * C) & (ours.alpha_ < 0.999 * C)).any():  # else b is an interval
        np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-4 * scale)
    assert (ours.predict(X) == theirs.predict(X)).mean() > 0.995


@pytest.mark.oracle
def test_liblinear_with_a_hardly_penalized_intercept():
    """LIBLINEAR penalizes b²/(2 s²) with s the intercept_scaling: large, so nearly free."""
    svm_module = pytest.importorskip("sklearn.svm")
    X, y = overlapping()
    theirs = svm_module.LinearSVC(C=0.5, loss="hinge", tol=1e-9, max_iter=2_000_000,
                                  intercept_scaling=100.0, random_state=0).fit(X, y)  # fmt: skip
    ours = LinearSVM(C=0.5).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-3, atol=1e-4)


@pytest.mark.oracle
def test_the_hard_margin_is_that_of_cvxpy():
    cp = pytest.importorskip("cvxpy")
    X, y = penguins()
    X, y = X[y != 1], np.where(y[y != 1] == 0, -1, 1)
    w, b = cp.Variable(2), cp.Variable()
    problem = cp.Problem(cp.Minimize(0.5 * cp.sum_squares(w)), [cp.multiply(y, X @ w + b) >= 1])
    best = problem.solve(solver="CLARABEL")
    ours = LinearSVM(C=np.inf).fit(X, y)
    assert ours.trace_.value[-1] == pytest.approx(best, rel=1e-7)
    np.testing.assert_allclose(ours.coef_[0], w.value, rtol=1e-4)
    np.testing.assert_allclose(ours.alpha_, problem.constraints[0].dual_value, atol=1e-4 * best)


@pytest.mark.oracle
def test_several_classes_are_those_of_cvxpy():
    cp = pytest.importorskip("cvxpy")
    X, y = penguins()
    W, b = cp.Variable((2, 3)), cp.Variable((1, 3))
    scores = X @ W + np.ones((len(y), 1)) @ b
    own = cp.sum(cp.multiply(np.eye(3)[y], scores), axis=1, keepdims=True) @ np.ones((1, 3))
    violations = cp.multiply(1 - np.eye(3)[y], cp.pos(scores - own + 1))
    problem = cp.Problem(cp.Minimize(0.5 * cp.sum_squares(W) + 0.5 * cp.sum(violations)))
    best = problem.solve(solver="CLARABEL")
    ours = LinearSVM(C=0.5).fit(X, y)
    assert ours.trace_.value[-1] == pytest.approx(best, rel=1e-7)
    np.testing.assert_allclose(ours.coef_.T, W.value, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("C", [1e-5, 1e-2])
def test_what_supports_is_told_by_its_share_of_the_largest(C):
    svm = LinearSVM(C=C).fit([[-1.0], [1.0], [50.0]], [0, 1, 1])
    assert svm.support_.tolist() == [0, 1]
    np.testing.assert_allclose(svm.dual_coef_, [[-C, C]], rtol=1e-5)


def test_the_epochs_of_coordinate_descent_by_the_book():
    """Each α to its best place in the box; the centre of the bias's penalty moves to the bias."""
    X, y = overlapping()
    X, y, C = X[::10], np.where(y[::10] == y.max(), 1.0, -1.0), 0.3
    found = dual_coordinate_descent(add_bias(X), y, C, 1e-300, 4, fresh())
    square, alpha, centre, draw = (X**2).sum(axis=1).mean(), np.zeros(len(y)), 0.0, fresh()
    for row in range(1, 5):
        for i in draw.permutation(len(y)):
            w, b = (alpha * y) @ X, centre + square * (alpha @ y)
            best = alpha[i] - (y[i] * (X[i] @ w + b) - 1) / (X[i] @ X[i] + square)
            alpha[i] = min(max(best, 0.0), C)
        w, b = (alpha * y) @ X, centre + square * (alpha @ y)
        np.testing.assert_allclose(found.trace.x[row], [b, *w], rtol=1e-9, atol=1e-12)
        short = np.maximum(1 - y * (X @ w + b), 0).sum()
        assert found.trace.value[row] == pytest.approx(w @ w / 2 + C * short)
        assert found.trace.dual_value[row] == pytest.approx(alpha.sum() - w @ w / 2)
        assert found.trace.imbalance[row] == pytest.approx(abs(alpha @ y))
        centre = b
    np.testing.assert_allclose(found.alpha, alpha)
    np.testing.assert_array_equal(found.weights, found.trace.x[-1])
    assert (found.trace.status, found.trace.steps) == ("max_steps", 4)
    assert "after 4 epochs, above tol = 1e-300; give it more epochs" in found.trace.message
    assert found.trace.value[0] == pytest.approx(C * len(y))


def test_pegasos_averages_its_second_half():
    X, y = overlapping()
    svm = LinearSVM(C=0.5, solver="pegasos", max_iter=7, rng=fresh()).fit(X, y)
    np.testing.assert_allclose(svm.weights_, svm.trace_.x[4:].mean(axis=0))
    flat = LinearSVM(C=0.5).fit([[1.0], [1.0]], [0, 1])
    assert flat.margin_width_ > 1e6


@pytest.mark.parametrize(
    ("solver", "called"),
    [("qp", "solve_hinge_qp"), ("dual_cd", "dual_coordinate_descent"),
     ("subgradient", "subgradient_descent"), ("pegasos", "pegasos")],
)  # fmt: skip
def test_how_many_steps_a_solver_may_take(solver, called, monkeypatch):
    asked = []

    def spy(*args):
        asked.append(args[5] if called in ("solve_hinge_qp",) else
                     args[4] if called == "dual_coordinate_descent" else args[-1])  # fmt: skip
        raise StopIteration

    monkeypatch.setattr(f"course_lib.linear.svm.{called}", spy)
    for limit in (None, 7):
        with pytest.raises(StopIteration):
            LinearSVM(solver=solver, max_iter=limit, rng=fresh()).fit(*overlapping())
    assert asked == [200 if solver == "qp" else 1000, 7]


def test_residuals_are_of_a_table():
    with pytest.raises(ValueError, match="X must be an array with 2 axes"):
        kkt_residuals([1.0, 2.0], [1, -1], [1.0], [0.0, 0.0], 1.0)


@pytest.mark.parametrize("C", [0.5, np.inf])
def test_a_solvers_rows_are_arrays_of_their_own(C):
    X, y = penguins()
    run = solve_hinge_qp(add_bias(X[y != 1]), np.where(y[y != 1] == 0, -1.0, 1.0), C, 1, 1e-6, 50)
    assert (np.abs(np.diff(run.trace.x, axis=0)).max(axis=1) > 0).all()


def test_a_hard_margin_is_violated_by_its_worst_sample():
    X, y = add_bias([[1.0], [0.5], [-0.25]]), np.array([1.0, 1.0, 1.0])
    found = kkt_residuals(X, y, [0.0, 1.0], [0.0, 0.0, 0.0], np.inf)
    assert (found.violation, found.complementarity) == (1.25, 0.0)
    assert kkt_residuals(X, y, [0.0, 1.0], [0.0, 0.0, 0.0], 1.0).violation == 0.0
