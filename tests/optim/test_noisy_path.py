"""SGD on a quadratic in theory, against runs of the library and against the fixed point."""

import numpy as np
import pytest
from scipy.optimize import brentq

from course_lib.functions import NoisyQuadratic
from course_lib.optim import SGD, minimize, noise_floor, noisy_path, quadratic_path
from course_lib.schedules import Constant, Cosine, InverseTime, Step

LAM = np.array([0.2, 1.0, 1.7])
START = np.array([3.0, -2.0, 0.5])
SIGMA, BATCH, STEPS = 1.5, 4, 60
SCHEDULES = [Constant(0.5), Cosine(0.9, STEPS), InverseTime(1.0, decay=0.1), Step(0.8, every=20)]


def many_runs(schedule, count=4000):
    """x_t of independent runs, written out: shape (T + 1, count, d)."""
    rng = np.random.default_rng(7)
    x = np.tile(START, (count, 1))
    out = [x]
    for t in range(STEPS):
        gradient = LAM * x + SIGMA / np.sqrt(BATCH) * rng.standard_normal(x.shape)
        x = x - schedule(t) * gradient
        out.append(x)
    return np.array(out)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda s: type(s).__name__)
def test_the_moments_of_many_runs_lie_within_their_confidence_bounds(schedule):
    runs = many_runs(schedule)
    count = runs.shape[1]
    path = noisy_path(LAM, START, schedule(np.arange(STEPS)), SIGMA, BATCH)
    # 180 comparisons each: five standard errors are passed once in ten thousand such tests.
    error = np.sqrt(path.variance[1:] / count)
    assert (np.abs(runs.mean(axis=1) - path.mean)[1:] < 5 * error).all()
    error = path.variance[1:] * np.sqrt(2 / count)
    assert (np.abs(runs.var(axis=1) - path.variance)[1:] < 5 * error).all()
    values = 0.5 * (LAM * runs**2).sum(axis=-1)
    error = values.std(axis=1) / np.sqrt(count)
    assert (np.abs(values.mean(axis=1) - path.value)[1:] < 5 * error[1:]).all()


def test_the_library_run_many_times_agrees():
    schedule, count = Constant(0.4), 300
    f = NoisyQuadratic(LAM, noise=SIGMA)
    rng = np.random.default_rng(3)
    ends = np.array([
        minimize(f, START, SGD(schedule), steps=20, batch_size=BATCH, rng=rng).x[-1]
        for _ in range(count)
    ])  # fmt: skip
    path = noisy_path(LAM, START, schedule(np.arange(20)), SIGMA, BATCH)
    assert (np.abs(ends.mean(axis=0) - path.mean[-1])
            < 5 * np.sqrt(path.variance[-1] / count)).all()  # fmt: skip
    np.testing.assert_allclose(ends.var(axis=0), path.variance[-1], rtol=5 * np.sqrt(2 / count))


def test_without_noise_it_is_gradient_descent():
    path = noisy_path(LAM, START, np.full(STEPS, 0.7), 0.0)
    want = quadratic_path(np.diag(LAM), np.zeros(3), START, 0.7, np.arange(STEPS + 1))
    np.testing.assert_allclose(path.mean, want, rtol=1e-10, atol=1e-14)
    assert not path.variance.any()


def test_the_second_moment_follows_the_recursion():
    rates = SCHEDULES[1](np.arange(STEPS))
    path = noisy_path(LAM, START, rates, SIGMA, BATCH)
    second = START**2
    for t, eta in enumerate(rates):
        second = (1 - eta * LAM) ** 2 * second + eta**2 * SIGMA**2 / BATCH
        np.testing.assert_allclose(path.mean[t + 1] ** 2 + path.variance[t + 1], second, rtol=1e-12)
        assert path.value[t + 1] == pytest.approx(0.5 * LAM @ second, rel=1e-12)


def test_several_schedules_at_once_are_each_alone():
    rates = np.stack([s(np.arange(STEPS)) for s in SCHEDULES], axis=-1)
    together = noisy_path(LAM, START, rates, SIGMA, BATCH)
    assert together.value.shape == (STEPS + 1, 4)
    for k in range(4):
        alone = noisy_path(LAM, START, rates[:, k], SIGMA, BATCH)
        for a, b in zip(alone, together, strict=True):
            np.testing.assert_allclose(a, b[:, k], rtol=1e-13)


@pytest.mark.parametrize("lr", [0.01, 0.3, 1.0, 1.15])
def test_the_floor_is_the_fixed_point(lr):
    def surplus(s2, lam):
        return (1 - lr * lam) ** 2 * s2 + lr**2 * SIGMA**2 / BATCH - s2

    fixed = np.array([brentq(surplus, 0, 1e4, args=(lam,), xtol=1e-14) for lam in LAM])
    assert noise_floor(LAM, lr, SIGMA, BATCH) == pytest.approx(0.5 * LAM @ fixed, rel=1e-9)
    path = noisy_path(LAM, START, np.full(8000, lr), SIGMA, BATCH)
    assert path.value[-1] == pytest.approx(noise_floor(LAM, lr, SIGMA, BATCH), rel=1e-9)


def test_half_the_rate_is_worth_twice_the_batch():
    short = noise_floor(LAM, np.array([0.01, 0.02]), SIGMA, BATCH)
    assert short.shape == (2,)
    assert short[1] / short[0] == pytest.approx(2, rel=0.02)
    assert noise_floor(LAM, 0.02, SIGMA, 2 * BATCH) == pytest.approx(short[1] / 2, rel=1e-12)
    assert short[0] == pytest.approx(3 * 0.01 * SIGMA**2 / (4 * BATCH), rel=0.01)


def test_no_floor_from_two_over_the_largest_curvature_on():
    assert noise_floor([1.0, 4.0], [0.49, 0.5, 0.6], 1.0)[1:].tolist() == [np.inf, np.inf]
    assert np.isfinite(noise_floor([1.0, 4.0], 0.499, 1.0))
    assert noise_floor([1.0, 4.0], 0.6, 0.0) == np.inf
    far = noisy_path([1.0, 4.0], [1.0, 0.0], np.full(2000, 3.0), 1.0)
    assert far.value[-1] == np.inf
    assert (far.mean[:, 1] == 0).all()


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"eigenvalues": [1.0, 0.0]}, "eigenvalues must be positive, got .*random walk"),
        ({"eigenvalues": []}, "eigenvalues must be positive"),
        ({"offset": [1.0]}, "offset must be a vector of 2 entries"),
        ({"rates": 0.1}, "rates must have one entry a step, got 0.1; write schedule"),
        ({"rates": [0.1, -0.1]}, "rates must be zero or positive, got -0.1"),
        ({"noise": -1.0}, "noise must be zero or positive, got -1.0"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_named(change, text):
    arguments = {"eigenvalues": [1.0, 2.0], "offset": [1.0, 1.0], "rates": [0.1], "noise": 1.0}
    with pytest.raises(ValueError, match=text):
        noisy_path(**arguments | change)


def test_a_floor_needs_a_rate():
    with pytest.raises(ValueError, match="lr must be positive, got 0; without steps"):
        noise_floor([1.0], 0.0, 1.0)
