r"""The steps: a primal–dual interior-point method that also finds what proves infeasibility.

With one more unknown τ and its slack κ the optimality conditions of

.. math:: \min \tfrac12 x^\top P x + c^\top x \quad\text{subject to } Gx + s = h,\ s \in K

become homogeneous: every multiple of a solution is one too, so there always is one,

.. math:: Px + G^\top z + c\tau = 0, \quad Gx + s = h\tau, \quad
          \kappa = -c^\top x - h^\top z - x^\top P x/\tau, \quad s, z \in K,\ \tau, \kappa \ge 0.

If τ > 0 then x/τ is optimal. If κ > 0, and so τ = 0, then x or z proves that there is no optimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from course_lib.convex.programs.cones import Product

TO_THE_EDGE = 0.99  # of the way to the boundary of the cone
SHORTEST = 1e-7  # a step that gets nowhere
NOISE = 1e-12  # of its terms: below it a sum has no sign
REFINEMENTS = 3  # corrections of a solved system by its own error
ROUNDING = 1e-14  # relative errors that need no correction


@dataclass(frozen=True)
class Data:
    """A program whose equations are solved: P of shape (n, n), G transposed, (n, m)."""

    P: np.ndarray
    c: np.ndarray
    Gt: np.ndarray
    h: np.ndarray
    cone: Product
    unit: float = 1.0  #: values and gaps below it are small
    offset: float = 0.0  #: the part of the value that does not depend on x


@dataclass(frozen=True)
class Run:
    """How it ended, x/τ at every step, and the last or the best point, divided by τ.

    Of an infeasible program only z counts, of an unbounded one only x; neither is divided by τ.
    """

    status: str
    path: np.ndarray
    x: np.ndarray
    s: np.ndarray
    z: np.ndarray


def solve(data: Data, tol: float, max_steps: int) -> Run:
    """Steps until the point is optimal or a certificate, to `tol`, or nothing moves any more."""
    if not data.c.size:
        data = Data(np.eye(1), np.zeros(1), np.zeros((1, data.h.size)), data.h, data.cone)
        run = solve(data, tol, max_steps)
        return Run(run.status, run.path[:, :0], run.x[:0], run.s, run.z)
    point = _Point(data)
    best, path = (np.inf, point.over_tau()), [point.x / point.tau]
    with np.errstate(all="ignore"):
        while not (status := point.verdict(tol)):
            if point.error < best[0]:
                best = point.error, point.over_tau()
            if len(path) > max_steps:
                status = "max_steps"
                break
            try:
                moved = point.advance()
            except (LinAlgError, ValueError):  # rounding: a matrix is no longer definite, or NaN
                moved = 0.0
            if not moved > SHORTEST:
                status = "no_progress"
                break
            path.append(point.x / point.tau)
    found = point.over_tau() if status == "optimal" else best[1]
    if status in ("infeasible", "unbounded"):
        found = point.x, point.s, point.z
    return Run(status, np.array(path), *found)


class _Point:
    """The iterate (x, s, z, τ, κ) and how far it is from solving the equations."""

    def __init__(self, data: Data):
        self.data, cone = data, data.cone
        system = _System(data.P, data.Gt)
        nothing = np.zeros_like(data.h)
        if data.P.any():
            self.x, self.z = system.solve(-data.c, data.h)
            self.s = -self.z
        else:
            self.x, minus_s = system.solve(np.zeros_like(data.c), data.h)
            self.s, self.z = -minus_s, system.solve(-data.c, nothing)[1]
        self.s, self.z = (_inside(cone, u) for u in (self.s, self.z))
        self.tau = self.kappa = 1.0
        self._measure()

    def over_tau(self):
        return self.x / self.tau, self.s / self.tau, self.z / self.tau

    def _measure(self) -> None:
        """Residuals of the embedding, and the relative errors they mean for x/τ."""
        data, x, s, z, tau = self.data, self.x, self.s, self.z, self.tau
        self.Px, Gx, Gz = data.P @ x, x @ data.Gt, data.Gt @ z
        self.cx, self.hz, xPx = data.c @ x, data.h @ z, x @ self.Px
        self.rx = self.Px + Gz + data.c * tau
        self.rz = s + Gx - data.h * tau
        self.rt = self.kappa + self.cx + self.hz + xPx / tau
        self.mu = (s @ z + tau * self.kappa) / (data.cone.degree + 1)
        norm = np.linalg.norm
        value = data.offset + (xPx / (2 * tau) + self.cx) / tau
        dual = data.offset - (xPx / (2 * tau) + self.hz) / tau
        gap = max(abs(value - dual), s @ z / tau**2)
        self.error = max(
            norm(self.rz) / max(tau, norm(data.h) * tau, norm(Gx), norm(s)),
            norm(self.rx) / max(tau, norm(data.c) * tau, norm(self.Px), norm(Gz)),
            gap / max(data.unit, min(abs(value), abs(dual))),
        )
        self.ray_error = max(norm(self.Px), norm(Gx + s))
        self.proof_error = norm(Gz)

    def verdict(self, tol: float) -> str:
        """What is proved to `tol`; empty as long as nothing is."""
        if self.error <= tol:
            return "optimal"
        data = self.data
        if _negative(data.h * self.z) and self.proof_error <= tol * -self.hz:
            return "infeasible"
        if _negative(data.c * self.x) and self.ray_error <= tol * -self.cx:
            return "unbounded"
        return ""

    def advance(self) -> float:
        """Predict where μ = 0 leads, then step towards a μ that fits, corrected for its error.

        Returns the length of the step, at most 1.
        """
        data, cone, tau = self.data, self.data.cone, self.tau
        self.scaling = scaling = cone.scaling(self.s, self.z)
        self.system = _System(data.P, scaling.s_down(data.Gt))
        self.h_down, self.rz_down = scaling.s_down(data.h), scaling.s_down(self.rz)
        self.along = self.system.solve(-data.c, self.h_down)
        square = cone.product(scaling.point, scaling.point)
        guess = self._direction(1.0, -square, -tau * self.kappa)
        rest = (1 - min(1.0, self._longest(guess))) ** 3
        corrected = rest * self.mu * cone.identity - square - cone.product(guess.s, guess.z)
        pair = rest * self.mu - tau * self.kappa - guess.tau * guess.kappa
        step = self._direction(1 - rest, corrected, pair)
        length = min(1.0, TO_THE_EDGE * self._longest(step))
        self._move(step, length)
        return length

    def _direction(self, part: float, to_product, to_pair: float) -> _Step:
        """The Newton step that removes `part` of the residuals.

        To first order λ ∘ (Wz + W⁻ᵀs) changes by `to_product` and τκ by `to_pair`.
        """
        data, tau, (x1, z1) = self.data, self.tau, self.along
        q = self.scaling.divide(to_product)
        x, z = self.system.solve(-part * self.rx, -part * self.rz_down - q)
        away = x1 - self.x / tau
        below = self.kappa / tau + z1 @ z1 + away @ data.P @ away
        above = part * self.rt + to_pair / tau + data.c @ x + self.h_down @ z
        dtau = (above + 2 * (self.Px @ x) / tau) / below
        x, z = x + dtau * x1, z + dtau * z1
        return _Step(x, q - z, z, dtau, (to_pair - self.kappa * dtau) / tau)

    def _longest(self, step: _Step) -> float:
        """How long a step may be until s, z, τ or κ reaches the boundary."""
        fall = max(
            self.scaling.fall(step.s),
            self.scaling.fall(step.z),
            -step.tau / self.tau,
            -step.kappa / self.kappa,
        )
        return 1 / fall if fall > 0 else np.inf

    def _move(self, step: _Step, t: float) -> None:
        self.x = self.x + t * step.x
        self.s = self.s + t * self.scaling.s_up(step.s)
        self.z = self.z + t * self.scaling.z_up(step.z)
        self.tau += t * step.tau
        self.kappa += t * step.kappa
        self._measure()


@dataclass(frozen=True)
class _Step:
    """Changes; those of s and z as they look through the scaling, W⁻ᵀΔs and WΔz."""

    x: np.ndarray
    s: np.ndarray
    z: np.ndarray
    tau: float
    kappa: float


class _System:
    """Px + G̃ᵀz = r, G̃x − z = q by the Cholesky factor of P + G̃ᵀG̃, where G̃ = W⁻ᵀG."""

    def __init__(self, P, Gt):
        self.P, self.Gt = P, Gt
        H = Gt @ Gt.T + P
        if not np.isfinite(H).all():
            raise LinAlgError("the scaling has no more digits")
        lift, diagonal = 0.0, np.diag_indices_from(H)
        while True:
            try:
                self.factor = cho_factor(H, check_finite=False)
                return
            except LinAlgError:  # rounding: a little is added, and refinement takes it out again
                if lift > 1e-8:
                    raise
                lift = max(1e-15, 100 * lift)
                H[diagonal] += lift * (H[diagonal] + H.trace() / len(H))

    def solve(self, r, q):
        """The solution, corrected as long as its error falls."""
        x, z = self._solve(r, q)
        error = self._error(x, z, r, q)
        size, small = _size(error), ROUNDING * _size((r, q))
        for _ in range(REFINEMENTS):
            if size <= small:
                break
            dx, dz = self._solve(*error)
            better = x + dx, z + dz
            error = self._error(*better, r, q)
            new = _size(error)
            if not new < size:
                break
            (x, z), size = better, new
        return x, z

    def _solve(self, r, q):
        x = cho_solve(self.factor, r + self.Gt @ q, check_finite=False)
        return x, x @ self.Gt - q

    def _error(self, x, z, r, q):
        return r - self.P @ x - self.Gt @ z, q - x @ self.Gt + z


def _size(pair) -> float:
    return float(np.linalg.norm(pair[0]) + np.linalg.norm(pair[1]))


def _inside(cone: Product, u):
    """u itself where it is well inside, else moved along the identity until it is."""
    least = cone.least(u) if cone.size else np.inf
    return u if least > 1e-8 * max(1.0, np.linalg.norm(u)) else u + (1 - least) * cone.identity


def _negative(terms) -> bool:
    """Whether a sum is below 0 by more than rounding errors."""
    return bool(terms.sum() < -NOISE * np.abs(terms).sum())
