"""Constant rates: the verdicts, the sweep, and what is drawn."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.lr_schedules import constant_rates as rates
from course_lib.lessons.lr_schedules import schedule_training as training
from course_lib.lessons.lr_schedules.constant_rates_view import ConstantRatesView
from course_lib.lessons.lr_schedules.schedule_composer_view import HIGH, LOW, drawn_loss
from course_lib.schedules import Constant


class TestConstantRates:
    def test_the_verdict_goes_with_the_side_of_the_valley(self):
        for lr, told in ((0.02, "too low, still"), (0.4, "good"), (1.6, "too high, thrown"),
                         (8.0, "too high, no better")):  # fmt: skip
            assert told in rates.constant_rates(lr=lr).summary

    def test_the_sweep_holds_the_ends_of_single_trainings(self):
        final = rates.sweep()
        assert final.shape == (len(rates.SWEEP), rates.SEEDS)
        run = training.train_short(Constant(rates.SWEEP[12]), seed=2)
        late = run.test_loss[-7:]  # 190, 200, …, 250: the last 62 steps
        assert final[12, 2] == pytest.approx(late.mean())

    def test_the_named_rates_are_what_they_are_called(self):
        mean = dict(zip(rates.SWEEP, rates.sweep().mean(axis=1), strict=True))

        def near(rate):
            return mean[min(mean, key=lambda key: abs(np.log(key / rate)))]

        good = near(rates.NAMED["good"])
        assert good < 1.05 * min(mean.values())
        assert near(rates.NAMED["too low"]) > 2 * good
        assert 2 * good < near(rates.NAMED["high"]) < near(rates.NAMED["too high"])


def test_losses_stay_inside_the_axes():
    found = drawn_loss(np.array([0.0, 1.0, 99.0, np.nan, np.inf]))
    assert found.tolist() == [LOW, 1.0, HIGH, HIGH, HIGH]


def test_the_rates_view_marks_where_its_own_run_ends():
    result = rates.constant_rates(lr=0.2)
    view = ConstantRatesView(Figure(figsize=(9, 5)))
    view.update(result)
    np.testing.assert_array_equal(view.own.get_ydata(), result.run.test_loss)
    assert view.mark.get_xdata() == [0.2]
    assert view.mark.get_ydata() == [rates.final_loss(result.run)]
    np.testing.assert_array_equal(view.mean.get_xdata(), rates.SWEEP)
    good = view.named["good"].get_ydata()
    assert good[-1] < 0.6 < 1.2 < view.named["too low"].get_ydata()[-1]
