"""Many runs of SGD on a noisy quadratic, against the library's steps and against theory."""

import numpy as np
import pytest

from course_lib.functions import NoisyQuadratic
from course_lib.functions.noisy import TiltedQuadratic
from course_lib.lessons.lr_schedules import sgd_noise as noise
from course_lib.optim import SGD, noise_floor
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


def test_the_sentence_says_who_is_lowest():
    assert "lowest: cosine" in noise.sgd_noise().summary
    assert "lowest: 1/t" in noise.sgd_noise(lr=1.0).summary
    quiet = noise.sgd_noise(noise=0.0)
    assert "lowest: constant" in quiet.summary
    assert "floor 0." in quiet.summary
    assert (quiet.cloud == quiet.cloud[:, :1]).all()


def test_there_is_no_floor_beyond_two_over_lambda():
    assert "no floor" in noise.sgd_noise(lr=2.1).summary
