"""The eigenvalues of a matrix that is known only by its products with vectors: Lanczos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal

from course_lib import checks


@dataclass(frozen=True, eq=False)
class Spectrum:
    """What some products with a symmetric matrix tell about its eigenvalues.

    Attributes
    ----------
    values : array, shape (k,)
        Ritz values, rising. The ends are close to the ends of the spectrum.
    weights : array, shape (k,)
        The share of the eigenvalues that each stands for, as the start vector saw them; sum 1.
    start : array, shape (d,)
        The vector, of length 1, that the products began with.
    """

    values: np.ndarray
    weights: np.ndarray
    start: np.ndarray

    @property
    def largest(self) -> float:
        """The estimate of λ_max; never above it, but for rounding."""
        return float(self.values[-1])

    @property
    def smallest(self) -> float:
        """The estimate of λ_min; never below it, but for rounding."""
        return float(self.values[0])

    def density(self, grid, width: float) -> np.ndarray:
        """The weights as bell curves of that width (a standard deviation), at the grid's points.

        Parameters
        ----------
        grid : array, shape (m,)
        width : float, > 0

        Returns
        -------
        array, shape (m,)
            It integrates to 1 over the whole line.
        """
        grid, width = checks.vector("grid", grid), checks.positive("width", width)
        away = (grid[:, None] - self.values) / width
        return np.exp(-(away**2) / 2) @ self.weights / (width * np.sqrt(2 * np.pi))


def lanczos(product: Callable, dim: int, steps: int, *, rng: np.random.Generator) -> Spectrum:
    r"""`steps` products with a symmetric matrix A, from a random start.

    .. math:: b_j q_{j+1} = A q_j - a_j q_j - b_{j-1} q_{j-1}

    The a on the diagonal and the b beside it are a small matrix, QᵀAQ, whose eigenvalues are the
    Ritz values.

    Parameters
    ----------
    product : callable
        ``product(v)`` is Av, shape (dim,) → (dim,).
    dim : int
        The number of rows of A.
    steps : int
        At most this many products, ≥ 1; fewer where the vectors seen so far hold all that can come.
    rng : numpy.random.Generator

    Notes
    -----
    Every new vector is made orthogonal to all the former ones, twice: without that, rounding brings
    the large eigenvalues back again and again as copies of themselves.

    References
    ----------
    Golub & Van Loan, Matrix Computations, chapter 10; Ghorbani, Krishnan & Xiao (2019).

    Examples
    --------
    >>> A = np.diag([1.0, 2.0, 5.0])
    >>> lanczos(lambda v: A @ v, 3, 3, rng=np.random.default_rng(0)).values
    array([1., 2., 5.])
    """
    checks.function("product", product)
    dim, steps = checks.integer("dim", dim, low=1), checks.integer("steps", steps, low=1)
    q = checks.generator("rng", rng).standard_normal(dim)
    basis, diagonal, beside = [q / np.linalg.norm(q)], [], []
    for _ in range(min(steps, dim)):
        q = checks.vector("product(v)", product(basis[-1].copy()), dim)
        diagonal.append(float(basis[-1] @ q))
        size, Q = np.linalg.norm(q), np.array(basis)
        for _ in range(2):
            q = q - (Q @ q) @ Q
        length = float(np.linalg.norm(q))
        if length <= 1e-10 * max(size, 1e-300) or len(diagonal) == min(steps, dim):
            break
        beside.append(length)
        basis.append(q / length)
    values, vectors = eigh_tridiagonal(np.array(diagonal), np.array(beside))
    return Spectrum(values, vectors[0] ** 2, basis[0])
