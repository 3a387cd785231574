"""Arrows as one line."""

import numpy as np
import pytest

from course_lib.plots.arrow import arrow


@pytest.mark.parametrize("angle", [0.0, 1.0, 2.5, -2.0])
def test_the_barbs_end_behind_the_tip_on_both_sides(angle):
    toward = np.array([np.cos(angle), np.sin(angle)])
    start, tip = np.array([1.0, -2.0]), np.array([1.0, -2.0]) + 3 * toward
    points = arrow(start, tip, head=0.5)
    np.testing.assert_allclose(points[[0, 1, 3]], [start, tip, tip])
    np.testing.assert_allclose((points[[2, 4]] - tip) @ toward, -0.5)
    np.testing.assert_allclose(points[[2, 4]].mean(axis=0), tip - 0.5 * toward)
    assert not np.allclose(points[2], points[4])


def test_a_short_arrow_has_a_short_head_and_one_without_length_none():
    points = arrow((0, 0), (0.1, 0), head=1.0)
    assert points[2, 0] == pytest.approx(0.06)
    assert (arrow((2, 3), (2, 3)) == [2, 3]).all()
