"""Prices of used cars as polynomials of their age, with a ridge penalty."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_lib.datasets import load_toyota_corolla

HIGHEST_DEGREE = 12
MIDDLE, HALF = 40.5, 39.5  # months: ages of 1 to 80 become −1 to 1


@lru_cache(maxsize=1)
def age_and_price() -> tuple[np.ndarray, np.ndarray]:
    """Ages in months and prices in 1,000 euro of 1,436 cars."""
    data = load_toyota_corolla(("Age_08_04",))
    return data.X[:, 0], data.y / 1000


def powers(age, degree: int) -> np.ndarray:
    """z, z², …, zᵐ with z = (age − 40.5)/39.5, in columns: shape (n, degree)."""
    z = (np.asarray(age, dtype=float) - MIDDLE) / HALF
    return z[..., None] ** np.arange(1, degree + 1)


def ridge_weights(age, price, degree: int, lam) -> np.ndarray:
    """(b, w) for each λ of each training set: ages (…, n), λ (k,) → (…, k, degree + 1).

    As `course_lib.linear.ridge_path`, for many training sets at once.
    """
    X = powers(age, degree)
    center, mean = X.mean(axis=-2, keepdims=True), price.mean(axis=-1, keepdims=True)
    U, sigma, V = np.linalg.svd(X - center, full_matrices=False)
    shrink = sigma[..., None, :] / (sigma[..., None, :] ** 2 + X.shape[-2] * lam[:, None])
    along = np.swapaxes(U, -1, -2) @ (price - mean)[..., None]
    w = (shrink * np.swapaxes(along, -1, -2)) @ V
    b = mean - (w @ np.swapaxes(center, -1, -2))[..., 0]
    return np.concatenate([b[..., None], w], axis=-1)


def predictions(age, weights) -> np.ndarray:
    """Prices at ages (m,) for weights (…, degree + 1): shape (…, m)."""
    return weights[..., 1:] @ powers(age, weights.shape[-1] - 1).T + weights[..., :1]
