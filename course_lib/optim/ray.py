r"""What every line search shares: f on a ray, the result, the contract.

A search looks at :math:`\varphi(\alpha) = f(x + \alpha p)` for α > 0, where the slope
φ'(0) = ∇f(x)ᵀp is negative.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.optim.optimizer import Halt, StepRule

_NO_SLOPE = 1e-20  # ‖∇f‖ ≤ 1e-10 for steepest descent: nothing is left to gain


@dataclass(frozen=True, eq=False)
class LineSearchResult:
    """What a search found, and everything it tried.

    Attributes
    ----------
    alpha, value : float
        The step and φ there; alpha is 0 where no step was found.
    success : bool
        Whether alpha has the property that the search promises (or the slope was 0 at once).
    message : str
        What was found, or why nothing was.
    start, slope : float
        φ(0) and φ'(0).
    trials : array, shape (k, 2)
        Every α tried with φ(α), in the order of the search.
    f_evals, grad_evals : int
        What the search asked for, φ(0) and φ'(0) among it unless they were given.
    status : {"step", "converged", "max_steps", "diverged"}
        "step", or how a run ends that has only this step to take.
    """

    alpha: float
    value: float
    success: bool
    message: str
    start: float
    slope: float
    trials: np.ndarray
    f_evals: int
    grad_evals: int
    status: str = "step"

    def armijo_line(self, alpha, c1: float) -> np.ndarray:
        """The line φ(0) + c₁ φ'(0) α that sufficient decrease stays under."""
        return self.start + c1 * self.slope * np.asarray(alpha)


class Ray:
    """φ on one ray, with its counters. NaN counts as +∞: the domain of f ends there."""

    def __init__(self, f, x, direction, value, grad):
        self.f, self.x, self.direction = f, x, direction
        self.f_evals, self.grad_evals, self.trials = 0, 0, []
        if value is None:
            value, self.f_evals = f(x), 1
        if grad is None:
            grad, self.grad_evals = f.grad(x), 1
        self.start, self.slope = float(value), float(np.dot(grad, direction))

    def value(self, alpha: float) -> float:
        self.f_evals += 1
        phi = float(self.f(self.x + alpha * self.direction))
        phi = np.inf if np.isnan(phi) else phi
        self.trials.append((alpha, phi))
        return phi

    def derivative(self, alpha: float) -> float:
        self.grad_evals += 1
        return float(np.dot(self.f.grad(self.x + alpha * self.direction), self.direction))

    def has_decreased(self, alpha: float, phi: float, c1: float) -> bool:
        """Armijo's condition, and a decrease that rounding has not swallowed."""
        return phi <= self.start + c1 * alpha * self.slope and phi < self.start

    def result(self, alpha, value, message, success=True, status="step") -> LineSearchResult:
        trials = np.array(self.trials, dtype=float).reshape(-1, 2)
        return LineSearchResult(
            float(alpha), float(value), success, message, self.start, self.slope, trials,
            self.f_evals, self.grad_evals, status,
        )  # fmt: skip

    def nothing(self, message: str) -> LineSearchResult:
        """No step: the end of the road if rounding hides the decrease, else a failure."""
        if self._hidden_by_rounding():
            message = f"{message}; what the slope {self.slope:.3g} promises is lost in rounding"
            return self.result(0, self.start, message, False, "converged")
        message = f"{message}; f has a kink here, or its gradient is wrong"
        return self.result(0, self.start, message, False, "max_steps")

    def _hidden_by_rounding(self) -> bool:
        """Whether no α can lower f by more than a hundred units of its last digit.

        The parabola through φ(0), φ'(0) and the nearest trial that is clearly higher says how low
        φ can get: φ'(0)²/(4 bend). Across a kink that bend is sharp only as far as one looks, and
        the promise stays far above the rounding.
        """
        digit = np.finfo(float).eps * abs(self.start)
        if abs(self.slope) <= _NO_SLOPE:
            return True
        tried = [trial for trial in self.trials if trial[1] < np.inf]
        if not tried:
            return False
        higher = [trial for trial in tried if trial[1] - self.start > 1e6 * digit]
        alpha, phi = min(higher) if higher else max(tried)
        bend = (phi - self.start - self.slope * alpha) / alpha**2
        return self.slope**2 / (4 * bend) <= 100 * digit


class LineSearch(StepRule):
    """A learning rate found anew along each direction; frozen dataclasses implement `_search`."""

    def search(self, f, x, direction, value=None, grad=None) -> LineSearchResult:
        """Look for α > 0 along x + α·direction.

        Parameters
        ----------
        f : Objective
        x, direction : array, shape (d,)
        value, grad : float and array (d,), optional
            f(x) and ∇f(x) where they are known already; they are then not evaluated again.

        Returns
        -------
        LineSearchResult
            A search that finds nothing says so in it; nothing is raised.
        """
        x = checks.array("x", x, ndim=1, finite=False)
        direction = checks.array("direction", direction, ndim=1, finite=False)
        checks.function("f", f)
        if grad is not None:
            grad = checks.array("grad", grad, ndim=1, finite=False)
        if value is not None:
            value = float(checks.array("value", value, ndim=0, finite=False))
        with np.errstate(all="ignore"):
            ray = Ray(f, x, direction, value, grad)
            if not (np.isfinite(ray.slope) and np.isfinite(ray.start)):
                return ray.result(
                    0, ray.start, "f or its gradient is not finite", False, "diverged"
                )
            if ray.slope == 0:
                message = "the slope is 0: x is stationary along this direction"
                return ray.result(0, ray.start, message, status="converged")
            if ray.slope > 0:
                message = f"not a direction of descent: the slope is {ray.slope:.3g}"
                return ray.result(0, ray.start, message, False, "max_steps")
            return self._search(ray)

    def step_size(self, f, x, direction, grad):
        found = self.search(f, x, direction, grad=grad)
        return found.alpha, None if found.alpha else Halt(found.status, found.message)

    @abstractmethod
    def _search(self, ray: Ray) -> LineSearchResult: ...
