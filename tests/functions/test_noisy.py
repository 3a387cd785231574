"""A quadratic with noisy gradients: exact by itself, its samples unbiased and spread as stated."""

import numpy as np
import pytest

from course_lib.functions import NoisyQuadratic, Quadratic
from tests.functions.differences import central

X = np.array([[0.3, -1.2], [2.0, 0.5], [0.0, 0.0]])


@pytest.fixture
def f():
    return NoisyQuadratic([1.0, 10.0], angle=0.4, center=[0.5, -0.2], noise=3.0)


def test_by_itself_it_is_the_quadratic(f):
    plain = Quadratic([1.0, 10.0], angle=0.4, center=[0.5, -0.2])
    for mine, its in ((f(X), plain(X)), (f.grad(X), plain.grad(X)), (f.hess(X), plain.hess(X))):
        np.testing.assert_array_equal(mine, its)
    assert (f.minimum, f.condition) == (0.0, plain.condition)


@pytest.mark.parametrize("batch", [1, 9])
def test_gradients_of_samples_have_mean_and_spread(f, batch):
    rng, n = np.random.default_rng(5), 20_000
    noise = np.array([f.sample(rng, batch).grad(X[0]) for _ in range(n)]) - f.grad(X[0])
    spread = 3.0 / batch**0.5
    np.testing.assert_allclose(noise.mean(axis=0), 0.0, atol=4 * spread / n**0.5)
    np.testing.assert_allclose(np.cov(noise.T), spread**2 * np.eye(2), atol=0.05 * spread**2)


def test_a_sample_is_one_function(f):
    part = f.sample(np.random.default_rng(1), 4)
    np.testing.assert_allclose(part.grad(X), central(part, X), atol=1e-8)
    np.testing.assert_array_equal(part.hess(X), f.hess(X))
    noise = part.grad(X) - f.grad(X)
    np.testing.assert_allclose(noise, noise[:1].repeat(3, axis=0), atol=1e-12)
    np.testing.assert_allclose(part(f.center), 0.0, atol=1e-15)
    assert (part.smoothness, part.strong_convexity) == (f.smoothness, f.strong_convexity)


def test_the_generator_decides(f):
    a, b, c = (f.sample(np.random.default_rng(seed), 1).tilt for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert (a != c).all()


def test_bad_input_is_named(f):
    with pytest.raises(ValueError, match="noise must be zero or positive, got -1"):
        NoisyQuadratic(noise=-1)
    with pytest.raises(ValueError, match="batch must be at least 1, got 0"):
        f.sample(np.random.default_rng(0), 0)
    with pytest.raises(TypeError, match="rng must be"):
        f.sample(0, 1)
