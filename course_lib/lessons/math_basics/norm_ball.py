"""The p-norm: its unit ball, two vectors, and the triangle inequality between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

HALF = 2.0  # half the width of the picture; the vectors stay within
SMALLEST = 0.3  # of p, at the right end of the slider
INVERSE = np.linspace(0.0, 3.3, 133)  # 1/p along the curve
TURN = np.linspace(0.0, np.pi / 2, 61)
#: Rounding moves the ratio of parallel vectors about 1 by this much.
ROUNDING = 1e-9


@dataclass(frozen=True)
class NormBallRun:
    """Two vectors u and v, measured with the p-norm."""

    p: float  #: from 0.3 to infinity
    ball: np.ndarray  #: the boundary of {x: ‖x‖ₚ ≤ 1}, a closed curve, shape (k, 2)
    u: np.ndarray  #: shape (2,)
    v: np.ndarray  #: shape (2,)
    lengths: tuple[float, float, float]  #: ‖u‖, ‖v‖, ‖u + v‖
    ratio: float  #: ‖u + v‖ / (‖u‖ + ‖v‖); the triangle inequality says at most 1
    #: u/‖u‖, v/‖v‖ and (u + v)/(‖u‖ + ‖v‖), which lies between them; shape (3, 2)
    on_chord: np.ndarray
    inverse: np.ndarray  #: 1/p along the curve, shape (133,)
    ratios: np.ndarray  #: the ratio for each of them, shape (133,)
    held: str  #: "u" or "v": which one the pointer moves
    summary: str


def p_norm(x, p: float) -> np.ndarray:
    r"""(Σ|xᵢ|ᵖ)^{1/p} over the last axis; the largest |xᵢ| for p = ∞. A norm only for p ≥ 1."""
    sizes = np.abs(x)
    largest = sizes.max(axis=-1)
    if np.isinf(p):
        return largest
    # Powers of at most 1 cannot overflow.
    shares = sizes / np.where(largest > 0, largest, 1.0)[..., None]
    return largest * (shares**p).sum(axis=-1) ** (1 / p)


@lru_cache(maxsize=256)
def unit_ball(p: float) -> np.ndarray:
    """The points with ‖x‖ₚ = 1, once around.

    From p = 1 on each direction is divided by its norm. Below, the spikes at the axes need points
    that crowd there: cos^{2/p} and sin^{2/p} have powers p that add up to 1.
    """
    quarter = np.stack([np.cos(TURN), np.sin(TURN)], axis=-1)
    quarter[-1] = 0.0, 1.0  # a rounding error to the power 2/p or p is none any more
    quarter = quarter / p_norm(quarter, p)[:, None] if p >= 1 else quarter ** (2 / p)
    turned = [quarter @ np.linalg.matrix_power([[0, 1], [-1, 0]], k) for k in range(4)]
    return np.concatenate(turned)


@lru_cache(maxsize=256)
def norm_ball(*, inverse=0.5, u=(1.2, 0.4), v=(-0.4, 1.0), held="u") -> NormBallRun:
    """Lengths of u, v and u + v in the p-norm.

    Parameters
    ----------
    inverse : float
        1/p: 0 for the largest coordinate, ½ for Euclid, 1 for the sum of sizes.
    u, v : (float, float)
        Not 0.
    held : {"u", "v"}
        The vector that the pointer moves.
    """
    p = np.inf if inverse == 0 else 1 / inverse
    vectors = np.array([u, v, np.add(u, v)], dtype=float)
    lengths = tuple(float(n) for n in p_norm(vectors, p))
    ratio = lengths[2] / (lengths[0] + lengths[1])
    return NormBallRun(
        p=p, ball=unit_ball(p), u=vectors[0], v=vectors[1], lengths=lengths, ratio=ratio,
        on_chord=np.stack([vectors[0] / lengths[0], vectors[1] / lengths[1],
                           vectors[2] / (lengths[0] + lengths[1])]),
        inverse=INVERSE, ratios=_ratios(u, v), held=held,
        summary=_summary(p, lengths, ratio),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _ratios(u, v) -> np.ndarray:
    vectors = np.array([u, v, np.add(u, v)], dtype=float)
    exponents = [np.inf if i == 0 else 1 / i for i in INVERSE]
    lengths = np.array([p_norm(vectors, p) for p in exponents])
    return lengths[:, 2] / (lengths[:, 0] + lengths[:, 1])


def _summary(p, lengths, ratio) -> str:
    a, b, c = lengths
    name = "∞" if np.isinf(p) else f"{p:.3g}"
    if ratio > 1 + ROUNDING:
        verdict = "The direct way is longer: the triangle inequality is broken"
    elif ratio > 1 - ROUNDING:
        verdict = "Both ways are equally long"
    else:
        verdict = "The direct way is shorter"
    return (
        f"p = {name}: ‖u‖ + ‖v‖ = {a:.2f} + {b:.2f} = {a + b:.2f}, and ‖u + v‖ = {c:.2f}. "
        f"{verdict}."
    )


def drag(tip: str, x: float, y: float) -> dict:
    """The vector with its tip at the pointer, kept in the picture and away from 0."""
    place = np.clip([x, y], -0.98 * HALF, 0.98 * HALF)
    if np.hypot(*place) < 0.1:
        place = np.array([0.1, 0.0])
    return {tip: tuple(round(float(c), 2) for c in place)}
