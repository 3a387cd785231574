"""Weights that the loss cannot distinguish: longer ones, and ones that lie elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

from course_lib.datasets import load_penguins, standardize
from course_lib.functions import MulticlassHinge, add_bias

FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
FACTORS = np.linspace(0, 3, 121)
MIXES = np.linspace(0, 1, 51)
LAMBDAS = {"0": 0.0, "0.00001": 1e-5, "0.0001": 1e-4, "0.001": 1e-3}
SPARSE, SPREAD = np.array([1.0, 0, 0, 0]), np.full(4, 0.25)


@dataclass(frozen=True, eq=False)
class SameLossRun:
    """Left kW on penguins; right w between w₁ and w₂, all with the score 1."""

    k: float
    lam: float
    mean_loss: np.ndarray  #: of kW at FACTORS, shape (121,)
    penalty: np.ndarray  #: λ/2 ‖kW‖², shape (121,)
    best_k: float  #: where their sum is least, among FACTORS
    at_k: tuple[float, float]  #: both at k
    mix: float
    size: float
    w: np.ndarray  #: the weights between, shape (4,)
    l1: np.ndarray  #: ‖w‖₁ at MIXES, shape (51,)
    square: np.ndarray  #: ‖w‖² at MIXES, shape (51,)
    summary: str


@lru_cache(maxsize=1)
def separating_weights() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X with ones in front, y, and W (5, 3) whose least margin on all 342 penguins is 1.

    Of all such W a linear program finds one with the least Σ|W|, biases left out.
    """
    data = load_penguins(FEATURES)
    X, y = add_bias(standardize(data.X)[0]), data.y
    wrong = [(i, c) for i in range(len(y)) for c in range(3) if c != y[i]]
    rows = np.zeros((len(wrong), X.shape[1], 3))
    for row, (i, c) in zip(rows, wrong, strict=True):
        row[:, c] += X[i]
        row[:, y[i]] -= X[i]
    A = rows.reshape(len(wrong), -1)
    cost = np.tile(np.repeat([0.0, 1.0], [3, 12]), 2)
    found = linprog(cost, A_ub=np.hstack([A, -A]), b_ub=-np.ones(len(A)))
    return X, y, (found.x[:15] - found.x[15:]).reshape(5, 3)


@lru_cache(maxsize=1)
def _losses() -> tuple[np.ndarray, float]:
    """The mean loss of kW at FACTORS, and ‖W‖² without biases."""
    X, y, W = separating_weights()
    losses = MulticlassHinge()(FACTORS[:, None, None] * (X @ W), y).mean(axis=-1)
    return losses, float((W[1:] ** 2).sum())


def between(mix, size: float) -> np.ndarray:
    """Weights (…, 4) with the score wᵀ(size, 1, 1, 1) = 1: all of it from x₁, or a quarter each."""
    shares = SPARSE + np.asarray(mix, dtype=float)[..., None] * (SPREAD - SPARSE)
    return shares / np.array([size, 1, 1, 1])


@lru_cache(maxsize=512)
def same_loss(*, k=1.0, lam=0.0, mix=0.3, size=1.0) -> SameLossRun:
    """The penalty's answer where the loss has none."""
    losses, square = _losses()
    penalty = lam / 2 * FACTORS**2 * square
    best = float(FACTORS[int(np.argmin(losses + penalty))])
    X, y, W = separating_weights()
    loss = float(MulticlassHinge()(k * (X @ W), y).mean())
    w, path = between(mix, size), between(MIXES, size)
    at_k = loss, lam / 2 * k**2 * square
    text = (
        f"k = {k:.2f}: mean loss {loss:.3f}, penalty {at_k[1]:.3f}. "
        f"w = ({', '.join(f'{v:.2f}' for v in w)}): score 1, ‖w‖₁ = {np.abs(w).sum():.2f}, "
        f"‖w‖² = {w @ w:.2f}."
    )
    return SameLossRun(
        k, lam, losses, penalty, best, at_k, mix, size, w, np.abs(path).sum(axis=-1),
        (path**2).sum(axis=-1), text,
    )  # fmt: skip
