"""Many runs of SGD on a noisy quadratic, against the library's steps, theory, and the page."""

import numpy as np
import pytest

from course_lib.functions import NoisyQuadratic
from course_lib.functions.noisy import TiltedQuadratic
from course_lib.lessons.lr_schedules import explorers
from course_lib.lessons.lr_schedules import sgd_noise as noise
from course_lib.optim import SGD, noise_floor, noisy_path
from course_lib.schedules import Cosine, Delayed, InverseTime


@pytest.mark.parametrize("name", list(noise.SCHEDULES))
def test_a_run_is_sgd_on_the_noisy_quadratic(name):
    sigma, batch, kappa, one = 0.7, 3, 5.0, 11
    run = noise.sgd_noise(schedule=name, lr=0.9, noise=sigma, batch_size=batch, condition=kappa)
    f = NoisyQuadratic([1 / kappa, 1.0], noise=sigma)
    x, optimizer = np.array(noise.START), SGD(noise.SCHEDULES[name](0.9))
    state, path = optimizer.init(x), [x]
    for standard in noise.gradient_noise()[:, one]:
        tilted = TiltedQuadratic(f, standard * sigma / np.sqrt(batch))
        x, state = optimizer.step(tilted, x, state)
        path.append(x)
    np.testing.assert_allclose(run.cloud[:, one], path[:: noise.EVERY], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", list(noise.SCHEDULES))
def test_the_runs_lie_where_theory_puts_them(name):
    run = noise.sgd_noise(schedule=name, lr=0.6, noise=2.0)
    k = list(noise.SCHEDULES).index(name)
    theory = run.expected[run.at, k]
    f = 0.5 * (run.cloud**2 * run.eigenvalues).sum(axis=-1)
    np.testing.assert_allclose(run.measured, f.mean(axis=1), rtol=1e-12)
    off = (run.measured - theory)[1:] / (f.std(axis=1)[1:] / np.sqrt(noise.RUNS))
    assert np.abs(off).max() < 4.5
    away = (run.cloud.mean(axis=1) - run.mean)[1:] / (run.spread[1:] / np.sqrt(noise.RUNS))
    assert np.abs(away).max() < 4.5
    ratio = run.cloud.std(axis=1)[1:] / run.spread[1:]
    assert 0.7 < ratio.min() < ratio.max() < 1.3


def test_four_of_five_runs_are_in_the_band():
    run = noise.sgd_noise()
    f = 0.5 * (run.cloud**2 * run.eigenvalues).sum(axis=-1)
    inside = (f >= run.low[:, None]) & (f <= run.high[:, None])
    np.testing.assert_allclose(inside.mean(axis=1)[1:], 0.8, atol=0.011)


def test_the_constant_rate_ends_on_its_floor_and_the_cloud_has_the_contours_shape():
    run = noise.sgd_noise(lr=0.05, condition=4.0)
    long = noise.sgd_noise(lr=0.4, condition=4.0)
    assert long.expected[-1, 0] == pytest.approx(noise_floor([0.25, 1], 0.4, 1.0, 4), rel=1e-6)
    assert run.floor < 0.13 * long.floor
    # Short steps: every direction holds the same part of f, so that widths go like 1/√λ.
    short = noise.sgd_noise(lr=0.1, condition=4.0)
    assert short.spread[-1, 0] / short.spread[-1, 1] == pytest.approx(2, rel=0.03)


def test_schedules_start_alike_and_the_delayed_one_waits():
    run = noise.sgd_noise(lr=0.5)
    np.testing.assert_allclose(run.rates[0], 0.5)
    t = np.arange(noise.STEPS)
    cosine, delayed = Cosine(0.5, 300), Delayed(150, InverseTime(0.5, decay=0.1))
    np.testing.assert_allclose(run.rates[:, 3], cosine(t))
    np.testing.assert_allclose(run.rates[:, 4], delayed(t))
    assert (run.rates[:151, 4] == 0.5).all()


def test_without_noise_there_is_no_cloud_and_the_floor_is_zero():
    quiet = noise.sgd_noise(noise=0.0)
    assert quiet.floor == 0
    assert (quiet.cloud == quiet.cloud[:, :1]).all()


def test_there_is_no_floor_beyond_two_over_lambda():
    assert "no floor" in noise.sgd_noise(lr=2.1).summary


@pytest.fixture
def explorer():
    return explorers.sgd_noise()


def test_lines_are_theory_and_the_chosen_one_is_thick(explorer):
    explorer.set(schedule="cosine", lr=0.5, noise=2.0, batch_size=8)
    view, t = explorer.view, np.arange(300)
    for name, make in noise.SCHEDULES.items():
        want = noisy_path([0.1, 1.0], (-2.4, 1.3), make(0.5)(t), 2.0, 8).value
        x, y = view.lines[name].get_data()
        np.testing.assert_allclose(y, want[x].clip(1e-4 / 3, 1e2))
        assert (view.lines[name].get_linewidth() > 2) == (name == "cosine")
        x, y = view.rates[name].get_data()
        np.testing.assert_allclose(y, make(0.5)(x).clip(1e-3 / 3))
    np.testing.assert_allclose(view.floor.get_ydata(), noise_floor([0.1, 1], 0.5, 2.0, 8))


def test_a_frame_shows_its_cloud_and_two_standard_deviations(explorer):
    explorer.set(schedule="1/t", lr=0.8, t=35)
    view, run = explorer.view, explorer.result
    np.testing.assert_array_equal(view.cloud.get_data(), run.cloud[7].T)
    ring = np.array(view.ellipse.get_data())
    theory = noisy_path([0.1, 1], (-2.4, 1.3), noise.SCHEDULES["1/t"](0.8)(np.arange(35)), 1.0, 4)
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
