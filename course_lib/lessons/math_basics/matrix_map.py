"""What a 2 × 2 matrix does to the unit circle, and the quadratic form xᵀAx that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import definiteness

HALF = 2.6  # half the width of the picture; the columns stay within
SIDE = np.linspace(-HALF, HALF, 53)
LEVELS = np.array([0.3, 1.2, 2.7, 4.8, 7.5, 10.8])
TURN = np.linspace(0.0, 2 * np.pi, 181)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)])
SMALL = 1e-9

#: Names → the two columns.
MATRICES = {
    "not symmetric": ((1.8, 0.2), (1.0, 0.8)),
    "turned bowl": ((2.0, 0.8), (0.8, 1.0)),
    "saddle": ((1.0, 1.5), (1.5, -0.5)),
    "shear": ((1.0, 0.0), (2.4, 1.0)),
    "quarter turn": ((0.0, 1.0), (-1.0, 0.0)),
    "projection": ((0.8, 0.4), (0.4, 0.2)),
}
FIRST = MATRICES["not symmetric"]

SHAPES = {
    "positive definite": "a bowl",
    "positive semidefinite": "a trough",
    "negative definite": "a dome",
    "negative semidefinite": "a ridge",
    "indefinite": "a saddle",
    "zero": "flat",
}


@dataclass(frozen=True)
class MatrixMapRun:
    """The matrix with the columns a₁ and a₂, its map and its quadratic form."""

    A: np.ndarray  #: shape (2, 2)
    image: np.ndarray  #: of the unit circle, shape (2, 181)
    eigenvalues: np.ndarray  #: the real ones of A, ascending; shape (0,) or (2,)
    eigenvectors: np.ndarray  #: unit vectors, one a column, in their order; shape (2, 0) or (2, 2)
    x: np.ndarray  #: on the unit circle, shape (2,)
    Ax: np.ndarray  #: shape (2,)
    form: float  #: xᵀAx
    side: np.ndarray  #: grid of both coordinates, shape (53,)
    height: np.ndarray  #: xᵀAx on it, shape (53, 53)
    kind: str  #: of the symmetric part of A, which alone counts in xᵀAx
    symmetric: bool  #: whether A is
    summary: str


@lru_cache(maxsize=256)
def matrix_map(
    *, matrix="not symmetric", angle=70.0, halved=False, a1=FIRST[0], a2=FIRST[1], held="a1"
) -> MatrixMapRun:
    """The map x ↦ Ax and the form xᵀAx.

    Parameters
    ----------
    matrix : str
        Where the columns came from; it plays no other part.
    angle : float, degrees
        Of the unit vector x.
    halved : bool
        Whether the symmetric part (A + Aᵀ)/2 takes the place of A.
    a1, a2 : (float, float)
        The columns.
    held : {"a1", "a2"}
        The column that the pointer moves.
    """
    A = np.array(list(columns_of(a1, a2, halved).values()), dtype=float).T
    even = (A + A.T) / 2
    eigenvalues, eigenvectors = real_eigen(A)
    radians = np.deg2rad(angle)
    x = np.array([np.cos(radians), np.sin(radians)])
    form, kind = float(x @ A @ x), definiteness(even)
    symmetric = bool(np.abs(A - A.T).max() < SMALL)
    return MatrixMapRun(
        A=A, image=A @ CIRCLE, eigenvalues=eigenvalues, eigenvectors=eigenvectors, x=x, Ax=A @ x,
        form=form, side=SIDE, height=_form_on_grid(even), kind=kind, symmetric=symmetric,
        summary=_summary(A, even, eigenvalues, kind, symmetric, form),
    )  # fmt: skip


def real_eigen(A) -> tuple[np.ndarray, np.ndarray]:
    """The real eigenvalues of a 2 × 2 matrix, ascending, and unit eigenvectors as columns."""
    if np.abs(A - A.T).max() < SMALL:
        return np.linalg.eigh((A + A.T) / 2)
    values, vectors = np.linalg.eig(A)
    if np.abs(np.imag(values)).max() > SMALL:
        return np.empty(0), np.empty((2, 0))
    order = np.argsort(np.real(values), kind="stable")
    return np.real(values)[order], np.real(vectors)[:, order]


def _form_on_grid(S) -> np.ndarray:
    x, y = SIDE[None, :], SIDE[:, None]
    return S[0, 0] * x**2 + 2 * S[0, 1] * x * y + S[1, 1] * y**2


def _summary(A, even, eigenvalues, kind, symmetric, form) -> str:
    rows = "; ".join(", ".join(f"{v + 0.0:g}".replace("-", "−") for v in row) for row in A.round(2))
    if eigenvalues.size == 0:
        eigen = "no real eigenvalue"
    elif np.ptp(eigenvalues) < 1e-6:
        eigen = f"eigenvalue {_number(eigenvalues[0])} twice"
    else:
        eigen = f"eigenvalues {_number(eigenvalues[0])} and {_number(eigenvalues[1])}"
    own = " and ".join(_number(v) for v in np.linalg.eigvalsh(even))
    part = "" if symmetric else f", (A + Aᵀ)/2 has {own}"
    return f"A = [{rows}]: {eigen}{part}. Form: {kind}, {SHAPES[kind]}; xᵀAx = {_number(form)}."


def _number(value) -> str:
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")


def columns_of(a1, a2, halved: bool) -> dict:
    """The columns in use, by name: a₁ and a₂, or those of the symmetric part."""
    if halved:
        off = (a1[1] + a2[0]) / 2
        a1, a2 = (a1[0], off), (off, a2[1])
    return {"a1": a1, "a2": a2}


def drag(columns, tip: str, x: float, y: float) -> dict:
    """The columns with one tip at the pointer; a symmetric matrix stays symmetric."""
    place = tuple(round(float(c), 1) for c in np.clip([x, y], -0.97 * HALF, 0.97 * HALF))
    moved = dict(columns) | {tip: place}
    if columns["a1"][1] == columns["a2"][0]:
        other = {"a1": "a2", "a2": "a1"}[tip]
        kept = columns[other]
        moved[other] = (kept[0], place[0]) if tip == "a2" else (place[1], kept[1])
    return moved
