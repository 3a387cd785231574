r"""The quadratic program of a margin machine in which several rows share one slack.

.. math:: \min_{w, \xi \ge 0} \tfrac12 \|w\|^2 + C \sum_g \xi_g \quad \text{subject to } \quad
          g_r^\top w \ge b_r - \xi_{g(r)} \text{ for every row } r

Its dual has one multiplier a row, and the rows of a group share the box:

.. math:: \max_{\alpha \ge 0} b^\top \alpha - \tfrac12 \Bigl\| \sum_r \alpha_r g_r \Bigr\|^2
          \quad \text{subject to } \sum_{r \in g} \alpha_r \le C \text{ for every group } g.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

TO_THE_EDGE = 0.995  # of the way to the first number that would reach 0
RIDGE = 1e-14  # on the diagonal of Q, in units of its mean: rows may depend on each other


class SharedSlack(NamedTuple):
    """The optimum of the program, up to its duality gap."""

    weights: np.ndarray  #: w = Σ αᵣ gᵣ, shape (d,)
    alpha: np.ndarray  #: one multiplier a row, shape (m,)
    slack: np.ndarray  #: the slacks ξ that w needs, shape (groups,)
    value: float  #: ½‖w‖² + C Σ ξ
    dual_value: float  #: a lower bound of the minimum

    @property
    def gap(self) -> float:
        """value − dual_value ≥ 0."""
        return self.value - self.dual_value


def solve_shared_slack(G, b, groups, C, tol: float = 1e-10, max_iter: int = 60):
    r"""Solve the program for rows G (m, d), demands b (m,) and the group of each row (m,).

    Parameters
    ----------
    G : array, shape (m, d)
    b : array, shape (m,)
    groups : int array, shape (m,)
        0, 1, …: rows of one group share one slack.
    C : float or array, shape (groups,)
        The price of a unit of slack, of each group: of a sample that stands for five, five times
        that of one.
    tol : float
        Duality gap to stop at, as a part of the value (or of C, if that is larger).

    Returns
    -------
    SharedSlack

    Notes
    -----
    Newton's method on the optimality conditions of the dual, Qα − b + ξ − z = 0 with Q = GGᵀ,
    where αz = μ, tξ = μ, and t = C − Σα is what is left of the box; μ is driven to 0 by Mehrotra's
    predictor and corrector. z, t and ξ are eliminated by hand. What is left is one m × m system
    in each of about a dozen steps: quick while the rows are few, as in a working set. It is a
    quadratic program like any other, but knowing its form makes it three times as fast as
    `course_lib.convex.programs.quadratic_program`, and more exact: an explorer that solves it at
    every drag and a method that solves it in every round need both.
    """
    G, b = np.asarray(G, dtype=float), np.asarray(b, dtype=float)
    member = (np.arange(max(groups) + 1)[:, None] == np.asarray(groups)).astype(float)
    point = _Point(G @ G.T, b, member, C)
    best = _solution(G, b, member, C, point.alpha)
    for _ in range(max_iter):
        try:
            point.advance()
        except LinAlgError:
            break  # the numbers span more magnitudes than a factorization has digits
        found = _solution(G, b, member, C, point.alpha)
        if found.gap < best.gap:
            best = found
        if best.gap <= tol * max(best.value, np.max(C)):
            break
    return best


def _solution(G, b, member, C, alpha) -> SharedSlack:
    w = alpha @ G
    short = np.where(member > 0, b - G @ w, 0.0)
    slack = np.maximum(short.max(axis=1), 0.0)
    square = w @ w / 2
    return SharedSlack(
        w, alpha, slack, float(square + np.sum(C * slack)), float(b @ alpha - square)
    )


class _Point:
    """α, its multipliers z, the rest t of each box and its multiplier ξ; all stay positive."""

    def __init__(self, Q, b, member, C):
        self.Q, self.b, self.member = Q, b, member
        self.scale = float(Q.diagonal().mean())
        rows = member.sum(axis=1)
        self.alpha = member.T @ (C / (rows + 1))
        self.t = C - member @ self.alpha
        slope = Q @ self.alpha - b
        lowest = np.where(member > 0, slope, np.inf).min(axis=1)
        self.xi = np.maximum(-lowest, 0.0) + 1.0
        self.z = slope + member.T @ self.xi  # at least 1 in each group

    def advance(self) -> None:
        """Predict where μ = 0 leads, then step towards a μ that fits, corrected for its error."""
        self._factorize()
        residual = self.Q @ self.alpha - self.b + self.member.T @ self.xi - self.z
        to_z, to_xi = -self.alpha * self.z, -self.t * self.xi
        guess = self._direction(residual, to_z, to_xi)
        before, after = self._mu(), self._mu(guess, self._longest(guess))
        mu = (after / before) ** 3 * before
        to_z = to_z + mu - guess[0] * guess[1]
        to_xi = to_xi + mu - guess[2] * guess[3]
        step = self._direction(residual, to_z, to_xi)
        length = min(1.0, TO_THE_EDGE * self._longest(step, cap=np.inf))
        for name, change in zip(("alpha", "z", "t", "xi"), step, strict=True):
            setattr(self, name, getattr(self, name) + length * change)

    def _factorize(self) -> None:
        """Q + diag(z/α), and what is left for the multipliers ξ of the boxes.

        The boxes are kept apart: t/ξ goes to 0 where one is full, which does no harm, while its
        inverse on top of Q would cost all digits of Q.
        """
        system = self.Q.copy()
        system.flat[:: len(system) + 1] += self.z / self.alpha + RIDGE * self.scale
        self.rows = cho_factor(system, overwrite_a=True, check_finite=False)
        self.spread = cho_solve(self.rows, self.member.T, check_finite=False)
        boxes = self.member @ self.spread
        boxes.flat[:: len(boxes) + 1] += self.t / self.xi
        self.boxes = cho_factor(boxes, overwrite_a=True, check_finite=False)

    def _direction(self, residual, to_z, to_xi):
        """Changes of α, z, t, ξ with αz → αz + to_z and tξ → tξ + to_xi, to first order."""
        alone = cho_solve(self.rows, to_z / self.alpha - residual, check_finite=False)
        # Δα = alone − spread Δξ and Δt = −MΔα, so that tΔξ + ξΔt = to_xi gives Δξ.
        xi = cho_solve(self.boxes, self.member @ alone + to_xi / self.xi, check_finite=False)
        alpha = alone - self.spread @ xi
        t = (to_xi - self.t * xi) / self.xi
        return alpha, (to_z - self.z * alpha) / self.alpha, t, xi

    def _mu(self, step=None, length=0.0) -> float:
        """The mean of all αz and tξ, after a part of a step."""
        alpha, z, t, xi = step or (0.0, 0.0, 0.0, 0.0)
        first = (self.alpha + length * alpha) * (self.z + length * z)
        second = (self.t + length * t) * (self.xi + length * xi)
        return float(first.sum() + second.sum()) / (first.size + second.size)

    def _longest(self, step, cap=1.0) -> float:
        """How long a step may be until one of the positive numbers is 0."""
        now = (self.alpha, self.z, self.t, self.xi)
        fall = min((change / value).min() for change, value in zip(step, now, strict=True))
        return min(cap, -1 / fall if fall < 0 else np.inf)
