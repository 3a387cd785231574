"""Moments and their recursion, against samples and against a closed form."""

import numpy as np
import pytest

from course_lib.functions.activations import activation
from course_lib.lessons.initialization.mean_field import passing, signal_theory

Z = np.random.default_rng(0).standard_normal(300_000)
KINDS = ("relu", "tanh", "sigmoid", "leaky_relu", "identity")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("q", [0.01, 1.0, 100.0])
def test_moments_are_those_of_a_sample(kind, q):
    f, z = activation(kind), np.sqrt(q) * Z
    want = f(z).mean(), np.mean(f(z) ** 2), np.mean(f.derivative(z).astype(float) ** 2)
    scale = np.sqrt(want[1])
    np.testing.assert_allclose(passing(kind, q).mean, want[0], atol=0.005 * scale)
    np.testing.assert_allclose(passing(kind, q)[1:], want[1:], rtol=0.015)


def test_theory_of_relu_is_a_power():
    mean, std, gradient = signal_theory("relu", 2.0, 30)
    np.testing.assert_allclose(gradient, 1, rtol=1e-9)
    np.testing.assert_allclose(mean[1:], 1 / np.sqrt(np.pi), rtol=1e-4)
    np.testing.assert_allclose(std[1:], np.sqrt(1 - 1 / np.pi), rtol=1e-4)
    assert signal_theory("relu", 1.0, 30)[2][0] == pytest.approx(2.0**-15)
