"""A schedule from its parts, its code, the training that follows it, and what is drawn."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib import schedules
from course_lib.lessons.lr_schedules import schedule_composer as composer
from course_lib.lessons.lr_schedules import schedule_training as training
from course_lib.lessons.lr_schedules.schedule_composer_view import (
    LOW,
    ScheduleComposerView,
    mean_batches,
)
from course_lib.schedules import (
    Constant,
    Cosine,
    Delayed,
    Exponential,
    InverseSqrt,
    InverseTime,
    Linear,
    OneCycle,
    Polynomial,
    Restarts,
    Step,
    Warmup,
)


class TestComposer:
    @pytest.mark.parametrize(
        ("kind", "schedule"),
        [
            ("constant", Constant(0.5)),
            ("step", Step(0.5, factor=0.2, every=60)),
            ("exponential", Exponential(0.5, factor=0.2, every=60)),
            ("linear", Linear(0.5, 60, end=0.1)),
            ("polynomial", Polynomial(0.5, 60, end=0.1)),
            ("cosine", Cosine(0.5, 60, end=0.1)),
            ("1/√t", InverseSqrt(0.5)),
            ("1/t", InverseTime(0.5, decay=0.0667)),
            ("one cycle", OneCycle(0.5, 60)),
            ("restarts", Restarts(60, Cosine(0.5, 60, end=0.1))),
        ],
    )
    def test_the_parts_of_a_schedule(self, kind, schedule):
        def composed(warmup, hold):
            return composer.compose(kind, 0.5, warmup, hold, 60, 0.2)

        assert composed(0, 0) == schedule
        held = schedule if kind == "constant" else Delayed(20, schedule)
        assert composed(0, 20) == held
        assert composed(10, 20) == Warmup(10, held)

    @pytest.mark.parametrize(
        "kind",
        ["step", "exponential", "linear", "polynomial", "cosine", "1/t"],
    )
    def test_what_is_left_after_the_decay(self, kind):
        schedule = composer.compose(kind, 0.8, 10, 20, 60, 0.25)
        assert schedule(10 + 20) == pytest.approx(0.8)
        assert schedule(10 + 20 + 60) == pytest.approx(0.2, rel=2e-3)  # three digits

    @pytest.mark.parametrize("kind", list(composer.DECAYS))
    @pytest.mark.parametrize("parts", [(0, 0), (15, 0), (0, 40), (15, 40)])
    def test_the_code_makes_the_schedule(self, kind, parts):
        schedule = composer.compose(kind, 0.123456, *parts, 100, 0.03)
        assert eval(composer.as_code(schedule), vars(schedules)) == schedule

    def test_an_unknown_kind_is_named(self):
        with pytest.raises(ValueError, match=r"kind must be one of .*got 'sine'"):
            composer.compose("sine", 1.0)

    def test_the_run_follows_the_schedule_and_the_reference_does_not(self):
        result = composer.schedule_composer(kind="linear", warmup=20, length=200, peak=0.7)
        np.testing.assert_array_equal(
            result.rates, Warmup(20, Linear(0.7, 200, end=0.007))(np.arange(251))
        )
        own = training.train_short(Warmup(20, Linear(0.7, 200, end=0.007)))
        flat = training.train_short(Constant(0.7))
        np.testing.assert_array_equal(result.run.test_loss, own.test_loss)
        np.testing.assert_array_equal(result.constant.test_loss, flat.test_loss)
        assert f"test loss {own.test_loss[-1]:.2f}" in result.summary
        assert f"The constant rate 0.7: test loss {flat.test_loss[-1]:.2f}" in result.summary


def test_dots_are_means_of_ten_mini_batches():
    at, means = mean_batches(np.r_[np.full(10, 1.0), np.tile([0.5, 1.5], 5), np.full(10, 2.0)])
    assert at.tolist() == [5, 15, 25]
    assert means.tolist() == [1, 1, 2]


def test_the_composer_draws_the_schedule_and_both_trainings():
    result = composer.schedule_composer(kind="step", warmup=0, length=75, rest=0.1, peak=0.8)
    view = ScheduleComposerView(Figure(figsize=(9, 5)))
    view.update(result)
    np.testing.assert_array_equal(view.rate.get_ydata(), result.rates)
    assert set(view.flat.get_ydata()) == {0.8}
    np.testing.assert_array_equal(view.loss.get_ydata(), result.run.test_loss)
    np.testing.assert_array_equal(view.constant.get_ydata(), result.constant.test_loss)
    tenth = result.run.batch_loss[100:110].mean()
    assert view.batches.get_ydata()[10] == pytest.approx(max(tenth, LOW))
