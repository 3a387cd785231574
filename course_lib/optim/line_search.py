r"""How far to go along a direction: exact, Armijo backtracking and strong Wolfe searches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from course_lib import checks
from course_lib.optim.ray import LineSearch, LineSearchResult

__all__ = ["Backtracking", "ExactLineSearch", "LineSearch", "LineSearchResult", "Wolfe"]


@dataclass(frozen=True)
class Backtracking(LineSearch):
    r"""Shrink the step until f decreases enough (Armijo's condition).

    .. math:: f(x + \alpha p) \le f(x) + c_1 \alpha \nabla f(x)^\top p

    Parameters
    ----------
    initial : float
        The first α tried, > 0.
    shrink : float
        What α is multiplied by, in (0, 1).
    c1 : float
        The part of the decrease promised by the tangent that is asked for, in (0, 1).
    max_trials : int
        The search gives up after so many α.

    Notes
    -----
    α never exceeds `initial`. For an L-smooth f and p = −∇f every α ≤ 2(1 − c₁)/L is accepted.

    References
    ----------
    Armijo (1966); Nocedal & Wright, Numerical Optimization, Algorithm 3.1; lecture deck E.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> found = Backtracking(initial=4.0).search(SquaredNorm(), [1.0], [-1.0])
    >>> found.alpha, found.trials[:, 0].tolist()
    (1.0, [4.0, 2.0, 1.0])
    """

    initial: float = 1.0
    shrink: float = 0.5
    c1: float = 1e-4
    max_trials: int = 60

    def __post_init__(self):
        self._set(
            initial=checks.positive("initial", self.initial),
            shrink=checks.in_range("shrink", self.shrink, 0, 1, "()"),
            c1=checks.in_range("c1", self.c1, 0, 1, "()"),
            max_trials=checks.integer("max_trials", self.max_trials, low=1),
        )

    def _search(self, ray):
        alpha = self.initial
        for _ in range(self.max_trials):
            phi = ray.value(alpha)
            if ray.has_decreased(alpha, phi, self.c1):
                return ray.result(alpha, phi, "sufficient decrease")
            alpha *= self.shrink
        return ray.nothing(f"no sufficient decrease down to α = {alpha / self.shrink:.3g}")


@dataclass(frozen=True)
class Wolfe(LineSearch):
    r"""A step with sufficient decrease at which the slope has become small (strong Wolfe).

    .. math:: \varphi(\alpha) \le \varphi(0) + c_1 \alpha \varphi'(0), \qquad
              |\varphi'(\alpha)| \le c_2 |\varphi'(0)|

    The first condition forbids steps that are too long, the second those that are too short.

    Parameters
    ----------
    c1, c2 : float
        0 < c₁ < c₂ < 1; small c₂ is nearly an exact search.
    initial : float
        The first α tried, > 0; it is doubled until the step is bracketed.
    max_trials : int
        Limit of each of the two phases.

    Notes
    -----
    Phase one brackets, phase two zooms by quadratic interpolation kept off the ends. At a kink no
    α may have a small slope: then the best α with sufficient decrease is taken, success False.

    References
    ----------
    Wolfe (1969); Nocedal & Wright, Numerical Optimization, Algorithms 3.5 and 3.6; deck E.
    """

    c1: float = 1e-4
    c2: float = 0.9
    initial: float = 1.0
    max_trials: int = 40

    def __post_init__(self):
        c1 = checks.in_range("c1", self.c1, 0, 1, "()")
        self._set(
            c1=c1,
            c2=checks.in_range("c2", self.c2, c1, 1, "()", "c1 < c2 < 1 makes such steps exist"),
            initial=checks.positive("initial", self.initial),
            max_trials=checks.integer("max_trials", self.max_trials, low=1),
        )

    def _flat(self, ray, slope) -> bool:
        return abs(slope) <= -self.c2 * ray.slope

    def _search(self, ray):
        before, alpha = (0.0, ray.start, ray.slope), self.initial
        for trial in range(self.max_trials):
            phi = ray.value(alpha)
            if not ray.has_decreased(alpha, phi, self.c1) or (trial and phi >= before[1]):
                return self._zoom(ray, before, (alpha, phi))
            slope = ray.derivative(alpha)
            if self._flat(ray, slope):
                return ray.result(alpha, phi, "strong Wolfe conditions hold")
            if slope >= 0:
                return self._zoom(ray, (alpha, phi, slope), before[:2])
            before, alpha = (alpha, phi, slope), 2 * alpha
        message = f"f still falls at α = {before[0]:.3g}; it may have no minimum this way"
        return ray.result(before[0], before[1], message, False, "diverged")

    def _zoom(self, ray, low, high):
        """Narrow the bracket: `low` (α, φ, φ') has sufficient decrease, `high` (α, φ) closes it."""
        for _ in range(self.max_trials):
            alpha = _interpolate(low, high)
            phi = ray.value(alpha)
            if not ray.has_decreased(alpha, phi, self.c1) or phi >= low[1]:
                high = (alpha, phi)
            else:
                slope = ray.derivative(alpha)
                if self._flat(ray, slope):
                    return ray.result(alpha, phi, "strong Wolfe conditions hold")
                if slope * (high[0] - low[0]) >= 0:
                    high = low[:2]
                low = (alpha, phi, slope)
        if not low[0]:
            return ray.nothing(f"no sufficient decrease down to α = {high[0]:.3g}")
        message = "sufficient decrease, but no α with a small slope was found (a kink?)"
        return ray.result(low[0], low[1], message, False)


def _interpolate(low, high) -> float:
    """The minimizer of the parabola through φ(low), φ'(low), φ(high), kept 10% off both ends."""
    (a, phi_a, slope), (b, phi_b) = low, high
    width = b - a
    bend = phi_b - phi_a - slope * width
    part = -0.5 * slope * width / bend if bend > 0 else 0.5
    return a + width * min(max(part, 0.1), 0.9)


@dataclass(frozen=True)
class ExactLineSearch(LineSearch):
    r"""The best step on the ray.

    .. math:: \alpha = \arg\min_{\alpha > 0} f(x + \alpha p), \qquad
              \alpha = -\frac{\nabla f(x)^\top p}{p^\top Q p} \text{ on a quadratic}

    Parameters
    ----------
    initial : float
        The first α tried, > 0; only the scale matters.
    max_trials : int
        Limit of the halvings and doublings that bracket the minimizer.

    Notes
    -----
    The search is over all α > 0, not over (0, 1) as on one slide. On a quadratic φ' is a line, so
    two slopes give its zero in closed form, pᵀQp = (φ'(α₁) − φ'(0))/α₁; if the slope found there
    is not 0, f is no quadratic, and the minimizer is bracketed and refined by Brent's method
    (`scipy.optimize.minimize_scalar`) to about eight digits. A ray with several valleys gives the
    one that the bracket meets.

    Steepest descent with it zig-zags: each gradient is orthogonal to the next.

    References
    ----------
    Nocedal & Wright, Numerical Optimization, §3.1; Brent (1973); lecture deck E.

    Examples
    --------
    >>> from course_lib.functions import Quadratic
    >>> found = ExactLineSearch().search(Quadratic([1, 3]), [3.0, 1.0], [-3.0, -3.0])
    >>> found.alpha, found.message
    (0.5, 'the zero of the slope, in closed form')
    """

    initial: float = 1.0
    max_trials: int = 60

    def __post_init__(self):
        self._set(
            initial=checks.positive("initial", self.initial),
            max_trials=checks.integer("max_trials", self.max_trials, low=1),
        )

    def _search(self, ray):
        return self._closed_form(ray) or self._bracket_and_refine(ray)

    def _closed_form(self, ray) -> LineSearchResult | None:
        curvature = (ray.derivative(self.initial) - ray.slope) / self.initial
        alpha = -ray.slope / curvature if curvature > 0 else np.inf
        if not np.isfinite(alpha) or abs(ray.derivative(alpha)) > 1e-8 * abs(ray.slope):
            return None
        phi, message = ray.value(alpha), "the zero of the slope, in closed form"
        return ray.result(alpha, phi, message) if phi < ray.start else None

    def _bracket_and_refine(self, ray) -> LineSearchResult:
        middle = self.initial
        for _ in range(self.max_trials):
            phi = ray.value(middle)
            if phi < ray.start:
                break
            middle /= 2
        else:
            return ray.nothing(f"no decrease down to α = {2 * middle:.3g}")
        low, high = 0.0, 2 * middle
        for _ in range(self.max_trials):
            phi_high = ray.value(high)
            if phi_high >= phi > -np.inf:
                break
            low, middle, phi, high = middle, high, phi_high, 2 * high
        else:
            message = f"f still falls at α = {middle:.3g}; it may have no minimum this way"
            return ray.result(middle, phi, message, False, "diverged")
        if phi_high > phi:
            scipy.optimize.minimize_scalar(ray.value, bracket=(low, middle, high), method="brent")
        alpha, phi = min(ray.trials, key=lambda trial: trial[1])
        return ray.result(alpha, phi, "bracketed, then refined by Brent's method")
