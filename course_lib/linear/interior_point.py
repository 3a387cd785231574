r"""The quadratic program of the SVM by a primal–dual interior-point method, for n ≫ d.

The samples are rows of A = diag(y) X, the bias is a weight without penalty (P is the identity with
a zero there), and

.. math:: \min_{v, \xi} \tfrac12 v^\top P v + C\,1^\top \xi \quad
          \text{subject to } s = A v + \xi - 1 \ge 0,\ \xi \ge 0.

Its dual is :math:`\max 1^\top\alpha - \tfrac12 \lVert w(\alpha)\rVert^2` over
:math:`0 \le \alpha \le C`, :math:`y^\top \alpha = 0`, with :math:`w(\alpha) = X^\top Y \alpha`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from course_lib.linear.dual_trace import DualTrace, is_optimal, relative_gap
from course_lib.linear.gram import weighted_gram

TO_THE_EDGE = 0.995  # of the way to the first number that would reach 0


class Solution(NamedTuple):
    """Weights (the free ones first), multipliers in [0, C], and the record of the run."""

    weights: np.ndarray
    alpha: np.ndarray
    trace: DualTrace


def solve_hinge_qp(X, y, C: float, free: int = 1, tol: float = 1e-9, max_iter: int = 200):
    r"""Minimize ½‖w‖² + C Σ max(0, 1 − yᵢ xᵢᵀv) over v = (b, w).

    Parameters
    ----------
    X : array, shape (n, d)
        `add_bias(X)`: the columns of the free weights first.
    y : array, shape (n,)
        −1 and +1.
    C : float
        The price of slack; ``np.inf`` for the hard margin (which must be possible).
    free : int
        How many leading weights have no penalty.
    tol : float
        Relative duality gap to stop at.
    max_iter : int

    Returns
    -------
    Solution

    Notes
    -----
    Newton's method on the optimality conditions with αᵢsᵢ = μ and (C − αᵢ)ξᵢ = μ, and μ driven to
    0 (Mehrotra's predictor and corrector). All but Δv is eliminated by hand: what is left is
    (P + AᵀDA)Δv = r with the diagonal D = 1/(s/α + ξ/(C − α)), one d × d system a step. It is
    what the Sherman–Morrison–Woodbury formula makes of the n × n system of the dual.

    References
    ----------
    Ferris & Munson, Interior-point methods for massive support vector machines (2002);
    Mehrotra (1992); Nocedal & Wright, Numerical Optimization, ch. 16.6.
    """
    point = _Point(X, y, C, free)
    rows = [point.bounds()]
    while not (done := is_optimal(rows[-1], point.alpha, free, tol)) and len(rows) <= max_iter:
        try:
            point.advance()
        except LinAlgError:
            break  # D spans more magnitudes than a factorization has digits
        rows.append(point.bounds())
    gap = relative_gap(*rows[-1][1:3])
    message = f"relative duality gap {gap:.2g} after {len(rows) - 1} steps"
    message += "" if done else f", above tol = {tol:g}; standardize the features, or lower C"
    trace = DualTrace.of(rows, "converged" if done else "max_steps", message)
    return Solution(rows[-1][0], point.alpha, trace)


class _Step(NamedTuple):
    """Changes of v, of the margins Av, and of α, s and ξ (β = C − α changes by −Δα)."""

    v: np.ndarray
    margin: np.ndarray
    alpha: np.ndarray
    s: np.ndarray
    xi: np.ndarray | float


class _Point:
    """The iterate: v, α, β = C − α, the slacks s and ξ, and how far it is from feasible.

    `residual` is Aᵀα − Pv and `shortfall` is s − Av + 1 − ξ, the same for every sample. Both are
    linear: a step of length t leaves 1 − t of them. With a hard margin there is no ξ, and β = ∞.
    """

    def __init__(self, X, y, C, free):
        n, d = X.shape
        self.X, self.y, self.C, self.soft = X, y, C, np.isfinite(C)
        self.free, self.penalized = free, (np.arange(d) >= free).astype(float)
        self.v, self.margin, self.s = np.zeros(d), np.zeros(n), np.ones(n)
        self.alpha = np.full(n, C / 2 if self.soft else 1.0)
        self.xi, self.beta = (np.full(n, 2.0), C - self.alpha) if self.soft else (0.0, np.inf)
        self.shortfall = 0.0 if self.soft else 2.0
        self.residual = self._pull(self.alpha)

    def _pull(self, dual):
        """Aᵀ dual, shape (d,)."""
        return (self.y * dual) @ self.X

    def bounds(self) -> tuple[np.ndarray, float, float, float]:
        """(weights, primal value, dual value, imbalance): a row of the trace."""
        w = self.penalized * self.v
        dual_w = w + self.penalized * self.residual
        dual = self.alpha.sum() - 0.5 * dual_w @ dual_w
        imbalance = np.abs(self.residual[: self.free]).max(initial=0.0)
        if self.soft:
            value = 0.5 * w @ w + self.C * np.maximum(0.0, 1 - self.margin).sum()
            return self.v.copy(), float(value), float(dual), float(imbalance)
        smallest = self.margin.min()
        if smallest <= 0:  # not yet a separating plane
            return self.v.copy(), np.inf, float(dual), float(imbalance)
        return self.v / smallest, float(0.5 * w @ w / smallest**2), float(dual), float(imbalance)

    def advance(self) -> None:
        """Predict where μ = 0 leads, then step towards a μ that fits, corrected for its error."""
        D = 1 / (self.s / self.alpha + self.xi / self.beta)
        factor = self._factorize(D)
        to_s, to_xi = -self.alpha * self.s, -self.beta * self.xi if self.soft else 0.0
        guess = self._direction(D, factor, to_s, to_xi)
        before, after = self._mu(), self._mu(guess, min(1.0, self._longest(guess)))
        mu = (after / before) ** 3 * before
        to_s += mu - guess.alpha * guess.s
        to_xi += mu + guess.alpha * guess.xi if self.soft else 0.0
        step = self._direction(D, factor, to_s, to_xi)
        self._move(step, min(1.0, TO_THE_EDGE * self._longest(step)))

    def _factorize(self, D):
        """The Cholesky factor of P + AᵀDA."""
        H = weighted_gram(self.X, D)
        scale = H.trace() / len(H)
        H += np.diag(self.penalized)
        if self.free > 1:  # adding one number to all biases changes nothing: do not
            H[: self.free, : self.free] += scale / self.free
        return cho_factor(H, overwrite_a=True)

    def _direction(self, D, factor, to_s, to_xi) -> _Step:
        """The Newton step on αs → αs + to_s and βξ → βξ + to_xi, to first order."""
        q = self.shortfall + to_s / self.alpha - to_xi / self.beta
        v = cho_solve(factor, self.residual + self._pull(D * q))
        margin = self.y * (self.X @ v)
        alpha = D * (q - margin)
        s = (to_s - self.s * alpha) / self.alpha
        return _Step(v, margin, alpha, s, (to_xi + self.xi * alpha) / self.beta)

    def _mu(self, step=None, t=0.0) -> float:
        """The mean of αs and βξ, after a part t of a step."""
        ds, dalpha, dxi = (step.s, step.alpha, step.xi) if step else (0.0, 0.0, 0.0)
        total = ((self.alpha + t * dalpha) * (self.s + t * ds)).mean()
        if not self.soft:
            return float(total)
        return float(total + ((self.beta - t * dalpha) * (self.xi + t * dxi)).mean()) / 2

    def _longest(self, step) -> float:
        """How long a step may be until one of the positive numbers is 0."""
        pairs = [(step.alpha, self.alpha), (step.s, self.s)]
        if self.soft:
            pairs += [(step.xi, self.xi), (-step.alpha, self.beta)]
        fall = min((change / value).min() for change, value in pairs)
        return -1 / fall if fall < 0 else np.inf

    def _move(self, step, t) -> None:
        self.v += t * step.v
        self.margin += t * step.margin
        self.alpha += t * step.alpha
        self.s += t * step.s
        if self.soft:
            self.xi += t * step.xi
            self.beta -= t * step.alpha
        self.residual = self._pull(self.alpha) - self.penalized * self.v
        self.shortfall *= 1 - t
