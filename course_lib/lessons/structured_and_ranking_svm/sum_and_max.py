"""The lecture's three pictures: what each wrong class asks for, added up or the largest alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks

CLASSES = ("cat", "car", "frog")
#: Scores of the classes (columns) on a picture of a cat, a car and a frog (rows).
LECTURE_SCORES = ((3.2, 5.1, -1.7), (1.3, 4.9, 2.0), (2.2, 2.5, -3.1))
LOWEST, HIGHEST = -6.0, 8.0  # of a score that is dragged
LOW, HIGH, MOST = -7.5, 11.5, 26.0  # of the drawn scores, and of the drawn losses


@dataclass(frozen=True)
class SumAndMax:
    """Scores, and what they cost in both forms. Row i is the picture of class i."""

    scores: np.ndarray  #: shape (3, 3), after scaling
    bar: np.ndarray  #: what a wrong class must stay below, f_y − Δ, shape (3,)
    asked: np.ndarray  #: the slack that each wrong class asks for, 0 for the right one, (3, 3)
    sums: np.ndarray  #: Weston and Watkins' form, shape (3,)
    largest: np.ndarray  #: Crammer and Singer's form, shape (3,)
    summary: str


def sum_and_max(*, scores=LECTURE_SCORES, delta=1.0, scale=1.0) -> SumAndMax:
    """Both multiclass hinges of three pictures.

    Parameters
    ----------
    scores : 3 × 3 table
        Before scaling.
    delta : float
        Δ > 0, by how much the right class should lead.
    scale : float
        Factor of all weights, and so of all scores.
    """
    delta = checks.positive("delta", delta)
    F = scale * np.array(scores, dtype=float)
    right = np.eye(3, dtype=bool)
    own = F.diagonal()
    asked = np.where(right, 0.0, np.maximum(0.0, F - own[:, None] + delta))
    sums, largest = asked.sum(axis=1), asked.max(axis=1)
    return SumAndMax(
        scores=F, bar=own - delta, asked=asked, sums=sums, largest=largest,
        summary=f"Sum form: {_list(sums)}, mean {sums.mean():.2f}. "
                f"Max form: {_list(largest)}, mean {largest.mean():.2f}.",
    )  # fmt: skip


def _list(values) -> str:
    return ", ".join(f"{value:.1f}" for value in values)


def drag(scores, scale: float, picture: int, x: float, y: float) -> tuple:
    """The table with one score moved: the class nearest to x, in the panel of a picture."""
    j = int(np.clip(round(x), 0, 2))
    table = [list(row) for row in scores]
    table[picture][j] = round(min(max(y / scale, LOWEST), HIGHEST), 2)
    return tuple(tuple(row) for row in table)
