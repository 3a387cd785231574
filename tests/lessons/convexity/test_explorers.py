"""What buttons and clicks of the convexity explorers do."""

import numpy as np
import pytest

from course_lib.lessons.convexity import explorers


def point(explorer, axes, x, y, kind="click"):
    explorer._pointed(kind, explorer.live.figure.axes[axes], x, y)


def test_the_button_finds_the_chord_between_the_two_wells():
    explorer = explorers.chord()
    explorer.set(function="x⁴ − 3x²")
    explorer.controls["search"].click()
    ends = sorted((explorer.values["x"], explorer.values["y"]))
    np.testing.assert_allclose(ends, [-np.sqrt(1.5), np.sqrt(1.5)], atol=1e-3)
    assert explorer.result.gap == pytest.approx(-2.25, abs=1e-3)


def test_the_button_says_what_it_tried_until_something_moves():
    explorer = explorers.chord()
    explorer.controls["search"].click()
    assert "evidence" in explorer.result.summary
    point(explorer, 0, 1.0, 1.0)
    assert "evidence" not in explorer.result.summary


def test_dragging_takes_the_nearer_end_and_stops_at_the_edge():
    explorer = explorers.chord()
    point(explorer, 0, 9.0, 0.0, "drag")
    assert (explorer.values["x"], explorer.values["y"]) == (-1.2, 2.0)
    point(explorer, 0, -0.7, 0.0, "drag")
    assert (explorer.values["x"], explorer.values["y"]) == (-0.7, 2.0)


def test_a_click_on_the_gaps_sets_t():
    explorer = explorers.chord()
    point(explorer, 1, 0.31, 0.0)
    assert explorer.controls["t"].value == pytest.approx(0.31)


def test_another_function_brings_its_own_ends():
    explorer = explorers.chord()
    explorer.set(x=-2.0, y=-1.9)
    explorer.controls["function"].value = "log x"
    assert (explorer.values["x"], explorer.values["y"]) == (0.2, 3.4)


def test_clicks_near_a_kink_snap_to_it():
    explorer = explorers.tangent()
    point(explorer, 0, 0.07, 1.0)
    assert explorer.values["x"] == 0.0
    point(explorer, 1, 1.2, 0.0)
    assert explorer.values["x"] == 1.2


@pytest.mark.parametrize(("axes", "x", "y", "degrees"), [
    (1, 1.0, 1.0, 45.0), (1, 1.0, -1.0, 135.0), (1, -1.0, 0.0, 0.0), (2, 60.2, 0.0, 60.0),
])  # fmt: skip
def test_a_click_turns_the_direction(axes, x, y, degrees):
    explorer = explorers.curvature()
    point(explorer, axes, x, y)
    assert explorer.values["direction"] == degrees


def test_the_point_of_the_model_follows_and_keeps_to_the_picture():
    explorer = explorers.local_model()
    point(explorer, 0, -0.5, 7.0, "drag")
    assert explorer.result.point.tolist() == [-0.5, 1.0]
    point(explorer, 1, 0.01, 1.0)
    assert explorer.result.point.tolist() == [-0.5, 1.0]


def test_the_risk_is_violated_by_button_for_the_sigmoid_only():
    explorer = explorers.risk_chord()
    explorer.controls["search"].click()
    assert "no violation" in explorer.result.summary
    explorer.controls["loss"].value = "absolute error"
    assert "no violation" not in explorer.result.summary
    explorer.controls["loss"].value = "sigmoid squared"
    explorer.controls["search"].click()
    assert explorer.result.gap < -0.1


def test_dragging_in_the_plane_of_weights_takes_the_nearer_end():
    explorer = explorers.risk_chord()
    point(explorer, 0, -3.0, 2.0, "drag")
    assert explorer.values["u"] == (-3.0, 2.0)
    assert explorer.values["v"] == (3.0, 2.0)
