"""One classifier of the plane: its samples and where its score is positive."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.linear_classifiers.shapes import SIDE
from course_lib.plots.decision_field import DecisionField
from course_lib.plots.two_classes import ClassPoints


def draw_shape(ax, score, X, y, title: str) -> None:
    """The samples over the sign of the score.

    Parameters
    ----------
    ax : Axes
    score : callable
        ``score(points)`` of points (m, 2), shape (m,).
    X : array, shape (n, 2)
    y : array, shape (n,)
    title : str
    """
    at = np.linspace(-SIDE, SIDE, 81)
    points = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
    values = np.reshape(score(points), (81, 81))
    ax.set(xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE), aspect="equal", title=title)
    # Blue is the positive class of `ClassPoints`, and the low end of the field's colours.
    DecisionField(ax, -1.0, 1.0, alpha=0.45).update(at, at, -np.tanh(values), values)
    ClassPoints(ax, 3.5).update(X, y)
