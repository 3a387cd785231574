"""Trainings at several rates: what is looked at on the way is what the library evaluates."""

import numpy as np
import pytest

from course_lib.lessons.dropout_and_augmentation.digits import small_pictures, train
from course_lib.lessons.dropout_and_augmentation.dropout_rates import (
    POINTS,
    RATES,
    SEEDS,
    STEPS,
    curves,
    dropout_rates,
)


def test_three_parts_of_the_data_share_no_picture():
    data = small_pictures()
    parts = [data.X, data.X_other, data.X_test]
    assert [part.shape for part in parts] == [(2000, 196)] * 3
    assert abs(data.X.mean()) < 1e-5
    seen = {row.tobytes() for row in data.X}
    assert not any(row.tobytes() in seen for part in parts[1:] for row in part)


@pytest.mark.parametrize("rate", [0.0, 0.4])
def test_last_look_is_the_librarys_evaluation(rate):
    data = small_pictures()
    found = curves(200, rate, 0)
    run = train(data.X[:200], data.y[:200], dropout=rate, epochs=STEPS // 4, seed=0)
    score = run.evaluate(data.X_other, data.y_other)
    assert found.steps.tolist() == [STEPS // POINTS * (k + 1) for k in range(POINTS)]
    assert found.loss[1, -1] == pytest.approx(score.loss, rel=1e-4)
    assert found.error[1, -1] == pytest.approx(100 - 100 * score.accuracy, abs=0.01)


def test_shapes_and_bad_input():
    found = dropout_rates(rate=0.2)
    assert found.losses.shape == (2, SEEDS, POINTS)
    assert found.finals.shape == (2, len(RATES), SEEDS)
    assert np.ptp(found.losses[1], axis=0).max() > 0  # the seeds differ
    with pytest.raises(ValueError, match="rate must be one of"):
        dropout_rates(rate=0.3)
