"""The tiny network's critical points: zero gradients, exact Hessians."""

import numpy as np

from course_lib.lessons.loss_landscape.small_network import (
    LAM,
    full_hessian,
    gradient,
    small_network,
    small_risk,
)


def test_derivatives_of_the_objective():
    theta, h, f = np.random.default_rng(0).standard_normal(small_risk().dim), 1e-5, small_risk()

    def J(w):
        return f(w) + LAM / 2 * w @ w

    eye = np.eye(f.dim)
    by_differences = [(J(theta + h * e) - J(theta - h * e)) / (2 * h) for e in eye]
    np.testing.assert_allclose(gradient(theta), by_differences, rtol=1e-5, atol=1e-8)
    by_differences = [(gradient(theta + h * e) - gradient(theta - h * e)) / (2 * h) for e in eye]
    np.testing.assert_allclose(full_hessian(theta), by_differences, rtol=1e-5, atol=1e-7)


def test_what_is_found_is_critical():
    found = small_network()
    for theta, value, eigenvalues in zip(
        found.theta, found.objective, found.eigenvalues, strict=True
    ):
        assert np.linalg.norm(gradient(theta)) < 1e-7
        assert value == small_risk()(theta) + LAM / 2 * np.sum(theta**2)
        np.testing.assert_allclose(eigenvalues, np.linalg.eigvalsh(full_hessian(theta)))
    saddle = found.theta[found.down.argmax()]
    way = np.linalg.eigh(full_hessian(saddle))[1][:, 0]

    def J(w):
        return small_risk()(w) + LAM / 2 * w @ w

    assert J(saddle + 1e-2 * way) < J(saddle)
    assert J(saddle - 1e-2 * way) < J(saddle)
