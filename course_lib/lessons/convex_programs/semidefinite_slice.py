"""Slices of the cone of positive semidefinite matrices, with a linear objective to turn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.convex import programs

SQUARE, DISC, CAP, CORRELATIONS = (
    "diagonal F: a linear program",
    "2 × 2: a second-order cone",
    "3 × 3, two entries tied",
    "3 × 3: three correlations",
)
SLICES = (SQUARE, DISC, CAP, CORRELATIONS)
FARTHEST = 0.9  # of the third correlation, so that F(0) stays positive definite
WALK = np.linspace(0, 1.6, 81)  # along the ray, as shares of the way to the optimum
TURNS = np.linspace(0, 2 * np.pi, 241)
TINY = 1e-5


@dataclass(frozen=True)
class SemidefiniteSliceRun:
    """min cᵀx subject to F(x) = F₀ + x₁F₁ + x₂F₂ ⪰ 0."""

    slice: str  #: a name of `SLICES`
    F: np.ndarray  #: F₀, F₁, F₂, shape (3, k, k)
    c: np.ndarray  #: the objective, shape (2,), of length 1
    boundary: np.ndarray  #: points where the least eigenvalue is 0, shape (241, 2)
    x: np.ndarray  #: the solver's optimum, shape (2,)
    eigenvalues: np.ndarray  #: of F(x) at the optimum, rising, shape (k,)
    walk: np.ndarray  #: eigenvalues of F on the ray from 0 through x, shape (81, k)
    rank: int  #: of F at the optimum
    summary: str


def matrices(name: str, third: float = 0.0) -> np.ndarray:
    """F₀, F₁, F₂ of a slice, shape (3, k, k); ``third`` is the third correlation.

    Raises
    ------
    ValueError
        ``slice must be one of …``
    """
    checks.choice("slice", name, SLICES)
    if name == SQUARE:
        return np.array([np.eye(4), np.diag([1.0, -1, 0, 0]), np.diag([0.0, 0, 1, -1])])
    if name == DISC:
        return np.array([np.eye(2), [[1.0, 0], [0, -1]], [[0, 1.0], [1, 0]]])
    one, two, three = (_pair(i, j) for i, j in ((0, 1), (0, 2), (1, 2)))
    if name == CAP:
        return np.array([np.eye(3), one + three, two])
    return np.array([np.eye(3) + third * three, one, two])


def _pair(i, j):
    M = np.zeros((3, 3))
    M[i, j] = M[j, i] = 1.0
    return M


@lru_cache(maxsize=256)
def semidefinite_slice(*, slice=CORRELATIONS, angle=60.0, third=0.5) -> SemidefiniteSliceRun:
    """The lowest point of a turned linear objective on a slice of the cone.

    Parameters
    ----------
    slice : str
        A name of `SLICES`.
    angle : float
        Of the direction −c in which the objective falls, in degrees.
    third : float
        The third correlation, at most 0.9 in size; the other slices have none.
    """
    third = checks.in_range("third", third, -FARTHEST, FARTHEST)
    F = matrices(slice, third)
    turn = np.deg2rad(angle)
    c = -np.array([np.cos(turn), np.sin(turn)])
    x = programs.semidefinite_program(c, list(F)).x
    eigenvalues = np.linalg.eigvalsh(F[0] + np.tensordot(x, F[1:], axes=1))
    walk = np.linalg.eigvalsh(F[0] + WALK[:, None, None] * np.tensordot(x, F[1:], axes=1))
    rank = int((eigenvalues > TINY).sum())
    zero = len(eigenvalues) - rank
    verb = "is" if zero == 1 else "are"
    return SemidefiniteSliceRun(
        slice=slice, F=F, c=c, boundary=boundary_of(F), x=x, eigenvalues=eigenvalues, walk=walk,
        rank=rank,
        summary=(
            f"Optimum x = ({x[0] + 0.0:.3f}, {x[1] + 0.0:.3f}), value {c @ x:.3f}. "
            f"There {zero} of the {len(eigenvalues)} eigenvalues of F {verb} 0: "
            f"rank {rank}."
        ),
    )  # fmt: skip


def boundary_of(F) -> np.ndarray:
    """Where rays from 0 leave the region, shape (241, 2).

    On the ray t·u the matrix F₀ + t(u₁F₁ + u₂F₂) loses definiteness at t = −1/λ, with λ the least
    eigenvalue of the second part in the metric of F₀.
    """
    root = np.linalg.inv(np.linalg.cholesky(F[0]))
    ways = np.stack([np.cos(TURNS), np.sin(TURNS)], axis=1)
    parts = root @ np.tensordot(ways, F[1:], axes=1) @ root.T
    return ways / -np.linalg.eigvalsh(parts)[:, :1]
