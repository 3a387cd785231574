"""Gauss–Newton: Newton's method for sums of squares, with half of the Hessian left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.optim.newton import solve_model
from course_lib.optim.optimizer import (
    Halt,
    LearningRate,
    Optimizer,
    State,
    check_lr,
    step_size,
)


@dataclass(frozen=True)
class GaussNewton(Optimizer):
    r"""Replace each residual by its tangent and solve the linear least squares that is left.

    .. math:: x_{t+1} = x_t - \eta_t (A^\top A + \lambda I)^{-1} A^\top r

    AᵀA is the part of the Hessian that needs only first derivatives. It is positive semidefinite,
    and near the whole Hessian where the residuals are small or nearly linear.

    Parameters
    ----------
    lr : float, schedule or step rule
        η; 1 is the pure step.
    damping : float
        λ ≥ 0; with λ > 0 it is the step of Levenberg and Marquardt.

    Raises
    ------
    TypeError
        ``f must have gauss_newton, as LeastSquares has, got Rosenbrock; …`` at the first step.

    References
    ----------
    Nocedal & Wright, Numerical Optimization, §10.3; Levenberg (1944); Marquardt (1963).

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.functions import LeastSquares
    >>> f = LeastSquares(lambda x: x**2 - 2, lambda x: 2 * x[..., None], dim=1)
    >>> GaussNewton().step(f, np.array([1.0]), State())[0]
    array([1.5])
    """

    lr: LearningRate = 1.0
    damping: float = 0.0

    def __post_init__(self):
        hint = "it is added to every curvature"
        self._set(lr=check_lr(self.lr), damping=checks.non_negative("damping", self.damping, hint))

    def init(self, x):
        return State()

    def step(self, f, x, state):
        if not hasattr(f, "gauss_newton"):
            raise TypeError(f"f must have gauss_newton, as LeastSquares has, got {f.name}; "
                            "Newton() serves every f with a Hessian")  # fmt: skip
        grad = f.grad(x)
        p = solve_model(f.gauss_newton(x) + self.damping * np.eye(x.size), grad)
        if p is None:
            why = "two columns of the residuals' derivatives depend on each other; give a damping"
            return x, State(state.t + 1, 0.0, Halt("max_steps", f"{why} > 0"))
        eta, halt = step_size(self.lr, f, x, p, grad, state.t)
        return x + eta * p, State(state.t + 1, eta, halt)
