"""Classes that no line separates."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.functions import add_bias
from course_lib.lessons.linear_classifiers.shapes import MODES, SHAPES, shape
from course_lib.lessons.linear_classifiers.shapes_view import draw_shape
from course_lib.linear import separating_plane


@pytest.mark.parametrize("name", SHAPES)
def test_no_line_separates_and_classes_are_equally_large(name):
    X, y = shape(name)
    assert (y > 0).sum() == (y < 0).sum() == 80
    assert separating_plane(add_bias(X), y) is None


def test_what_the_names_promise():
    X, y = shape("XOR")
    assert (np.sign(X[:, 0] * X[:, 1]) == y).all()
    X, y = shape("a ring")
    r = np.linalg.norm(X, axis=1)
    assert (((r >= 1) & (r <= 2)) == (y > 0)).all()
    X, y = shape("two modes")
    assert ((abs(X[:, 0]) > 1) == (y > 0)).all()
    X, y = shape("three modes")
    nearest = np.linalg.norm(X[:, None] - MODES, axis=-1).min(axis=1)
    assert nearest[y > 0].max() < nearest[y < 0].min()


def test_blue_is_where_the_score_is_positive():
    _, ax = plots.subplots()
    X, y = shape("XOR")
    draw_shape(ax, lambda P: P[:, 0], X, y, "right half")
    (image,) = ax.images
    values = np.asarray(image.get_array())
    assert values[40, -1] < 0 < values[40, 0]  # the low end of the colours is blue
