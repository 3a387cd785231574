"""The street of every line, and what the pointer takes."""

import numpy as np
import pytest

from course_lib.lessons.svm_hinge import explorers
from course_lib.lessons.svm_hinge.separating_lines import line_table, room_of, separating_lines
from course_lib.linear import LinearSVM
from tests.lessons.pointer import point


def test_no_line_of_the_map_has_more_room_than_the_widest():
    table = line_table()
    widest = room_of(*table.best)
    assert table.room.max() <= widest + 1e-9
    assert table.room.max() > 0.98 * widest  # and the map comes near to it
    svm = LinearSVM(C=np.inf).fit(table.X, table.y)
    assert widest == pytest.approx(svm.margin_width_, rel=1e-6)


def test_every_perceptron_separates_and_orders_lead_to_different_lines():
    table = line_table()
    rooms = [room_of(*line) for line in table.perceptron]
    assert min(rooms) > 0
    assert len({round(r, 3) for r in rooms}) > 10


def test_room_is_twice_the_distance_of_the_nearest_point():
    run = separating_lines(angle=45.0, offset=0.5)
    normal = np.array([1.0, 1.0]) / np.sqrt(2)
    distance = np.abs(run.table.X @ normal - 0.5)
    assert run.room == pytest.approx(2 * distance.min())
    np.testing.assert_allclose(np.linalg.norm(run.table.X - run.feet, axis=1), distance)
    np.testing.assert_allclose(run.feet @ normal, 0.5)


def test_a_line_with_mistakes_says_how_many():
    run = separating_lines(angle=-30.0, offset=0.0)
    wrong = (run.table.y * (run.table.X @ run.normal) <= 0).sum()
    assert wrong > 0
    assert run.room < 0
    assert f"puts {wrong} of 17" in run.summary


def test_a_click_in_the_plane_takes_the_line_there_and_one_on_the_map_takes_that_line():
    explorer = explorers.separating_lines()
    point(explorer, 0, 1.0, 1.0)
    run = explorer.result
    assert run.normal @ [1.0, 1.0] == pytest.approx(run.offset, abs=0.011)
    point(explorer, 1, 40.0, 0.5)
    assert (explorer.result.angle, explorer.result.offset) == pytest.approx((40, 0.5), abs=0.5)
