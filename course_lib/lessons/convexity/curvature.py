"""The second-order condition in the plane: two eigenvalues, a rotation, and one direction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import definiteness
from course_lib.functions import Quadratic

HALF, CELLS = 1.5, 48
LEVELS = np.array([0.1, 0.4, 0.9, 1.6, 2.5, 3.6])
TINY = 1e-9  # a curvature this small counts as zero


@dataclass(frozen=True)
class CurvatureRun:
    """The quadratic ½xᵀHx and its curvature in every direction."""

    H: np.ndarray  #: Shape (2, 2).
    eigenvalues: np.ndarray  #: Shape (2,). Ascending.
    #: Shape (2, 2). The unit eigenvectors, one a row, in the order of the controls λ₁, λ₂.
    axes: np.ndarray
    #: side, height: shape (49,) and (49, 49). The drawn grid, the same in both coordinates, and f
    #: on it.
    side: np.ndarray
    height: np.ndarray
    #: angles, curvature: shape (181,). Directions from 0° to 180°, and dᵀHd for the unit vectors d.
    angles: np.ndarray
    curvature: np.ndarray
    direction: float  #: In degrees.
    along: float  #: dᵀHd in that direction.
    kind: str
    summary: str


@lru_cache(maxsize=256)
def curvature(*, first=1.5, second=0.5, angle=25.0, direction=70.0) -> CurvatureRun:
    """f(x) = ½xᵀHx with H = R diag(λ₁, λ₂) Rᵀ, R a turn by ``angle`` degrees."""
    f = Quadratic([first, second], angle=np.deg2rad(angle))
    side = np.linspace(-HALF, HALF, CELLS + 1)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    angles = np.linspace(0.0, 180.0, 181)
    toward = _unit(angles)
    d = _unit(direction)
    lam = f.eigenvalues
    kind = definiteness(f.Q)
    return CurvatureRun(
        H=f.Q, eigenvalues=lam, axes=_unit(np.array([angle, angle + 90.0])), side=side,
        height=f(grid), angles=angles, curvature=((toward @ f.Q) * toward).sum(axis=-1),
        direction=direction, along=float(d @ f.Q @ d), kind=kind,
        summary=_summary(lam, kind, direction, float(d @ f.Q @ d)),
    )  # fmt: skip


def _unit(degrees) -> np.ndarray:
    radians = np.deg2rad(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], axis=-1)


SAYS = {
    "positive definite": "f is strictly convex, a bowl with one minimum",
    "positive semidefinite": "f is convex, a trough that is flat along one line",
    "zero": "f is constant, convex and concave at once",
    "negative semidefinite": "f is concave, a ridge that is flat along one line",
    "negative definite": "f is strictly concave, a dome with one maximum",
    "indefinite": "f is neither convex nor concave, and the origin is a saddle",
}


def _summary(lam, kind, direction, along) -> str:
    bends = "bends up" if along > TINY else "bends down" if along < -TINY else "is straight"
    return (
        f"Eigenvalues {lam[0]:.2f} and {lam[1]:.2f}: {kind}; {SAYS[kind]}. "
        f"Along the direction of {direction:.0f}° the curvature dᵀHd is {along:.2f}: "
        f"f {bends} there."
    )
