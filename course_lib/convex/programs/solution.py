"""What a solver answers, and how wrong an answer is."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from course_lib.convex.programs.cones import Cone, Product, Semidefinite, split


@dataclass(frozen=True)
class Residuals:
    """How much an answer violates each condition of optimality, relative to its own terms.

    All are 0 for an exact answer and none is covered by another.
    """

    primal: float  #: ‖Gx + s − h‖ / max(1, ‖h‖, ‖Gx‖, ‖s‖)
    equality: float  #: ‖Ax − b‖ / max(1, ‖Ax‖, ‖b‖)
    dual: float  #: ‖Px + c + Gᵀz + Aᵀy‖ / max(1, the norms of its terms)
    slack: float  #: how far s is outside of its cone / max(1, ‖s‖)
    multiplier: float  #: the same for z
    complementarity: float  #: |sᵀz| / max(1, |value|)

    @property
    def worst(self) -> float:
        """The largest of them."""
        return max(getattr(self, f.name) for f in fields(self))


@dataclass(frozen=True)
class Certificate:
    """The vectors that prove that a program is infeasible, or has no lower bound.

    Infeasible: z in the cones with Gᵀz + Aᵀy = 0 and hᵀz + bᵀy = −1. A feasible x would give
    0 ≤ sᵀz = hᵀz − xᵀGᵀz = hᵀz + bᵀy = −1. Unbounded: a ray x with Px = 0, Ax = 0, −Gx in the
    cones and cᵀx = −1, along which the value falls from a feasible point for ever.
    """

    x: np.ndarray | None = None  #: the ray, shape (n,)
    z: np.ndarray | None = None  #: multipliers of the cones, shape (m,)
    y: np.ndarray | None = None  #: multipliers of the equations, shape (p,)


@dataclass(frozen=True, repr=False)
class Solution:
    """The answer to a program, and how it was found.

    The multipliers belong to L(x, z, y) = f(x) + zᵀ(Gx − h) + yᵀ(Ax − b): where h grows by a little
    d the best value grows by −zᵀd.
    """

    status: str  #: "optimal", "infeasible", "unbounded", "max_steps" or "no_progress"
    x: np.ndarray  #: shape (n,); a feasible point if unbounded, NaN if infeasible
    s: np.ndarray  #: slacks h − Gx, shape (m,); NaN if infeasible
    z: np.ndarray  #: multipliers of the cones, shape (m,); NaN if infeasible or unbounded
    y: np.ndarray  #: multipliers of the equations, shape (p,); the same
    value: float  #: ∞ if infeasible, −∞ if unbounded (of a geometric program 0)
    dual_value: float  #: below the value of every feasible x, if dual residuals are 0
    certificate: Certificate | None  #: of infeasible and unbounded programs
    steps: int  #: of Newton's method; each factors one matrix
    path: np.ndarray  #: x before every step and at the end, shape (steps + 1, n)
    residuals: Residuals | None  #: None where there is no optimum
    cones: tuple[Cone, ...] = field(default=())  #: in the order of the rows of s and z

    @property
    def gap(self) -> float:
        """value − dual_value; NaN where there is no optimum."""
        return self.value - self.dual_value if np.isfinite(self.value) else np.nan

    @property
    def slacks(self) -> tuple[np.ndarray, ...]:
        """The part of s of each cone, of `Semidefinite` as a matrix."""
        return split(self.cones, self.s)

    @property
    def multipliers(self) -> tuple[np.ndarray, ...]:
        """The part of z of each cone, of `Semidefinite` as a matrix."""
        return split(self.cones, self.z)

    @property
    def slack_matrix(self) -> np.ndarray:
        """The slack of the first `Semidefinite`."""
        return self._first_matrix(self.slacks)

    @property
    def dual_matrix(self) -> np.ndarray:
        """The multiplier of the first `Semidefinite`."""
        return self._first_matrix(self.multipliers)

    def _first_matrix(self, parts):
        for cone, part in zip(self.cones, parts, strict=True):
            if isinstance(cone, Semidefinite):
                return part
        raise AttributeError("the program has no Semidefinite cone, and so no matrix")

    def __repr__(self) -> str:
        ending = {
            "infeasible": "no x satisfies the constraints; certificate.z and .y prove it",
            "unbounded": "the value falls for ever along certificate.x",
        }.get(self.status)
        if ending is None:
            x = np.array2string(self.x, precision=4, threshold=6, separator=", ")
            ending = f"value {self.value:.8g}, gap {self.gap:.1e}, x = {x}"
            if self.status != "optimal" and self.residuals:
                ending += f", worst residual {self.residuals.worst:.1e}"
        return f"{self.status} after {self.steps} steps: {ending}"


def residuals(P, c, G, h, A, b, cone: Product, x, s, z, y) -> Residuals:
    """How much (x, s, z, y) violates each condition; all arrays given, of the right shapes."""

    def relative(terms):
        sizes = [np.linalg.norm(term) for term in terms]
        return float(np.linalg.norm(sum(terms)) / max(1.0, *sizes))

    def outside(u):
        least = cone.least(cone.sort(u)) if cone.size else 0.0
        return float(max(0.0, -least) / max(1.0, np.linalg.norm(u)))

    value = 0.5 * x @ P @ x + c @ x
    return Residuals(
        primal=relative([G @ x, s, -h]),
        equality=relative([A @ x, -b]),
        dual=relative([P @ x, c, G.T @ z, A.T @ y]),
        slack=outside(s),
        multiplier=outside(z),
        complementarity=float(abs(s @ z) / max(1.0, abs(value))),
    )
