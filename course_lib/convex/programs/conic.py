"""The one solver: convex quadratic values over products of three cones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from course_lib import checks
from course_lib.convex.programs import embedding
from course_lib.convex.programs.arguments import checked_program, symmetric_blocks
from course_lib.convex.programs.cones import Nonnegative, Product, checked
from course_lib.convex.programs.reduction import Program, Reduction
from course_lib.convex.programs.solution import Certificate, Solution, residuals

FAR = 1e-4  # residuals of an answer that is none


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


def _solve(program: Program, cones, tol: float, max_steps: int, look_further=True) -> Solution:
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
        return _infeasible(program, nothing, z, reduction.y(program.G.T @ z))
    if run.status == "unbounded":
        ray = reduction.direction(run.x)
        return _if_feasible(program, cones, tol, max_steps, nothing, ray)
    found = _finished(program, cones, cone, reduction, run, nothing)
    if look_further and found.status == "no_progress" and found.residuals.worst > FAR:
        return _proved(program, cones, tol, max_steps, nothing) or found
    return found


def _infeasible(program, nothing, z, y) -> Solution:
    """The answer with its proof, scaled."""
    scale = -(program.h @ z + program.b @ y)
    return replace(nothing, certificate=Certificate(z=z / scale, y=y / scale))


def _proved(program, cones, tol, max_steps, nothing) -> Solution | None:
    """What a program proves that got stuck far from any answer; None if nothing can be.

    Where neither it nor its dual has a point inside, the steps may stop early. The best proof and
    the best ray are programs too, that always have an optimum: 0 if there is none, else −1.
    """
    m, p = len(program.h), len(program.b)

    def least(c, G, cones, A):
        G, h = np.vstack([G, -c]), np.r_[np.zeros(len(G)), 1.0]
        aim = Program(np.zeros((len(c), len(c))), c, G, h, A, np.zeros(len(A)))
        found = _solve(aim, (*cones, Nonnegative(1)), tol, max_steps, look_further=False)
        return found if found.status == "optimal" and found.value < -0.5 else None

    proof = least(np.r_[program.h, program.b], -np.eye(m, m + p), cones,
                  np.hstack([program.G.T, program.A.T]))  # fmt: skip
    if proof:
        return _infeasible(program, nothing, proof.s[:m], proof.x[m:])
    ray = least(program.c, program.G, cones, np.vstack([program.P, program.A]))
    return _if_feasible(program, cones, tol, max_steps, nothing, ray.x) if ray else None


def _if_feasible(program, cones, tol, max_steps, nothing, ray) -> Solution:
    """A ray proves an unbounded value only if there is a feasible point: look for one."""
    ray = ray / -(program.c @ ray)
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
