"""Can a plane separate two classes? A linear program knows."""

from __future__ import annotations

import numpy as np
import scipy

from course_lib import checks


def separating_plane(X, y) -> np.ndarray | None:
    """Some v = (b, w) with yᵢ xᵢᵀv ≥ 1 for all samples, or None where there is none.

    Parameters
    ----------
    X : array, shape (n, d)
        `add_bias(X)`.
    y : array, shape (n,)
        −1 and +1.

    Notes
    -----
    Solved by HiGHS: minimize t ≥ 0 subject to yᵢ xᵢᵀv + t ≥ 1. Its minimum is 0 or, where no plane
    separates (v = 0 and t = 1 can then not be beaten), 1.

    Examples
    --------
    >>> X = [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]
    >>> separating_plane(X, [-1, 1, -1]) is None, separating_plane(X, [-1, 1, 1]) is None
    (True, False)
    """
    X, y = checks.array("X", X, ndim=2), checks.vector("y", y)
    checks.same_length(X=X, y=y)
    size = np.abs(X).max(axis=0)
    size[size == 0] = 1.0
    A = np.column_stack([y[:, None] * X / size, np.ones(len(y))])
    cost = np.append(np.zeros(X.shape[1]), 1.0)
    bounds = [(None, None)] * X.shape[1] + [(0, None)]
    found = scipy.optimize.linprog(
        cost, A_ub=-A, b_ub=-np.ones(len(y)), bounds=bounds, method="highs"
    )
    if found.x is None or found.fun > 0.5:
        return None
    v = found.x[:-1] / size
    smallest = (y * (X @ v)).min()
    return v / smallest if smallest > 0 else None
