"""Fair races: one state for all functions, rates from validation functions only."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, SquaredError
from course_lib.lessons.learning_to_learn import racing
from course_lib.lessons.learning_to_learn.racing import (
    ARENAS,
    HAND_MADE,
    KINDS,
    RATES,
    TEST,
    VALIDATION,
    Arena,
    descend,
    rates,
    tune,
    tune_all,
)
from course_lib.optim import SGD, Momentum, minimize


@pytest.mark.parametrize("make", HAND_MADE.values(), ids=HAND_MADE)
def test_running_together_is_minimizing_alone(make):
    """Each function of a race is the library's `minimize` on it."""
    problems = Arena("quadratics", "half").problems(TEST, 3)
    losses = descend(make(0.05), problems, 12, every=4)
    root = (problems.start.shape[1] / 2) ** 0.5  # the risk is a mean, and has no ½
    for k in range(3):
        f = EmpiricalRisk(SquaredError(), root * problems.W[k], root * problems.y[k])
        trace = minimize(f, problems.start[k].astype(float), make(0.05), steps=12)
        np.testing.assert_allclose(losses[:, k], trace.value[::4], rtol=1e-5, atol=1e-7)


def test_the_start_is_not_moved():
    problems = Arena().problems(TEST, 2)
    before = problems.start.copy()
    descend(SGD(0.1), problems, 3)
    tune(SGD, problems, 3)
    np.testing.assert_array_equal(problems.start, before)


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[2]])
def test_the_tuned_rate_is_the_best_of_all_alone(kind):
    problems = Arena(kind).problems(VALIDATION, 2)
    ends = []
    for lr in RATES:
        end = descend(Momentum(float(lr)), problems, 20, every=20)[-1].mean()
        ends.append(end if np.isfinite(end) else np.inf)
    assert tune(Momentum, problems, 20) == RATES[np.argmin(ends)]


@pytest.mark.parametrize("arena", [Arena(), Arena("sigmoid network", "half")], ids=repr)
def test_the_stored_rates_are_what_tuning_gives(arena):
    assert list(rates(arena).values()) == tune_all(arena)
    assert list(rates(arena)) == list(HAND_MADE)


def test_no_stored_rate_is_at_an_end_of_the_grid():
    found = np.array([list(rates(arena).values()) for arena in ARENAS])
    assert found.shape == (len(KINDS) * 3, 4)
    assert np.isin(found, RATES).all()
    assert found.min() > RATES[0]
    assert found.max() < RATES[-1]


def test_a_run_that_diverges_is_told_by_its_losses():
    losses = descend(SGD(100.0), Arena().problems(TEST, 2), 90)
    assert not np.isfinite(losses[-1]).all()
    assert tune(SGD, Arena().problems(VALIDATION, 2)) < 10


def test_validation_and_test_are_apart_and_sizes_are_what_they_say():
    for kind in KINDS:
        sizes = [Arena(kind, size).problems(TEST, 1).start.shape[1] for size in racing.SIZES]
        assert sizes[0] < sizes[1] < sizes[2]
    assert Arena("quadratics", "4 times").problems(TEST).start.shape == (32, 40)
    one, two = (Arena("tanh network").problems(seed) for seed in (VALIDATION, TEST))
    assert not {row.tobytes() for row in one.X} & {row.tobytes() for row in two.X}
    assert Arena("two sigmoid layers").problems(TEST).stack.sizes == (12, 10, 10, 10)
    assert Arena("ReLU network", "4 times").problems(TEST).stack.sizes == (12, 40, 10)


def test_bad_arenas_are_named():
    with pytest.raises(ValueError, match="kind must be one of"):
        Arena("cubics")
    with pytest.raises(ValueError, match="size must be one of"):
        Arena(size=2)
