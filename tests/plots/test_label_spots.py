"""Labels beside the ends of curves touch nothing, also in the picture that needs them."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules import explorers
from course_lib.lessons.lr_schedules.batch_scaling import RULES
from course_lib.plots.label_spots import spots_beside

ROOM, SIZE = np.array([300.0, 200.0]), np.array([30.0, 12.0])


def air(spot, points):
    """Pixels between a label's box and the nearest of the points; negative inside."""
    return (np.abs(points - spot) - SIZE / 2).max(axis=-1).min()


def test_right_of_the_end_where_nothing_is_in_the_way():
    curve = np.array([[0.0, 100.0], [50.0, 80.0]])
    assert spots_beside([curve], [SIZE], ROOM).tolist() == [[50 + 15 + 6, 80]]


def test_a_curve_that_goes_on_pushes_the_label_away():
    short, long = np.array([[0.0, 90.0], [50.0, 90.0]]), np.array([[0.0, 90.0], [290.0, 90.0]])
    first, second = spots_beside([short, long], [SIZE, SIZE], ROOM)
    on_long = np.linspace(long[0], long[1], 500)
    assert air(first, on_long) >= 5
    assert air(second, on_long) >= 5
    assert (second + SIZE / 2 <= ROOM).all()


def test_a_crowded_end_leaves_the_label_to_the_start():
    wall = [np.array([[200.0, y], [299.0, y]]) for y in range(0, 200, 10)]
    curve = np.array([[60.0, 90.0], [250.0, 95.0]])
    spot = spots_beside([curve, *wall], [SIZE] * 21, ROOM)[0]
    assert np.abs(spot - curve[0]).max() <= 15 + 6


def test_labels_of_curves_that_end_together_part():
    curves = [np.array([[0.0, 20.0 * k], [100.0, 100.0]]) for k in range(4)]
    spots = spots_beside(curves, [SIZE] * 4, ROOM)
    for k in range(4):
        for other in range(k):
            assert (np.abs(spots[k] - spots[other]) >= SIZE).any()


@pytest.mark.parametrize("rule", RULES)
def test_batch_sizes_by_steps_touch_no_curve(rule):
    explorer = explorers.batch_scaling()
    explorer.set(rule=rule, against="steps")
    view = explorer.view
    boxes = [name.get_window_extent() for name in view.names]
    for line in view.means:
        corners = view.curves.transData.transform(line.get_xydata())
        share = np.linspace(0, 1, 50)[:, None, None]
        path = (corners[:-1] + share * np.diff(corners, axis=0)).reshape(-1, 2)
        assert not any(box.count_contains(path) for box in boxes)
    for k, box in enumerate(boxes):
        assert box.count_overlaps(boxes) == 1, view.names[k].get_text()
