"""Cuts of the rate: the phases, the clouds, the losses, and what is drawn."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.lr_schedules import step_cuts as cuts
from course_lib.lessons.lr_schedules.step_cuts_view import StepCutsView
from course_lib.optim import noise_floor, noisy_path


class TestStepCuts:
    def test_the_usual_cuts(self):
        run = cuts.step_cuts(first=30)
        assert run.cuts == (30, 60, 90)
        at = [299, 300, 600, 900]
        np.testing.assert_allclose(run.rates[at], [1, 0.1, 0.01, 0.001])
        np.testing.assert_array_equal(run.rates, run.usual_rates)
        np.testing.assert_allclose(run.phases, [1, 0.1, 0.01, 0.001])

    def test_until_the_first_cut_nothing_differs(self):
        run = cuts.step_cuts(first=50, spacing=95)
        same = run.run.at <= 500
        np.testing.assert_array_equal(run.run.test_loss[same], run.uncut.test_loss[same])
        assert (run.run.test_loss[~same] != run.uncut.test_loss[~same]).all()

    def test_the_clouds_have_the_spread_of_the_theory(self):
        run = cuts.step_cuts(first=20, spacing=40, factor=0.2, peak=0.8)
        path = noisy_path(cuts.CURVATURES, [-3.5, 2.5], run.rates[:-1], cuts.NOISE)
        for cloud, t in zip(run.clouds, (200, 600, 1000), strict=True):
            spread = np.sqrt(path.variance[t])
            error = 4 * spread / np.sqrt(2 * cuts.RUNS)
            assert (np.abs(cloud.std(axis=0) - spread) < error).all()
            center = cloud.mean(axis=0) - path.mean[t]
            assert (np.abs(center) < 4 * spread / np.sqrt(cuts.RUNS)).all()

    def test_values_and_floors(self):
        run = cuts.step_cuts(first=30)
        by_hand = [np.mean([0.125 * a**2 + 0.5 * b**2 for a, b in cloud]) for cloud in run.clouds]
        np.testing.assert_allclose(run.values, by_hand)
        assert run.floors[1] == pytest.approx(noise_floor([0.25, 1.0], 0.1, 1.0))
        assert run.values[0] == pytest.approx(run.floors[0], rel=0.25)


def test_the_cuts_view_has_a_cloud_and_a_ring_for_each_phase():
    result = cuts.step_cuts(first=40, spacing=30)
    view = StepCutsView(Figure(figsize=(9, 5)))
    view.update(result)
    np.testing.assert_array_equal(view.losses[2].get_ydata(), result.run.test_loss)
    np.testing.assert_array_equal(view.losses[0].get_ydata(), result.uncut.test_loss)
    assert [segment[0, 0] for segment in view.marks.get_segments()] == [40, 70]
    for k, rate in enumerate(result.phases):
        np.testing.assert_array_equal(view.dots[k].get_xydata(), result.clouds[k])
        # Two standard deviations: the variance solves v = (1 − ηλ)² v + η².
        variance = (view.rings[k].get_xydata().max(axis=0) / 2) ** 2
        kept = (1 - rate * cuts.CURVATURES) ** 2
        np.testing.assert_allclose(variance, kept * variance + rate**2, rtol=1e-3)
        assert view.ends[k].get_xydata().tolist() == [[(40, 70, 100)[k], rate]]
    assert len(view.dots[3].get_xdata()) == 0
