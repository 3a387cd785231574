"""Minima stop at one loss; Lanczos against the exact Hessian; the rescaling against the theorem."""

import numpy as np
import pytest

from course_lib.lessons.loss_landscape.sharpness import (
    FIRST,
    METHODS,
    STACK,
    largest_at,
    minima,
    rescaled,
    risk,
    sharpness,
    spectrum_at,
)
from course_lib.nn import hessian_vector

STOP = 0.3  # the shortest trainings


def test_all_methods_stop_at_the_same_loss():
    for name in METHODS:
        found = minima(name, STOP)
        assert (found.loss < STOP).all()
        assert (found.loss > 0.9 * STOP).all()
        f = risk()
        np.testing.assert_allclose(f(found.theta), found.loss, rtol=1e-9)


def test_lambda_max_against_many_more_products():
    theta = minima(FIRST, STOP).theta[0]
    assert spectrum_at(theta, 12).largest == pytest.approx(spectrum_at(theta, 60).largest, rel=0.01)
    free = [spectrum_at(theta, k, adaptive=True).largest for k in (12, 60)]
    assert free[0] == pytest.approx(free[1], rel=0.01)


def test_the_rescaling_keeps_the_function_and_scales_the_hessian():
    theta, f, alpha = minima(FIRST, STOP).theta[1], risk(), 3.0
    moved = rescaled(theta, alpha)
    X = np.random.default_rng(0).standard_normal((4, 196))
    scores = [STACK.net.forward(STACK.net.unpack(w), X, f.mode)[0] for w in (theta, moved)]
    np.testing.assert_allclose(*scores, rtol=1e-10)
    D = STACK.net.pack({
        "0.W": np.full((196, 16), alpha), "0.b": np.full(16, alpha),
        "2.W": np.full((16, 10), 1 / alpha), "2.b": np.ones(10),
    })  # fmt: skip
    np.testing.assert_allclose(moved, D * theta)
    v = np.random.default_rng(1).standard_normal(f.dim)
    np.testing.assert_allclose(
        hessian_vector(f, moved, v), hessian_vector(f, theta, v / D) / D, rtol=1e-8, atol=1e-10
    )


def test_the_scale_free_measure_keeps_its_value():
    np.testing.assert_allclose(
        largest_at(FIRST, STOP, 8, True), largest_at(FIRST, STOP, 1, True), rtol=1e-6
    )


def test_what_the_explorer_shows_belongs_together():
    run = sharpness(stop=STOP)
    assert run.largest[FIRST][0] == pytest.approx(run.spectrum.largest, rel=0.01)
    assert set(run.largest) == set(run.adaptive) == set(run.minima) == set(METHODS)
    with pytest.raises(ValueError, match="stop must be"):
        sharpness(stop=0.2)
