"""Losses of one prediction: elementwise value, slope and curvature in the prediction.

A loss knows nothing of the model. `risk.EmpiricalRisk` averages it over samples of a linear model;
a network can do the same with its outputs. Regression losses compare a prediction with a number;
margin losses multiply a score by a label in {−1, +1}: both are maps of (prediction, y).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from course_lib import checks


class Loss(ABC):
    """A map ℓ(prediction, y), elementwise on arrays that broadcast.

    Attributes
    ----------
    convex : bool
        In the prediction.
    differentiable : bool
        False where `grad` is a subgradient at a kink.
    smoothness, strong_convexity : float or None
        Bounds of the second derivative in the prediction: ≤ L and ≥ μ > 0 everywhere.
    """

    name: ClassVar[str] = "loss"
    formula: ClassVar[str] = r"\ell(\hat y, y)"
    convex: ClassVar[bool] = True
    differentiable: ClassVar[bool] = True
    smoothness: ClassVar[float | None] = None
    strong_convexity: ClassVar[float | None] = None

    @abstractmethod
    def __call__(self, prediction, y) -> np.ndarray:
        """ℓ, one value an element."""

    @abstractmethod
    def grad(self, prediction, y) -> np.ndarray:
        """∂ℓ/∂prediction."""

    @abstractmethod
    def second(self, prediction, y) -> np.ndarray:
        """∂²ℓ/∂prediction²; NaN at kinks."""

    def directional(self, prediction, y, d) -> np.ndarray:
        """One-sided derivative of ℓ as the prediction moves in direction d; exact at kinks."""
        if not self.differentiable:
            raise NotImplementedError(f"{self.name} has no one-sided derivatives here")
        return self.grad(prediction, y) * checks.numbers("d", d)

    def check_targets(self, y) -> np.ndarray:
        """The targets as a vector this loss can be used with: any finite numbers here."""
        return checks.vector("y", y)


def _residual(prediction, y) -> np.ndarray:
    """ŷ − y, of arguments that are numbers."""
    return np.subtract(checks.numbers("prediction", prediction), checks.numbers("y", y))


@dataclass(frozen=True)
class SquaredError(Loss):
    r"""The square of the residual, without ½.

    .. math:: \ell(\hat y, y) = (\hat y - y)^2

    Examples
    --------
    >>> float(SquaredError()(3.0, 1.0)), float(SquaredError().grad(3.0, 1.0))
    (4.0, 4.0)
    """

    name = "squared error"
    formula = r"(\hat y - y)^2"
    smoothness = strong_convexity = 2.0

    def __call__(self, prediction, y):
        return np.square(_residual(prediction, y))

    def grad(self, prediction, y):
        return 2 * _residual(prediction, y)

    def second(self, prediction, y):
        return np.full_like(_residual(prediction, y), 2.0, dtype=float)


@dataclass(frozen=True)
class AbsoluteError(Loss):
    r"""The size of the residual: outliers pull with a bounded force. `grad` is 0 at residual 0.

    .. math:: \ell(\hat y, y) = |\hat y - y|
    """

    name = "absolute error"
    formula = r"|\hat y - y|"
    differentiable = False

    def __call__(self, prediction, y):
        return np.abs(_residual(prediction, y))

    def grad(self, prediction, y):
        return np.sign(_residual(prediction, y).astype(float, copy=False))

    def second(self, prediction, y):
        return np.where(_residual(prediction, y) == 0, np.nan, 0.0)

    def directional(self, prediction, y, d):
        r, d = _residual(prediction, y), checks.numbers("d", d)
        return np.where(r == 0, np.abs(d), np.sign(r) * d)


@dataclass(frozen=True)
class HuberLoss(Loss):
    r"""Half the square for small residuals, straight beyond δ.

    .. math:: \ell = \tfrac12 r^2 \text{ if } |r| \le \delta, \quad
              \delta(|r| - \tfrac12\delta) \text{ otherwise}, \qquad r = \hat y - y

    Parameters
    ----------
    delta : float > 0, in the units of y
    """

    delta: float = 1.0
    name = "Huber"
    formula = r"\mathrm{huber}_\delta(\hat y - y)"
    smoothness = 1.0

    def __post_init__(self):
        object.__setattr__(self, "delta", checks.positive("delta", self.delta))

    def __call__(self, prediction, y):
        r = _residual(prediction, y)
        inside = np.clip(r, -self.delta, self.delta)
        return inside * (r - 0.5 * inside)

    def grad(self, prediction, y):
        return np.clip(_residual(prediction, y), -self.delta, self.delta)

    def second(self, prediction, y):
        r = np.abs(_residual(prediction, y))
        return np.where(r == self.delta, np.nan, np.where(r < self.delta, 1.0, 0.0))
