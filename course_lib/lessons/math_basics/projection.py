"""The projection of a vector of space onto a line or a plane through the origin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.linear import Subspace

Z = np.array([0.7, 0.9, 1.3])
HALF = 1.8  # half the width of the part of K that is drawn
KINDS = ("plane", "line")


@dataclass(frozen=True)
class ProjectionRun:
    """z, its projection onto K, and another point y of K."""

    kind: str  #: "plane" or "line"
    z: np.ndarray  #: shape (3,)
    frame: np.ndarray  #: an orthonormal basis of K as columns, shape (3, k)
    X: np.ndarray  #: the basis in use, of unit vectors, shape (3, k); for a plane perhaps oblique
    nearest: np.ndarray  #: P_K z, shape (3,)
    formula: np.ndarray  #: XXᵀz, the same where X is orthonormal, shape (3,)
    y: np.ndarray  #: the other point, shape (3,)
    #: head-on: coordinates in ``frame`` of P_K z, XXᵀz and y, shape (3, 2); 0 beside a line
    flat: np.ndarray
    coordinates: np.ndarray  #: Xᵀz, shape (k,)
    residual: float  #: ‖z − P_K z‖
    beside: float  #: ‖P_K z − y‖
    distance: float  #: ‖z − y‖
    orthonormal: bool  #: whether X is
    summary: str


@lru_cache(maxsize=256)
def projection(*, kind="plane", turn=20.0, tilt=25.0, between=90.0, y=(-0.6, 0.5)) -> ProjectionRun:
    """z ↦ XXᵀz.

    Parameters
    ----------
    kind : {"plane", "line"}
    turn, tilt : float, degrees
        Of K: about the vertical axis, and out of the floor.
    between : float, degrees
        The angle from the first basis vector of a plane to the second.
    y : (float, float)
        Coordinates in K of the other point; for a line only the first counts.
    """
    frame = subspace_frame(kind, turn, tilt)
    X = frame
    if kind == "plane":
        a = np.deg2rad(between)
        X = np.stack([frame[:, 0], np.cos(a) * frame[:, 0] + np.sin(a) * frame[:, 1]], axis=1)
    K, k = Subspace(frame), frame.shape[1]
    nearest, formula, other = K.project(Z), X @ (X.T @ Z), frame @ np.array(y[:k])
    flat = np.zeros((3, 2))
    flat[:, :k] = np.stack([nearest, formula, other]) @ frame
    run = dict(
        kind=kind, coordinates=X.T @ Z, residual=float(np.linalg.norm(Z - nearest)),
        beside=float(np.linalg.norm(nearest - other)), distance=float(np.linalg.norm(Z - other)),
        orthonormal=kind == "line" or between == 90.0,
    )  # fmt: skip
    return ProjectionRun(
        z=Z, frame=frame, X=X, nearest=nearest, formula=formula, y=other, flat=flat, **run,
        summary=_summary(**run, off=float(np.linalg.norm(formula - nearest))),
    )  # fmt: skip


def subspace_frame(kind: str, turn: float, tilt: float) -> np.ndarray:
    """An orthonormal basis of the plane or line: its columns, shape (3, 2) or (3, 1)."""
    t, u = np.deg2rad([turn, tilt])
    if kind == "line":
        return np.array([[np.cos(t) * np.cos(u)], [np.sin(t) * np.cos(u)], [np.sin(u)]])
    level = [np.cos(t), np.sin(t), 0.0]
    rising = [-np.sin(t) * np.cos(u), np.cos(t) * np.cos(u), np.sin(u)]
    return np.array([level, rising]).T


def _summary(kind, coordinates, residual, beside, distance, orthonormal, off) -> str:
    c = ", ".join(f"{round(float(v), 2) + 0.0:.2f}" for v in coordinates)
    said = (
        f"Xᵀz = ({c}). Squares: ‖z − Pz‖² + ‖Pz − y‖² = {residual**2:.2f} + {beside**2:.2f}"
        f" = {residual**2 + beside**2:.2f}, and ‖z − y‖² = {distance**2:.2f}."
    )
    if not orthonormal:
        said += f" The basis is oblique: XXᵀz is {off:.2f} away from Pz."
    return said.replace("-", "−")
