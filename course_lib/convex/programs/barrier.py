r"""Posynomials in log form, and the barrier method for them.

With x = exp(u) the logarithm of a posynomial is log-sum-exp, :math:`f(u) = \log \sum_k
\exp(a_k^\top u + \log c_k)`, smooth and convex. The barrier method follows the minima of

.. math:: t f_0(u) - \sum_i \log(r - f_i(u)) - \sum_j \log(R^2 - u_j^2)

for growing t. Each is within (m + 2n)/t of the least f_0 with f_i ≤ r in a large box, and it has
multipliers :math:`z_i = 1/(t(r - f_i))` that prove it. Without the box there might be no minimum:
where constraints can be left behind for ever the first sum of logarithms has no bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

GROWTH = 20.0  # of t from one centre to the next
FIRST_GAP = 10.0  # m/t at the first centre
ARMIJO = 0.1
QUADRATIC = 1e-2  # squared decrements below it: Newton's steps are whole
CENTRED = 1e-6  # below it the next t may come
EXACT = 1e-18  # and below it nothing is left to do at the last one
SHORTEST = 2.0**-40
BOX = 100.0  # R; exp(100) is 3e43


@dataclass(frozen=True)
class Terms:
    """All terms of all posynomials, the objective's first."""

    exponents: np.ndarray  #: shape (k, n)
    logs: np.ndarray  #: of the coefficients, shape (k,)
    starts: np.ndarray  #: where each posynomial begins, shape (1 + m,)

    @property
    def owner(self) -> np.ndarray:
        """The posynomial of each term, 0 for the objective."""
        return np.repeat(np.arange(len(self.starts)), np.diff(np.r_[self.starts, len(self.logs)]))

    @property
    def first(self) -> int:
        """How many terms the objective has."""
        return int(self.starts[1]) if len(self.starts) > 1 else len(self.logs)

    def moved(self, start, basis) -> Terms:
        """The same as functions of w, u = start + basis w."""
        return replace(
            self, exponents=self.exponents @ basis, logs=self.logs + self.exponents @ start
        )

    def at(self, u):
        """(log f_i, the share of each term in its posynomial, gradients by u)."""
        power = self.exponents @ u + self.logs
        top = np.maximum.reduceat(power, self.starts)
        share = np.exp(power - top[self.owner])
        total = np.add.reduceat(share, self.starts)
        share = share / total[self.owner]
        gradients = np.add.reduceat(share[:, None] * self.exponents, self.starts)
        return top + np.log(total), share, gradients

    def hessian(self, share, gradients, factors):
        """Σ factors · Hessian: the spread of the exponents around their mean, the gradient."""
        around = self.exponents - gradients[self.owner]
        return (around * (factors[self.owner] * share)[:, None]).T @ around


@dataclass(frozen=True)
class Run:
    """How it ended, every u on the way, and multipliers of the constraints."""

    status: str
    path: np.ndarray
    z: np.ndarray


def follow(terms: Terms, u, room: float, tol: float, max_steps: int, enough=None) -> Run:
    """Minimize log f_0 subject to log f_i ≤ room from a u that satisfies them strictly.

    It ends where the gap is at most `tol`, or at a u with ``enough(u)``.
    """
    path = _Path(terms, u, room, max_steps, enough)
    m = len(terms.starts) - 1 + 2 * len(u)
    t = m / FIRST_GAP
    with np.errstate(all="ignore"):
        while True:
            last = m <= tol * t
            try:
                status = path.centre(t, EXACT if last else CENTRED)
            except (LinAlgError, ValueError):  # rounding: the matrix is not definite, or NaN
                status = "no_progress"
            if status or last:
                status = "optimal" if status in ("", "enough") else status
                return Run(status, np.array(path.points), path.multipliers(t))
            t *= GROWTH


class _Path:
    """The points so far, and Newton's method from the last one."""

    def __init__(self, terms, u, room, max_steps, enough):
        self.terms, self.room, self.max_steps, self.enough = terms, room, max_steps, enough
        self.box = BOX + 2 * np.abs(u).max(initial=0.0)
        self.points = [u]
        self._look(u)

    def _look(self, u) -> None:
        self.logs, self.share, self.gradients = self.terms.at(u)
        self.slack = self.room - self.logs[1:]
        self.sides = self.box**2 - u**2

    def centre(self, t: float, enough: float) -> str:
        """Newton steps until the squared decrement is small; why it ended, if it is not."""
        before = np.inf
        while True:
            step, decrement = self._newton(t)
            if decrement <= enough or (before < QUADRATIC and decrement > 0.9 * before):
                return ""
            if self.enough and self.enough(self.points[-1]):
                return "enough"
            if len(self.points) > self.max_steps:
                return "max_steps"
            if not self._move(step, decrement, t):
                return "" if decrement < QUADRATIC else "no_progress"
            before = decrement

    def _newton(self, t: float):
        """The step, and −(gradient)ᵀ(step): twice what the value falls by, to second order."""
        jacobian = self.gradients[1:] / self.slack[:, None]
        u = self.points[-1]
        gradient = t * self.gradients[0] + jacobian.sum(axis=0) + 2 * u / self.sides
        H = self.terms.hessian(self.share, self.gradients, np.r_[t, 1 / self.slack])
        H += jacobian.T @ jacobian
        if not len(H):
            return gradient, 0.0
        H[np.diag_indices_from(H)] += 2 * (self.box**2 + u**2) / self.sides**2
        step = -_solved(H, gradient)
        return step, float(-gradient @ step)

    def _move(self, step, decrement: float, t: float) -> bool:
        """The step, halved until the barrier falls enough; False if it never does."""
        u, logs, slack, length = self.points[-1], self.logs, self._slacks(), 1.0
        while length > SHORTEST:
            new = u + length * step
            self._look(new)
            if (self._slacks() > 0).all():
                fall = t * (logs[0] - self.logs[0]) + np.log(self._slacks() / slack).sum()
                if decrement < QUADRATIC or fall >= ARMIJO * length * decrement:
                    self.points.append(new)
                    return True
            length /= 2
        self._look(u)
        return False

    def _slacks(self):
        return np.r_[self.slack, self.sides]

    def multipliers(self, t: float):
        """1/(t · slack), at the end of Newton's next step to first order: then z is that of t."""
        try:
            ahead = self.gradients[1:] @ self._newton(t)[0]
        except (LinAlgError, ValueError):
            ahead = np.zeros_like(self.slack)
        return (1 + ahead / self.slack) / (t * self.slack)


def _solved(H, right):
    """H⁻¹ right; where rounding has made H indefinite, with a little more on its diagonal."""
    lift, diagonal = 0.0, np.diag_indices_from(H)
    while True:
        try:
            return cho_solve(cho_factor(H), right)
        except LinAlgError:
            if lift > 1e-8:
                raise
            lift = max(1e-15, 100 * lift)
            H[diagonal] += lift * H.trace() / len(H)
