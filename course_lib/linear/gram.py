"""XᵀDX, where nearly all the time of Newton's method and of the interior-point method goes."""

from __future__ import annotations

import numpy as np
import scipy

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
    if scipy.sparse.issparse(X):
        squares = np.square(X.data)  # of the same pattern: X.power(2) would copy that too
        return weights @ scipy.sparse.csr_array((squares, X.indices, X.indptr), shape=X.shape)
    total = np.zeros(X.shape[1])
    for start in range(0, len(X), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        total += weights[rows] @ np.square(X[rows])
    return total


def compact(X):
    """X in the form whose products are quicker: sparse where most entries are 0, as in images.

    Examples
    --------
    >>> compact(np.eye(5)).nnz, type(compact(np.ones((2, 2)))).__name__
    (5, 'ndarray')
    """
    filled = X != 0
    per_row = np.count_nonzero(filled, axis=1)
    if per_row.sum() >= SPARSE * X.size:
        return X
    column = np.broadcast_to(np.arange(X.shape[1], dtype=np.int32), X.shape)
    ends = np.cumsum(per_row)  # by hand: a third of the time of csr_array(X)
    return scipy.sparse.csr_array((X[filled], column[filled], np.r_[0, ends]), shape=X.shape)
