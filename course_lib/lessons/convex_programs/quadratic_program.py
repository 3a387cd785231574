"""A quadratic objective over a polygon, convex or not: where descent ends, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import programs

#: Corners of the feasible region, in the order of their edges, and the same as Gx ≤ h.
CORNERS = np.array([[2.6, 0.4], [0.8, 2.0], [-1.9, 1.5], [-2.4, -0.9], [0.5, -1.9]])
_EDGES = np.roll(CORNERS, -1, axis=0) - CORNERS
G = np.stack([_EDGES[:, 1], -_EDGES[:, 0]], axis=1)
H = (G * CORNERS).sum(axis=1)
STEEPEST, BENDS_DOWN = 3.0, -1.0  # ends of both eigenvalues
LIMIT = 1.2  # of the flat point's coordinates
STEPS, SPACING = 120, 0.42
SAME = 0.15  # ends nearer than this to a local minimum belong to it
LEVEL = 1e-9  # a slope or a curvature below this is 0 but for rounding


@dataclass(frozen=True)
class QuadraticProgramRun:
    """min ½(x − z)ᵀP(x − z) over the polygon: the solver's answer, and descent from many starts."""

    P: np.ndarray  #: shape (2, 2), symmetric
    z: np.ndarray  #: where the gradient is 0, shape (2,)
    solved: bool  #: whether the solver has taken the problem
    x: np.ndarray  #: its optimum, shape (2,); NaN if it refused
    minima: np.ndarray  #: the local minima within the region, lowest first, shape (k, 2)
    starts: np.ndarray  #: shape (n, 2)
    ends: np.ndarray  #: where descent from each start ends, shape (n, 2)
    reached: np.ndarray  #: f there, shape (n,)
    basin: np.ndarray  #: the local minimum that each start has found, shape (n,); −1 for none
    summary: str

    def f(self, x) -> np.ndarray:
        """The objective at points (..., 2)."""
        d = x - self.z
        return 0.5 * ((d @ self.P) * d).sum(axis=-1)


@lru_cache(maxsize=256)
def quadratic_program(
    *, eigenvalue1=2.0, eigenvalue2=0.5, angle=30.0, flat=(0.6, 0.7)
) -> QuadraticProgramRun:
    """The quadratic with these eigenvalues over the polygon.

    Parameters
    ----------
    eigenvalue1, eigenvalue2 : float
        Of P; the first belongs to the eigenvector at ``angle`` degrees.
    angle : float
    flat : (float, float)
        Where the gradient is 0, inside of the region or not.
    """
    turn = np.deg2rad(angle)
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    P = (axes * [eigenvalue1, eigenvalue2]) @ axes.T
    z = np.array(flat)
    try:
        found = programs.quadratic_program(P, -P @ z, G, H)
        solved, x, refusal = True, found.x, ""
    except ValueError as error:
        solved, x, refusal = False, np.full(2, np.nan), str(error).split(";")[0]
    minima = local_minima(P, z)
    starts = starts_inside()
    ends = descend(P, z, starts)
    d = ends - z
    reached = 0.5 * ((d @ P) * d).sum(axis=1)
    far = np.linalg.norm(ends[:, None] - np.vstack([minima, [[np.inf, np.inf]]]), axis=-1)
    basin = np.where(far.min(axis=1) < SAME, far.argmin(axis=1), -1)
    return QuadraticProgramRun(
        P=P, z=z, solved=solved, x=x, minima=minima, starts=starts, ends=ends, reached=reached,
        basin=basin, summary=_summary(solved, x, refusal, basin),
    )  # fmt: skip


def _summary(solved, x, refusal, basin) -> str:
    k = len(set(basin.tolist()) - {-1})
    ends = f"{k} local minim{'um' if k == 1 else 'a'}" if k else "many points of one value"
    descent = f"Descent from {len(basin)} starts ends at {ends}."
    if solved:
        return f"Solver: optimal, x = ({x[0] + 0.0:.2f}, {x[1] + 0.0:.2f}). {descent}"
    return f"Solver: “{refusal}”. {descent}"


@lru_cache(maxsize=1)
def starts_inside() -> np.ndarray:
    """Points of a grid within the polygon, shape (n, 2)."""
    axis = np.arange(-3, 3, SPACING)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    return grid[(grid @ G.T < H - 0.1).all(axis=1)]


def nearest_inside(points) -> np.ndarray:
    """Each point's nearest point of the polygon, shape (n, 2)."""
    outside = (points @ G.T > H).any(axis=1)
    if not outside.any():
        return points
    away = points[outside, None] - CORNERS
    share = ((away * _EDGES).sum(axis=-1) / (_EDGES**2).sum(axis=-1)).clip(0, 1)
    on_edges = CORNERS + share[..., None] * _EDGES
    best = ((points[outside, None] - on_edges) ** 2).sum(axis=-1).argmin(axis=1)
    out = points.copy()
    out[outside] = on_edges[np.arange(len(best)), best]
    return out


def descend(P, z, starts) -> np.ndarray:
    """The ends of projected gradient descent with the step 3/(2L), shape (n, 2)."""
    smoothness = np.abs(np.linalg.eigvalsh(P)).max()
    step = 1.5 * P / max(smoothness, 1e-9)
    x = starts
    for _ in range(STEPS):
        x = nearest_inside(x - (x - z) @ step)
    return x


def local_minima(P, z) -> np.ndarray:
    """All isolated local minima over the polygon, lowest first, shape (k, 2).

    A point inside counts if P is positive definite there; a point of an edge if f bends up along
    the edge and falls towards the outside; a corner if f rises along both of its edges.
    """

    def slope(x, d):
        return (x - z) @ P @ d

    found = [z] if np.linalg.eigvalsh(P)[0] > LEVEL and (G @ z < H).all() else []
    for corner, edge, normal in zip(CORNERS, _EDGES, G, strict=True):
        bend = edge @ P @ edge
        share = -slope(corner, edge) / bend if bend > LEVEL else -1.0
        x = corner + share * edge
        if 0 < share < 1 and slope(x, normal) < -LEVEL:
            found.append(x)
    for k, corner in enumerate(CORNERS):
        if min(slope(corner, _EDGES[k]), slope(corner, -_EDGES[k - 1])) > LEVEL:
            found.append(corner)
    points = np.array(found).reshape(-1, 2)
    d = points - z
    return points[np.argsort(0.5 * ((d @ P) * d).sum(axis=1), kind="stable")]
