"""Functions of one variable: smooth ones, and those with kinks.

A kink is data: its place and the slopes on its two sides. One-sided derivatives, limiting
gradients and the Hessian's NaN all follow from that table.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective


class Univariate(Objective):
    """A function of one variable: write `_f`, `_slope` and `_curvature` on plain arrays.

    Attributes
    ----------
    kinks : tuple of (place, slope on the left, slope on the right)
        Where f has no derivative.
    domain : tuple of float
        The open interval where f is finite.
    """

    dim = 1
    kinks: tuple = ()
    domain: tuple = (-np.inf, np.inf)

    def _value(self, x):
        return self._f(x[..., 0])

    def _grad(self, x):
        return self._slope(x[..., 0])[..., None]

    def _hess(self, x):
        s = x[..., 0]
        out = self._curvature(s)
        for place, _, _ in self.kinks:
            out = np.where(s == place, np.nan, out)
        return out[..., None, None]

    def _directional(self, x, d):
        s, d = np.broadcast_arrays(x[..., 0], d[..., 0])
        slope = self._slope(s)
        for place, left, right in self.kinks:
            slope = np.where(s == place, np.where(d < 0, left, right), slope)
        return np.where(d == 0, 0.0, slope * d)

    def _active_gradients(self, x):
        for place, left, right in self.kinks:
            if x[0] == place:
                return np.array([[left], [right]])
        return self._grad(x)[None]


class DoubleWell(Univariate):
    r"""Two equal valleys and a hill between them, the lecture's first non-convex function.

    .. math:: f(x) = x^4 - 3x^2
    """

    name, formula = "x⁴ − 3x²", "x^4 - 3x^2"
    convex, bounds, minimum = False, ((-2.2, 2.2),), -2.25
    minimizers = np.array([[-np.sqrt(1.5)], [np.sqrt(1.5)]])

    def _f(self, s):
        return s**2 * (s**2 - 3)

    def _slope(self, s):
        return 4 * s**3 - 6 * s

    def _curvature(self, s):
        return 12 * s**2 - 6


class Quartic(Univariate):
    r"""Strictly convex, yet flat at its minimum: no μ > 0, so gradient descent slows down.

    .. math:: f(x) = x^4
    """

    name, formula = "x⁴", "x^4"
    convex, bounds, minimum = True, ((-1.5, 1.5),), 0.0
    minimizers = np.zeros((1, 1))

    def _f(self, s):
        return s**4

    def _slope(self, s):
        return 4 * s**3

    def _curvature(self, s):
        return 12 * s**2


class Exponential(Univariate):
    r"""Convex with an infimum that no point attains.

    .. math:: f(x) = e^x
    """

    name, formula = "eˣ", "e^x"
    convex, bounds, minimum = True, ((-3.0, 2.0),), 0.0

    def _f(self, s):
        return np.exp(s)

    _slope = _curvature = _f


class NegativeLog(Univariate):
    r"""A barrier: convex on x > 0, +inf elsewhere (gradient NaN there).

    .. math:: f(x) = -\log x
    """

    name, formula = "−log x", r"-\log x"
    convex, bounds, minimum = True, ((0.05, 4.0),), -np.inf
    domain = (0.0, np.inf)

    def _f(self, s):
        return np.where(s > 0, -np.log(s), np.where(np.isnan(s), np.nan, np.inf))

    def _slope(self, s):
        return np.where(s > 0, -1 / s, np.nan)

    def _curvature(self, s):
        return np.where(s > 0, 1 / s**2, np.nan)


class Logarithm(Univariate):
    r"""Concave on x > 0, -inf elsewhere (gradient NaN there).

    .. math:: f(x) = \log x
    """

    name, formula = "log x", r"\log x"
    convex, bounds, minimum = False, ((0.05, 4.0),), -np.inf
    domain = (0.0, np.inf)

    def _f(self, s):
        return -NegativeLog._f(self, s)

    def _slope(self, s):
        return np.where(s > 0, 1 / s, np.nan)

    def _curvature(self, s):
        return np.where(s > 0, -1 / s**2, np.nan)


class SquareRoot(Univariate):
    r"""Concave on x ≥ 0, -inf elsewhere (gradient NaN there, and at 0 infinite).

    .. math:: f(x) = \sqrt{x}
    """

    name, formula = "√x", r"\sqrt{x}"
    convex, bounds, minimum = False, ((0.0, 4.0),), -np.inf
    domain = (0.0, np.inf)

    def _f(self, s):
        return np.where(s >= 0, np.sqrt(s), np.where(np.isnan(s), np.nan, -np.inf))

    def _slope(self, s):
        return np.where(s >= 0, 0.5 / np.sqrt(s), np.nan)

    def _curvature(self, s):
        return np.where(s >= 0, -0.25 / s / np.sqrt(s), np.nan)


class Softplus(Univariate):
    r"""The smooth max(0, x); with -y s in place of x, the logistic loss of a score s.

    .. math:: f(x) = \log(1 + e^x)
    """

    name, formula = "log(1 + eˣ)", r"\log(1 + e^x)"
    convex, smoothness, bounds, minimum = True, 0.25, ((-4.0, 4.0),), 0.0

    def _f(self, s):
        return np.logaddexp(0.0, s)

    def _slope(self, s):
        return 0.5 * (1 + np.tanh(0.5 * s))

    def _curvature(self, s):
        return 0.25 * (1 - np.tanh(0.5 * s) ** 2)


class Wave(Univariate):
    r"""A shallow bowl with ripples: one global minimum among local ones.

    .. math:: f(x) = \sin x + x^2 / 20
    """

    name, formula = "sin x + x²/20", r"\sin x + \frac{x^2}{20}"
    convex, smoothness, bounds = False, 1.1, ((-10.0, 10.0),)
    # The root of cos x + x/10 next to -π/2, to full precision.
    minimizers = np.array([[-1.4275517787645942]])
    minimum = -0.8878628265737076

    def _f(self, s):
        return np.sin(s) + s**2 / 20

    def _slope(self, s):
        return np.cos(s) + s / 10

    def _curvature(self, s):
        return 0.1 - np.sin(s)


class Huber(Univariate):
    r"""|x| with its kink rounded off: a parabola within δ of 0, straight beyond.

    .. math:: f(x) = \tfrac12 x^2 \text{ if } |x| \le \delta, \quad
              \delta(|x| - \tfrac12\delta) \text{ otherwise}

    Parameters
    ----------
    delta : float > 0
        Half the width of the round part. The second derivative jumps at ±δ, and is NaN there.
    """

    convex, smoothness, minimum = True, 1.0, 0.0
    minimizers = np.zeros((1, 1))
    formula = r"\mathrm{huber}_\delta(x)"

    def __init__(self, delta: float = 1.0):
        self.delta = checks.positive("delta", delta)
        self.name = f"Huber(δ = {self.delta:g})"
        self.bounds = ((-3 * self.delta, 3 * self.delta),)

    def _f(self, s):
        inside = np.clip(s, -self.delta, self.delta)
        return inside * (s - 0.5 * inside)

    def _slope(self, s):
        return np.clip(s, -self.delta, self.delta)

    def _curvature(self, s):
        at = np.abs(s)
        return np.where(at == self.delta, np.nan, np.where(at < self.delta, 1.0, 0.0))


class AbsoluteValue(Univariate):
    r"""The simplest kink. `grad` is the subgradient sign(x), 0 at 0.

    .. math:: f(x) = |x|
    """

    name, formula = "|x|", "|x|"
    convex, differentiable, bounds, minimum = True, False, ((-2.0, 2.0),), 0.0
    minimizers = np.zeros((1, 1))
    kinks = ((0.0, -1.0, 1.0),)

    def _f(self, s):
        return np.abs(s)

    def _slope(self, s):
        return np.sign(s)

    def _curvature(self, s):
        return np.zeros_like(s)


class ReLU(Univariate):
    r"""The rectifier. `grad` is the subgradient that is 0 at 0.

    .. math:: f(x) = \max(0, x)
    """

    name, formula = "max(0, x)", r"\max(0, x)"
    convex, differentiable, bounds, minimum = True, False, ((-2.0, 2.0),), 0.0
    minimizers = np.array([[0.0], [-1.0]])
    kinks = ((0.0, 0.0, 1.0),)

    def _f(self, s):
        return np.maximum(0.0, s)

    def _slope(self, s):
        return np.where(s > 0, 1.0, np.where(np.isnan(s), np.nan, 0.0))

    def _curvature(self, s):
        return np.zeros_like(s)


class RootAbs(Univariate):
    r"""Not locally Lipschitz at 0: the slopes grow without bound. `grad` is 0 at 0.

    .. math:: f(x) = \sqrt{|x|}
    """

    name, formula = "√|x|", r"\sqrt{|x|}"
    convex, differentiable, bounds, minimum = False, False, ((-2.0, 2.0),), 0.0
    minimizers = np.zeros((1, 1))
    kinks = ((0.0, -np.inf, np.inf),)

    def _f(self, s):
        return np.sqrt(np.abs(s))

    def _slope(self, s):
        return np.where(s == 0, 0.0, 0.5 * np.sign(s) / np.sqrt(np.abs(s)))

    def _curvature(self, s):
        return -0.25 / np.abs(s) ** 1.5
