"""A training to the end: against short ones, and its average against the weights."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules import whole_training as whole
from course_lib.lessons.lr_schedules.schedule_training import train_short
from course_lib.schedules import Constant


@pytest.fixture(scope="module")
def run():
    return whole.train_whole(Constant(0.4), 1)


def test_its_first_epochs_are_a_short_training(run):
    short = train_short(Constant(0.4), seed=1)
    at = np.searchsorted(short.at, 250)
    # Epochs are shuffled one after the other, so the first two are the same in both.
    assert run.test.loss[2] == pytest.approx(short.test_loss[at], rel=1e-9)
    assert run.test.accuracy[2] == pytest.approx(100 * short.accuracy)
    assert len(run.test.loss) == whole.EPOCHS + 1


def test_the_average_is_late_at_first(run):
    assert run.averaged.loss[0] == run.test.loss[0]
    assert run.averaged.loss[1] > 2 * run.test.loss[1]


def test_scores_are_of_the_right_digits(run):
    assert run.train.accuracy[-1] > 99 > 95 > run.test.accuracy[-1]
    five_hundredths = run.test.accuracy * 5
    np.testing.assert_allclose(five_hundredths, five_hundredths.round(), atol=1e-9)
