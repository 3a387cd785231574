"""Warm-up and batch sizes on the page are those of the runs."""

from itertools import pairwise

import numpy as np

from course_lib.lessons.lr_schedules import explorers
from course_lib.lessons.lr_schedules.batch_scaling import BATCHES, RULES, batch_scaling
from course_lib.lessons.lr_schedules.warmup_training import MEASURED, warmup_training


def test_warm_up_lines_and_crosses():
    explorer = explorers.warmup_training()
    view, run = explorer.view, warmup_training()
    assert explorer.result.summary == run.summary
    for name in ("cold", "warm"):
        one, lines = getattr(run, name), view.lines[name]
        seeds = lines["seeds"].get_ydata().reshape(5, 241)
        assert np.isnan(seeds[:, -1]).all()
        np.testing.assert_allclose(seeds[:, :-1], one.loss.T.clip(0.03, 100))
        np.testing.assert_allclose(lines["rate"].get_ydata(), one.rates.clip(2e-4 / 3))
        moved = lines["moved"].get_ydata().reshape(5, 241)[:, :-1]
        np.testing.assert_allclose(moved, one.moved.T.clip(1e-5, 10))
        first = lines["limit"].get_ydata()[:2]
        np.testing.assert_allclose(first, one.limit[0].clip(2e-4, 3))
        assert set(lines["limit"].get_xdata()) <= set(MEASURED)
    gone = np.isnan(run.cold.loss[-1])
    crosses = view.lines["cold"]["lost"].get_xdata()
    assert sorted(crosses) == sorted(np.isfinite(run.cold.loss[:, gone]).sum(axis=0) - 1)
    # The thick line is the third of five seeds, also where some have ended.
    third = np.sort(np.where(np.isnan(run.cold.loss), np.inf, run.cold.loss), axis=1)[:, 2]
    np.testing.assert_allclose(view.lines["cold"]["middle"].get_ydata(), third.clip(0.03, 100))


def test_crosses_on_the_edge_leave_the_axes_where_they_are_and_the_keys_apart():
    explorer = explorers.warmup_training()
    view = explorer.view
    assert view.loss.get_position().x0 < 0.09
    keys = [text for text in view.loss.texts if text.get_transform() == view.loss.transAxes]
    boxes = [key.get_window_extent() for key in keys]
    assert [key.get_text() for key in keys][-1] == "× overflow"
    for left, right in pairwise(boxes):
        assert right.x0 - left.x1 > 8
    assert boxes[-1].x1 < view.rate.get_window_extent().x0


def test_another_optimizer_brings_its_rate_and_adam_has_no_limit():
    explorer = explorers.warmup_training()
    explorer.set(optimizer="Adam", depth=2)
    assert abs(explorer.values["lr"] / 0.04 - 1) < 0.13
    assert len(explorer.view.lines["cold"]["limit"].get_xdata()) == 0
    assert "Adam" in explorer.view.none.get_text()


def test_batch_curves_by_epochs_and_steps():
    explorer = explorers.batch_scaling()
    view, run = explorer.view, batch_scaling()
    middle = np.median(np.minimum(run.loss[RULES.index("× N")], 2.6), axis=-1)
    for k, batch in enumerate(BATCHES):
        x, y = view.means[k].get_data()
        np.testing.assert_allclose(x, run.steps[k] * batch / 2000)
        np.testing.assert_allclose(y, middle[k])
    explorer.set(rule="fixed", against="steps")
    fixed = np.median(run.loss[RULES.index("fixed")], axis=-1)
    for k in range(6):
        x, y = view.means[k].get_data()
        np.testing.assert_allclose(x, run.steps[k, 1:])
        np.testing.assert_allclose(y, fixed[k, 1:])
    for rule, line in view.rules.items():
        want = np.median(np.minimum(run.loss[RULES.index(rule), :, -1], 2.6), axis=-1)
        np.testing.assert_allclose(line.get_ydata(), want)
        assert (line.get_linewidth() > 2) == (rule == "fixed")
