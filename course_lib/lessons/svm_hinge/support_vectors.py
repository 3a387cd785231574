"""The hard-margin quadratic program in the plane: which samples hold the line, and how hard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from course_lib.functions import add_bias
from course_lib.lessons.shared.carried import carry
from course_lib.linear.interior_point import solve_hinge_qp
from course_lib.linear.separable import separating_plane

WIDTH, HEIGHT = 4.0, 3.0  # of the drawn half plane
SUPPORT = 1e-5  # an α below this part of the largest is 0 but for rounding


def lecture_points() -> tuple:
    """Ten points whose multipliers are 0.8, 1.4 and 0.6 at points 1, 6 and 8, and 0 elsewhere.

    The multipliers fix ‖w‖² = Σα = 2.8. Along the boundary, 1 and 8 lie 0.9 behind and 1.2 ahead
    of 6, so that the lever 0.8 · 0.9 = 0.6 · 1.2 is in balance; the others lie further away.
    """
    across = np.array([0.6, 0.8])
    along = np.array([0.8, -0.6])
    half = 1 / np.sqrt(2.8)
    # (distance from the boundary, place along it, label) of points 1 to 10.
    places = (
        (half, -0.9, 1), (1.5, 0.6, 1), (-1.4, 1.0, -1), (-1.1, -1.3, -1), (1.3, -1.7, 1),
        (-half, 0.0, -1), (2.1, -0.5, 1), (half, 1.2, 1), (-2.2, 0.2, -1), (1.1, 2.2, 1),
    )  # fmt: skip
    return tuple((*(d * across + s * along).tolist(), label) for d, s, label in places)


def random_points() -> tuple:
    """Sixteen points in two clouds."""
    rng = np.random.default_rng(59)
    y = np.repeat([1, -1], 8)
    X = rng.normal(scale=[0.9, 0.8], size=(16, 2)) + y[:, None] * [1.6, 0.6]
    return tuple((*x, int(label)) for x, label in zip(X.round(2).tolist(), y, strict=True))


LECTURE, LECTURE_POINTS = "the lecture's ten points", lecture_points()
#: Each is a tuple of (x₁, x₂, label).
POINT_SETS = {
    LECTURE: LECTURE_POINTS,
    "two points": ((1.2, 0.9, 1), (-1.2, -0.9, -1)),
    "a square": ((1.0, 1.0, 1), (1.0, -1.0, 1), (-1.0, 1.0, -1), (-1.0, -1.0, -1)),
    "sixteen at random": random_points(),
}


@dataclass(frozen=True)
class SupportVectorRun:
    """The widest street between two classes and its multipliers."""

    X: np.ndarray  #: samples, shape (n, 2)
    y: np.ndarray  #: −1 and +1, shape (n,)
    w: np.ndarray  #: shape (2,); 0 where no line separates
    b: float  #: 0 where no line separates
    alpha: np.ndarray  #: multipliers, shape (n,); NaN where no line separates
    excess: np.ndarray  #: yᵢ(wᵀxᵢ + b) − 1, shape (n,); NaN where no line separates
    kept: np.ndarray  #: which samples the program has seen, shape (n,), bool
    held: int  #: the sample that is being moved
    separable: bool  #: whether any line separates the classes
    width: float  #: of the street, 2/‖w‖
    summary: str

    @property
    def support(self) -> np.ndarray:
        """Indices of the support vectors."""
        return np.flatnonzero(np.nan_to_num(self.alpha) > 0)


@lru_cache(maxsize=256)
def support_vectors(
    *, data=LECTURE, only=False, points=LECTURE_POINTS, held=(5, 0.0, 0.0)
) -> SupportVectorRun:
    """The hard margin of ``points``; with ``only``, solved anew from its support vectors alone.

    Parameters
    ----------
    data : str
        Where the points came from; it plays no other part.
    only : bool
    points : tuple of (x₁, x₂, label)
    held : (index, dx, dy)
        The sample that the pointer moves, and where it is seen from the pointer.
    """
    table = np.array(points, dtype=float)
    X, y = table[:, :2], table[:, 2]
    alpha, weights = _solve(X, y)
    if alpha is None:
        nothing = np.full(len(y), np.nan)
        return SupportVectorRun(
            X=X, y=y, w=np.zeros(2), b=0.0, alpha=nothing, excess=nothing,
            kept=np.ones(len(y), bool), held=held[0], separable=False, width=0.0,
            summary="No line separates these points: the program has no solution, and on the way "
                    "here the multipliers grew without bound.",
        )  # fmt: skip
    kept = alpha > 0 if only else np.ones(len(y), bool)
    if only:
        seen, weights = _solve(X[kept], y[kept])
        alpha = np.zeros(len(y))
        alpha[kept] = seen
    b, w = float(weights[0]), weights[1:]
    width = float(2 / np.linalg.norm(w))
    return SupportVectorRun(
        X=X, y=y, w=w, b=b, alpha=alpha, excess=y * (X @ w + b) - 1, kept=kept, held=held[0],
        separable=True, width=width, summary=_summary(y, alpha, width, only),
    )  # fmt: skip


def _solve(X, y):
    """Multipliers, exact zeros included, and (b, w); (None, None) where no line separates."""
    A = add_bias(X)
    if separating_plane(A, y) is None:
        return None, None
    found = solve_hinge_qp(A, y, np.inf)
    alpha = np.where(found.alpha > SUPPORT * found.alpha.max(), found.alpha, 0.0)
    return alpha, found.weights


def _summary(y, alpha, width, only) -> str:
    def side(label):
        terms = [f"{a:.2f}" for a in alpha[(y == label) & (alpha > 0)]]
        total = alpha[y == label].sum()
        return f"{' + '.join(terms)} = {total:.2f}" if len(terms) > 1 else terms[0]

    names = ", ".join(str(i + 1) for i in np.flatnonzero(alpha))
    others = int((alpha == 0).sum())
    without = f" The other {others} points are left out." if only and others else ""
    return (
        f"The street is {width:.2f} wide, held by points {names}. "
        f"Balance of the classes: {side(1)} against {side(-1)}.{without}"
    )


#: The points with the held one carried along to the pointer, within the picture.
move = partial(carry, reach=(WIDTH, HEIGHT))
