"""Convex hulls of a few points, degenerate ones included."""

from __future__ import annotations

import numpy as np
import scipy

from course_lib import checks


def separation(points, g) -> tuple[float, np.ndarray]:
    r"""How far g is outside the hull of the points, and in which direction.

    .. math:: \max_{\|d\|_\infty \le 1} \; \langle d, g \rangle - \max_i \langle d, p_i \rangle

    Parameters
    ----------
    points : array, shape (k, d)
    g : array, shape (d,)

    Returns
    -------
    gap : float
        0 inside, > 0 outside.
    direction : array, shape (d,)
        The d of the maximum, zero inside. Solved as a linear program (HiGHS).

    Examples
    --------
    >>> gap, d = separation([[0.0, 0.0], [1.0, 0.0]], [0.5, 2.0])
    >>> gap, d.tolist()[1]
    (2.0, 1.0)
    """
    points, g = checks.array("points", points, ndim=2), checks.vector("g", g)
    k, d = points.shape
    checks.vector("g", g, d)
    result = scipy.optimize.linprog(
        c=np.r_[-g, 1.0],
        A_ub=np.c_[points, -np.ones(k)],
        b_ub=np.zeros(k),
        bounds=[(-1, 1)] * d + [(None, None)],
        method="highs",
    )
    return max(0.0, -float(result.fun)), result.x[:-1]


def hull_vertices(points) -> np.ndarray:
    """The corners of the hull: counter-clockwise in the plane, sorted on the line.

    Parameters
    ----------
    points : array, shape (k, d)

    Returns
    -------
    array, shape (m, d)
        One row for a single point, two for a segment, in any dimension.

    Examples
    --------
    >>> hull_vertices([[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0.5]]).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    """
    points = np.unique(checks.array("points", points, ndim=2), axis=0)
    if len(points) <= 1:
        return points
    centred = points - points.mean(axis=0)
    _, size, axes = np.linalg.svd(centred, full_matrices=False)
    if size.size == 1 or size[1] <= 1e-10 * size[0]:  # all on one line
        along = centred @ axes[0]
        return points[np.unique([along.argmin(), along.argmax()])]
    try:
        corners = points[scipy.spatial.ConvexHull(points).vertices]
    except scipy.spatial.QhullError:  # flat in three or more dimensions: no polygon to draw
        return points
    if points.shape[1] == 2:  # start at the lowest point of the left side, always the same
        corners = np.roll(corners, -np.lexsort(corners.T[::-1])[0], axis=0)
    return corners
