"""The one solver: convex quadratic values over products of three cones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from course_lib import checks
from course_lib.convex.programs import embedding
from course_lib.convex.programs.cones import Product, Semidefinite, checked
from course_lib.convex.programs.reduction import Program, Reduction
from course_lib.convex.programs.solution import Certificate, Solution, residuals

FLAT = 1e-9  # eigenvalues above −FLAT · the largest count as ≥ 0


def conic_program(c, G, h, cones, A=None, b=None, P=None, tol=1e-8, max_steps=100) -> Solution:
    r"""Minimize a linear or convex quadratic function over a cone.

    .. math:: \min_{x, s} \tfrac12 x^\top P x + c^\top x \quad
              \text{subject to } Gx + s = h,\ s \in K = K_1 \times \dots \times K_k,\ Ax = b

    Each step solves one linear system for a direction that keeps s and z inside their cones and
    brings them nearer to sᵀz = 0.

    Parameters
    ----------
    c : array, shape (n,)
    G : array, shape (m, n)
    h : array, shape (m,)
    cones : list of `Nonnegative`, `SecondOrder`, `Semidefinite`
        Their sizes add up to m; the first one has the first rows of G and h. For `Semidefinite(k)`
        those are the k² entries of symmetric matrices, row by row (``F.ravel()``).
    A, b : arrays, shapes (p, n) and (p,)
        Equations; rows may depend on each other.
    P : array, shape (n, n)
        Symmetric positive semidefinite; 0 unless given.
    tol : float
        Relative size of residuals and gap to stop at.
    max_steps : int

    Returns
    -------
    Solution
        Its `status` tells how it ended; a program without an optimum is no error.

    Raises
    ------
    ValueError
        For example ``P must be positive semidefinite, its smallest eigenvalue is -1; ...`` or
        ``cones must have as many rows as h, 4, got 3 = 3``.

    Notes
    -----
    Homogeneous embedding with quadratic values, Nesterov–Todd scaling, Mehrotra's predictor and
    corrector, dense matrices. A step costs the product G̃ᵀG̃ of the scaled G and a Cholesky factor
    of shape (n, n). Rows and columns are scaled first; equations are eliminated by an orthonormal
    basis of the solutions of Ax = 0.

    References
    ----------
    Nesterov & Todd, Self-scaled barriers and interior-point methods for convex programming (1997);
    Mehrotra, On the implementation of a primal–dual interior point method (1992); Vandenberghe, The
    CVXOPT linear and quadratic cone program solvers (2010); Goulart & Chen, Clarabel: an
    interior-point solver for conic programs with quadratic objectives (2024); Boyd &
    Vandenberghe, Convex Optimization, §5.9 and §11.7.

    Examples
    --------
    The point of the disc ‖x‖ ≤ 1 with the smallest x₀ + x₁:

    >>> from course_lib.convex import programs
    >>> G = [[0, 0], [-1, 0], [0, -1]]
    >>> found = programs.conic_program([1, 1], G, [1, 0, 0], [programs.SecondOrder(3)])
    >>> found.status, found.x.round(6).tolist()
    ('optimal', [-0.707107, -0.707107])
    """
    program = checked_program(c, G, h, A, b, P)
    cones = checked(cones, len(program.h))
    symmetric_blocks(program, cones)
    tol = checks.in_range("tol", tol, 0, 1, "()")
    max_steps = checks.integer("max_steps", max_steps, low=1)
    return _solve(program, cones, tol, max_steps)


def _solve(program: Program, cones, tol: float, max_steps: int) -> Solution:
    cone = Product(cones)
    n, m, p = len(program.c), len(program.h), len(program.b)
    nothing = Solution(
        "infeasible", *(np.full(k, np.nan) for k in (n, m, m, p)), np.inf, np.inf, None, 0,
        np.full((1, n), np.nan), None, cones,
    )  # fmt: skip
    reduction = Reduction(program, cone)
    if reduction.contradiction is not None:
        proof = Certificate(z=np.zeros(m), y=reduction.contradiction)
        return replace(nothing, certificate=proof)
    if reduction.ray is not None:
        return _if_feasible(program, cones, tol, max_steps, nothing, reduction.ray)
    run = embedding.solve(reduction.data, tol, max_steps)
    nothing = replace(nothing, steps=len(run.path) - 1, path=reduction.x(run.path))
    if run.status == "infeasible":
        z = reduction.z(run.z)
        y = reduction.y(program.G.T @ z)
        scale = -(program.h @ z + program.b @ y)
        return replace(nothing, certificate=Certificate(z=z / scale, y=y / scale))
    if run.status == "unbounded":
        ray = reduction.direction(run.x)
        ray /= -(program.c @ ray)
        return _if_feasible(program, cones, tol, max_steps, nothing, ray)
    return _finished(program, cones, cone, reduction, run, nothing)


def _if_feasible(program, cones, tol, max_steps, nothing, ray) -> Solution:
    """A ray proves an unbounded value only if there is a feasible point: look for one."""
    no_value = replace(program, P=np.zeros_like(program.P), c=np.zeros_like(program.c))
    start = _solve(no_value, cones, tol, max_steps)
    if start.status == "infeasible":
        return start
    if start.status != "optimal":
        return replace(start, value=np.nan, dual_value=np.nan)
    return replace(nothing, status="unbounded", x=start.x, s=start.s, value=-np.inf,
                   dual_value=-np.inf, certificate=Certificate(x=ray))  # fmt: skip


def _finished(program, cones, cone, reduction, run, nothing) -> Solution:
    """The answer in the numbers of the caller."""
    x, s, z = reduction.x(run.x), reduction.s(run.s), reduction.z(run.z)
    gradient = program.P @ x + program.c + program.G.T @ z
    y = reduction.y(gradient)
    half = 0.5 * x @ program.P @ x
    everything = (program.P, program.c, program.G, program.h, program.A, program.b)
    return replace(
        nothing, status=run.status, x=x, s=s, z=z, y=y,
        value=float(half + program.c @ x),
        dual_value=float(-half - program.h @ z - program.b @ y),
        residuals=residuals(*everything, cone, x, s, z, y),
    )  # fmt: skip


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
    if np.iscomplexobj(value):
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
