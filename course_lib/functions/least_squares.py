"""Half the sum of squared residuals of any model: what Gauss and Newton share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective


class LeastSquares(Objective):
    r"""Half the sum of squared residuals.

    .. math:: f(x) = \tfrac12 \sum_i r_i(x)^2, \qquad \nabla f(x) = A(x)^\top r(x), \qquad
              A_{ij} = \frac{\partial r_i}{\partial x_j}

    Parameters
    ----------
    residuals : callable
        Points (..., d) → residuals (..., n).
    jacobian : callable
        Points (..., d) → their derivatives (..., n, d).
    dim : int
        d.
    name : str

    Raises
    ------
    ValueError
        ``jacobian must map points (2,) to (3, 2), one row for each residual, got (2, 3)``.

    Notes
    -----
    The Hessian is AᵀA + Σ rᵢ∇²rᵢ. `gauss_newton` is its first part, which needs no second
    derivatives; `hess` is not known here.

    Examples
    --------
    >>> line = LeastSquares(lambda x: 3 * x - 6, lambda x: np.full((*x.shape, 1), 3.0), dim=1)
    >>> float(line([1.0])), line.grad([1.0]).tolist(), line.gauss_newton([1.0]).tolist()
    (4.5, [-9.0], [[9.0]])
    """

    def __init__(self, residuals: Callable, jacobian: Callable, dim: int, name="least squares"):
        self.residuals = checks.function("residuals", residuals)
        self.jacobian = checks.function("jacobian", jacobian)
        self.dim, self.name = checks.integer("dim", dim, low=1), checks.text("name", name)
        self.formula = r"\frac12 \sum_i r_i(x)^2"
        probe = np.zeros(self.dim)
        with np.errstate(all="ignore"):
            rows = np.shape(self.residuals(probe))
            got = np.shape(self.jacobian(probe))
        if got != (*rows, self.dim):
            raise ValueError(f"jacobian must map points ({self.dim},) to {(*rows, self.dim)}, one "
                             f"row for each residual, got {got}")  # fmt: skip

    def _value(self, x):
        return 0.5 * (self.residuals(x) ** 2).sum(axis=-1)

    def _grad(self, x):
        return (self.residuals(x)[..., None] * self.jacobian(x)).sum(axis=-2)

    def gauss_newton(self, x) -> np.ndarray:
        """AᵀA at the points x: shape (..., d) → (..., d, d), positive semidefinite everywhere."""
        A = self.jacobian(checks.points("x", x, self.dim))
        return np.swapaxes(A, -1, -2) @ A
