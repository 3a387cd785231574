"""The Cholesky factor of a part of a matrix, for parts that grow and shrink a little at a time."""

from __future__ import annotations

import numpy as np
from scipy.linalg import lapack


class GrowingFactor:
    r"""L with L Lᵀ = M[A, A] for a set A of rows and columns of a symmetric matrix M.

    .. math:: M_{A \cup N} = \begin{pmatrix} L & 0 \\ K & J \end{pmatrix}
              \begin{pmatrix} L & 0 \\ K & J \end{pmatrix}^\top, \qquad
              K^\top = L^{-1} M_{A, N}, \qquad J J^\top = M_{N, N} - K K^\top

    A set that loses members keeps the factor in front of the first lost one. To add k members to a
    costs about a²k operations, where a new factor costs a³/3.

    Parameters
    ----------
    matrix : array, shape (d, d)
        Symmetric; not copied.

    References
    ----------
    Golub & Van Loan, *Matrix Computations*, §4.2.

    Examples
    --------
    >>> factor = GrowingFactor(np.array([[4.0, 2.0, 0.0], [2.0, 5.0, 0.0], [0.0, 0.0, 9.0]]))
    >>> factor.solve(np.array([0]), np.array([8.0]))
    array([2.])
    >>> factor.solve(np.array([0, 2]), np.array([8.0, 9.0]))  # one member more
    array([2., 1.])
    """

    def __init__(self, matrix: np.ndarray):
        self.matrix = matrix
        self.members = np.empty(0, dtype=np.int64)  # in the order of the factor's rows
        self.lower = np.empty((0, 0), order="F")

    def solve(self, members: np.ndarray, right: np.ndarray) -> np.ndarray | None:
        """z with M[A, A] z = right, for A in the order of `members`; None where M[A, A] is not
        positive definite.
        """
        if not self._turn_to(members):
            return None
        if not members.size:
            return np.empty(0)
        place = np.empty(len(self.matrix), dtype=np.int64)
        place[members] = np.arange(members.size)
        order = place[self.members]
        z, _ = lapack.dpotrs(self.lower, right[order], lower=1)
        out = np.empty_like(z)
        out[order] = z
        return out

    def _turn_to(self, members) -> bool:
        stays = np.isin(self.members, members)
        first = self.members.size if stays.all() else int(stays.argmin())
        behind = self.members[first:][stays[first:]]
        new = np.setdiff1d(members, self.members, assume_unique=True)
        self.members, self.lower = self.members[:first], self.lower[:first, :first]
        return self._append(np.concatenate([behind, new]))

    def _append(self, new) -> bool:
        if not new.size:
            return True
        a, both = self.members.size, self.members.size + new.size
        corner = self.matrix[np.ix_(new, new)]
        lower = np.zeros((both, both), order="F")
        if a:
            across, _ = lapack.dtrtrs(self.lower, self.matrix[np.ix_(self.members, new)], lower=1)
            corner = corner - across.T @ across
            lower[:a, :a], lower[a:, :a] = self.lower, across.T
        below, failed = lapack.dpotrf(corner, lower=1, clean=1)
        if failed or not np.isfinite(below).all():
            return False
        lower[a:, a:] = below
        self.members, self.lower = np.concatenate([self.members, new]), lower
        return True
