"""Checks of the arrays that make a program."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.convex.programs.cones import Semidefinite
from course_lib.convex.programs.reduction import Program

FLAT = 1e-9  # eigenvalues above −FLAT · the largest count as ≥ 0


def checked_program(c, G, h, A, b, P) -> Program:
    """Finite real arrays of shapes that fit; what is not given has no rows."""
    c = real("c", c, 1)
    n = len(c)
    if not n:
        raise ValueError("c must have at least one entry: a program needs a variable")
    G, h = pair("G", G, "h", h, n)
    A, b = pair("A", A, "b", b, n)
    P = np.zeros((n, n)) if P is None else semidefinite("P", P, n)
    return Program(P, c, G, h, A, b)


def real(name: str, value, ndim: int) -> np.ndarray:
    """A finite array of real numbers."""
    try:
        split = np.iscomplexobj(value)
    except ValueError:  # rows of different lengths, which are refused below
        split = False
    if split:
        raise TypeError(f"{name} must be real, got complex numbers; split them into two parts")
    return checks.array(name, value, ndim=ndim)


def symmetric(name: str, value, n: int | None = None) -> np.ndarray:
    """A symmetric n × n matrix; of any n unless given."""
    out = real(name, value, 2)
    n = len(out) if n is None else n
    if out.shape != (n, n) or not n:
        raise ValueError(f"{name} must have shape ({n or 'n'}, {n or 'n'}), got {out.shape}")
    difference = np.abs(out - out.T)
    if difference.max() > 1e-10 * np.abs(out).max():
        i, j = np.unravel_index(difference.argmax(), out.shape)
        raise ValueError(
            f"{name} must be symmetric, got {out[i, j]:g} at [{i}, {j}] and {out[j, i]:g} at "
            f"[{j}, {i}]; ({name} + {name}.T) / 2 has the same quadratic form"
        )
    return (out + out.T) / 2


def semidefinite(name: str, value, n: int) -> np.ndarray:
    """A symmetric matrix without negative eigenvalues."""
    out = symmetric(name, value, n)
    values = np.linalg.eigvalsh(out)
    if values[0] < -FLAT * np.abs(values).max():
        raise ValueError(
            f"{name} must be positive semidefinite, its smallest eigenvalue is {values[0]:.4g}; "
            f"the program is not convex: add {-values[0]:.4g} or more to the diagonal of {name}, "
            "or look for local minima instead"
        )
    return out


def pair(name: str, matrix, name_right: str, right, n: int):
    """G and h, or A and b: both or neither."""
    if (matrix is None) != (right is None):
        given, missing = (name, name_right) if right is None else (name_right, name)
        raise ValueError(f"{missing} must be given with {given}, got None")
    if matrix is None:
        return np.zeros((0, n)), np.zeros(0)
    right = real(name_right, right, 1)
    if not len(right) and np.size(matrix) == 0:
        return np.zeros((0, n)), right
    matrix = real(name, matrix, 2)
    if matrix.shape != (len(right), n):
        raise ValueError(
            f"{name} must have shape ({len(right)}, {n}), a row for each entry of {name_right} "
            f"and a column for each of c, got {matrix.shape}"
        )
    return matrix, right


def symmetric_blocks(program: Program, cones) -> None:
    """Refuse rows of a `Semidefinite` that are no symmetric matrices."""
    start = 0
    for cone in cones:
        if isinstance(cone, Semidefinite):
            block = slice(start, start + cone.size)
            matrices = np.vstack([program.h[block], program.G[block].T])
            matrices = matrices.reshape(-1, cone.n, cone.n)
            wrong = np.abs(matrices - matrices.swapaxes(1, 2)).max(axis=(1, 2))
            worst = int(wrong.argmax())
            if wrong[worst] > 1e-10 * np.abs(matrices[worst]).max():
                what = f"column {worst - 1} of G" if worst else "h"
                raise ValueError(
                    f"rows {start} to {start + cone.size - 1} of {what} must be a symmetric "
                    f"{cone.n} × {cone.n} matrix, row by row, for Semidefinite({cone.n})"
                )
        start += cone.size
