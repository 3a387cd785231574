"""The race: everybody from the same starts, at the tuned rates."""

import numpy as np
import pytest

from course_lib.lessons.learning_to_learn.race import EVERY, NAMES, STEPS, RaceRun, race
from course_lib.lessons.learning_to_learn.race_view import LIMITS, TONES
from course_lib.lessons.learning_to_learn.racing import HAND_MADE, TEST, Arena, descend, rates
from course_lib.lessons.learning_to_learn.recipes import learned


def test_each_curve_is_that_optimizers_own_run():
    arena = Arena("rescaled quadratics", "half")
    run = race(kind=arena.kind, size=arena.size, learned_on="quadratics")
    problems = arena.problems(TEST)
    for name, make in HAND_MADE.items():
        losses = descend(make(rates(arena)[name]), problems, STEPS, EVERY)
        np.testing.assert_array_equal(run.losses[name], losses)
    np.testing.assert_array_equal(
        run.losses["learned"], descend(learned("quadratics"), problems, STEPS, EVERY)
    )
    starts = [run.losses[name][0] for name in NAMES]
    assert all(np.array_equal(start, starts[0]) for start in starts)


def test_the_mean_of_a_divergence_is_infinite():
    run = RaceRun(np.arange(2), {"SGD": np.array([[1.0, 2.0], [np.nan, 1.0]])}, "")
    assert run.middle("SGD").tolist() == [1.5, np.inf]


def test_names_have_tones_and_the_caption_names_the_rates():
    assert tuple(TONES) == NAMES
    run = race()
    assert "32 test functions" in run.summary
    assert f"Adam {rates(Arena())['Adam']:.2g}" in run.summary
    assert LIMITS[0] < run.middle("learned").min()


def test_bad_names_are_told():
    with pytest.raises(ValueError, match="kind must be one of"):
        race(kind="cubics")
    with pytest.raises(ValueError, match="learned_on must be one of"):
        race(learned_on="cubics")
