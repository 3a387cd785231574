"""Gradients of random networks, against theory and against differences."""

import numpy as np
import pytest

from course_lib.lessons.initialization import gradient_norms as norms

KINDS = ("relu", "tanh", "sigmoid", "leaky_relu", "identity")


@pytest.mark.parametrize("kind", norms.KINDS)
@pytest.mark.parametrize("activation", KINDS)
def test_the_norms_follow_the_theory(kind, activation):
    run = norms.gradient_norms(gain=1.2, depth=4, activation=activation, kind=kind)
    middle = np.sqrt(np.mean(run.norm**2, axis=0))
    assert np.abs(np.log(middle / run.theory)).max() < 0.5


def test_stretches_are_those_of_differences():
    kwargs = dict(gain=1.3, depth=3, activation="tanh")
    W = norms.directions(norms.KINDS[0], 40)[:, 0]
    x = np.random.default_rng(4).standard_normal((norms.NETWORKS, 1, 40))[0, 0]

    def forward(x):
        for k in range(3):
            x = np.tanh(1.3 * x @ W[k])
        return x

    h = 1e-6
    J = [(forward(x + h * e) - forward(x - h * e)) / (2 * h) for e in np.eye(40)]
    want = np.linalg.svd(np.array(J), compute_uv=False)
    np.testing.assert_allclose(norms.gradient_norms(**kwargs).stretches, want, atol=1e-7)


def test_orthogonal_weights_without_activation_stretch_nothing():
    run = norms.gradient_norms(gain=1.0, depth=50, activation="identity", kind="orthogonal")
    np.testing.assert_allclose(run.stretches, 1, rtol=1e-9)
    np.testing.assert_allclose(run.norm, 1, rtol=1e-9)
