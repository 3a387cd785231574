"""Functions of several variables with creases and points: norms, |x| − |y|, kinked valleys.

`grad` takes |·|' as 0 at 0. `active_gradients` has all limits of gradients, `directional` the
exact one-sided derivatives.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective


class SeparableAbs(Objective):
    """Σ cᵢ|xᵢ|: what ‖x‖₁, |x| − |y| and the L1 penalty share. `grad` has sign(0) = 0."""

    differentiable = False

    def _weights(self, d: int) -> np.ndarray:
        return np.ones(d)

    def _value(self, x):
        return np.abs(x) @ self._weights(x.shape[-1])

    def _grad(self, x):
        return self._weights(x.shape[-1]) * np.sign(x)

    def _hess(self, x):
        d = x.shape[-1]
        at_kink = ((x == 0) & (self._weights(d) != 0)).any(axis=-1)[..., None, None]
        return np.where(at_kink, np.nan, np.zeros((d, d)))

    def _directional(self, x, d):
        slopes = np.where(x == 0, np.abs(d), np.sign(x) * d)
        return slopes @ self._weights(x.shape[-1])

    def _active_gradients(self, x):
        weights = self._weights(x.size)
        both = (x == 0) & (weights != 0)
        signs = [
            (-1.0, 1.0) if two else (float(np.sign(v)),) for v, two in zip(x, both, strict=True)
        ]
        return np.array(list(product(*signs))) * weights


class NormL1(SeparableAbs):
    r"""The ℓ1 norm; `grad` is the subgradient sign(x), 0 where a coordinate is 0.

    .. math:: f(x) = \|x\|_1 = \sum_i |x_i|

    Parameters
    ----------
    dim : int ≥ 1
    """

    convex, minimum, name, formula = True, 0.0, "‖x‖₁", r"\|x\|_1"

    def __init__(self, dim: int = 2):
        self.dim = checks.integer("dim", dim, low=1)
        self.bounds = ((-2.0, 2.0),) * self.dim
        self.minimizers = np.zeros((1, self.dim))


class AbsDifference(SeparableAbs):
    r"""A saddle made of creases: neither convex nor concave; `grad` has sign(0) = 0.

    .. math:: f(x, y) = |x| - |y|
    """

    dim, convex, minimum, name, formula = 2, False, -np.inf, "|x| − |y|", "|x| - |y|"
    bounds = ((-2.0, 2.0), (-2.0, 2.0))

    def _weights(self, d):
        return np.array([1.0, -1.0])


class NormL2(Objective):
    r"""The Euclidean norm, a cone; `grad` is x/‖x‖, and the subgradient 0 at 0.

    .. math:: f(x) = \|x\|_2

    Parameters
    ----------
    dim : int ≥ 1

    Notes
    -----
    At 0 every unit vector is a limit of gradients; `active_gradients` has 72 of them in the plane.
    """

    convex, differentiable, minimum = True, False, 0.0
    name, formula = "‖x‖₂", r"\|x\|_2"

    def __init__(self, dim: int = 2):
        self.dim = checks.integer("dim", dim, low=1)
        self.bounds = ((-2.0, 2.0),) * self.dim
        self.minimizers = np.zeros((1, self.dim))

    def _value(self, x):
        return np.linalg.norm(x, axis=-1)

    def _grad(self, x):
        r = np.linalg.norm(x, axis=-1, keepdims=True)
        return np.where(r == 0, 0.0, x / r)

    def _hess(self, x):
        r = np.linalg.norm(x, axis=-1)[..., None, None]
        u = x[..., None] / r
        return (np.eye(self.dim) - u * np.swapaxes(u, -1, -2)) / r

    def _directional(self, x, d):
        at_zero = (x == 0).all(axis=-1)
        return np.where(at_zero, np.linalg.norm(d, axis=-1), (self._grad(x) * d).sum(axis=-1))

    def _active_gradients(self, x):
        if x.any():
            return self._grad(x)[None]
        if self.dim == 1:
            return np.array([[-1.0], [1.0]])
        if self.dim == 2:
            angle = np.arange(72) * (2 * np.pi / 72)
            return np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        raise NotImplementedError("the limiting gradients at 0 are a whole sphere for dim > 2")


class CreasedWells(Objective):
    r"""Two kinked valleys of unequal depth, with a smooth saddle between them.

    .. math:: f(x, y) = |x^2 - 1| + c\,x + y^2

    `grad` has sign(0) = 0 on the creases x = ±1.

    Parameters
    ----------
    tilt : float in [0, 2)
        c. The global minimum is -c at (-1, 0), a local one lies at (1, 0), the saddle at (c/2, 0).
    """

    dim, convex, differentiable = 2, False, False
    name, formula = "|x² − 1| + cx + y²", "|x^2 - 1| + cx + y^2"
    bounds = ((-2.0, 2.0), (-1.5, 1.5))

    def __init__(self, tilt: float = 0.3):
        self.tilt = checks.in_range("tilt", tilt, 0, 2, "[)")
        self.minimum = -self.tilt
        self.minimizers = np.array([[-1.0, 0.0]] + ([[1.0, 0.0]] if self.tilt == 0 else []))

    def _value(self, p):
        x, y = p[..., 0], p[..., 1]
        return np.abs(x**2 - 1) + self.tilt * x + y**2

    def _grad(self, p):
        x, y = p[..., 0], p[..., 1]
        return np.stack([2 * x * np.sign(x**2 - 1) + self.tilt, 2 * y], axis=-1)

    def _hess(self, p):
        x = p[..., 0]
        out = np.zeros((*x.shape, 2, 2))
        out[..., 0, 0] = 2 * np.sign(x**2 - 1)
        out[..., 1, 1] = 2.0
        return np.where((np.abs(x) == 1)[..., None, None], np.nan, out)

    def _directional(self, p, d):
        x = p[..., 0]
        bend = np.where(np.abs(x) == 1, np.abs(2 * x * d[..., 0]), 0.0)
        return (self._grad(p) * d).sum(axis=-1) + bend

    def _active_gradients(self, p):
        x, y = p
        signs = np.array([-1.0, 1.0]) if abs(x) == 1 else np.sign([x**2 - 1])
        return np.stack([2 * x * signs + self.tilt, np.full(signs.size, 2 * y)], axis=-1)
