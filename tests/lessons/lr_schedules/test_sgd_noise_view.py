"""The cloud and the curves on the page are those of the run."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules import explorers
from course_lib.lessons.lr_schedules.sgd_noise import SCHEDULES
from course_lib.optim import noise_floor, noisy_path


@pytest.fixture
def explorer():
    return explorers.sgd_noise()


def test_lines_are_theory_and_the_chosen_one_is_thick(explorer):
    explorer.set(schedule="cosine", lr=0.5, noise=2.0, batch_size=8, condition=4.0)
    view, t = explorer.view, np.arange(300)
    for name, make in SCHEDULES.items():
        want = noisy_path([0.25, 1.0], (-2.4, 1.3), make(0.5)(t), 2.0, 8).value
        x, y = view.lines[name].get_data()
        np.testing.assert_allclose(y, want[x].clip(1e-4 / 3, 1e2))
        assert (view.lines[name].get_linewidth() > 2) == (name == "cosine")
        x, y = view.rates[name].get_data()
        np.testing.assert_allclose(y, make(0.5)(x).clip(1e-3 / 3))
    np.testing.assert_allclose(view.floor.get_ydata(), noise_floor([0.25, 1], 0.5, 2.0, 8))


def test_a_frame_shows_its_cloud_and_two_standard_deviations(explorer):
    explorer.set(schedule="1/t", lr=0.8, t=7)
    view, run = explorer.view, explorer.result
    np.testing.assert_array_equal(view.cloud.get_data(), run.cloud[7].T)
    ring = np.array(view.ellipse.get_data())
    theory = noisy_path([0.1, 1], (-2.4, 1.3), SCHEDULES["1/t"](0.8)(np.arange(35)), 1.0, 4)
    np.testing.assert_allclose(ring.mean(axis=1, where=np.arange(91) < 90), theory.mean[-1])
    np.testing.assert_allclose(np.ptp(ring, axis=1), 4 * np.sqrt(theory.variance[-1]), rtol=1e-3)
    assert view.time.get_text() == "1/t, t = 35"
    assert view.now.get_xdata()[0] == 35


def test_the_band_and_the_dots(explorer):
    explorer.set(schedule="1/√t")
    run, (path,) = explorer.result, explorer.view.band.get_paths()
    edge = path.vertices[:61]
    np.testing.assert_allclose(edge, np.stack([run.at, run.low.clip(1e-4 / 3)], -1))
    np.testing.assert_allclose(explorer.view.measured.get_ydata(), run.measured[::3])


def test_names_stay_in_the_picture_and_apart(explorer):
    for values in ({"noise": 0.0}, {"lr": 1.778, "noise": 3.0, "batch_size": 1}, {"lr": 0.01}):
        explorer.set(**values)
        heights = np.sort([np.log10(n.get_position()[1]) for n in explorer.view.names.values()])
        assert np.diff(heights).min() > 0.49
        assert heights[0] >= -4
        assert heights[-1] <= 2
        explorer.reset()


def test_a_click_in_the_plane_sets_the_start(explorer):
    live = explorer.live
    for ax, wanted in ((explorer.view.plane, (1.5, -2.0)), (explorer.view.loss, (1.5, -2.0))):
        x, y = explorer.view.plane.transData.transform(wanted)
        if ax is explorer.view.loss:
            x, y = ax.transAxes.transform((0.5, 0.5))
        live.pointer = ["click", x, live.size[1] - y, live.pointer[-1] + 1]
        assert explorer.values["start"] == pytest.approx(wanted, abs=0.011)
    np.testing.assert_allclose(explorer.result.cloud[0, 0], explorer.values["start"])
