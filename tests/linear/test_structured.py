"""The structured SVM: all constraints, two cutting-plane methods, the hinge form, other solvers."""

import numpy as np
import pytest

from course_lib.functions import (
    CForm,
    MulticlassHinge,
    MulticlassRisk,
    SquaredNorm,
    add_bias,
)
from course_lib.linear import ClassFeatures, SignFeatures, StructuredRisk, StructuredSVM
from course_lib.linear.interior_point import solve_hinge_qp
from course_lib.linear.structured import all_constraints
from course_lib.optim import SubgradientMethod, minimize
from course_lib.schedules import InverseTime
from tests.functions.differences import central

rng = np.random.default_rng(11)
X = add_bias(rng.normal(size=(24, 2)))
CLASSES = rng.integers(0, 4, 24)
SIGNS = 2 * rng.integers(0, 2, (24, 3)) - 1
COSTS = rng.uniform(0.5, 3, (4, 4)) * (1 - np.eye(4))
PROBLEMS = {
    "classes": (ClassFeatures(4), CLASSES),
    "costs": (ClassFeatures(4, COSTS), CLASSES),
    "signs": (SignFeatures(3), SIGNS),
    "chain": (SignFeatures(3, chain=True), SIGNS),
}
every = pytest.mark.parametrize("name", PROBLEMS)


def fitted(name, C=1.0, **options):
    model, Y = PROBLEMS[name]
    return StructuredSVM(model, C, **options).fit(X, Y)


# ---- the hinge form -----------------------------------------------------------------------------


@every
def test_each_loss_is_the_slack_that_its_constraints_ask_for(name):
    model, Y = PROBLEMS[name]
    risk = StructuredRisk(model, X, Y)
    rows, delta, sample = all_constraints(risk)
    assert len(rows) == 24 * (model.count - 1)
    for w in rng.normal(size=(5, risk.dim)):
        demands = delta - rows @ w
        slack = [max(0.0, demands[sample == i].max()) for i in range(24)]
        assert float(risk(w)) == pytest.approx(np.mean(slack))


@every
def test_the_slope_is_that_of_the_value(name):
    risk = StructuredRisk(PROBLEMS[name][0], X, PROBLEMS[name][1])
    for w in rng.normal(size=(8, risk.dim)):
        np.testing.assert_allclose(risk.grad(w), central(risk, w), atol=1e-6)


def test_many_points_at_once_are_a_loop():
    risk = StructuredRisk(*PROBLEMS["classes"][:1], X, CLASSES)
    points = rng.normal(size=(2, 3, risk.dim))
    for i, j in np.ndindex(2, 3):
        assert risk(points)[i, j] == pytest.approx(float(risk(points[i, j])))
        np.testing.assert_allclose(risk.grad(points)[i, j], risk.grad(points[i, j]))


def test_with_a_vector_for_each_class_it_is_crammer_and_singers_hinge():
    ours = StructuredRisk(ClassFeatures(4), X, CLASSES)
    theirs = MulticlassRisk(MulticlassHinge(form="max"), X, CLASSES)
    for W in rng.normal(size=(5, 4, 3)):
        assert float(ours(W.ravel())) == pytest.approx(float(theirs(W.T.ravel())))


def test_without_a_chain_the_hinge_over_all_labels_is_one_hinge_for_each_answer():
    risk = StructuredRisk(SignFeatures(3), X, SIGNS)
    for w in rng.normal(size=(5, 9)):
        z = SIGNS * (X @ w.reshape(3, 3).T)
        assert float(risk(w)) == pytest.approx(np.maximum(0, 1 - 2 * z).sum(axis=1).mean())


@every
def test_the_slack_is_at_least_the_cost_of_the_prediction(name):
    model, Y = PROBLEMS[name]
    for w in rng.normal(size=(20, StructuredRisk(model, X, Y).dim)):
        for i in range(24):
            one = StructuredRisk(model, X[i : i + 1], Y[i : i + 1])
            assert float(one(w)) >= model.delta(Y[i : i + 1], model.best(w, X[i : i + 1]))[0] - 1e-9


def test_part_of_the_samples_is_unbiased():
    risk = StructuredRisk(ClassFeatures(4), X, CLASSES)
    w = rng.normal(size=12)
    draws = [float(risk.sample(rng, 6)(w)) for _ in range(400)]
    assert np.mean(draws) == pytest.approx(float(risk(w)), abs=4 * np.std(draws) / 20)
    assert risk.sample(rng, 1).samples == 1
    assert float(risk.sample(rng, 24)(w)) == pytest.approx(float(risk(w)))


# ---- the program and its cuts -------------------------------------------------------------------


@every
@pytest.mark.parametrize("C", [0.05, 1.0])
@pytest.mark.parametrize("method", ["one slack", "slack each"])
def test_few_constraints_find_what_all_of_them_find(name, C, method):
    full = fitted(name, C, method="all")
    cuts = fitted(name, C, method=method, tol=1e-7)
    assert cuts.trace_.status == "converged"
    assert cuts.value_ == pytest.approx(full.value_, rel=2e-7)
    np.testing.assert_allclose(cuts.weights_, full.weights_, atol=2e-3)
    assert full.value_ - full.bound_ < 1e-8 * full.value_


@every
@pytest.mark.parametrize("method", ["one slack", "slack each"])
def test_the_two_bounds_hold_the_minimum_between_them(name, method):
    full, trace = fitted(name, method="all"), fitted(name, method=method).trace_
    assert (trace.bound <= full.value_ * (1 + 1e-9)).all()
    assert (trace.value >= full.bound_ * (1 - 1e-9)).all()
    assert (np.diff(trace.bound) >= 0).all()
    assert (np.diff(trace.working) > 0).all()
    assert trace.gap[-1] <= 1e-4 * trace.best[-1] < trace.gap[0]
    assert trace.worst.shape == (trace.rounds + 1, *np.shape(PROBLEMS[name][1]))
    assert "converged" in repr(trace)
    assert [len(alpha) for alpha in trace.alpha] == trace.working.tolist()
    assert trace.working[1] == (24 if method == "slack each" else 1)  # at w = 0 all are violated


def test_each_round_of_one_slack_raises_the_bound_as_the_theorem_says():
    for name, C in (("classes", 0.2), ("chain", 0.2), ("signs", 3.0)):
        model, Y = PROBLEMS[name]
        risk, trace = StructuredRisk(model, X, Y), fitted(name, C, tol=1e-6).trace_
        price, previous, cuts = 24 * C, [], []
        for t in range(trace.rounds):
            rows, delta, _ = risk.worst(trace.x[t])
            cuts.append((rows.mean(axis=0), delta.mean()))
            slack = max([0.0, *(d - g @ trace.x[t] for g, d in previous)])
            violation = cuts[-1][1] - cuts[-1][0] @ trace.x[t] - slack
            R = max(np.linalg.norm(g) for g, _ in cuts)
            rise = trace.bound[t + 1] - trace.bound[t]
            assert rise >= min(price * violation / 2, violation**2 / (8 * R**2)) - 1e-8
            previous = list(cuts)


def test_the_first_cut_says_that_everything_is_wrong():
    trace = fitted("signs").trace_
    np.testing.assert_array_equal(trace.worst[0], -SIGNS)
    assert (trace.bound[0], trace.working[0]) == (0, 0)
    assert trace.value[0] == 24 * 3  # C times three answers of 24 samples


@pytest.mark.parametrize("method", ["one slack", "slack each"])
def test_what_is_kept_is_the_best_point_and_the_last_bound(method):
    svm = fitted("costs", method=method, tol=0.05)
    trace = svm.trace_
    assert trace.bound[-1] > trace.bound[-2]
    assert svm.bound_ == trace.bound[-1]
    assert svm.value_ == pytest.approx(trace.value.min())
    assert len(svm.groups_) == len(svm.alpha_) == trace.working[-1]


@pytest.mark.parametrize("tol", [0.02, 0.2])
def test_a_cut_is_worth_adding_from_its_share_of_the_tolerance_on(tol):
    """Half of tol times the best value, shared by n samples at the price C."""
    model, Y = PROBLEMS["costs"]
    risk, trace = (
        StructuredRisk(model, X, Y),
        fitted("costs", 2.0, method="slack each", tol=tol).trace_,
    )
    cuts, counts = [[] for _ in range(24)], [0]
    for w, best in zip(trace.x[:-1], trace.best, strict=False):
        rows, delta, _ = risk.worst(w)
        slack = [max([0.0, *(d - g @ w for g, d in own)]) for own in cuts]
        new = np.flatnonzero(delta - rows @ w > slack + tol * best / (2 * 2.0 * 24))
        for i in new:
            cuts[i].append((rows[i], delta[i]))
        counts.append(counts[-1] + len(new))
    assert trace.working.tolist() == counts


def test_rounds_can_run_out():
    trace = fitted("classes", method="one slack", max_rounds=2).trace_
    assert (trace.status, trace.rounds) == ("max_rounds", 2)


@pytest.mark.parametrize("method", ["slack each", "all"])
def test_the_box_is_shared_by_the_labels_of_a_sample(method):
    svm = fitted("costs", 0.5, method=method, tol=1e-8)
    shares = np.bincount(svm.groups_, svm.alpha_, minlength=24)
    assert shares.max() <= 0.5 * (1 + 1e-6)
    risk = svm.objective_.risk
    slack = np.array([float(StructuredRisk(risk.model, X[i : i + 1], CLASSES[i : i + 1])(
        svm.weights_)) for i in range(24)])  # fmt: skip
    assert (shares[slack > 1e-3] > 0.5 * (1 - 1e-3)).all()  # who needs slack has spent all of C


def test_two_classes_are_the_binary_machine_with_half_its_weights():
    y = np.where(CLASSES > 1, 1, 0)
    svm = StructuredSVM(ClassFeatures(2), C=0.5, method="all").fit(X, y)
    binary = solve_hinge_qp(X, 2.0 * y - 1, C=1.0, free=0)  # its price is twice as high
    np.testing.assert_allclose(svm.weights_[3:], binary.weights / 2, atol=1e-5)
    np.testing.assert_allclose(svm.weights_[:3], -binary.weights / 2, atol=1e-5)


def test_subgradients_come_to_the_same_minimum():
    svm = fitted("chain", method="all")
    f = svm.objective_
    trace = minimize(f.risk_form, np.zeros(f.dim), SubgradientMethod(InverseTime(1 / f.lam)), 1500)
    assert trace.best_value[-1] * f.risk.samples == pytest.approx(svm.value_, rel=0.03)


def test_predictions_and_their_mean_cost():
    svm = fitted("costs", 10.0)
    found = svm.predict(X)
    assert svm.loss(X, CLASSES) == pytest.approx(COSTS[CLASSES, found].mean())
    assert isinstance(svm.objective_, CForm)
    assert isinstance(svm.objective_.penalty, SquaredNorm)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="method must be one of 'one slack'"):
        StructuredSVM(ClassFeatures(2), method="fast")
    with pytest.raises(ValueError, match="C must be positive"):
        StructuredSVM(ClassFeatures(2), C=-1)
    with pytest.raises(TypeError, match="model must be a JointFeatures"):
        StructuredSVM("classes").fit(X, CLASSES)
    with pytest.raises(ValueError, match="X and Y must have equally many rows"):
        StructuredSVM(ClassFeatures(4)).fit(X[:-1], CLASSES)
    with pytest.raises(ValueError, match="indices 0 to 2"):
        StructuredSVM(ClassFeatures(3)).fit(X, CLASSES)
    with pytest.raises(AttributeError, match="StructuredSVM must be fitted first"):
        StructuredSVM(ClassFeatures(4)).predict(X)
    with pytest.raises(ValueError, match="batch must be at most the 24 samples"):
        StructuredRisk(ClassFeatures(4), X, CLASSES).sample(rng, 25)


# ---- independent solvers ------------------------------------------------------------------------


@pytest.mark.oracle
@every
@pytest.mark.parametrize("C", [0.05, 2.0])
def test_cvxpy_solves_the_program_with_all_constraints(name, C):
    cp = pytest.importorskip("cvxpy")
    model, Y = PROBLEMS[name]
    rows, delta, sample = all_constraints(StructuredRisk(model, X, Y))
    w, xi = cp.Variable(rows.shape[1]), cp.Variable(24, nonneg=True)
    program = cp.Problem(cp.Minimize(cp.sum_squares(w) / 2 + C * cp.sum(xi)),
                         [rows @ w >= delta - xi[sample]])  # fmt: skip
    program.solve(solver="CLARABEL")
    for method in ("all", "one slack", "slack each"):
        svm = fitted(name, C, method=method, tol=1e-7)
        assert svm.value_ == pytest.approx(program.value, rel=1e-6)
        np.testing.assert_allclose(svm.weights_, w.value, atol=3e-3)


@pytest.mark.oracle
@pytest.mark.parametrize("C", [0.02, 1.0])
def test_scikit_learn_has_the_same_multiclass_machine(C):
    svm = pytest.importorskip("sklearn.svm")
    theirs = svm.LinearSVC(multi_class="crammer_singer", C=C, fit_intercept=False, tol=1e-8,
                           max_iter=200_000, random_state=0).fit(X, CLASSES)  # fmt: skip
    ours = fitted("classes", C, method="all")
    assert float(ours.objective_(theirs.coef_.ravel())) == pytest.approx(ours.value_, rel=1e-5)
    np.testing.assert_allclose(ours.weights_.reshape(4, 3), theirs.coef_, atol=1e-2)
