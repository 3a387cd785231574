"""Schedules: values by hand, scalars and arrays alike, and bad input by name."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.schedules import Constant, InversePower, InverseSqrt, InverseTime, Schedule

EXAMPLES = [
    Constant(0.3),
    InverseTime(0.3),
    InverseTime(0.3, decay=0.05),
    InverseSqrt(0.3),
    InversePower(0.3, power=2),
    InversePower(0.3, power=0),
]


def test_the_examples_cover_every_schedule():
    assert {type(schedule) for schedule in EXAMPLES} == set(Schedule.__subclasses__())


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Constant(0.3), [0.3, 0.3, 0.3, 0.3]),
        (InverseTime(0.3), [0.3, 0.15, 0.1, 0.03]),
        (InverseTime(0.3, decay=0.5), [0.3, 0.2, 0.15, 0.3 / 5.5]),
        (InverseSqrt(0.3), [0.3, 0.3 / 2**0.5, 0.3 / 3**0.5, 0.3 / 10**0.5]),
        (InversePower(0.3, power=2), [0.3, 0.075, 0.3 / 9, 0.003]),
    ],
)
def test_values_by_hand(schedule, expected):
    np.testing.assert_allclose(schedule([0, 1, 2, 9]), expected, rtol=1e-14)


def test_the_lecture_counts_from_one():
    # α₀/√t at t = 4 with α₀ = 0.1 is 0.05; its fourth step is t = 3 here.
    assert InverseSqrt(0.1)(3) == pytest.approx(0.05, rel=1e-15)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
@given(t=st.lists(st.integers(0, 10**6), max_size=8))
def test_an_array_is_its_elements(schedule, t):
    rates = schedule(np.array(t, dtype=np.int64))
    assert rates.shape == (len(t),)
    assert rates.dtype == float
    for rate, step in zip(rates, t, strict=True):
        assert type(schedule(step)) is float
        assert schedule(step) == schedule(np.int64(step)) == pytest.approx(rate, rel=1e-14)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
def test_shape_is_kept_and_rates_start_at_lr_and_never_rise(schedule):
    assert schedule(0) == 0.3
    assert schedule(np.arange(6).reshape(2, 3)).shape == (2, 3)
    assert (np.diff(schedule(np.arange(1000))) <= 0).all()
    assert (schedule(np.arange(1000)) > 0).all()


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
def test_it_is_a_value(schedule):
    assert eval(repr(schedule)) == schedule
    assert pickle.loads(pickle.dumps(schedule)) == schedule
    assert len({schedule, pickle.loads(pickle.dumps(schedule))}) == 1
    with pytest.raises(AttributeError):
        schedule.lr = 1.0


def test_which_sums_are_finite():
    steps = np.arange(10**6)
    assert InverseTime(1.0)(steps).sum() > 14  # like log T: no bound
    assert InverseSqrt(1.0)(steps).sum() > 1990  # like 2√T
    assert InversePower(1.0, power=2)(steps).sum() == pytest.approx(np.pi**2 / 6, abs=2e-6)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
@pytest.mark.parametrize("t", [-1, [0, -2], -0.5, np.int64(-3)])
def test_negative_steps_are_refused(schedule, t):
    with pytest.raises(ValueError, match=r"t must be zero or positive, got -.*first step is t = 0"):
        schedule(t)


@pytest.mark.parametrize("t", [np.nan, [0, np.inf], "soon", None])
def test_steps_that_are_no_numbers_are_refused(t):
    with pytest.raises((ValueError, TypeError), match=r"^t must be"):
        InverseSqrt(0.1)(t)


junk = st.one_of(st.text(), st.none(), st.booleans(), st.just(np.nan), st.just(np.inf))


@pytest.mark.parametrize("kind", [Constant, InverseTime, InverseSqrt, InversePower])
@given(lr=st.one_of(junk, st.floats(max_value=0)))
def test_a_bad_rate_is_named(kind, lr):
    with pytest.raises((ValueError, TypeError), match=r"^lr must be"):
        kind(lr)


@given(value=st.one_of(junk, st.floats(max_value=-1e-12)))
def test_a_bad_decay_or_power_is_named(value):
    with pytest.raises((ValueError, TypeError), match=r"^decay must be"):
        InverseTime(0.1, decay=value)
    with pytest.raises((ValueError, TypeError), match=r"^power must be"):
        InversePower(0.1, power=value)
