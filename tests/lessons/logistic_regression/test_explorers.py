"""Clicks on the pictures of notebook 08 put points where they should be."""

import pytest

from course_lib.explorers.explorer import Pointer
from course_lib.lessons.logistic_regression import explorers
from course_lib.lessons.logistic_regression.boundary_descent import FIRST, PAIRS, penguin_pair


@pytest.fixture
def explorer():
    return explorers.boundary_descent()


def act(explorer, kind, x, y, axes=0):
    new = explorer._on_pointer(Pointer(kind, axes, x, y), explorer.values)
    if new:
        explorer.set(**new)


def test_a_click_adds_a_point_a_drag_moves_it_and_a_click_takes_it_away(explorer):
    explorer.set(adds=1)
    act(explorer, "click", 33.0, 21.0)
    assert explorer.values["own"] == ((33.0, 21.0, 1),)
    act(explorer, "drag", 33.9, 21.2)
    act(explorer, "release", 33.9, 21.2)
    assert explorer.values["own"] == ((33.9, 21.2, 1),)
    act(explorer, "click", 33.9, 21.2)
    assert explorer.values["own"] == ()


def test_a_click_leaves_a_penguin_out_and_takes_it_back(explorer):
    x, y = penguin_pair(FIRST).X[17]
    act(explorer, "click", x, y)
    (gone,) = explorer.values["out"]
    assert penguin_pair(FIRST).X[gone].tolist() == [x, y]
    act(explorer, "click", x, y)
    assert explorer.values["out"] == ()


def test_another_pair_has_none_of_them(explorer):
    act(explorer, "click", 33.0, 21.0)
    explorer.controls["pair"].value = list(PAIRS)[1]
    assert explorer.values["own"] == ()


def test_choosing_c_brings_the_penalty_back(explorer):
    explorer.set(free=True)
    explorer.controls["C"].value = 10.0
    assert not explorer.values["free"]


def test_the_button_jumps_to_the_optimum():
    explorer = explorers.logistic_curve()
    explorer.controls["best"].click()
    assert explorer.values["bias"] == -0.17
    assert explorer.values["slope"] == -0.99
