"""The linear classifier of several classes, against solvers of another kind and by hand."""

import numpy as np
import pytest

from course_lib.functions import MulticlassHinge, SoftmaxCrossEntropy
from course_lib.linear import LinearSVM, LogisticRegression, MulticlassLinear
from course_lib.optim import Adam, GradientDescent, SubgradientMethod
from tests.linear.data import overlapping, penguins

LAM = 0.02


def test_softmax_reaches_the_optimum_of_newtons_method():
    X, y = penguins()
    best = LogisticRegression(C=1 / (len(y) * LAM)).fit(X, y)
    mine = MulticlassLinear(lam=LAM, steps=3000).fit(X, y)
    np.testing.assert_allclose(mine.coef_, best.coef_, atol=1e-5)
    bias = best.intercept_ - best.intercept_.mean()  # a common shift of all biases is free
    np.testing.assert_allclose(mine.intercept_ - mine.intercept_.mean(), bias, atol=1e-4)
    assert (mine.predict(X) == best.predict(X)).all()


def test_the_hinge_comes_near_the_optimum_of_the_quadratic_program():
    X, y = penguins()
    best = LinearSVM(C=1 / (len(y) * LAM)).fit(X, y)
    mine = MulticlassLinear(MulticlassHinge(), lam=LAM, steps=4000).fit(X, y)
    least = mine.objective_(best.weights_)
    assert least == pytest.approx(LAM * best.trace_.value[-1], rel=1e-9)
    gap = mine.objective_(mine.weights_) / least - 1
    assert 0 <= gap < 2e-3


def test_two_classes_are_the_binary_machine_with_half_the_weight_each():
    """w of class + is w/2, of class − it is −w/2, and C is doubled."""
    X, y = overlapping()
    binary = LinearSVM(C=2 / (len(y) * LAM)).fit(X, y)
    half = binary.coef_[0] / 2, binary.intercept_[0] / 2
    mine = MulticlassLinear(MulticlassHinge(), lam=LAM, steps=4000).fit(X, y)
    assert mine.coef_.shape == (2, X.shape[1])
    both = np.column_stack([np.r_[-half[1], -half[0]], np.r_[half[1], half[0]]])
    assert mine.objective_(mine.weights_) / mine.objective_(both.ravel()) - 1 < 2e-3
    assert (mine.predict(X) == binary.predict(X)).mean() > 0.98


def test_the_objective_by_hand():
    """x = 2 of class 0 and x = −1 of class 1, W = (1, −1), b = (0.5, 0)."""
    mine = MulticlassLinear(MulticlassHinge(), lam=0.1, steps=1).fit([[2.0], [-1.0]], [0, 1])
    # scores (2.5, −2) and (−0.5, 1): losses 0 and max(0, −0.5 − 1 + 1) = 0; penalty 0.05 · 2
    assert mine.objective_([0.5, 0.0, 1.0, -1.0]) == pytest.approx(0.1)
    # W = 0: each loss is 1, and the biases are free
    assert mine.objective_([0.0, 0.0, 0.0, 0.0]) == pytest.approx(1.0)
    assert mine.objective_([9.0, 9.0, 0.0, 0.0]) == pytest.approx(1.0)


@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MulticlassHinge()])
def test_the_gradient_against_differences(loss):
    X, y = penguins()
    J = MulticlassLinear(loss, lam=LAM, steps=1).fit(X, y).objective_
    w = np.random.default_rng(0).normal(size=J.dim)
    h = 1e-6
    numeric = [(J(w + h * e) - J(w - h * e)) / (2 * h) for e in np.eye(J.dim)]
    np.testing.assert_allclose(J.grad(w), numeric, atol=1e-6)


def test_the_best_iterate_is_kept_where_the_loss_has_kinks():
    X, y = penguins()
    wild = MulticlassLinear(MulticlassHinge(), optimizer=SubgradientMethod(30.0), steps=60).fit(
        X, y
    )
    values = wild.trace_.value
    assert values[-1] > 1.2 * values.min()  # else the last one would do
    assert wild.objective_(wild.weights_) == pytest.approx(values.min(), rel=1e-12)


def test_any_optimizer_and_mini_batches():
    X, y = penguins()

    def run(seed):
        return MulticlassLinear(lam=LAM, optimizer=Adam(0.05), steps=200, batch_size=20,
                                rng=np.random.default_rng(seed)).fit(X, y)  # fmt: skip

    assert run(0).score(X, y) > 0.93
    np.testing.assert_array_equal(run(0).weights_, run(0).weights_)
    assert (run(0).weights_ != run(1).weights_).any()
    one = MulticlassLinear(lam=0.0, optimizer=GradientDescent(1.0), steps=1).fit(X, y)
    centred = [(y == c).mean() * X[y == c].mean(axis=0) - X.mean(axis=0) / 3 for c in range(3)]
    np.testing.assert_allclose(one.coef_, centred, atol=1e-12)


def test_labels_keep_their_names_and_grids_work():
    model = MulticlassLinear(lam=0.1).fit([[0.0], [1.0], [2.0]], ["c", "a", "b"])
    assert model.classes_.tolist() == ["a", "b", "c"]
    grid = np.zeros((4, 5, 1))
    assert model.decision_function(grid).shape == (4, 5, 3)
    assert model.predict(grid).shape == (4, 5)


def test_results_do_not_share_memory_with_the_trace():
    X, y = penguins()
    model = MulticlassLinear(steps=2).fit(X, y)
    model.coef_[:] = 0
    model.weights_[:] = 0
    assert np.abs(model.trace_.x[-1]).max() > 0


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: MulticlassLinear("softmax"), TypeError, "loss must be a MulticlassLoss"),
        (lambda: MulticlassLinear(lam=-1), ValueError, "lam must"),
        (lambda: MulticlassLinear(steps=0), ValueError, "steps must"),
        (lambda: MulticlassLinear(batch_size=5), TypeError, "rng must"),
        (lambda: MulticlassLinear().fit([[1.0], [2.0]], [3, 3]), ValueError, "two classes"),
        (lambda: MulticlassLinear().predict([[1.0]]), AttributeError, "must be fitted"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()


@pytest.mark.oracle
def test_softmax_is_that_of_scikit_learn():
    linear = pytest.importorskip("sklearn.linear_model")
    X, y = penguins()
    theirs = linear.LogisticRegression(C=1 / (len(y) * LAM), tol=1e-10, max_iter=10_000).fit(X, y)
    mine = MulticlassLinear(lam=LAM, steps=3000).fit(X, y)
    np.testing.assert_allclose(mine.coef_, theirs.coef_, atol=1e-4)


@pytest.mark.oracle
def test_two_classes_are_scikit_learns_machine():
    """LinearSVC penalizes the intercept, scaled here so that it hardly counts."""
    svm = pytest.importorskip("sklearn.svm")
    X, y = overlapping()
    theirs = svm.LinearSVC(C=2 / (len(y) * LAM), loss="hinge", tol=1e-9, max_iter=2_000_000,
                           intercept_scaling=100.0, random_state=0).fit(X, y)  # fmt: skip
    mine = MulticlassLinear(MulticlassHinge(), lam=LAM, steps=4000).fit(X, y)
    half = np.r_[theirs.intercept_, theirs.coef_[0]] / 2
    least = mine.objective_(np.column_stack([-half, half]).ravel())
    assert abs(mine.objective_(mine.weights_) / least - 1) < 2e-3


def test_the_rate_of_its_own_is_one_over_the_smoothness():
    fit = MulticlassLinear(steps=3).fit(*penguins())
    np.testing.assert_allclose(fit.trace_.lr, 1 / fit.objective_.smoothness)
