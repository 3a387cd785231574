"""A line between two species whose measurements are uncertain: a second-order cone program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks, datasets
from course_lib.convex import programs

EACH = 14  # penguins of each species
MOST_LENGTH, MOST_DEPTH = 6.0, 2.5  # mm
SCALES = np.linspace(0, 2.5, 126)  # of the ellipses
TINY = 1e-6

_TURN = np.linspace(0, 2 * np.pi, 33)
CIRCLE = np.vstack([np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1), [[np.nan, np.nan]]])


@dataclass(frozen=True)
class RobustLineRun:
    """The line with the widest street that no ellipse enters, beside the one for the points."""

    X: np.ndarray  #: bill length and depth in mm, shape (n, 2)
    y: np.ndarray  #: −1 for Adelie, +1 for Gentoo, shape (n,)
    radii: np.ndarray  #: half axes of every ellipse, in mm, shape (2,)
    separable: bool  #: whether a line separates all ellipses
    w: np.ndarray  #: of the robust line, shape (2,); 0 where there is none
    b: float
    plain: np.ndarray  #: (b, w₁, w₂) of the line that trusts the measurements, shape (3,)
    touching: np.ndarray  #: whose ellipses hold it, shape (n,), bool
    mixes: np.ndarray  #: without a line: two points that prove it, shape (2, 2); or NaN
    wrong: np.ndarray  #: share misclassified at worst, for each scale; robust, plain: (2, scales)
    summary: str


@lru_cache(maxsize=1)
def penguins() -> tuple[np.ndarray, np.ndarray]:
    """Bills of 28 penguins of two species: X (28, 2) in mm, y −1 for Adelie and +1 for Gentoo."""
    features, species = ("bill_length_mm", "bill_depth_mm"), ("Adelie", "Gentoo")
    data = datasets.load_penguins(features, species=species, labels=(-1, 1))
    rng = np.random.default_rng(10)
    rows = [rng.permutation(np.flatnonzero(data.y == label))[:EACH] for label in (-1, 1)]
    rows = np.concatenate(rows)
    return data.X[rows], data.y[rows].astype(float)


@lru_cache(maxsize=1)
def plain_line() -> np.ndarray:
    """(b, w₁, w₂) of the widest street between the points, shape (3,)."""
    line, _ = solve(*penguins(), np.zeros(2))
    return line


@lru_cache(maxsize=256)
def robust_line(*, length=1.0, depth=0.5) -> RobustLineRun:
    """The robust line where bills are known to within these many millimetres.

    Parameters
    ----------
    length, depth : float ≥ 0
        Half axes of the ellipse around every penguin.
    """
    radii = np.array([checks.non_negative("length", length), checks.non_negative("depth", depth)])
    X, y = penguins()
    found, weights = solve(X, y, radii)
    plain = plain_line()
    separable = found is not None
    line = found if separable else np.zeros(3)
    touching = separable & (weights > TINY * weights.max())
    mixes = np.full((2, 2), np.nan) if separable else _mixes(X, y, weights)
    lines = [line if separable else np.full(3, np.nan), plain]
    return RobustLineRun(
        X=X, y=y, radii=radii, separable=separable, w=line[1:], b=float(line[0]), plain=plain,
        touching=touching, mixes=mixes, wrong=np.array([worst_case(X, y, radii, v) for v in lines]),
        summary=_summary(line, plain, X),
    )  # fmt: skip


def solve(X, y, radii):
    r"""The widest street between ellipses: (b, w), and the multiplier of each ellipse.

    Where no line separates them: None, and the multipliers of a certificate.

    .. math:: \min \|w\| \quad\text{subject to}\quad y_i(w^\top x_i + b) - \|Ew\| \ge 1

    Parameters
    ----------
    X : array, shape (n, 2)
    y : array, shape (n,)
        −1 and +1.
    radii : array, shape (2,)
        The diagonal of E: half axes of the ellipses.
    """
    middle, n = X.mean(axis=0), len(y)
    # The unknowns are b, w₁, w₂, t ≥ ‖w‖ and u ≥ ‖Ew‖. All ellipses are alike, so one cone serves
    # them all, and each penguin has one linear row.
    rows = -y[:, None] * np.column_stack([np.ones(n), X - middle])
    G = np.zeros((n + 6, 5))
    G[:n, :3], G[:n, 4] = rows, 1.0
    for first, unknown, scale in ((n, 3, np.ones(2)), (n + 3, 4, radii)):
        G[first, unknown] = -1.0
        G[[first + 1, first + 2], [1, 2]] = -scale
    h = np.r_[-np.ones(n), np.zeros(6)]
    cones = [programs.Nonnegative(n), programs.SecondOrder(3), programs.SecondOrder(3)]
    found = programs.conic_program(np.array([0.0, 0, 0, 1, 0]), G, h, cones)
    if found.status != "optimal":
        return None, found.certificate.z[:n]
    b, w = found.x[0], found.x[1:3]
    return np.r_[b - w @ middle, w], found.z[:n]


def _mixes(X, y, weights) -> np.ndarray:
    """A mean of each species, weighted by the certificate: the ellipses around them overlap."""
    parts = [np.maximum(weights, 0) * (y == label) for label in (-1, 1)]
    return np.array([part @ X / part.sum() for part in parts])


def worst_case(X, y, radii, line) -> np.ndarray:
    """Share of the penguins that some point of the scaled ellipse takes to the wrong side."""
    if np.isnan(line).any():
        return np.full(len(SCALES), np.nan)
    margin, reach = y * (X @ line[1:] + line[0]), np.linalg.norm(radii * line[1:])
    return (margin < SCALES[:, None] * reach - TINY).mean(axis=1)


def _summary(line, plain, X) -> str:
    if not line.any():
        return (
            "Infeasible: no line is left. The certificate: a mean of each species ◆ whose ellipses "
            "overlap."
        )
    width = 2 / np.linalg.norm(line[1:])
    return (
        f"The street between the ellipses is {width:.2f} mm wide. Bill length carries "
        f"{weight_of_length(line, X):.0%} of the weight, in the dashed line "
        f"{weight_of_length(plain, X):.0%}."
    )


def weight_of_length(line, X) -> float:
    """|w₁| as a share of |w₁| + |w₂|, both per standard deviation."""
    sizes = np.abs(line[1:]) * X.std(axis=0)
    return float(sizes[0] / sizes.sum())
