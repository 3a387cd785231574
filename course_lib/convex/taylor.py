"""Local models: what f looks like near one point."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective, check_objective


class TaylorModel(Objective):
    r"""f near x₀ to first or second order.

    .. math:: m(x) = f(x_0) + g^\top (x - x_0) + \tfrac12 (x - x_0)^\top H (x - x_0)

    Parameters
    ----------
    center : array, shape (d,)
        x₀, where the model touches f.
    value : float
        f(x₀).
    slope : array, shape (d,)
        g; the gradient of f, or any slope that is to be drawn.
    curvature : array, shape (d, d)
        H, symmetric; zero for the first-order model.
    """

    name, formula = "local model", r"f(x_0) + g^\top(x-x_0) + \frac12 (x-x_0)^\top H (x-x_0)"

    def __init__(self, center, value, slope, curvature=None):
        self.center = checks.vector("center", center)
        self.dim = d = self.center.size
        self.value = checks.number("value", value)
        self.slope = checks.vector("slope", slope, d)
        curvature = None if curvature is None else checks.array("curvature", curvature)
        if curvature is not None and curvature.shape != (d, d):
            raise ValueError(f"curvature must have shape ({d}, {d}), got {curvature.shape}")
        H = np.zeros((d, d)) if curvature is None else curvature
        self.curvature = (H + H.T) / 2
        lam = np.linalg.eigvalsh(self.curvature)
        small = 1e-12 * np.abs(lam).max()
        self.convex = bool(lam[0] >= -small)
        self.smoothness = float(np.abs(lam).max())
        self.strong_convexity = float(lam[0]) if lam[0] > small else None
        self.bounds = tuple((float(c) - 2.0, float(c) + 2.0) for c in self.center)
        step = -np.linalg.pinv(self.curvature, hermitian=True) @ self.slope
        rest = np.linalg.norm(self.slope + self.curvature @ step)
        if self.convex and rest <= 1e-10 * np.linalg.norm(self.slope):
            self.minimizers = (self.center + step)[None]  # the Newton point
            self.minimum = float(self(self.minimizer))
        else:
            self.minimum = -np.inf

    def _value(self, x):
        r = x - self.center
        return self.value + r @ self.slope + 0.5 * ((r @ self.curvature) * r).sum(axis=-1)

    def _grad(self, x):
        return self.slope + (x - self.center) @ self.curvature

    def _hess(self, x):
        return np.broadcast_to(self.curvature, (*x.shape, self.dim)).copy()


def linear_model(f: Objective, x, slope=None) -> TaylorModel:
    """The tangent (plane) of f at x; `slope` replaces the gradient, for a chosen subgradient.

    Examples
    --------
    >>> from course_lib.functions import Quadratic
    >>> float(linear_model(Quadratic([2.0]), [1.0])([3.0]))  # x² at 1: 1 + 2 · 2
    5.0
    """
    x = checks.vector("x", x, check_objective("f", f).dim)
    return TaylorModel(x, float(f(x)), f.grad(x) if slope is None else slope)


def quadratic_model(f: Objective, x) -> TaylorModel:
    """The second-order Taylor model of f at x; its minimizer, if any, is the Newton point.

    Examples
    --------
    >>> from course_lib.functions import Rosenbrock
    >>> quadratic_model(Rosenbrock(), [1.0, 1.0]).minimizer.tolist()
    [1.0, 1.0]
    """
    x = checks.vector("x", x, check_objective("f", f).dim)
    return TaylorModel(x, float(f(x)), f.grad(x), f.hess(x))
