"""Where the ball of a penalty meets the loss: two weights, a least-squares solution to drag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

# Age and weight of the 1,436 cars, standardized, as the price: H = [[1, r], [r, 1]].
CORRELATION, LEAST_SQUARES = -0.47, (-0.77, 0.22)
LOWEST, HIGHEST = -1.25, 1.25
LONGEST = 0.9  # of the λ axis
LAMBDAS = np.linspace(0.0, LONGEST, 91)
TURN = np.linspace(0, 2 * np.pi, 181)
LEVELS = np.array([0.02, 0.08, 0.18, 0.32, 0.5])  # above the least loss
FAR = 10.0


@dataclass(frozen=True, eq=False)
class BallsRun:
    """The minimizer of ½(w − ŵ)ᵀH(w − ŵ) + λ(ρ‖w‖₁ + (1 − ρ)/2 ‖w‖²) and its surroundings."""

    ratio: float
    lam: float
    best: np.ndarray  #: ŵ, shape (2,)
    w: np.ndarray  #: shape (2,)
    contours: np.ndarray  #: curves of equal loss, NaN between two, shape (k, 2)
    level: np.ndarray  #: the one through w, shape (181, 2)
    ball: np.ndarray  #: the curve of equal penalty through w, shape (181, 2)
    zones: tuple[np.ndarray, ...]  #: five quadrilaterals of ŵ with some weight 0, shape (4, 2) each
    path: np.ndarray  #: w at LAMBDAS, shape (91, 2)
    summary: str


def hessian(r: float) -> np.ndarray:
    return np.array([[1.0, r], [r, 1.0]])


def minimizer(best, r: float, lam, ratio: float) -> np.ndarray:
    """w for each λ, shape (…, 2): of the nine patterns of signs the one that fits.

    A weight with sign s ≠ 0 solves a linear equation; a weight 0 has a slope of at most λρ.
    """
    H, lam = hessian(r), np.atleast_1d(np.asarray(lam, dtype=float))
    a, square, right = lam * ratio, lam * (1 - ratio), H @ np.asarray(best)
    found, value = np.zeros((len(lam), 2)), np.full(len(lam), np.inf)
    for signs in product((-1, 0, 1), repeat=2):
        w = _with_signs(signs, H, right, a, square)
        fits = ((w * signs > 0) | (np.array(signs) == 0)).all(axis=-1)
        J = 0.5 * np.einsum("ki,ij,kj->k", w, H, w) - w @ right + a * np.abs(w).sum(axis=-1)
        J += square / 2 * (w**2).sum(axis=-1)
        better = fits & (value > J)
        found[better], value[better] = w[better], J[better]
    return found


def _with_signs(signs, H, right, a, square) -> np.ndarray:
    w = np.zeros((len(a), 2))
    on = [j for j in (0, 1) if signs[j]]
    if len(on) == 1:
        j = on[0]
        w[:, j] = (right[j] - a * signs[j]) / (H[j, j] + square)
    elif on:
        d, r = 1 + square, H[0, 1]
        p, q = right[0] - a * signs[0], right[1] - a * signs[1]
        w[:, 0], w[:, 1] = (d * p - r * q) / (d * d - r * r), (d * q - r * p) / (d * d - r * r)
    return w


def zones(r: float, lam: float, ratio: float) -> tuple[np.ndarray, ...]:
    """Where ŵ may lie so that some weight is exactly 0: both in the middle, one in four strips.

    At the minimum Hŵ = (H + λ(1 − ρ)I)w + λρs with |sⱼ| ≤ 1 where wⱼ = 0.
    """
    H = hessian(r)
    inverse, a = np.linalg.inv(H), lam * ratio
    stretched = inverse @ (H + lam * (1 - ratio) * np.eye(2))
    corner = {s: a * inverse @ s for s in product((-1, 1), repeat=2)}
    middle = np.array([corner[s] for s in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
    strips = []
    for j, sign in product((0, 1), (-1, 1)):
        ends = [tuple(sign if i == j else s for i in (0, 1)) for s in (-1, 1)]
        first, second = (corner[e] for e in ends)
        away = FAR * sign * stretched[:, j]
        strips.append(np.array([first, second, second + away, first + away]))
    return (middle, *strips)


def ellipse(best, r: float, heights) -> np.ndarray:
    """Points with ½(w − ŵ)ᵀH(w − ŵ) = height, for each height: shape (heights, 181, 2)."""
    values, vectors = np.linalg.eigh(hessian(r))
    circle = np.stack([np.cos(TURN), np.sin(TURN)], axis=-1) / np.sqrt(values) @ vectors.T
    return np.asarray(best) + np.sqrt(2 * np.atleast_1d(heights))[:, None, None] * circle


def equal_penalty(w, ratio: float) -> np.ndarray:
    """The curve R = R(w) around 0, shape (181, 2): along each ray a quadratic equation."""
    rays = np.stack([np.cos(TURN), np.sin(TURN)], axis=-1)
    wanted = ratio * np.abs(w).sum() + (1 - ratio) / 2 * w @ w
    p, q = ratio * np.abs(rays).sum(axis=-1), (1 - ratio) / 2
    size = 2 * wanted / (p + np.sqrt(p * p + 4 * q * wanted)) if wanted > 0 else 0 * p
    return size[:, None] * rays


@lru_cache(maxsize=512)
def balls(*, ratio=1.0, lam=0.2, r=CORRELATION, best=LEAST_SQUARES) -> BallsRun:
    """Two standardized features of correlation r, whose least-squares weights are `best`."""
    best = np.array(best)
    w, path = minimizer(best, r, [lam], ratio)[0], minimizer(best, r, LAMBDAS, ratio)
    H, off = hessian(r), w - best
    contours = np.full((len(LEVELS), len(TURN) + 1, 2), np.nan)
    contours[:, :-1] = ellipse(best, r, LEVELS)
    zeros = [name for name, weight in zip(("w₁", "w₂"), w, strict=True) if weight == 0]
    gone = ["", f" {''.join(zeros)} is exactly 0.", " Both weights are exactly 0."]
    text = (
        f"Least squares ({best[0]:.2f}, {best[1]:.2f}); with λ = {lam:.2f}: w = ({w[0] + 0.0:.3f}, "
        f"{w[1] + 0.0:.3f}).{gone[len(zeros)]}"
    )
    return BallsRun(
        ratio, lam, best, w, contours.reshape(-1, 2), ellipse(best, r, [0.5 * off @ H @ off])[0],
        equal_penalty(w, ratio), zones(r, lam, ratio), path,
        text.replace("-", "−"),
    )  # fmt: skip
