"""Penalties on the size of the weights: add `lam * SquaredNorm()` to a risk.

A bias is not a matter of size: by convention it stands first, and `unpenalized=1` leaves it out.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.nonsmooth import SeparableAbs
from course_lib.functions.objective import Objective


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
