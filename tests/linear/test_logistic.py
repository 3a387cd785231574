"""Logistic regression: optimality, agreement of solvers, scikit-learn, messages."""

from dataclasses import dataclass

import numpy as np
import pytest

from course_lib.linear import LogisticRegression
from course_lib.linear.logistic import _tell_if_separated
from tests.linear.data import SETS, overlapping, penguins

every_set = pytest.mark.parametrize("name", SETS)


def weights(model):
    return np.r_[model.intercept_, model.coef_.ravel()]


@every_set
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
def test_the_gradient_of_the_stated_objective_vanishes(name, C):
    """½‖w‖² + C Σ log(1 + e^{−y(wᵀx + b)}), written out here."""
    X, y = SETS[name]()
    model = LogisticRegression(C=C).fit(X, y)
    p = 1 / (1 + np.exp(y * (X @ model.coef_[0] + model.intercept_)))
    np.testing.assert_allclose(C * (p * y) @ X, model.coef_[0], rtol=0, atol=1e-6 * C * len(y))
    assert abs((p * y).sum()) < 1e-6 * len(y)
    assert model.trace_.status == "converged"
    want = 0.5 * model.coef_[0] @ model.coef_[0] - C * np.log(1 - p).sum()
    assert model.trace_.value[-1] == pytest.approx(want, rel=1e-12)
    assert model.objective_(model.weights_) == pytest.approx(want, rel=1e-12)


@pytest.mark.parametrize("solver", ["lbfgs", "gd"])
@pytest.mark.parametrize("load", [overlapping, penguins])
def test_solvers_agree(solver, load):
    X, y = load()
    best = LogisticRegression(C=0.5).fit(X, y)
    other = LogisticRegression(C=0.5, solver=solver).fit(X, y)
    assert other.trace_.status == "converged"
    np.testing.assert_allclose(weights(other), weights(best), rtol=1e-5, atol=1e-7)


def test_mini_batches_come_close_and_repeat_with_the_seed():
    X, y = overlapping()
    best = LogisticRegression().fit(X, y)

    def run(seed):
        return LogisticRegression(solver="sgd", batch_size=8, max_iter=4000,
                                  rng=np.random.default_rng(seed)).fit(X, y)  # fmt: skip

    model = run(0)
    assert best.objective_(model.weights_) < 1.005 * best.trace_.value[-1]
    np.testing.assert_array_equal(weights(run(0)), weights(model))
    assert (weights(run(1)) != weights(model)).any()


@pytest.mark.parametrize(("penalty", "rho"), [("l1", 1.0), ("elasticnet", 0.3)])
@pytest.mark.parametrize("solver", ["newton", "gd"])
def test_the_subgradient_conditions_of_an_l1_penalty(penalty, rho, solver):
    X, y = overlapping()
    C = 0.2
    how = dict(penalty=penalty, l1_ratio=0.3, solver=solver, tol=1e-14)
    model = LogisticRegression(C=C, **how).fit(X, y)
    w = model.coef_[0]
    pull = C * (y / (1 + np.exp(y * (X @ w + model.intercept_)))) @ X - (1 - rho) * w
    np.testing.assert_allclose(pull[w != 0], rho * np.sign(w[w != 0]), atol=1e-6)
    assert (np.abs(pull[w == 0]) <= rho).all()
    assert abs((y / (1 + np.exp(y * (X @ w + model.intercept_)))).sum()) < 1e-5  # b is free
    assert model.trace_.status == "converged"
    assert w[2] == 0  # the useless feature is left out altogether
    assert w[1] != 0


def test_newton_on_two_points_by_hand():
    """x = ±1, y = ±1: the optimum has w = 2C/(1 + e^w) and b = 0."""
    model = LogisticRegression(C=1.0).fit([[-1.0], [1.0]], [0, 1])
    (w,) = model.coef_[0]
    assert w == pytest.approx(2 / (1 + np.exp(w)), rel=1e-9)
    assert model.intercept_[0] == pytest.approx(0, abs=1e-12)
    step = model.trace_.x[1] - model.trace_.x[0]
    np.testing.assert_allclose(step, [0, 1 / (1 + 0.5)], atol=1e-12)  # g = −1, H = 1 + 2/4


def test_separated_classes_have_no_maximum_without_a_penalty():
    X, y = [[0.0], [1.0], [2.0]], [0, 0, 1]
    for model in (LogisticRegression(penalty=None), LogisticRegression(C=np.inf)):
        model.fit(X, y)
        assert model.trace_.status == "diverged"
        assert "separates the classes" in model.trace_.message
        assert model.objective_(np.zeros(2)) == pytest.approx(3 * np.log(2))  # the loss alone
    short, long = (LogisticRegression(penalty=None, max_iter=k).fit(X, y) for k in (4, 12))
    assert np.linalg.norm(long.weights_) > 1.5 * np.linalg.norm(short.weights_)
    assert LogisticRegression(penalty="l2").fit(X, y).trace_.status == "converged"
    assert LogisticRegression(penalty=None).fit(*overlapping()).trace_.status == "converged"


def test_whether_they_are_separated_is_asked_of_the_last_point():
    @dataclass(frozen=True)
    class Run:
        x: np.ndarray
        steps: int = 1
        status: str = "max_steps"
        message: str = ""

    X, signs = np.array([[1.0, -1.0], [1.0, 2.0]]), np.array([-1.0, 1.0])
    apart, on_the_plane = np.array([0.0, 1.0]), np.array([1.0, 1.0])
    told = _tell_if_separated(Run(np.array([on_the_plane, apart])), X, signs)
    assert (told.status, told.message[:17]) == ("diverged", "stopped at step 1")
    run = Run(np.array([apart, on_the_plane]))
    assert _tell_if_separated(run, X, signs) is run  # a margin of 0 is none


def test_softmax_probabilities():
    X, y = penguins()
    model = LogisticRegression().fit(X, y)
    p = model.predict_proba(X)
    assert model.coef_.shape == (3, 2)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_array_equal(p.argmax(axis=1), model.predict(X))
    onehot = np.eye(3)[y]
    np.testing.assert_allclose(model.coef_, (onehot - p).T @ X, atol=1e-6)  # Σ(y − p)x
    np.testing.assert_allclose((onehot - p).sum(axis=0), 0, atol=1e-6)
    assert model.intercept_.sum() == pytest.approx(0, abs=1e-9)
    assert model.score(X, y) > 0.95


def test_labels_keep_their_names():
    X, y = overlapping()
    named = np.where(y > 0, "yes", "no")
    model = LogisticRegression().fit(X, named)
    assert model.classes_.tolist() == ["no", "yes"]
    assert set(model.predict(X)) == {"no", "yes"}
    assert model.score(X, named) == LogisticRegression().fit(X, y).score(X, y) > 0.8
    np.testing.assert_allclose(
        np.log(model.predict_proba(X)[:, 1] / model.predict_proba(X)[:, 0]),
        model.decision_function(X), atol=1e-9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (dict(solver="lbfgs"), "SciPy finds no lower value"),
        (dict(solver="newton", penalty="l1"), "the proximal Newton step neither"),
        (dict(solver="newton"), "nor the Newton step"),
    ],
)
def test_a_run_that_ends_before_its_steps_are_used_up_has_stalled(options, why):
    """A gradient of 10⁻³⁰⁰ of the first is out of reach in double precision."""
    X, y = overlapping()
    model = LogisticRegression(C=1e-4, tol=1e-300, max_iter=10_000, **options).fit(X, y)
    trace = model.trace_
    assert (trace.status, trace.steps < 1000) == ("stalled", True), why
    assert f"stalled at step {trace.steps}: " in trace.message
    assert "rounding hides any further fall" in trace.message
    assert " > 1e-300" in trace.message
    best = LogisticRegression(C=1e-4, **options | {"solver": "newton"}).fit(X, y)
    assert trace.value[-1] == pytest.approx(best.trace_.value[-1], rel=1e-12)


@pytest.mark.parametrize("solver", ["newton", "lbfgs", "gd"])
def test_a_trace_holds_the_values_and_slopes_of_its_points(solver):
    model = LogisticRegression(solver=solver, max_iter=5).fit(*overlapping())
    f, trace = model.objective_, model.trace_
    np.testing.assert_allclose(trace.value, f(trace.x), rtol=1e-12)
    slopes = np.linalg.norm(f.grad(trace.x), axis=1)
    np.testing.assert_allclose(trace.grad_norm, slopes, rtol=1e-9, atol=1e-12)


def test_a_run_without_steps_left_says_so():
    X, y = overlapping()
    for solver in ("newton", "lbfgs", "gd"):
        trace = LogisticRegression(solver=solver, max_iter=1).fit(X, y).trace_
        assert (trace.status, trace.steps) == ("max_steps", 1)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda m, y: m.score(np.ones((2, 2)), np.ones((2, 1))), ValueError,
         r"^y must be a vector of labels, got an array of shape \(2, 1\)"),
        (lambda m, y: m.score(np.empty((0, 2)), []), ValueError, "samples must be at least 1"),
        (lambda m, y: m.score(np.ones((2, 2)), 1), ValueError, "y must be a vector of labels"),
        (lambda m, y: m.predict([[np.nan, 0.0]]), ValueError, "X must be finite everywhere"),
        (lambda m, y: m.predict([[np.inf, 0.0]]), ValueError, "X must be finite everywhere"),
        (lambda m, y: m.predict([1.0, 2.0]), ValueError,
         r"X must have one sample per row, got shape \(2,\); write X\[None, :\]"),
        (lambda m, y: m.predict(1.0), ValueError, r"X must have one sample per row.*\[\[x\]\]"),
        (lambda m, y: m.predict([[1.0, 2.0, 3.0]]), ValueError, "X must be points with 2 coord"),
        (lambda m, y: m.predict([["1", "2"]]), TypeError, "X must be an array of numbers"),
        (lambda m, y: m.predict_proba([1.0, 2.0]), ValueError, "X must have one sample per row"),
    ],
)  # fmt: skip
def test_what_cannot_be_predicted_is_named(call, error, text):
    X, y = overlapping()
    model = LogisticRegression().fit(X[:, :2], y)
    with pytest.raises(error, match=text):
        call(model, y)


def test_a_grid_of_points_is_predicted_as_its_rows():
    X, y = overlapping()
    model = LogisticRegression().fit(X[:, :2], y)
    grid = np.random.default_rng(0).normal(size=(3, 4, 2))
    rows = grid.reshape(12, 2)
    np.testing.assert_array_equal(model.predict(grid).ravel(), model.predict(rows))
    np.testing.assert_allclose(model.predict_proba(grid).reshape(12, 2), model.predict_proba(rows))
    assert model.predict_proba(grid).shape == (3, 4, 2)


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: LogisticRegression(C=np.array([1, 2])), TypeError, "C must be a number, got an"),
        (lambda: LogisticRegression(C="1"), TypeError, "C must be a number, got '1'"),
        (lambda: LogisticRegression(C=0), ValueError, "C must be positive, got 0"),
        (lambda: LogisticRegression(C=-1.0), ValueError, "C must be positive, got -1"),
        (lambda: LogisticRegression(C=np.nan), ValueError, "C must be finite"),
        (lambda: LogisticRegression(solver="magic"), ValueError, "solver must be one of 'newton'"),
        (lambda: LogisticRegression(penalty="l3"), ValueError, "penalty must be one of 'l2'"),
        (lambda: LogisticRegression(l1_ratio=2), ValueError, r"l1_ratio must be in \[0, 1\]"),
        (lambda: LogisticRegression(penalty="l1", solver="lbfgs"), ValueError, "solver must be"),
        (lambda: LogisticRegression(solver="sgd"), TypeError, "rng must be a numpy Generator"),
        (lambda: LogisticRegression(max_iter=0), ValueError, "max_iter must be at least 1"),
        (lambda: LogisticRegression().predict([[1.0]]), AttributeError, "must be fitted first"),
        (lambda: LogisticRegression(penalty="l1").fit(*penguins()), ValueError, "two classes for"),
    ],
)
def test_bad_arguments_are_named(make, error, text):
    with pytest.raises(error, match=text):
        make()


@pytest.mark.parametrize(
    ("X", "y", "text"),
    [
        ([[1.0], [np.nan]], [0, 1], r"X must be finite everywhere.*entry is \[1, 0\]"),
        ([[1.0], [2.0]], [0, 1, 1], "X and y must have equally many rows: X has 2, y has 3"),
        ([[1.0], [2.0]], [1, 1], "at least two classes, got only"),
        ([[1.0], [2.0]], [0.0, np.nan], r"y must hold labels, got nan at \[1\]"),
        ([1.0, 2.0], [0, 1], r"write X\[:, None\]"),
        ([[1.0], [2.0]], [[0], [1]], "y must be a vector of labels"),
        (np.ones((9, 1)), np.linspace(0, 1, 9), "values for a regression"),
        (np.ones((6, 1)), [0.0, 1, 2, 3, 3, 3], "4 different numbers for 6 samples; these are"),
        (np.ones((6, 1)), [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], "two classes, got only"),
    ],
)
def test_bad_samples_are_named(X, y, text):
    with pytest.raises(ValueError, match=text):
        LogisticRegression().fit(X, y)


@pytest.mark.oracle
@every_set
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
def test_coefficients_are_those_of_scikit_learn(name, C):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = SETS[name]()
    theirs = linear_model.LogisticRegression(C=C, solver="newton-cholesky", tol=1e-10).fit(X, y)
    ours = LogisticRegression(C=C).fit(X, y)
    scale = np.abs(theirs.coef_).max()
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-6, atol=1e-6 * scale)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-5, atol=1e-6 * scale)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)


@pytest.mark.oracle
def test_softmax_coefficients_are_those_of_scikit_learn():
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = penguins()
    theirs = linear_model.LogisticRegression(C=3.0, tol=1e-10, max_iter=5000).fit(X, y)
    ours = LogisticRegression(C=3.0).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-4, atol=1e-5)


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["toy", "heart"])
@pytest.mark.parametrize("rho", [1.0, 0.4])
def test_sparse_coefficients_are_those_of_cvxpy(name, rho):
    cp = pytest.importorskip("cvxpy")
    X, y = SETS[name]()
    w, b = cp.Variable(X.shape[1]), cp.Variable()
    loss = cp.sum(cp.logistic(-cp.multiply(y, X @ w + b)))
    penalty = rho * cp.norm1(w) + (1 - rho) / 2 * cp.sum_squares(w)
    best = cp.Problem(cp.Minimize(penalty + 0.3 * loss)).solve(solver="CLARABEL")
    for solver in ("newton", "gd"):
        ours = LogisticRegression(0.3, solver, "elasticnet", l1_ratio=rho).fit(X, y)
        assert ours.trace_.value[-1] == pytest.approx(best, rel=1e-7)
        np.testing.assert_allclose(ours.coef_[0], w.value, atol=2e-4)
        assert ((ours.coef_[0] == 0) == (np.abs(w.value) < 1e-4)).all()


def test_two_probabilities_in_the_order_of_the_classes():
    X, y = overlapping()
    model = LogisticRegression(C=0.3).fit(X, np.where(y == y.max(), "b", "a"))
    scores = model.decision_function(X)
    given = model.predict_proba(X)
    np.testing.assert_allclose(
        given, np.stack([1 / (1 + np.exp(scores)), 1 / (1 + np.exp(-scores))], 1)
    )
    np.testing.assert_array_equal(model.classes_[given.argmax(axis=1)], model.predict(X))


@pytest.mark.parametrize(("solver", "rng"), [("gd", None), ("sgd", 0)])
def test_the_rate_given_is_the_rate_taken(solver, rng):
    rng = None if rng is None else np.random.default_rng(rng)
    X, y = overlapping()
    model = LogisticRegression(2.0, solver, lr=0.0123, max_iter=5, rng=rng).fit(X, y)
    np.testing.assert_allclose(model.trace_.lr, 0.0123 / (2.0 * len(X)))  # on C times a sum


def test_no_sample_is_said():
    with pytest.raises(ValueError, match="y must hold at least two classes, got no sample"):
        LogisticRegression().fit(np.empty((0, 2)), [])


def test_half_as_many_numbers_as_samples_may_be_labels():
    X = np.random.default_rng(0).normal(size=(6, 2))
    assert LogisticRegression().fit(X, [0.0, 0, 1, 1, 2, 2]).classes_.tolist() == [0, 1, 2]
    assert LogisticRegression().fit(X[:2], [0.5, 1.5]).classes_.tolist() == [0.5, 1.5]


@pytest.mark.parametrize(
    ("solver", "called", "steps"),
    [("newton", "newton", 100), ("lbfgs", "_lbfgs", 10_000), ("gd", "gradient_descent", 10_000),
     ("sgd", "stochastic_descent", 1000)],
)  # fmt: skip
def test_how_many_steps_a_solver_may_take(solver, called, steps, monkeypatch):
    asked = []

    def spy(*args):
        asked.append(args[-1])
        raise StopIteration

    monkeypatch.setattr(f"course_lib.linear.logistic.{called}", spy)
    for limit in (None, 7):
        with pytest.raises(StopIteration):
            LogisticRegression(solver=solver, max_iter=limit, rng=np.random.default_rng(0)).fit(
                *overlapping()
            )
    assert asked == [steps, 7]
