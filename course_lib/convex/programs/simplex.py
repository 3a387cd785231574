"""Vertices: the simplex method on the inequalities themselves, and polygons, for pictures."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.convex.hull import hull_vertices
from course_lib.convex.programs.problems import linear_program

CLOSE = 1e-9  # relative; nearer than this is the same


def simplex_path(c, G, h, start=None) -> np.ndarray:
    r"""The vertices that the simplex method visits to minimize cᵀx subject to Gx ≤ h.

    At a vertex n rows of G hold with equality, :math:`x = G_B^{-1} h_B`. Its multipliers
    :math:`\lambda = -G_B^{-\top} c` are the prices of these rows: if one is negative, its row is
    left along the edge on which the others hold, until another row is met.

    Parameters
    ----------
    c : array, shape (n,)
    G, h : arrays, shapes (m, n) and (m,)
    start : array, shape (n,), optional
        A feasible point; the first vertex is one that is met from there, walking downhill. Without
        it a first vertex is found by the same method: least t with Gx ≤ h + t, t ≥ 0.

    Returns
    -------
    array, shape (k, n)
        The last one is optimal, if there is an optimum. No rows if nothing is feasible, or there
        is no vertex; if the value is unbounded, the last vertex is where an edge has no end (ask
        `linear_program` which it is).

    Notes
    -----
    Bland's rule, the lowest index of all that could leave and of all that could enter, cannot
    cycle. Pivots of length 0, where more than n rows meet, add no vertex.

    References
    ----------
    Bland, New finite pivoting rules for the simplex method (1977); Nocedal & Wright, Numerical
    Optimization, ch. 13.

    Examples
    --------
    >>> square = [[1, 0], [0, 1], [-1, 0], [0, -1]]
    >>> simplex_path([-1, -2], square, [1, 1, 0, 0], start=[0, 0]).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
    """
    c = checks.vector("c", c)
    G, h = _rows(G, h, len(c))
    scale = np.linalg.norm(G, axis=1)
    if (h[scale == 0] < 0).any():
        return np.empty((0, len(c)))
    G, h = G[scale > 0] / scale[scale > 0, None], h[scale > 0] / scale[scale > 0]
    if start is None:
        start = _first_vertex(G, h)
    else:
        start = checks.vector("start", start, len(c))
        if not _holds(G, h, start).all():
            worst = int((G @ start - h).argmax())
            raise ValueError(
                f"start must satisfy G x <= h, got {(G @ start - h)[worst]:.3g} too much in row "
                f"{worst}; leave it out, and a first vertex is found"
            )
    corner = None if start is None else _vertex(c, G, h, start)
    return np.empty((0, len(c))) if corner is None else _walk(c, G, h, *corner)


def _walk(c, G, h, x, basis) -> np.ndarray:
    """All vertices from x on; `basis` are n independent rows that hold there with equality."""
    visited = [x]
    while True:
        inverse = np.linalg.inv(G[basis])
        prices = -c @ inverse
        leaving = [i for i in np.argsort(basis) if prices[i] < -CLOSE * np.abs(c).max(initial=0)]
        if not leaving:
            break
        edge = -inverse[:, leaving[0]]
        length, entering = _until_met(G, h, x, edge / np.linalg.norm(edge), basis)
        if entering is None:
            break
        basis = basis.copy()
        basis[leaving[0]] = entering
        x = np.linalg.solve(G[basis], h[basis])
        if length > CLOSE * (1 + np.abs(x).max()):
            visited.append(x)
    return np.array(visited) + 0.0  # no -0


def _until_met(G, h, x, direction, besides):
    """How far to the next row, and the lowest index of those met there; (∞, None) if none is."""
    rate = G @ direction
    rate[besides] = 0.0
    rows = np.flatnonzero(rate > CLOSE)
    if not len(rows):
        return np.inf, None
    lengths = np.maximum(0.0, (h - G @ x)[rows] / rate[rows])
    first = lengths.min()
    return first, int(rows[lengths <= first + CLOSE * (1 + np.abs(h).max())][0])


def _vertex(c, G, h, x):
    """From a feasible point downhill to a vertex and its basis; None where there is none.

    A start that is a vertex stays.
    """
    basis = _independent(G, np.flatnonzero(h - G @ x <= CLOSE * (1 + np.abs(h).max(initial=0.0))))
    while len(basis) < len(c):
        free = np.linalg.qr(G[basis].T, mode="complete")[0][:, len(basis) :]
        downhill = -free @ (free.T @ c)
        tries = [downhill, *free.T, *-free.T]
        for direction in tries:
            size = np.linalg.norm(direction)
            if size <= CLOSE * max(1.0, np.linalg.norm(c)):
                continue
            length, met = _until_met(G, h, x, direction / size, basis)
            if met is not None:
                x, basis = x + length * direction / size, [*basis, met]
                break
        else:
            return None
    basis = np.array(basis)
    return np.linalg.solve(G[basis], h[basis]), basis


def _independent(G, rows) -> list[int]:
    """The first of the rows that do not depend on those before them."""
    kept: list[int] = []
    for i in rows:
        if np.linalg.matrix_rank(G[[*kept, i]], tol=CLOSE) > len(kept):
            kept.append(int(i))
    return kept


def _first_vertex(G, h):
    """A feasible point, at the least t of Gx ≤ h + t, t ≥ 0; None if that t is not 0."""
    n = G.shape[1]
    lifted = np.vstack([np.c_[G, -np.ones(len(G))], -np.eye(n + 1)[n]])
    right = np.r_[h, 0.0]
    cost = np.eye(n + 1)[n]
    corner = _vertex(cost, lifted, right, np.r_[np.zeros(n), max(0.0, (-h).max(initial=0.0))])
    if corner is None:
        return None
    last = _walk(cost, lifted, right, *corner)[-1]
    return last[:n] if last[n] <= CLOSE * (1 + np.abs(h).max(initial=0.0)) else None


def _holds(G, h, x):
    """Which rows of G x ≤ h hold, to rounding; for many x on the last axis."""
    return x @ G.T <= h + CLOSE * (1 + np.abs(h).max(initial=0.0))


def polygon(G, h) -> np.ndarray:
    """The vertices of the bounded set Gx ≤ h of the plane, counter-clockwise.

    Parameters
    ----------
    G, h : arrays, shapes (m, 2) and (m,)

    Returns
    -------
    array, shape (k, 2)
        As of `hull_vertices`; one row for a point, two for a segment, none if nothing is feasible.

    Raises
    ------
    ValueError
        ``G x <= h must be bounded ...``: add the frame of the picture as four more rows.

    Notes
    -----
    Every crossing of two lines is tried in all rows: m³ products, for the few rows of a picture.

    Examples
    --------
    >>> polygon([[1, 1], [-1, 0], [0, -1]], [1, 0, 0]).tolist()
    [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    """
    G, h = _rows(G, h, 2)
    size = np.linalg.norm(G, axis=1)
    if (h[size == 0] < 0).any():
        return np.empty((0, 2))
    G, h = G[size > 0] / size[size > 0, None], h[size > 0] / size[size > 0]
    # What reaches to infinity has a last direction clockwise, and there a row holds with equality.
    along = np.c_[-G[:, 1], G[:, 0]]
    if not len(G) or (along @ G.T <= CLOSE).all(axis=1).any():
        if len(G) and linear_program([0.0, 0.0], G, h).status == "infeasible":
            return np.empty((0, 2))
        raise ValueError(
            "G x <= h must be bounded, got a set that reaches to infinity; "
            "add the four sides of the picture as rows"
        )
    i, j = np.triu_indices(len(G), 1)
    turn = G[i, 0] * G[j, 1] - G[i, 1] * G[j, 0]
    i, j, turn = (v[np.abs(turn) > CLOSE] for v in (i, j, turn))
    crossings = np.stack([h[i] * G[j, 1] - h[j] * G[i, 1], G[i, 0] * h[j] - G[j, 0] * h[i]], axis=1)
    crossings = crossings / turn[:, None]
    corners = crossings[_holds(G, h, crossings).all(axis=1)]
    digits = CLOSE * (1 + np.abs(h).max())
    return hull_vertices(_distinct(corners, 10 * digits))


def _distinct(points, distance):
    """Points without those nearer to an earlier one than a distance."""
    kept: list[np.ndarray] = []
    for point in points:
        if all(np.abs(point - other).max() > distance for other in kept):
            kept.append(point + 0.0)
    return np.array(kept).reshape(-1, points.shape[1])


def _rows(G, h, n: int):
    """G and h as arrays that fit."""
    G, h = checks.array("G", G, ndim=2), checks.vector("h", h)
    if G.shape != (len(h), n):
        raise ValueError(f"G must have shape ({len(h)}, {n}), got {G.shape}")
    return G, h
