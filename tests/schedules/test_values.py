"""Schedules by hand: the numbers of the lecture, ends and corners, schedules made of schedules."""

import numpy as np
import pytest

from course_lib.functions import SquaredNorm
from course_lib.optim import GradientDescent, minimize
from course_lib.schedules import (
    Constant,
    Cosine,
    Delayed,
    Exponential,
    InversePower,
    InverseSqrt,
    InverseTime,
    Linear,
    OneCycle,
    Polynomial,
    Restarts,
    Step,
    Warmup,
    scaled_for_batch,
)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Constant(0.3), [0.3, 0.3, 0.3, 0.3]),
        (InverseTime(0.3), [0.3, 0.15, 0.1, 0.03]),
        (InverseTime(0.3, decay=0.5), [0.3, 0.2, 0.15, 0.3 / 5.5]),
        (InverseSqrt(0.3), [0.3, 0.3 / 2**0.5, 0.3 / 3**0.5, 0.3 / 10**0.5]),
        (InversePower(0.3, power=2), [0.3, 0.075, 0.3 / 9, 0.003]),
        (Step(0.8, factor=0.5, every=2), [0.8, 0.8, 0.4, 0.05]),
        (Step(0.8, factor=0.5, milestones=(2, 9)), [0.8, 0.8, 0.4, 0.2]),
        (Exponential(0.8, factor=0.5), [0.8, 0.4, 0.2, 0.8 / 512]),
        (Exponential(0.8, factor=0.25, every=2), [0.8, 0.4, 0.2, 0.8 / 512]),
        (Linear(0.8, steps=4), [0.8, 0.6, 0.4, 0.0]),
        (Linear(0.8, steps=18, end=0.4), [0.8, 0.8 - 0.4 / 18, 0.8 - 0.8 / 18, 0.6]),
        (Polynomial(0.8, steps=4), [0.8, 0.45, 0.2, 0.0]),
        (Polynomial(0.8, steps=4, power=3, end=0.16), [0.8, 0.16 + 0.27, 0.24, 0.16]),
        (Cosine(0.8, steps=2), [0.8, 0.4, 0.0, 0.0]),
        (Cosine(0.8, steps=18, end=0.2), [0.8, 0.2 + 0.3 * (1 + np.cos(np.pi / 18)),
                                          0.2 + 0.3 * (1 + np.cos(np.pi / 9)), 0.5]),
        (OneCycle(0.8, 4, rise=0.5, start_factor=0.5, end_factor=0.25), [0.4, 0.6, 0.8, 0.2]),
        (Warmup(2, Linear(0.8, 14)), [0.0, 0.4, 0.8, 0.4]),
        (Warmup(2, 0.8, start_factor=0.5), [0.4, 0.6, 0.8, 0.8]),
        (Delayed(2, Linear(0.8, 14)), [0.8, 0.8, 0.8, 0.4]),
        (Delayed(0, Linear(0.8, 18)), [0.8, 0.8 * 17 / 18, 0.8 * 16 / 18, 0.4]),
        (Restarts(3, Linear(0.9, 3)), [0.9, 0.6, 0.3, 0.9]),
        (3 * InverseTime(0.1), [0.3, 0.15, 0.1, 0.03]),
    ],
    ids=repr,
)  # fmt: skip
def test_values_by_hand(schedule, expected):
    np.testing.assert_allclose(schedule([0, 1, 2, 9]), expected, rtol=1e-13, atol=1e-16)


class TestTheLecturesNumbers:
    """α₀ = 0.1 and T = 100."""

    def test_step(self):
        rates = Step(0.1, factor=0.1, milestones=(30, 60, 90))([29, 30, 60, 90])
        np.testing.assert_allclose(rates, [0.1, 0.01, 0.001, 0.0001], rtol=1e-14)

    def test_cosine(self):
        rates = Cosine(0.1, 100)([0, 25, 50, 75, 100])
        np.testing.assert_allclose(rates, [0.1, 0.0853553, 0.05, 0.0146447, 0], atol=5e-8)

    def test_linear(self):
        assert Linear(0.1, 100)(50) == pytest.approx(0.05, rel=1e-15)

    def test_warm_up_over_5000(self):
        assert Warmup(5000, 0.1)(2500) == pytest.approx(0.05, rel=1e-15)
        assert Warmup(5000, Cosine(0.1, 1000))(2500) == pytest.approx(0.05, rel=1e-15)


def test_the_lecture_counts_from_one():
    # α₀/√t at t = 4 with α₀ = 0.1 is 0.05; its fourth step is t = 3 here.
    assert InverseSqrt(0.1)(3) == pytest.approx(0.05, rel=1e-15)


def test_which_sums_are_finite():
    steps = np.arange(10**6)
    assert InverseTime(1.0)(steps).sum() > 14  # like log T: no bound
    assert InverseSqrt(1.0)(steps).sum() > 1990  # like 2√T
    assert InversePower(1.0, power=2)(steps).sum() == pytest.approx(np.pi**2 / 6, abs=2e-6)


def test_the_exponential_runs_through_the_corners_of_the_steps():
    corners = np.arange(0, 100, 10)
    smooth, stairs = Exponential(0.1, 0.5, every=10), Step(0.1, 0.5, every=10)
    np.testing.assert_allclose(smooth(corners), stairs(corners), rtol=1e-14)
    assert (smooth(np.arange(1, 10)) < stairs(np.arange(1, 10))).all()


def test_a_rate_that_grows_too_far_is_infinite_and_named_by_the_optimizer():
    growing = Exponential(1e-8, factor=10.0)
    assert growing(1000) == growing([1000])[0] == np.inf
    with pytest.raises(ValueError, match=r"^lr must be zero or positive and finite .* at t = 309"):
        minimize(0 * SquaredNorm(), [1.0], GradientDescent(growing), steps=400)


@pytest.mark.parametrize("kind", [Linear, Polynomial, Cosine])
def test_the_end_holds(kind):
    schedule = kind(0.1, 10, end=0.02)
    np.testing.assert_allclose(schedule([10, 11, 1000]), 0.02, rtol=1e-15)
    assert schedule(9) > 0.02


def test_one_cycle_rises_and_falls_once():
    rates = OneCycle(0.1, 100)(np.arange(120))
    assert rates.argmax() == 30
    assert rates[30] == pytest.approx(0.1, rel=1e-12)
    assert (np.diff(rates[:31]) > 0).all()
    assert (np.diff(rates[30:101]) < 0).all()
    np.testing.assert_allclose(rates[100:], 0.1 / 250_000)


def test_what_comes_after_the_warm_up_starts_from_its_own_zero():
    after = Cosine(0.1, 50)
    schedule = Warmup(10, after)
    np.testing.assert_array_equal(schedule(np.arange(10, 60)), after(np.arange(50)))
    np.testing.assert_allclose(np.diff(schedule(np.arange(11))), 0.01, rtol=1e-12)


def test_a_first_rate_of_zero_does_not_move():
    trace = minimize(SquaredNorm(), [1.0], GradientDescent(Warmup(2, 0.5)), steps=3)
    np.testing.assert_allclose(trace.x.ravel(), [1, 1, 0.75, 0.375])


def test_twice_the_batch_twice_the_rate():
    base = Warmup(5, Cosine(0.1, 95))
    t = np.arange(100)
    np.testing.assert_allclose(scaled_for_batch(base, 1024, 256)(t), 4 * base(t), rtol=1e-14)
    assert scaled_for_batch(0.1, 64, 256)(3) == pytest.approx(0.025)
    with pytest.raises(ValueError, match=r"^base_batch must be at least 1, got 0"):
        scaled_for_batch(0.1, 64, 0)
    with pytest.raises(TypeError, match=r"^batch must be a whole number, got 6.5"):
        scaled_for_batch(0.1, 6.5, 1)
    with pytest.raises(TypeError, match=r"^schedule must be a number, got None"):
        scaled_for_batch(None, 1, 1)
