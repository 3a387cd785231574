"""What the explorers of notebook 08 show, against other ways to the same numbers."""

import numpy as np
import pytest
from scipy.special import expit

from course_lib.functions import EmpiricalRisk, LogLoss, SquaredNorm, add_bias
from course_lib.lessons.logistic_regression.boundary_descent import (
    FIRST,
    FRAMES,
    PAIRS,
    boundary_descent,
    descend,
    penguin_pair,
)
from course_lib.lessons.logistic_regression.logistic_curve import (
    BIAS,
    FEATURES,
    SLOPE,
    best_on_sliders,
    heart_feature,
    logistic_curve,
)
from course_lib.lessons.logistic_regression.polynomial_boundary import (
    SHAPES,
    SIDE,
    fit,
    monomials,
    polynomial_boundary,
)
from course_lib.lessons.logistic_regression.softmax_fields import (
    FEATURES as PENGUIN_FEATURES,
)
from course_lib.lessons.logistic_regression.softmax_fields import (
    fitted_weights,
    penguins,
    softmax_fields,
)
from course_lib.lessons.logistic_regression.two_distributions import GRID, two_distributions
from course_lib.linear import LogisticRegression
from course_lib.optim import GradientDescent, minimize

SEPARABLE = list(PAIRS)[1]


# ---- one feature ------------------------------------------------------------------------------


def test_likelihood_is_a_product_over_the_patients():
    run = logistic_curve(feature="age", bias=0.3, slope=-0.7)
    p, y = run.probability, run.data.y
    np.testing.assert_allclose(p, expit(0.3 - 0.7 * run.data.z))
    product = np.prod(np.where(y == 1, p, 1 - p))
    np.testing.assert_allclose(np.exp(run.log_likelihood), product)
    np.testing.assert_allclose(run.cross_entropy, -np.log(product) / len(y))


@pytest.mark.parametrize("name", FEATURES)
def test_the_optimum_has_no_slope_and_nothing_drawn_is_lower(name):
    data = heart_feature(name)
    run = logistic_curve(feature=name, bias=data.best[0], slope=data.best[1])
    residual = data.y - run.probability
    assert abs(residual.sum()) < 1e-5
    assert abs(residual @ data.z) < 1e-5
    np.testing.assert_allclose(run.cross_entropy, data.lowest)
    assert data.height.min() >= data.lowest
    rounded = logistic_curve(feature=name, **best_on_sliders(name))
    assert rounded.cross_entropy - data.lowest < 1e-4
    assert "as far as the sliders can tell" in rounded.summary


def test_the_height_is_the_cross_entropy():
    height = heart_feature("age").height
    for i, j in ((0, 0), (40, 13)):
        run = logistic_curve(feature="age", bias=BIAS[j], slope=SLOPE[i])
        np.testing.assert_allclose(height[i, j], run.cross_entropy)


def test_shares_are_those_of_the_patients():
    for name in FEATURES:
        data = heart_feature(name)
        assert data.bins.shape[1] >= 4
        assert (np.diff(data.bins[0]) > 0).all()
        assert data.bins[1].min() >= 0
        assert data.bins[1].max() <= 1
    run = logistic_curve(slope=0.0)
    assert run.boundary is None


# ---- two features -----------------------------------------------------------------------------


@pytest.mark.parametrize("lam", [0.0, 0.02])
def test_its_own_descent_takes_the_steps_of_the_library(lam):
    data = penguin_pair(FIRST)
    X = add_bias(data.scaler.transform(data.X))
    steps, w = descend(X, data.y, lam, 0.8)
    f = EmpiricalRisk(LogLoss(), X, 2 * data.y - 1)
    f = f + lam * SquaredNorm(unpenalized=1) if lam else f
    trace = minimize(f, np.zeros(3), GradientDescent(0.8), steps=100)
    early = steps <= 100
    np.testing.assert_allclose(w[early], trace.x[steps[early]], rtol=1e-9, atol=1e-12)


def test_the_run_reaches_the_optimum():
    run = boundary_descent(lr=2.0)
    np.testing.assert_allclose(run.w[-1], run.best, rtol=1e-3)
    np.testing.assert_allclose(run.loss[-1], run.best_loss, rtol=1e-3)
    assert "it has arrived" in run.summary
    assert run.steps.tolist() == FRAMES.tolist()


def test_weights_run_off_on_separable_data_unless_c_is_finite():
    free = boundary_descent(pair=SEPARABLE, lr=100.0, free=True)
    assert free.best is None
    assert (np.diff(free.norm[-12:]) > 0).all()
    assert free.norm[-1] > 50
    assert "grows for ever" in free.summary
    finite = boundary_descent(pair=SEPARABLE, C=1.0)
    np.testing.assert_allclose(finite.norm[-1], finite.best_norm, rtol=0.01)
    assert finite.best_norm < 5


def test_points_go_in_and_out():
    plain, less = boundary_descent(), boundary_descent(out=(0, 7))
    assert plain.kept.all()
    assert np.flatnonzero(~less.kept).tolist() == [0, 7]
    assert not np.allclose(plain.best, less.best)
    more = boundary_descent(pair=SEPARABLE, free=True, own=((50.0, 15.0, 0),))
    assert more.best is not None, "one blue point among the orange ones makes an optimum"
    assert "of 275 wrong" in more.summary


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (dict(lr=0.05), "still on its way"),
        (dict(lr=100.0), "jumps to and fro"),
        (dict(lr=3.0, C=0.003), "ηλ > 2"),
    ],
)
def test_summary_of_the_descent(values, words):
    run = boundary_descent(**values)
    assert words in run.summary
    assert np.isfinite(run.w).all()
    assert (run.status == "diverged") == ("ηλ" in words)


def test_the_scores_are_log_odds():
    run = boundary_descent()
    point = np.array([run.pair.across[7], run.pair.up[30]])
    z = run.pair.scaler.transform(point)
    np.testing.assert_allclose(run.scores(5)[30, 7], np.r_[1.0, z] @ run.w[5])


# ---- three classes ----------------------------------------------------------------------------


@pytest.mark.parametrize("features", PENGUIN_FEATURES)
def test_softmax_sums_to_one_and_one_vs_rest_does_not(features):
    one = softmax_fields(features=features)
    np.testing.assert_allclose(one.fields.sum(axis=-1), 1.0)
    np.testing.assert_allclose(one.answer.sum(), 1.0)
    other = softmax_fields(features=features, model="one-vs-rest")
    assert other.answer.sum() < 0.7
    assert f"the sum is {other.answer.sum():.2f}" in other.summary


def test_softmax_is_at_its_optimum():
    name, C = next(iter(PENGUIN_FEATURES)), 2.0
    data, W = penguins(name), fitted_weights(name, "softmax", C)
    X = add_bias(data.scaler.transform(data.X))
    e = np.exp(X @ W)
    p = e / e.sum(axis=1, keepdims=True)
    slope = C * X.T @ (p - np.eye(3)[data.y]) + np.r_[np.zeros((1, 3)), W[1:]]
    assert np.abs(slope).max() < 1e-3


def test_borders_are_where_two_classes_tie():
    run = softmax_fields()
    first = run.fields.argmax(axis=-1)
    assert ((run.ahead > 0).sum(axis=-1) == 1).all()
    assert (run.ahead.argmax(axis=-1) == first).all()
    ordered = np.sort(np.log(run.fields), axis=-1)
    np.testing.assert_allclose(run.ahead.max(axis=-1), ordered[..., 2] - ordered[..., 1])


# ---- polynomial features ----------------------------------------------------------------------


def test_monomials():
    a, b = 1.5, -2.0
    want = [a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3]
    np.testing.assert_allclose(monomials([[a, b]], 3), [want])
    assert monomials(np.zeros((4, 5, 2)), 9).shape == (4, 5, 54)


@pytest.mark.parametrize("shape", SHAPES)
def test_train_loss_falls_with_the_degree_and_test_loss_does_not(shape):
    run = polynomial_boundary(shape=shape, C=1e4, n=100)
    assert (np.diff(run.train) < 5e-4).all()
    assert run.test[8] > 3 * run.test.min()
    assert "over-fitted" in polynomial_boundary(shape=shape, degree=9, C=1e4, n=100).summary


def test_each_fit_is_the_librarys():
    data = polynomial_boundary(shape="moons", C=100.0, n=60).samples
    raw = monomials(data.X, 5)
    Z = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    model = LogisticRegression(C=100.0).fit(Z, data.y)
    np.testing.assert_allclose(
        fit("moons", 60, 5, 100.0).weights, model.weights_, rtol=1e-3, atol=1e-3
    )


def test_a_circle_needs_degree_two():
    run = polynomial_boundary(degree=1)
    assert "too stiff; degree 2 is best" in run.summary
    assert run.fit.test_error > 0.4
    assert polynomial_boundary(degree=2).fit.test_error < 0.2


def test_the_drawn_field_is_that_of_the_fit():
    run = polynomial_boundary(shape="xor", degree=4, C=10.0, n=60)
    i, j = 22, 51
    near = run.scores[i, j]
    data = run.samples
    raw, mean_of = monomials(data.X, 4), monomials([[SIDE[j], SIDE[i]]], 4)
    z = (mean_of - raw.mean(axis=0)) / raw.std(axis=0)
    w = fit("xor", 60, 4, 10.0).weights
    np.testing.assert_allclose(near, (w[0] + z @ w[1:])[0])


# ---- two distributions ------------------------------------------------------------------------


def test_cross_entropy_is_entropy_and_kl():
    run = two_distributions(p=0.7, q=0.4)
    want = -0.7 * np.log(0.4) - 0.3 * np.log(0.6)
    np.testing.assert_allclose(run.cross, want)
    np.testing.assert_allclose(run.cross, run.entropy + run.kl)
    np.testing.assert_allclose(run.other_cross, run.other_entropy + run.other_kl)
    assert abs(GRID[run.curve.argmin()] - 0.7) < 0.005
    bits = two_distributions(p=0.7, q=0.4, unit="bits (log₂)")
    np.testing.assert_allclose(bits.cross, want / np.log(2))
    assert "bits" in bits.summary


def test_what_the_belief_excludes_costs_infinitely_much():
    run = two_distributions(p=0.5, q=0.0)
    assert np.isinf(run.cross)
    assert "infinite" in run.summary
    assert two_distributions(p=0.3, q=0.3).kl == pytest.approx(0.0)
