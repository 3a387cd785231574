"""A chord in the space of weights: is the risk of 1,436 used cars convex?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from course_lib.convex import Witness, find_violation
from course_lib.datasets import load_toyota_corolla
from course_lib.functions import AbsoluteError, EmpiricalRisk, Loss, SquaredError, add_bias

HALF = 4.0  # of the drawn square of weights
WEIGHTS = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class SigmoidSquared(Loss):
    r"""The squared error of a logistic unit: what a one-neuron network would fit labels with.

    .. math:: \ell(\hat y, y) = (\sigma(\hat y) - y)^2, \qquad \sigma(s) = 1 / (1 + e^{-s})

    Parameters of a call: the score ŷ, and y in {0, 1}.
    """

    name = "sigmoid squared error"
    formula = r"(\sigma(\hat y) - y)^2"
    convex = False

    def __call__(self, prediction, y):
        return np.square(_sigmoid(prediction) - y)

    def grad(self, prediction, y):
        p = _sigmoid(prediction)
        return 2 * (p - y) * p * (1 - p)

    def second(self, prediction, y):
        p = _sigmoid(prediction)
        return 2 * p * (1 - p) * (p * (1 - p) + (p - y) * (1 - 2 * p))


def _sigmoid(s):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(s, dtype=float)))


#: Loss by name; the first two fit the standardized price, the last whether a car costs
#: more than the median.
LOSSES = MappingProxyType({
    "squared error": SquaredError(),
    "absolute error": AbsoluteError(),
    "sigmoid squared": SigmoidSquared(),
})  # fmt: skip


@lru_cache(maxsize=8)
def car_risk(loss: str) -> EmpiricalRisk:
    """The mean loss over the cars as a function of w = (bias, slope).

    Price and distance driven are standardized. For the sigmoid, y = 1 for cars above the median
    price and 0 for the others.

    Examples
    --------
    >>> car_risk("squared error").minimizer.round(3).tolist()
    [0.0, -0.57]
    """
    data = load_toyota_corolla()
    X = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0)
    y = (data.y - data.y.mean()) / data.y.std()
    if loss == "sigmoid squared":
        y = (data.y > np.median(data.y)).astype(float)
    return EmpiricalRisk(LOSSES[loss], add_bias(X), y)


@dataclass(frozen=True)
class RiskChordRun:
    """The risk over the segment between two weights, and the chord."""

    loss: str
    #: side, height: shape (61,), (61, 61). The drawn grid of weights, the same in both, and the
    #: risk on it.
    side: np.ndarray
    height: np.ndarray
    levels: tuple[float, ...]
    ends: np.ndarray  #: Shape (2, 2). The weights u and v, one a row.
    #: weights, risk, chord: shape (101,). t, the risk at t u + (1 − t) v, and the chord there.
    weights: np.ndarray
    risk: np.ndarray
    chord: np.ndarray
    gap: float  #: The lowest chord − risk on the segment.
    summary: str


@lru_cache(maxsize=256)
def risk_chord(
    *, loss="squared error", u=(-3.5, 2.5), v=(3.0, 2.0), searched=False
) -> RiskChordRun:
    """The risk along the segment from v (t = 0) to u (t = 1), beside its chord."""
    f, ends = car_risk(loss), np.array([u, v])
    along = f(WEIGHTS[:, None] * ends[0] + (1 - WEIGHTS[:, None]) * ends[1])
    chord = WEIGHTS * along[-1] + (1 - WEIGHTS) * along[0]
    gaps = chord - along
    k = int(gaps.argmin())
    side, height, levels = _landscape(loss)
    return RiskChordRun(
        loss=loss, side=side, height=height, levels=levels, ends=ends, weights=WEIGHTS, risk=along,
        chord=chord, gap=float(gaps[k]), summary=_summary(loss, gaps, k, searched),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _landscape(loss: str):
    side = np.linspace(-HALF, HALF, 61)
    height = car_risk(loss)(np.stack(np.meshgrid(side, side), axis=-1))
    low, high = height.min(), height.max()
    return side, height, tuple(low + (high - low) * np.linspace(0.04, 0.92, 11) ** 1.6)


@lru_cache(maxsize=8)
def risk_violation(loss: str) -> Witness | None:
    """The strongest violation of the chord inequality found in the drawn square."""
    box = ((-HALF, HALF),) * 2
    return find_violation(car_risk(loss), np.random.default_rng(0), pairs=600, bounds=box).witness


def _summary(loss, gaps, k, searched) -> str:
    if gaps[k] < -1e-9:
        return (
            f"{loss}: at t = {WEIGHTS[k]:.2f} J lies {-gaps[k]:.3g} above the chord. "
            "This J is not convex in w."
        )
    if searched:
        return (
            f"{loss}: no violation among 600 random segments and the best of them improved. The "
            "proof is one line: a mean of convex functions of affine maps of w is convex."
        )
    return (
        f"{loss}: the chord is never below J on this segment, and up to {gaps.max():.3g} above it."
    )
