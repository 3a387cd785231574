"""Penalties on the size of the weights: add `lam * SquaredNorm()` to a risk.

A bias is not a matter of size: by convention it stands first, and `unpenalized=1` leaves it out.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.nonsmooth import SeparableAbs
from course_lib.functions.objective import Objective, Sum


def _mask(d: int, unpenalized: int) -> np.ndarray:
    """Ones, with zeros in front for the coordinates that are left out."""
    if unpenalized > d:
        raise ValueError(f"unpenalized must be at most the {d} weights, got {unpenalized}")
    return (np.arange(d) >= unpenalized).astype(float)


class SquaredNorm(Objective):
    r"""Half the squared Euclidean norm: ``lam * SquaredNorm()`` is λ/2‖w‖², weight decay.

    .. math:: R(w) = \tfrac12 \sum_{i \ge k} w_i^2

    Parameters
    ----------
    unpenalized : int ≥ 0
        k, how many leading coordinates (the bias) are left free.

    Examples
    --------
    >>> (0.1 * SquaredNorm(unpenalized=1)).grad([5.0, 2.0]).tolist()
    [0.0, 0.2]
    """

    convex, smoothness, minimum = True, 1.0, 0.0
    name, formula = "½‖w‖²", r"\frac12\|w\|^2"

    def __init__(self, unpenalized: int = 0):
        self.unpenalized = checks.integer("unpenalized", unpenalized, low=0)
        self.strong_convexity = 1.0 if self.unpenalized == 0 else None

    def _value(self, x):
        return 0.5 * x**2 @ _mask(x.shape[-1], self.unpenalized)

    def _grad(self, x):
        return _mask(x.shape[-1], self.unpenalized) * x

    def _hess(self, x):
        d = x.shape[-1]
        return np.broadcast_to(np.diag(_mask(d, self.unpenalized)), (*x.shape, d)).copy()

    def prox(self, x, step: float) -> np.ndarray:
        r"""argmin over z of R(z) + ‖z − x‖²/(2 step): shrinks by 1/(1 + step)."""
        x, step = checks.points("x", x, None), checks.positive("step", step)
        return x / (1 + step * _mask(x.shape[-1], self.unpenalized))


class L1(SeparableAbs):
    r"""The sum of absolute values, which makes weights exactly zero; `grad` has sign(0) = 0.

    .. math:: R(w) = \sum_{i \ge k} |w_i|

    Parameters
    ----------
    unpenalized : int ≥ 0
        k, how many leading coordinates (the bias) are left free.

    Examples
    --------
    >>> L1().prox([3.0, -0.5, 0.2], 1.0).tolist()
    [2.0, -0.0, 0.0]
    """

    convex, minimum, name, formula = True, 0.0, "‖w‖₁", r"\|w\|_1"

    def __init__(self, unpenalized: int = 0):
        self.unpenalized = checks.integer("unpenalized", unpenalized, low=0)

    def _weights(self, d):
        return _mask(d, self.unpenalized)

    def prox(self, x, step: float) -> np.ndarray:
        r"""argmin over z of R(z) + ‖z − x‖²/(2 step): soft thresholding by `step`."""
        x, step = checks.points("x", x, None), checks.positive("step", step)
        return np.sign(x) * np.maximum(np.abs(x) - step * self._weights(x.shape[-1]), 0.0)


class ElasticNet(Sum):
    r"""A mixture: sparse like the L1 norm, and unique like the square.

    .. math:: R(w) = \rho \|w\|_1 + \tfrac{1 - \rho}{2} \|w\|^2

    Parameters
    ----------
    l1_ratio : float
        ρ in [0, 1].
    unpenalized : int ≥ 0
        How many leading coordinates (the bias) are left free.

    Examples
    --------
    >>> float(ElasticNet(0.5)([3.0, -1.0])), ElasticNet(0.5).prox([3.0, -0.4], 1.0).tolist()
    (4.5, [1.6666666666666667, -0.0])
    """

    def __init__(self, l1_ratio: float = 0.5, unpenalized: int = 0):
        self.l1_ratio = rho = checks.in_range("l1_ratio", l1_ratio, 0, 1)
        self.l1, self.square = L1(unpenalized), SquaredNorm(unpenalized)
        self.unpenalized = self.l1.unpenalized
        super().__init__([rho * self.l1, (1 - rho) * self.square])
        self.minimum, self.name = 0.0, "elastic net"
        self.formula = rf"{rho:g}\|w\|_1 + \frac{{{1 - rho:g}}}{{2}}\|w\|^2"

    def prox(self, x, step: float) -> np.ndarray:
        r"""argmin over z of R(z) + ‖z − x‖²/(2 step): soft thresholding, then shrinking."""
        x, step = checks.points("x", x, None), checks.positive("step", step)
        for part, share in ((self.l1, self.l1_ratio), (self.square, 1 - self.l1_ratio)):
            x = part.prox(x, share * step) if share else x
        return x
