"""Before and after the steps: scaling, and what linear algebra alone can decide.

Equations Ax = b leave x = x₀ + Nu with an orthonormal N: dependent rows drop out, contradictory
ones are a certificate. Directions that neither P nor G notices drop out as well, or are a ray along
which the value falls for ever. What is left has a unique Newton step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cholesky, lapack, qr, solve_triangular

from course_lib.convex.programs.cones import Product
from course_lib.convex.programs.embedding import Data

RANK = 1e-10  # pivots below this part of the largest count as zero
CLEAR = 1e-9  # the same for numbers that would contradict each other
SMALL = 1e-3  # of the scaled value is the least that gaps are compared with
NOISE = 1e-12  # what is left of a difference is 0 below this part of its terms


@dataclass(frozen=True)
class Program:
    """½ xᵀPx + cᵀx subject to Gx + s = h, s in the cones, Ax = b: checked arrays, all present."""

    P: np.ndarray
    c: np.ndarray
    G: np.ndarray
    h: np.ndarray
    A: np.ndarray
    b: np.ndarray


class Reduction:
    """The scaled program without its equations, and the way back.

    x = columns · (x₀ + N u · length); rows of G, sorted by cones, are multiplied by `rows`, the
    value is divided by `price`.

    Attributes
    ----------
    contradiction : array, shape (p,), or None
        y with Aᵀy = 0 and bᵀy = −1: no x solves the equations.
    ray : array, shape (n,), or None
        x with Px = 0, Gx = 0, Ax = 0 and cᵀx = −1.
    data : Data
        What is left to be solved.
    """

    def __init__(self, program: Program, cone: Product):
        self.program, self.cone = program, cone
        G = cone.sort(program.G.T)
        self.rows = _inverse(cone.row_scales(np.linalg.norm(G, axis=0)))
        a_rows = _inverse(np.linalg.norm(program.A, axis=1))
        G, A = G * self.rows, program.A * a_rows[:, None]
        h, b = cone.sort(program.h) * self.rows, program.b * a_rows
        sizes = np.sqrt((G**2).sum(axis=1) + (A**2).sum(axis=0))
        self.columns = _inverse(np.where(sizes > 0, sizes, np.sqrt(np.abs(np.diag(program.P)))))
        G, A, c = G * self.columns[:, None], A * self.columns, program.c * self.columns
        P = program.P * self.columns * self.columns[:, None]

        self.x0, self.N, self.contradiction = solutions(A, b)
        offset = self.x0 @ (c + P @ self.x0 / 2)
        if self.contradiction is not None:
            y = self.contradiction * a_rows
            self.contradiction = -y / (program.b @ y)
            return
        if self.N is not None:
            Px, Gx, size = P @ self.x0, self.x0 @ G, np.linalg.norm
            h = _clean(h - Gx, np.abs(h) + size(self.x0))
            c = _clean(self.N.T @ (c + Px), size(c) + size(Px))
            G = _clean(self.N.T @ G, np.linalg.norm(G, axis=0))
            P = _clean(self.N.T @ P @ self.N, np.abs(P).max(initial=0.0))
        self.ray = None
        kept, free = noticed(P, G)
        if kept is not None:
            fall = -free @ (free.T @ c)
            if np.linalg.norm(fall) > CLEAR * np.linalg.norm(c):
                self.ray = self._x(fall, 0.0)
                self.ray /= -(program.c @ self.ray)
            P, G, c = kept.T @ P @ kept, kept.T @ G, kept.T @ c
            self.N = kept if self.N is None else self.N @ kept
        self.length = float(np.abs(h).max(initial=0.0)) or 1.0
        P, c = P * self.length**2, c * self.length
        self.price = float(max(np.abs(c).max(initial=0.0), np.abs(P).max(initial=0.0))) or 1.0
        P = (P + P.T) / (2 * self.price)
        unit = min(1.0, max(SMALL, 1 / self.price))
        G = np.ascontiguousarray(G)
        self.data = Data(P, c / self.price, G, h / self.length, cone, unit, offset / self.price)

    def _x(self, u, start: float = 1.0):
        """From the numbers of the reduced program to x, for many u at once."""
        v = u if self.N is None else u @ self.N.T
        return self.columns * (start * self.x0 + v)

    def x(self, u):
        """The x of points u on the last axis."""
        return self._x(self.length * u)

    def direction(self, u):
        """The direction of x that u is."""
        return self._x(self.length * u, 0.0)

    def s(self, s):
        """Slacks in the order of the rows of G."""
        return self.cone.unsort(s * self.length / self.rows)

    def z(self, z):
        """Multipliers of the cones."""
        return self.cone.unsort(z * self.rows * (self.price / self.length))

    def y(self, gradient):
        """Multipliers of the equations: the least y with Aᵀy = −gradient."""
        return _least_norm_multipliers(self.program.A * self.columns, -gradient * self.columns)


def _inverse(sizes):
    """1/sizes, and 1 for 0."""
    return 1 / np.where(sizes > 0, sizes, 1.0)


def _clean(values, sizes):
    """Values of differences, 0 where they are rounding errors of terms of these sizes."""
    return np.where(np.abs(values) <= NOISE * sizes, 0.0, values)


def solutions(A, b):
    """(x₀, N, None) of Ax = b; N is None without equations; or the contradiction in their stead."""
    p, n = A.shape
    if not p:
        return np.zeros(n), None, None
    Q, R, order = qr(A.T, pivoting=True)
    rank = _rank(R)
    independent = order[:rank]
    x0 = Q[:, :rank] @ solve_triangular(R[:rank, :rank].T, b[independent], lower=True)
    error = np.abs(A @ x0 - b).max()
    if error > CLEAR * (np.abs(b).max() + np.linalg.norm(x0)):
        return x0, None, b - A @ np.linalg.lstsq(A, b, rcond=RANK)[0]
    return x0, Q[:, rank:], None


def noticed(P, Gt):
    """Orthonormal bases of what P or G notice and of what they do not; (None, None) without it."""
    n = len(P)
    scale = _inverse(np.abs(P).max(initial=0.0))
    H = Gt @ Gt.T + scale * P
    if n:
        try:
            factor = cholesky(H)
            if lapack.dpocon(factor, np.abs(H).sum(axis=0).max())[0] > RANK:
                return None, None
        except LinAlgError:
            pass
    Q, R, _ = qr(np.hstack([Gt, scale * P]), pivoting=True) if n else (np.eye(0),) * 3
    rank = _rank(R)
    return (None, None) if rank == n else (Q[:, :rank], Q[:, rank:])


def _rank(R) -> int:
    diagonal = np.abs(np.diag(R))
    return int((diagonal > RANK * diagonal.max(initial=0.0)).sum())


def _least_norm_multipliers(A, right):
    return np.linalg.lstsq(A.T, right, rcond=RANK)[0] if len(A) else np.zeros(0)
