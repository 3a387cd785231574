"""The street and the marks that the pictures of notebook 09 share."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.plots.two_classes import Boundary, ClassPoints, between, level_line


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.mark.parametrize("level", [-1.0, 0.0, 2.5])
def test_both_ends_lie_on_the_level(level):
    w, b = np.array([0.3, -1.2]), 0.7
    ends = level_line(w, b, level)
    np.testing.assert_allclose(ends @ w + b, level, atol=1e-12)
    assert np.linalg.norm(ends[1] - ends[0]) > 50


def test_no_line_without_a_normal(ax):
    assert level_line([0.0, 0.0], 1.0) is None
    street = Boundary(ax)
    street.update(np.array([1.0, 1.0]), 0.0)
    assert street.line.get_visible()
    street.hide()
    assert not any(a.get_visible() for a in (street.line, street.margins, street.strip))


def test_the_strip_is_as_wide_as_the_margin(ax):
    w = np.array([3.0, 4.0])
    street = Boundary(ax)
    street.update(w, 1.0)
    across = np.unique(np.round(street.strip.get_xy() @ w / 5, 9))
    assert np.ptp(across) == pytest.approx(2 / 5)
    x, y = street.margins.get_data()
    assert np.isnan(x[2])
    np.testing.assert_allclose((3 * x + 4 * y + 1)[[0, 1, 3, 4]], [1, 1, -1, -1], atol=1e-9)


def test_marks_go_to_their_class(ax):
    points = ClassPoints(ax)
    points.update(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1, -1, 1]))
    assert points.positive.get_xydata().tolist() == [[1.0, 2.0], [5.0, 6.0]]
    assert points.negative.get_xydata().tolist() == [[3.0, 4.0]]


def test_segments_are_broken():
    starts, ends = np.zeros((2, 2)), np.ones((2, 2))
    line = between(starts, ends)
    assert line.shape == (6, 2)
    assert np.isnan(line[[2, 5]]).all()
    assert line[[0, 1, 3, 4]].tolist() == [[0, 0], [1, 1], [0, 0], [1, 1]]
