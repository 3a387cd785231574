"""What the schedule explorers draw is what was run."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.lr_schedules.constant_rates import SWEEP, constant_rates, final_loss
from course_lib.lessons.lr_schedules.constant_rates_view import ConstantRatesView
from course_lib.lessons.lr_schedules.schedule_composer import schedule_composer
from course_lib.lessons.lr_schedules.schedule_composer_view import (
    HIGH,
    LOW,
    ScheduleComposerView,
    drawn_loss,
    mean_batches,
)
from course_lib.lessons.lr_schedules.step_cuts import CURVATURES, step_cuts
from course_lib.lessons.lr_schedules.step_cuts_view import StepCutsView


def drawn(view_class, result):
    view = view_class(Figure(figsize=(9, 5)))
    view.update(result)
    return view


def test_losses_stay_inside_the_axes():
    found = drawn_loss(np.array([0.0, 1.0, 99.0, np.nan, np.inf]))
    assert found.tolist() == [LOW, 1.0, HIGH, HIGH, HIGH]


def test_dots_are_means_of_ten_mini_batches():
    at, means = mean_batches(np.r_[np.full(10, 1.0), np.tile([0.5, 1.5], 5), np.full(10, 2.0)])
    assert at.tolist() == [5, 15, 25]
    assert means.tolist() == [1, 1, 2]


def test_the_composer_draws_the_schedule_and_both_trainings():
    result = schedule_composer(kind="step", warmup=0, length=75, rest=0.1, peak=0.8)
    view = drawn(ScheduleComposerView, result)
    np.testing.assert_array_equal(view.rate.get_ydata(), result.rates)
    assert set(view.flat.get_ydata()) == {0.8}
    np.testing.assert_array_equal(view.loss.get_ydata(), result.run.test_loss)
    np.testing.assert_array_equal(view.constant.get_ydata(), result.constant.test_loss)
    tenth = result.run.batch_loss[100:110].mean()
    assert view.batches.get_ydata()[10] == pytest.approx(max(tenth, LOW))


def test_the_rates_view_marks_where_its_own_run_ends():
    result = constant_rates(lr=0.2)
    view = drawn(ConstantRatesView, result)
    np.testing.assert_array_equal(view.own.get_ydata(), result.run.test_loss)
    assert view.mark.get_xdata() == [0.2]
    assert view.mark.get_ydata() == [final_loss(result.run)]
    np.testing.assert_array_equal(view.mean.get_xdata(), SWEEP)
    good = view.named["good"].get_ydata()
    assert good[-1] < 0.6 < 1.2 < view.named["too low"].get_ydata()[-1]


def test_the_cuts_view_has_a_cloud_and_a_ring_for_each_phase():
    result = step_cuts(first=40, spacing=30)
    view = drawn(StepCutsView, result)
    np.testing.assert_array_equal(view.losses[2].get_ydata(), result.run.test_loss)
    np.testing.assert_array_equal(view.losses[0].get_ydata(), result.uncut.test_loss)
    assert [segment[0, 0] for segment in view.marks.get_segments()] == [40, 70]
    for k, rate in enumerate(result.phases):
        np.testing.assert_array_equal(view.dots[k].get_xydata(), result.clouds[k])
        # Two standard deviations: the variance solves v = (1 − ηλ)² v + η².
        variance = (view.rings[k].get_xydata().max(axis=0) / 2) ** 2
        kept = (1 - rate * CURVATURES) ** 2
        np.testing.assert_allclose(variance, kept * variance + rate**2, rtol=1e-3)
        assert view.ends[k].get_xydata().tolist() == [[(40, 70, 100)[k], rate]]
    assert len(view.dots[3].get_xdata()) == 0
