"""The two risks of the notebook: a line through used cars, and a logistic model of patients."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_lib.datasets import load_heart, load_toyota_corolla, standardize
from course_lib.functions import (
    EmpiricalRisk,
    LogLoss,
    Objective,
    SquaredError,
    SquaredNorm,
    add_bias,
)

START = np.array([4.0, 4.0])  #: of the cars' paths: 1,000 € at 0 km, 1,000 € per 100,000 km
LAM = 0.05  #: weight of the patients' penalty ½‖w‖²


@lru_cache(maxsize=1)
def car_risk() -> EmpiricalRisk:
    """Mean squared error of prices in 1,000 € by distance in 100,000 km: two weights, n = 1436.

    Examples
    --------
    >>> car_risk().minimizer.round(2).tolist(), car_risk().samples
    ([14.51, -5.51], 1436)
    """
    data = load_toyota_corolla()
    return EmpiricalRisk(SquaredError(), add_bias(data.X / 1e5), data.y / 1e3)


@lru_cache(maxsize=1)
def car_moments() -> np.ndarray:
    """What a gradient needs of each car: 1, x, x², y, xy, shape (1436, 5).

    A mean of these over a batch gives the batch's gradient at every w.
    """
    x, y = car_risk().X[:, 1], car_risk().y
    return np.stack([np.ones_like(x), x, x * x, y, x * y], axis=1)


def car_gradient(moments, w) -> np.ndarray:
    """The gradients (..., 2) at w of batches with these mean moments, shape (..., 5)."""
    one, x, xx, y, xy = np.moveaxis(moments, -1, 0)
    return 2 * np.stack([one * w[0] + x * w[1] - y, x * w[0] + xx * w[1] - xy], axis=-1)


def car_variance(w) -> float:
    """σ² of one car's gradient at w.

    Examples
    --------
    >>> round(car_variance(car_risk().minimizer), 1)
    50.0
    """
    away = car_gradient(car_moments(), w) - car_risk().grad(w)
    return float((away**2).sum(axis=1).mean())


@lru_cache(maxsize=1)
def patients() -> EmpiricalRisk:
    """Mean logistic loss over 297 patients, 18 standardized columns and a bias."""
    data = load_heart(labels=(-1, 1))
    X, _ = standardize(data.X)
    return EmpiricalRisk(LogLoss(), add_bias(X), data.y)


@lru_cache(maxsize=1)
def patient_objective() -> Objective:
    """J: the patients' risk and λ/2 ‖w‖², which makes it strongly convex."""
    return patients() + LAM * SquaredNorm()


@lru_cache(maxsize=1)
def best_patient_weights() -> np.ndarray:
    """The minimizer of J, by Newton's method."""
    J, w = patient_objective(), np.zeros(19)
    for _ in range(20):
        w = w - np.linalg.solve(J.hess(w), J.grad(w))
    return w


def term_smoothness() -> float:
    """L of the single terms of J: the largest ‖x_i‖²/4, plus λ."""
    return float((patients().X ** 2).sum(axis=1).max() / 4 + LAM)


def slopes(z) -> np.ndarray:
    """φ'(z) of the logistic loss: −1/(1 + e^z)."""
    return -0.5 * (1 - np.tanh(0.5 * z))
