"""What the pointer and the choices of notebook 09's explorers do."""

import numpy as np
import pytest

from course_lib.lessons.svm_hinge import explorers
from course_lib.lessons.svm_hinge.support_vectors import LECTURE_POINTS, POINT_SETS


def point(explorer, axes, x, y, kind="click"):
    """Send a pointer event at data coordinates."""
    ax = explorer.live.figure.axes[axes]
    px, py = ax.transData.transform((x, y))
    count = explorer.live.pointer[-1] + 1
    explorer.live.pointer = [kind, px, explorer.live.size[1] - py, count]


def test_a_click_in_the_plane_takes_the_line_there_and_one_on_the_map_takes_that_line():
    explorer = explorers.separating_lines()
    point(explorer, 0, 1.0, 1.0)
    run = explorer.result
    assert run.normal @ [1.0, 1.0] == pytest.approx(run.offset, abs=0.011)
    point(explorer, 1, 40.0, 0.5)
    assert (explorer.result.angle, explorer.result.offset) == pytest.approx((40, 0.5), abs=0.5)


def test_the_nearest_point_is_carried_along_without_a_jump():
    explorer = explorers.support_vectors()
    x, y, _ = LECTURE_POINTS[8]
    point(explorer, 0, x - 0.1, y + 0.1)
    assert explorer.result.held == 8
    np.testing.assert_allclose(explorer.result.X[8], [x, y], atol=1e-3)
    point(explorer, 0, x - 0.6, y - 0.2, "drag")
    np.testing.assert_allclose(explorer.result.X[8], [x - 0.5, y - 0.3], atol=0.02)
    np.testing.assert_allclose(explorer.result.alpha[[0, 5, 7]], [0.8, 1.4, 0.6], atol=1e-5)


def test_other_points_come_with_their_choice_and_reset_brings_the_first_back():
    explorer = explorers.support_vectors()
    explorer.set(data="a square")
    assert explorer.values["points"] == POINT_SETS["a square"]
    assert len(explorer.result.y) == 4
    explorer.reset()
    assert explorer.values["points"] == LECTURE_POINTS


def test_a_click_reads_the_losses_there():
    explorer = explorers.surrogates()
    point(explorer, 1, 1.5, -2.0)
    assert explorer.result.z == pytest.approx(1.5, abs=0.03)


def test_the_line_moves_with_the_frame():
    explorer = explorers.svm_descent()
    places = []
    for t in (1, 5, 20):
        explorer.live.scrub = t
        places.append(explorer.view.street.line.get_xydata().copy())
    assert not np.allclose(places[0], places[1])
    assert not np.allclose(places[1], places[2])
