"""What batch normalization lets through of a gradient: never a shift, never a stretch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.nn.norms import normalize, normalize_backward

EPS = 1e-5
START = (-1.6, -0.7, 0.1, 0.5, 1.2, 2.3)
TARGET = np.array([0.5, -1.0, 1.0, 0.0, -0.5, 1.5])
#: Name → (loss of x̂, its gradient at x̂); γ = 1 and β = 0.
LOSSES = {
    "one sample: x̂₂": (lambda h: h[..., 1], lambda h: np.eye(6)[1]),
    "the sum: Σ x̂ᵢ": (lambda h: h.sum(axis=-1), np.ones_like),
    "the spread: ½ Σ x̂ᵢ²": (lambda h: 0.5 * np.square(h).sum(axis=-1), lambda h: h),
    "a fit: ½ Σ (x̂ᵢ − tᵢ)²": (
        lambda h: 0.5 * np.square(h - TARGET).sum(axis=-1), lambda h: h - TARGET,
    ),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class BackwardRun:
    """The gradient at the input of a batch normalization and what it is made of."""

    x: np.ndarray  #: shape (6,)
    x_hat: np.ndarray  #: shape (6,)
    parts: np.ndarray  #: what comes directly, through μ and through σ, shape (3, 6)
    total: np.ndarray  #: their sum, by the library, shape (6,)
    differences: np.ndarray  #: the same by central differences, shape (6,)
    summary: str


@lru_cache(maxsize=512)
def norm_backward(*, loss="one sample: x̂₂", shift=0.0, stretch=1.0, x=START) -> BackwardRun:
    """Normalize stretch · x + shift and send a loss's gradient back.

    Parameters
    ----------
    loss : str
        A key of `LOSSES`.
    shift, stretch : float
    x : tuple of 6 floats
    """
    value, slope = LOSSES[checks.choice("loss", loss, tuple(LOSSES))]
    batch = stretch * np.array(x) + shift
    x_hat, _, _, inverse = normalize(batch, -1, EPS)
    g = slope(x_hat)
    parts = np.stack([g, np.full(6, -g.mean()), -x_hat * (g * x_hat).mean()]) * inverse
    total = normalize_backward(g, x_hat, inverse, -1)
    std = float(1 / inverse[0])
    h = 1e-5 * std
    around = batch + h * np.concatenate([np.eye(6), -np.eye(6)])
    up, down = np.split(value(normalize(around, -1, EPS)[0]), 2)
    return BackwardRun(
        batch, x_hat, parts, total, (up - down) / (2 * h), _summary(parts, total, std)
    )


def _summary(parts, total, std) -> str:
    def size(v):
        length = float(np.linalg.norm(v))
        return "0" if length < 1e-4 else f"{length:.3g}"

    return (f"σ = {std:.3g}. Length of the gradient from above, after the 1/σ: {size(parts[0])}; "
            f"length of what arrives at x: {size(total)}.")  # fmt: skip
