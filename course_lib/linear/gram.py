"""XᵀDX, where nearly all the time of Newton's method and of the interior-point method goes."""

from __future__ import annotations

import numpy as np
from scipy import sparse

ROWS_AT_ONCE = 4096  # a scaled copy of so many rows stays in the cache
SPARSE = 0.3  # the part of entries that are not 0 below which a sparse product is quicker


def weighted_gram(X, weights) -> np.ndarray:
    """Xᵀ diag(weights) X for weights ≥ 0, shapes (n, d), (n,) → (d, d), without a copy of X.

    Written as BᵀB with B = √D X, a block of rows at a time: numpy sees the symmetry and does half
    of the work.

    Examples
    --------
    >>> weighted_gram(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([2.0, 3.0])).tolist()
    [[2.0, 4.0], [4.0, 11.0]]
    """
    root = np.sqrt(weights)[:, None]
    total = np.zeros((X.shape[1], X.shape[1]))
    for start in range(0, len(X), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        B = root[rows] * X[rows]
        total += B.T @ B
    return total


def weighted_squares(X, weights) -> np.ndarray:
    """The diagonal of XᵀDX alone: Σ_i weights_i x_ij², shapes (n, d), (n,) → (d,).

    X may be sparse.

    Examples
    --------
    >>> weighted_squares(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([2.0, 3.0])).tolist()
    [2.0, 11.0]
    """
    if sparse.issparse(X):
        return weights @ X.power(2)
    total = np.zeros(X.shape[1])
    for start in range(0, len(X), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        total += weights[rows] @ np.square(X[rows])
    return total


def compact(X):
    """X in the form whose products are quicker: sparse where most entries are 0, as in images."""
    few = np.count_nonzero(X) < SPARSE * X.size
    return sparse.csr_array(X) if few else X
