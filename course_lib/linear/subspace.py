"""Subspaces: an orthonormal basis, projections onto it, coordinates in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks

#: What is left of a vector after the earlier ones are taken out counts as nothing below this part.
DEPENDENT = 1e-10
#: How far XᵀX may be from the identity.
ORTHONORMAL = 1e-8


@dataclass(frozen=True, eq=False)
class Subspace:
    r"""A subspace K of R^d, given by an orthonormal basis in the columns of X.

    .. math:: P_K z = X X^\top z

    Parameters
    ----------
    X : array, shape (d, k)
        Orthonormal columns: XᵀX = I.

    Raises
    ------
    ValueError
        ``X must have orthonormal columns …; use Subspace.spanned_by(X)``.

    Notes
    -----
    Points lie on the last axis, as everywhere: many are projected in one call.

    Examples
    --------
    >>> floor = Subspace.spanned_by([[1.0, 1.0], [0.0, 2.0], [0.0, 0.0]])
    >>> floor.project([3.0, 4.0, 5.0]).tolist()
    [3.0, 4.0, 0.0]
    """

    X: np.ndarray

    def __post_init__(self):
        X = checks.array("X", self.X, ndim=2).copy()
        worst = float(np.abs(X.T @ X - np.eye(X.shape[1])).max(initial=0.0))
        if worst > ORTHONORMAL:
            raise ValueError(
                f"X must have orthonormal columns, got XᵀX that differs from I by {worst:.2g}; "
                "use Subspace.spanned_by(X)"
            )
        X.flags.writeable = False
        object.__setattr__(self, "X", X)

    @classmethod
    def spanned_by(cls, vectors) -> Subspace:
        """The subspace of all combinations of the columns of ``vectors``, shape (d, m)."""
        return cls(orthonormal_basis(vectors))

    @property
    def dim(self) -> int:
        """k, how many vectors the basis has."""
        return self.X.shape[1]

    def coordinates(self, z) -> np.ndarray:
        """Xᵀz at the points z: shape (..., d) → (..., k)."""
        return checks.points("z", z, self.X.shape[0]) @ self.X

    def place(self, c) -> np.ndarray:
        """Xc, the points of K with the coordinates c: shape (..., k) → (..., d)."""
        return checks.points("c", c, self.dim) @ self.X.T

    def project(self, z) -> np.ndarray:
        """P_K z = XXᵀz, the nearest points of K: shape (..., d) → (..., d)."""
        return self.place(self.coordinates(z))

    def first(self, k: int) -> Subspace:
        """The subspace of the first k basis vectors."""
        if checks.integer("k", k, low=0) > self.dim:
            raise ValueError(f"k must be at most the {self.dim} basis vectors, got {k}")
        return Subspace(self.X[:, :k])


def orthonormal_basis(vectors) -> np.ndarray:
    """Gram and Schmidt's basis of the columns' span; columns that add nothing are left out.

    Parameters
    ----------
    vectors : array, shape (d, m)

    Returns
    -------
    array, shape (d, k)
        Orthonormal columns, k the rank. The first i span what the first i kept columns span.

    Notes
    -----
    Each earlier direction is subtracted twice: once leaves rounding errors that grow with the
    number of nearly parallel columns, twice is enough.

    References
    ----------
    Golub & Van Loan, *Matrix Computations*, section 5.2.

    Examples
    --------
    >>> orthonormal_basis([[3.0, 6.0], [4.0, 8.0]]).tolist()
    [[0.6], [0.8]]
    """
    A = checks.array("vectors", vectors, ndim=2)
    X = np.empty((A.shape[0], 0))
    for a in A.T:
        rest = a - X @ (X.T @ a)
        rest = rest - X @ (X.T @ rest)
        length = np.linalg.norm(rest)
        if length > DEPENDENT * np.linalg.norm(a):
            X = np.column_stack([X, rest / length])
    return X


@dataclass(frozen=True, eq=False)
class PrincipalDirections:
    """The directions along which data spread most.

    Attributes
    ----------
    mean : array, shape (d,)
        Of the data.
    subspace : Subspace
        Its basis vectors are the directions, the widest spread first. The entry of largest size
        in each is positive.
    variance : array, shape (k,)
        Of the data along each direction, divided by n.
    total : float
        The variance in all directions.
    """

    mean: np.ndarray
    subspace: Subspace
    variance: np.ndarray
    total: float


def principal_directions(data, k: int | None = None) -> PrincipalDirections:
    r"""Eigenvectors of the covariance matrix, those of the largest eigenvalues first.

    .. math:: \tfrac1n \sum_i (z_i - \bar z)(z_i - \bar z)^\top x_j = \lambda_j x_j

    Parameters
    ----------
    data : array, shape (n, d)
        One sample in each row, n ≥ 2.
    k : int, optional
        How many directions; all d if not given.

    Returns
    -------
    PrincipalDirections

    Notes
    -----
    An eigenvector's sign is free: here the entry of largest size is positive. scikit-learn divides
    the variance by n − 1.
    """
    data = checks.array("data", data, ndim=2)
    n, d = data.shape
    checks.integer("the number of rows of data", n, low=2)
    k = d if k is None else checks.integer("k", k, low=1)
    if k > d:
        raise ValueError(f"k must be at most the {d} columns of data, got {k}")
    mean = data.mean(axis=0)
    centred = data - mean
    values, vectors = np.linalg.eigh(centred.T @ centred / n)
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    vectors = vectors * np.where(vectors[_largest(vectors), np.arange(d)] < 0, -1.0, 1.0)
    return PrincipalDirections(mean, Subspace(vectors[:, :k]), values[:k], float(values.sum()))


def _largest(vectors) -> np.ndarray:
    """In which row the entry of largest size stands, column by column.

    Entries that are equal but for rounding count as equal, and the first one of them is taken.
    """
    sizes = np.abs(vectors)
    return np.argmax(sizes > (1 - 1e-9) * sizes.max(axis=0), axis=0)
