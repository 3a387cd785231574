"""What the explorer of meta-training shows is what the file holds."""

import numpy as np
import pytest

from course_lib.lessons.learning_to_learn.meta_training import (
    REACHED,
    meta_training,
    reference,
)
from course_lib.lessons.learning_to_learn.racing import Arena, descend, rates
from course_lib.lessons.learning_to_learn.recipes import BUDGET, CURVE_SEED, stored
from course_lib.optim import Momentum


def test_a_run_is_the_recipe_of_its_names():
    run = meta_training(learned_on="networks", unroll=5, judged_on="quadratics")
    np.testing.assert_array_equal(run.curves, stored("networks", 5, "curves")[0])
    np.testing.assert_array_equal(run.losses, stored("networks", 5, "losses"))
    assert run.steps[-1] == 200
    assert run.done[-1] == BUDGET / 1000
    assert REACHED == (0, 600, 1800, 7500, 30000)


def test_momentum_is_tuned_and_meets_the_same_functions():
    lr = rates(Arena())["momentum"]
    losses = descend(Momentum(lr), Arena().problems(CURVE_SEED), 200, 4)
    np.testing.assert_array_equal(reference("quadratics"), losses.mean(axis=1))
    assert reference("quadratics")[0] == pytest.approx(
        meta_training().curves[0, 0], rel=1e-5
    )  # the same starts


def test_bad_names_are_told():
    for name in ("learned_on", "unroll", "judged_on"):
        with pytest.raises(ValueError, match=f"{name} must be one of"):
            meta_training(**{name: "nothing"})
