"""The wiring of notebook 13's explorers: the typed formula and its sliders, clicks on the plane."""

import pytest

from course_lib.explorers.explorer import Pointer
from course_lib.lessons.backprop_gates import explorers
from course_lib.lessons.backprop_gates.gate_graphs import FIRST_FORMULA

SLIDERS = ("first", "second", "third", "fourth")


@pytest.fixture
def typed():
    return explorers.typed_formula()


def sliders(explorer):
    return [(explorer.controls[n].description, explorer.controls[n].disabled) for n in SLIDERS]


def test_sliders_bear_the_names_of_the_variables(typed):
    assert sliders(typed) == [("w", False), ("x", False), ("b", False), ("y", False)]
    typed.controls["formula"].value = "u / v"
    assert sliders(typed) == [("u", False), ("v", False), ("–", True), ("–", True)]
    assert typed.result.value == 0.25
    typed.controls["second"].value = -4.0
    assert typed.result.gradients == {"u": -0.25, "v": -0.03125}


def test_a_mistake_keeps_the_last_good_graph_and_its_sliders(typed):
    typed.controls["formula"].value = "u / v"
    for wrong in ("u /", "", "import os", "a + b + c + d + e"):
        typed.controls["formula"].value = wrong
        assert typed.result.value == 0.25
        assert sliders(typed)[0] == ("u", False)
        assert typed.result.summary.startswith("This cannot be drawn: ")
        assert typed._error.value == ""
    typed.controls["first"].value = 1.0
    assert typed.result.value == 0.5
    typed.reset()
    assert typed.controls["formula"].value == FIRST_FORMULA
    assert sliders(typed)[3] == ("y", False)
    assert not typed.result.summary.startswith("This")


def test_a_click_moves_the_point_within_the_sliders():
    explorer = explorers.gate_rule()
    place = explorer._on_pointer
    assert place(Pointer("click", 1, 1.234, -5.0), explorer.values) == {"x": 1.2, "y": -4.0}
    assert place(Pointer("click", 0, 1.0, 1.0), explorer.values) == {}
