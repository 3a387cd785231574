"""Every loss against differences, and numbers worked by hand."""

import numpy as np
import pytest

from course_lib.functions import AbsoluteError, HuberLoss, SquaredError

LOSSES = [SquaredError(), AbsoluteError(), HuberLoss(0.7), HuberLoss(3.0)]
every = pytest.mark.parametrize("loss", LOSSES, ids=str)
Y = np.random.default_rng(4).normal(0, 2, 300)
P = Y + np.random.default_rng(5).normal(0, 2, 300)
P = np.where(np.abs(P - Y) < 1e-3, Y + 1e-3, P)


@every
def test_slope_and_curvature_are_those_of_the_value(loss):
    h = 1e-5
    slope = (loss(P + h, Y) - loss(P - h, Y)) / (2 * h)
    np.testing.assert_allclose(loss.grad(P, Y), slope, rtol=1e-6, atol=1e-4)
    bend = (loss.grad(P + h, Y) - loss.grad(P - h, Y)) / (2 * h)
    np.testing.assert_allclose(loss.second(P, Y), bend, rtol=1e-6, atol=1e-6)


@every
def test_convex_and_zero_only_where_right(loss):
    assert loss.convex
    assert (loss(P, Y) > 0).all()
    assert (loss(Y, Y) == 0).all()
    assert (loss.grad(Y, Y) == 0).all()
    chord = (loss(P, Y) + loss(Y, Y)) / 2
    assert (loss((P + Y) / 2, Y) <= chord * (1 + 1e-12)).all()  # straight: equal but for rounding


@every
def test_constants_bound_the_curvature(loss):
    second = loss.second(P, Y)
    if loss.smoothness is not None:
        assert second.max() == loss.smoothness
    if loss.strong_convexity is not None:
        assert second.min() == loss.strong_convexity


@every
def test_one_sided_slopes(loss):
    p = np.concatenate([P, Y[:5]])  # the last five sit at the kink
    y = np.concatenate([Y, Y[:5]])
    for d in (1.0, -2.0):
        want = (loss(p + 1e-8 * d, y) - loss(p, y)) / 1e-8
        np.testing.assert_allclose(loss.directional(p, y, d), want, atol=1e-5)


def test_by_hand():
    assert SquaredError()(5.0, 2.0) == 9.0  # no ½
    assert SquaredError().grad(5.0, 2.0) == 6.0
    assert AbsoluteError()(-1.0, 2.0) == 3.0
    assert HuberLoss(1.0)([2.5, 2.0], 2.0).tolist() == [0.125, 0.0]
    assert HuberLoss(1.0)(5.0, 2.0) == 2.5
    assert np.isnan(AbsoluteError().second(2.0, 2.0))
    assert np.isnan(HuberLoss(1.0).second(3.0, 2.0))


def test_whole_numbers_are_taken():
    for loss in LOSSES:
        np.testing.assert_array_equal(loss([3, 1], [1, 1]), loss([3.0, 1.0], [1.0, 1.0]))
        assert loss.grad([3, 1], [1, 1]).dtype.kind in "fi"
        assert loss.second(3, 1).dtype == float


def test_bad_delta_is_named():
    with pytest.raises(ValueError, match="delta must be positive, got 0"):
        HuberLoss(0)


def test_targets_must_be_a_finite_vector():
    with pytest.raises(ValueError, match=r"y must be finite everywhere.*bad entry is \[1\]"):
        SquaredError().check_targets([1.0, np.nan])
    with pytest.raises(ValueError, match="y must be an array with 1 axes"):
        SquaredError().check_targets([[1.0]])
