"""What a schedule says when it is made or asked wrongly, word for word; what the registry makes."""

import numpy as np
import pytest

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
    Step,
    Warmup,
    scaled_for_batch,
)

REFUSED = [
    (
        lambda: Linear("x", 10),
        "lr must be a number, got 'x'; the learning rate η₀ of the first step, such as 0.1",
    ),
    (
        lambda: Linear(0.1, 0),
        "steps must be at least 1, got 0; the length of the run in steps: epochs times steps "
        "an epoch",
    ),
    (
        lambda: Linear(0.1, 10, end=0.2),
        "end must be in [0, 0.1], got 0.2; the rate of the end, at most lr",
    ),
    (lambda: Polynomial(0.1, 10, power=0), "power must be positive, got 0.0; 1 is a straight line"),
    (
        lambda: OneCycle(0, 10),
        "lr must be positive, got 0.0; the largest learning rate, such as 0.1",
    ),
    (
        lambda: OneCycle(0.1, 0),
        "steps must be at least 1, got 0; the length of the run in steps: epochs times steps "
        "an epoch",
    ),
    (
        lambda: OneCycle(0.1, 10, rise=0),
        "rise must be in (0, 1), got 0.0; the part of the run that rises",
    ),
    (
        lambda: OneCycle(0.1, 10, rise=1),
        "rise must be in (0, 1), got 1.0; the part of the run that rises",
    ),
    (
        lambda: OneCycle(0.1, 10, start_factor=2),
        "start_factor must be in [0, 1], got 2.0; a multiple of lr",
    ),
    (
        lambda: OneCycle(0.1, 10, end_factor=-1),
        "end_factor must be in [0, 1], got -1.0; a multiple of lr",
    ),
    (
        lambda: Scaled(Constant(1), 0),
        "factor must be positive, got 0.0; a number to multiply the rate with",
    ),
    (
        lambda: Scaled(None, 1),
        "schedule must be a number, got None; give a schedule such as Cosine(0.1, 1000), or a"
        " positive number",
    ),
    (lambda: Warmup(0, 0.1), "steps must be at least 1, got 0; the length of the warm-up"),
    (
        lambda: Warmup(1, 0.1, start_factor=2),
        "start_factor must be in [0, 1], got 2.0; a multiple of the rate that is reached",
    ),
    (lambda: Delayed(-1, 0.1), "steps must be at least 0, got -1; the steps to wait"),
    (lambda: Restarts(0, 0.1), "period must be at least 1, got 0; the steps of a cycle"),
    (lambda: Step(0.1, factor=0, every=1), "factor must be positive, got 0.0; such as 0.1"),
    (lambda: Step(0.1, every=0), "every must be at least 1, got 0; the steps between two changes"),
    (lambda: Exponential(0.1, 0), "factor must be positive, got 0.0; such as 0.99"),
    (lambda: Exponential(0.1, 0.5, every=0), "every must be positive, got 0.0; in steps"),
    (lambda: InverseTime(0.1, decay=-1), "decay must be zero or positive, got -1.0; 0 is no decay"),
    (
        lambda: InversePower(0.1, power=-1),
        "power must be zero or positive, got -1.0; 0 is no decay",
    ),
    (lambda: scaled_for_batch(0.1, 0, 1), "batch must be at least 1, got 0; samples a step"),
    (lambda: scaled_for_batch(0.1, 1, 0), "base_batch must be at least 1, got 0; samples a step"),
    (lambda: Constant(0.1)(-1), "t must be zero or positive, got -1; the first step is t = 0"),
    (lambda: Constant(0.1)([0, -2]), "t must be zero or positive, got -2; the first step is t = 0"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_refused_word_for_word(call, message):
    with pytest.raises((TypeError, ValueError)) as said:
        call()
    assert str(said.value) == message


MADE = {
    "constant": Constant(0.2),
    "step": Step(0.2, factor=0.1, milestones=(3, 6, 9)),
    "exponential": Exponential(0.2, factor=0.001, every=10),
    "linear": Linear(0.2, 10, end=0.0),
    "polynomial": Polynomial(0.2, 10, end=0.0, power=2.0),
    "cosine": Cosine(0.2, 10, end=0.0),
    "1/√t": InverseSqrt(0.2),
    "1/t": InverseTime(0.2, decay=10.0),
    "one cycle": OneCycle(0.2, 10, rise=0.3, start_factor=0.04, end_factor=4e-6),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_what_the_registry_makes(name):
    assert SCHEDULES[name](0.2, 10) == MADE[name]


def test_the_shortest_run_has_one_milestone():
    assert SCHEDULES["step"](0.2, 1) == Step(0.2, milestones=(1,))


def test_a_small_power_becomes_zero_without_a_fuss():
    with np.errstate(all="raise"):
        assert Exponential(0.1, factor=1e-3)([0, 1000]).tolist() == [0.1, 0.0]
        assert Exponential(0.1, factor=1e3)([0, 1000]).tolist() == [0.1, np.inf]


def test_one_cycle_without_its_defaults_in_the_middle_of_both_parts():
    rates = OneCycle(1.0, 100, rise=0.5, start_factor=0.2, end_factor=0.1)
    np.testing.assert_allclose(rates([0, 25, 50, 75, 100]), [0.2, 0.6, 1, 0.55, 0.1], rtol=1e-12)
    assert OneCycle(1.0, 10).rise == 0.3
    assert Warmup(4, 0.1).start_factor == 0.0
    assert Exponential(0.1, 0.5).every == InverseTime(0.1).decay == InversePower(0.1).power == 1.0
    assert Polynomial(0.1, 4).power == 2.0
    assert Linear(0.1, 4).end == 0.0
    assert Step(0.1, every=2).factor == 0.1
