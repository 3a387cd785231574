"""The two risks: their gradients and minimizers by other means."""

import numpy as np
import pytest

from course_lib.lessons.stochastic_gradient_descent.risks import (
    START,
    best_patient_weights,
    car_gradient,
    car_moments,
    car_risk,
    patient_objective,
    patients,
    slopes,
    term_smoothness,
)


@pytest.mark.parametrize("rows", [slice(0, 1), slice(5, 25), slice(None)])
def test_moments_give_the_gradient_of_every_batch(rows):
    mine = car_gradient(car_moments()[rows].mean(axis=0), START)
    np.testing.assert_allclose(mine, car_risk().subset(rows).grad(START), atol=1e-12)


def test_the_patients_minimizer_is_stationary():
    assert np.abs(patient_objective().grad(best_patient_weights())).max() < 1e-12


def test_slopes_are_those_of_the_loss():
    w = np.random.default_rng(0).normal(size=19)
    f = patients()
    signed = f.X * f.y[:, None]
    np.testing.assert_allclose(slopes(signed @ w) @ signed / 297, f.grad(w), atol=1e-14)


def test_no_term_is_steeper_than_the_smoothness():
    f, rng = patients(), np.random.default_rng(0)
    largest = max(f.subset([i]).smoothness for i in range(f.samples))
    assert term_smoothness() == pytest.approx(largest + 0.05)
    for _ in range(20):
        a, b = rng.normal(size=(2, 19))
        i = rng.integers(297)
        change = f.subset([i]).grad(a) - f.subset([i]).grad(b)
        assert np.linalg.norm(change) <= term_smoothness() * np.linalg.norm(a - b)
