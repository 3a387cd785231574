"""The contract of all schedules: pure values, scalars and arrays alike, bad input by name."""

import inspect
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.schedules import (
    SCHEDULES,
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
    Scaled,
    Schedule,
    Step,
    Warmup,
)

FALLING = [
    Constant(0.3),
    InverseTime(0.3),
    InverseTime(0.3, decay=0.05),
    InverseSqrt(0.3),
    InversePower(0.3, power=2),
    InversePower(0.3, power=0),
    Step(0.3, every=7),
    Step(0.3, factor=0.5, milestones=(30, 60, 90)),
    Exponential(0.3, factor=0.99),
    Exponential(0.3, factor=0.1, every=300),
    Polynomial(0.3, steps=50, power=3, end=0.01),
    Linear(0.3, steps=50, end=0.1),
    Cosine(0.3, steps=50, end=0.003),
    Delayed(20, Linear(0.3, 50, end=0.1)),
    Scaled(InverseTime(0.03), 10),
]
EXAMPLES = [
    *FALLING,
    OneCycle(0.3, steps=50),
    OneCycle(0.3, 50, rise=0.5, start_factor=0, end_factor=1),
    Warmup(20, InverseSqrt(0.3)),
    Restarts(40, Linear(0.3, 50, end=0.1)),
    Warmup(20, 0.3, start_factor=0.5),
]


def concrete(kind):
    """Every class below it that can be made."""
    below = {k for child in kind.__subclasses__() for k in concrete(child)}
    return below if inspect.isabstract(kind) else below | {kind}


def test_the_examples_cover_every_schedule():
    assert {type(schedule) for schedule in EXAMPLES} == concrete(Schedule)


@pytest.mark.parametrize("steps", [1, 2, 100, 5000])
@pytest.mark.parametrize("name", SCHEDULES)
def test_the_registry_makes_schedules_for_a_run(name, steps):
    rates = SCHEDULES[name](0.1, steps)(np.arange(steps + 1))
    assert np.isfinite(rates).all()
    assert rates.min() >= 0
    assert 0.1 >= rates.max() > 0
    if name not in ("one cycle", "constant"):
        assert rates[0] == 0.1 > rates[-1]


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
@given(t=st.lists(st.integers(0, 10**6), max_size=8))
def test_an_array_is_its_elements(schedule, t):
    rates = schedule(np.array(t, dtype=np.int64))
    assert rates.shape == (len(t),)
    assert rates.dtype == float
    for rate, step in zip(rates, t, strict=True):
        assert type(schedule(step)) is float
        assert schedule(step) == schedule(np.int64(step)) == pytest.approx(rate, rel=1e-14)


@pytest.mark.parametrize("schedule", FALLING, ids=repr)
def test_these_start_at_lr_and_never_rise(schedule):
    assert schedule(0) == pytest.approx(0.3, rel=1e-15)
    assert (np.diff(schedule(np.arange(300))) <= 0).all()
    assert (schedule(np.arange(300)) > 0).all()


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
def test_the_shape_is_kept(schedule):
    assert schedule(np.arange(6).reshape(2, 3)).shape == (2, 3)
    assert (schedule(np.arange(1000)) >= 0).all()


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
def test_it_is_a_value(schedule):
    assert eval(repr(schedule)) == schedule
    assert pickle.loads(pickle.dumps(schedule)) == schedule
    assert len({schedule, pickle.loads(pickle.dumps(schedule))}) == 1
    with pytest.raises(AttributeError):
        schedule.lr = 1.0


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
def test_a_number_times_a_schedule(schedule):
    t = np.arange(80)
    np.testing.assert_allclose((3 * schedule)(t), 3 * schedule(t))
    np.testing.assert_allclose((schedule * 0.5)(7), schedule(7) / 2)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
@pytest.mark.parametrize("t", [-1, [0, -2], -0.5, np.int64(-3)])
def test_negative_steps_are_refused(schedule, t):
    with pytest.raises(ValueError, match=r"t must be zero or positive, got -.*first step is t = 0"):
        schedule(t)


@pytest.mark.parametrize("t", [np.nan, [0, np.inf], "soon", None])
def test_steps_that_are_no_numbers_are_refused(t):
    with pytest.raises((ValueError, TypeError), match=r"^t must be"):
        InverseSqrt(0.1)(t)


# ------------------------------------------------------------------------------------ bad input

JUNK = st.one_of(st.text(max_size=5), st.none(), st.booleans(), st.sampled_from([np.nan, np.inf]))
BELOW_0 = st.one_of(JUNK, st.floats(max_value=-1e-12))
NOT_POSITIVE = st.one_of(JUNK, st.floats(max_value=0))
NO_COUNT = st.one_of(JUNK, st.integers(max_value=0), st.floats())
NO_PART = st.one_of(JUNK, st.floats(max_value=-1e-12), st.floats(min_value=1.001))

GOOD = {
    Constant: dict(lr=0.1),
    InverseTime: dict(lr=0.1, decay=1.0),
    InverseSqrt: dict(lr=0.1),
    InversePower: dict(lr=0.1, power=1.0),
    Step: dict(lr=0.1, factor=0.1, every=10),
    Exponential: dict(lr=0.1, factor=0.9, every=1.0),
    Polynomial: dict(lr=0.1, steps=10, power=2.0, end=0.0),
    Linear: dict(lr=0.1, steps=10, end=0.0),
    Cosine: dict(lr=0.1, steps=10, end=0.0),
    OneCycle: dict(lr=0.1, steps=10, rise=0.3, start_factor=0.1, end_factor=0.1),
    Warmup: dict(steps=10, after=0.1, start_factor=0.1),
    Delayed: dict(steps=10, after=0.1),
    Restarts: dict(period=10, cycle=0.1),
    Scaled: dict(schedule=0.1, factor=2.0),
}
BAD = {
    **dict.fromkeys(["lr", "factor", "after", "cycle", "schedule"], NOT_POSITIVE),
    **dict.fromkeys(["decay"], BELOW_0),
    **dict.fromkeys(["steps"], NO_COUNT.filter(lambda v: v != 0 or type(v) is not int)),
    "period": NO_COUNT,
    **dict.fromkeys(["end", "rise", "start_factor", "end_factor"], NO_PART),
}
CASES = [(kind, name) for kind, good in GOOD.items() for name in good]


def test_every_parameter_is_tried():
    for kind in concrete(Schedule):
        assert set(GOOD[kind]) | {"milestones"} == set(kind.__dataclass_fields__) | {"milestones"}


@pytest.mark.parametrize(("kind", "name"), CASES)
@given(data=st.data())
def test_what_is_bad_is_named(kind, name, data):
    strategies = {
        "every": NO_COUNT if kind is Step else NOT_POSITIVE,
        "power": BELOW_0 if kind is InversePower else NOT_POSITIVE,
    }
    value = data.draw({**BAD, **strategies}[name])
    if kind is Step and value is None and name == "every":
        return  # every or milestones is a matter of its own
    with pytest.raises((ValueError, TypeError), match=rf"(?s)^{name} must be .* got "):
        kind(**{**GOOD[kind], name: value})


def test_messages_say_what_to_do():
    for kind, name in CASES:
        with pytest.raises((ValueError, TypeError), match=rf"^{name} must be .*; "):
            kind(**{**GOOD[kind], name: "x"})


def test_steps_of_zero_are_refused_where_something_happens_in_them():
    for kind in (Polynomial, Linear, Cosine, OneCycle):
        with pytest.raises(ValueError, match=r"^steps must be at least 1, got 0; the length"):
            kind(0.1, 0)
    with pytest.raises(ValueError, match=r"^steps must be at least 1, got 0; the length"):
        Warmup(0, 0.1)


def test_milestones_become_a_tuple_that_can_be_hashed():
    step = Step(0.3, milestones=np.array([30, 60]))
    assert step == Step(0.3, milestones=[30, 60])
    assert (hash(step), step.milestones) == (hash(Step(0.3, milestones=(30, 60))), (30, 60))


def test_every_or_milestones():
    for both in ({}, {"every": 3, "milestones": (3,)}):
        with pytest.raises(ValueError, match=r"^every or milestones must be given, and only one"):
            Step(0.1, **both)
    with pytest.raises(ValueError, match=r"^milestones must rise, got \(60, 30\)"):
        Step(0.1, milestones=(60, 30))
    with pytest.raises(ValueError, match=r"^milestones must be at least 1, got 0"):
        Step(0.1, milestones=(0, 30))
    with pytest.raises(TypeError, match=r"^milestones must be a tuple of steps such as"):
        Step(0.1, milestones=30)


def test_the_end_is_no_higher_than_the_start():
    with pytest.raises(ValueError, match=r"^end must be in \[0, 0.1\], got 0.2; .* at most lr"):
        Linear(0.1, 10, end=0.2)
