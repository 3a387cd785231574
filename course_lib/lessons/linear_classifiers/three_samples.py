"""The three samples of the lecture: their scores, and what both losses make of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from course_lib.functions import MulticlassHinge, SoftmaxCrossEntropy

NAMES = ("cat", "car", "frog")
#: A row for each picture: its scores as cat, car and frog. Picture i is of class i.
LECTURE = ((3.2, 5.1, -1.7), (1.3, 4.9, 2.0), (2.2, 2.5, -3.1))
LOWEST, HIGHEST = -8.0, 12.0


@dataclass(frozen=True)
class ThreeSamples:
    """Scores and losses of three pictures."""

    scores: np.ndarray  #: shape (3, 3), after scaling
    excess: np.ndarray  #: max(0, f_j − f_y + 1), 0 at the right class, shape (3, 3)
    hinge: np.ndarray  #: shape (3,)
    cross_entropy: np.ndarray  #: shape (3,)
    probabilities: np.ndarray  #: shape (3, 3)
    summary: str


def three_samples(*, scale=1.0, scores=LECTURE) -> ThreeSamples:
    """Both losses of three scored pictures.

    Parameters
    ----------
    scale : float
        W becomes `scale` times W, and so do all scores.
    scores : three tuples of three
    """
    f = scale * np.array(scores, dtype=float)
    y = np.arange(3)
    excess = np.maximum(0.0, f - f[y, y][:, None] + 1) * (1 - np.eye(3))
    hinge, entropy = MulticlassHinge()(f, y), SoftmaxCrossEntropy()(f, y)
    return ThreeSamples(
        scores=f, excess=excess, hinge=hinge, cross_entropy=entropy,
        probabilities=softmax(f, axis=1), summary=_summary(scale, hinge, entropy),
    )  # fmt: skip


def _summary(scale, hinge, entropy) -> str:
    def said(values):
        return ", ".join(f"{v:.3g}" for v in values) + f", mean {values.mean():.3g}"

    times = "" if scale == 1 else f"Scores times {scale:.3g}. "
    return f"{times}Multiclass SVM: {said(hinge)}. Softmax: {said(entropy)}."


def lift(scores, scale: float, picture: int, bar: int, height: float):
    """The scores with one of them moved to a height in the (scaled) picture."""
    height = min(max(height, LOWEST), HIGHEST)
    row = list(scores[picture])
    row[bar] = round(height / scale, 2)
    return (*scores[:picture], tuple(row), *scores[picture + 1 :])
