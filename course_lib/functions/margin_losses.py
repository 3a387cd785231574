r"""Losses of the margin z = y·f(x), y ∈ {−1, +1}: stand-ins for the number of mistakes.

The margin is positive where the sign of the score f(x) is right, and large where it is surely so.
Each loss is a map of (score, y) like any other `Loss`, so that
``EmpiricalRisk(Hinge(), X, y)`` works; `of_margin`, `slope` and `bend` are φ(z), φ'(z) and φ''(z)
for those who have the margin at hand.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import expit

from course_lib import checks
from course_lib.functions.losses import Loss
from course_lib.functions.objective import QUIET


def _margin(score, y) -> np.ndarray:
    """z = y·f(x), of arguments that are numbers."""
    return np.multiply(checks.numbers("y", y), checks.numbers("score", score))


class MarginLoss(Loss):
    r"""A loss :math:`\ell(f(x), y) = \varphi(z)` with :math:`z = y f(x)`.

    Attributes
    ----------
    kinks : tuple of (z, left, right)
        Where φ has a kink or a jump, and its one-sided derivatives there.
    breaks : tuple of float
        Where φ' is continuous and φ'' jumps.

    Notes
    -----
    Safe for any finite margin: what overflows is inf, without a warning.
    """

    kinks: ClassVar[tuple] = ()
    breaks: ClassVar[tuple] = ()

    @abstractmethod
    def _phi(self, z): ...

    @abstractmethod
    def _slope(self, z): ...

    @abstractmethod
    def _bend(self, z): ...

    def of_margin(self, z) -> np.ndarray:
        """φ(z), one value an element."""
        with np.errstate(**QUIET):
            return self._phi(checks.array("z", z, finite=False))

    def slope(self, z) -> np.ndarray:
        """φ'(z); at a kink the documented subgradient."""
        with np.errstate(**QUIET):
            return self._slope(checks.array("z", z, finite=False))

    def bend(self, z) -> np.ndarray:
        """φ''(z); NaN at kinks, jumps and breaks."""
        z = checks.array("z", z, finite=False)
        with np.errstate(**QUIET):
            out = self._bend(z)
        for at in (*(k[0] for k in self.kinks), *self.breaks):
            out = np.where(z == at, np.nan, out)
        return out

    def __call__(self, score, y):
        return self.of_margin(_margin(score, y))

    def grad(self, score, y):
        z = _margin(score, y)
        return y * self.slope(z)

    def second(self, score, y):
        z = _margin(score, y)
        return np.square(y) * self.bend(z)

    def directional(self, score, y, d):
        z, s = _margin(score, y), np.multiply(y, checks.numbers("d", d))
        with np.errstate(**QUIET):
            out = self.slope(z) * s
            for at, left, right in self.kinks:
                one_sided = np.where(s > 0, right * s, left * s)
                out = np.where(z == at, np.where(s == 0, 0.0, one_sided), out)
        return out

    def check_targets(self, y):
        """Labels −1 and +1 as a vector of floats."""
        y = checks.vector("y", y)
        wrong = y[np.abs(y) != 1]
        if wrong.size:
            raise ValueError(f"y must hold the labels -1 and +1 for the {self.name}, got "
                             f"{wrong[0]:g}; for labels 0 and 1 write 2 * y - 1")  # fmt: skip
        return y


@dataclass(frozen=True)
class ZeroOne(MarginLoss):
    r"""One for a mistake, else nothing: what is meant. Neither convex nor continuous.

    .. math:: \varphi(z) = 1 \text{ if } z \le 0, \quad 0 \text{ otherwise}

    A score of 0 decides nothing and counts as a mistake. `grad` is 0 everywhere: no direction to
    go is why surrogates are minimized instead.
    """

    name, formula = "0–1 loss", r"[z \le 0]"
    convex = differentiable = False
    kinks = ((0.0, 0.0, -np.inf),)

    def _phi(self, z):
        return np.where(z <= 0, 1.0, 0.0)

    def _slope(self, z):
        return np.zeros_like(z)

    _bend = _slope


@dataclass(frozen=True)
class PerceptronLoss(MarginLoss):
    r"""How far on the wrong side; `slope` is 0 at z = 0.

    .. math:: \varphi(z) = \max(0, -z)

    w = 0 has no loss at all: this loss finds a line, but asks for no margin.
    """

    name, formula = "perceptron loss", r"\max(0, -z)"
    differentiable = False
    kinks = ((0.0, -1.0, 0.0),)

    def _phi(self, z):
        return np.maximum(0.0, -z)

    def _slope(self, z):
        return np.where(z < 0, -1.0, 0.0)

    def _bend(self, z):
        return np.zeros_like(z)


@dataclass(frozen=True)
class Hinge(MarginLoss):
    r"""Short of a margin of 1, by how much; `slope` is 0 at z = 1.

    .. math:: \varphi(z) = \max(0, 1 - z)

    Convex, and never below the 0–1 loss: the loss of the support vector machine.

    References
    ----------
    Cortes & Vapnik (1995); lecture decks A and B.

    Examples
    --------
    >>> Hinge()([2.0, 0.5, -1.0], 1).tolist(), Hinge().grad([2.0, 0.5], [1, -1]).tolist()
    ([0.0, 0.5, 2.0], [-0.0, 1.0])
    """

    name, formula = "hinge loss", r"\max(0, 1 - z)"
    differentiable = False
    kinks = ((1.0, -1.0, 0.0),)

    def _phi(self, z):
        return np.maximum(0.0, 1 - z)

    def _slope(self, z):
        return np.where(z < 1, -1.0, 0.0)

    def _bend(self, z):
        return np.zeros_like(z)


@dataclass(frozen=True)
class SquaredHinge(MarginLoss):
    r"""The square of the hinge: smooth, but outliers pull with a growing force.

    .. math:: \varphi(z) = \max(0, 1 - z)^2
    """

    name, formula, smoothness = "squared hinge loss", r"\max(0, 1 - z)^2", 2.0
    breaks = (1.0,)

    def _phi(self, z):
        return np.maximum(0.0, 1 - z) ** 2

    def _slope(self, z):
        return -2 * np.maximum(0.0, 1 - z)

    def _bend(self, z):
        return np.where(z < 1, 2.0, 0.0)


@dataclass(frozen=True)
class SmoothedHinge(MarginLoss):
    r"""A hinge with a rounded corner, straight for z ≤ 0.

    .. math:: \varphi(z) = 1 - 2z \ (z \le 0), \quad (1 - z)^2 \ (0 < z \le 1), \quad 0 \ (z > 1)

    The slides print it as "modified Huber"; that name belongs to Zhang's `ModifiedHuber`, whose
    parabola reaches down to z = −1.
    """

    name, formula, smoothness = "smoothed hinge loss", r"\mathrm{smooth}\max(0, 1 - z)", 2.0
    breaks = (0.0, 1.0)

    def _phi(self, z):
        bowl = np.clip(1 - z, 0.0, 1.0)
        return bowl * (bowl + 2 * np.maximum(0.0, -z))

    def _slope(self, z):
        return -2 * np.clip(1 - z, 0.0, 1.0)

    def _bend(self, z):
        return np.where((z > 0) & (z < 1), 2.0, 0.0)


@dataclass(frozen=True)
class ModifiedHuber(MarginLoss):
    r"""The squared hinge down to z = −1, straight below.

    .. math:: \varphi(z) = \max(0, 1 - z)^2 \ (z \ge -1), \qquad -4z \ (z < -1)

    References
    ----------
    Zhang, Solving large scale linear prediction problems using SGD (2004).
    """

    name, formula, smoothness = "modified Huber loss", r"\mathrm{mHuber}(z)", 2.0
    breaks = (-1.0, 1.0)

    def _phi(self, z):
        bowl = np.clip(1 - z, 0.0, 2.0)
        return bowl * (bowl + 2 * np.maximum(0.0, -1 - z))

    def _slope(self, z):
        return -2 * np.clip(1 - z, 0.0, 2.0)

    def _bend(self, z):
        return np.where((z > -1) & (z < 1), 2.0, 0.0)


@dataclass(frozen=True)
class LogLoss(MarginLoss):
    r"""Minus the log-likelihood of the label when its log-odds are the score.

    .. math:: \varphi(z) = \log_b(1 + e^{-z})

    Parameters
    ----------
    base : float
        b > 1. With 2 the loss is 1 at z = 0 and lies above the 0–1 loss everywhere (one slide);
        with e, the default, it is that of logistic regression.

    Raises
    ------
    ValueError
        ``base must be in (1, inf), got 1; …``.

    Examples
    --------
    >>> float(LogLoss(base=2)(0.0, 1)), float(LogLoss()(1e4, -1))
    (1.0, 10000.0)
    """

    base: float = np.e

    def __post_init__(self):
        base = checks.in_range("base", self.base, 1, np.inf, "()", "take np.e or 2")
        object.__setattr__(self, "base", base)

    @property
    def name(self):
        return "log loss" if self.base == np.e else f"log loss, base {self.base:g}"

    @property
    def formula(self):
        log = r"\log" if self.base == np.e else rf"\log_{{{self.base:g}}}"
        return rf"{log}(1 + e^{{-z}})"

    @property
    def smoothness(self):
        return 0.25 / np.log(self.base)

    def _phi(self, z):
        return np.logaddexp(0.0, -z) / np.log(self.base)

    def _slope(self, z):
        return -expit(-z) / np.log(self.base)

    def _bend(self, z):
        p = expit(-np.abs(z))  # the smaller of p and 1 − p: no digits are lost
        return p * (1 - p) / np.log(self.base)


@dataclass(frozen=True)
class ExponentialLoss(MarginLoss):
    r"""Grows without mercy for the mistaken; the loss of AdaBoost. Infinite beyond z ≈ −709.

    .. math:: \varphi(z) = e^{-z}
    """

    name, formula = "exponential loss", r"e^{-z}"

    def _phi(self, z):
        return np.exp(-z)

    def _slope(self, z):
        return -np.exp(-z)

    _bend = _phi


@dataclass(frozen=True)
class SigmoidLoss(MarginLoss):
    r"""A 0–1 loss with a soft step: not convex, and flat far away, so that outliers do not count.

    .. math:: \varphi(z) = \frac{1}{1 + e^{z}}
    """

    name, formula, convex = "sigmoid loss", r"1 / (1 + e^{z})", False
    smoothness = 1 / (6 * np.sqrt(3))

    def _phi(self, z):
        return expit(-z)

    def _slope(self, z):
        return -expit(z) * expit(-z)

    def _bend(self, z):
        return expit(z) * expit(-z) * np.tanh(z / 2)
