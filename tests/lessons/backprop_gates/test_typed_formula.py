"""What a reader types: its graph, its mistakes in words, and the sliders that bear its names."""

import pytest

from course_lib.lessons.backprop_gates import explorers
from course_lib.lessons.backprop_gates.typed_formula import FIRST_FORMULA, typed_formula
from course_lib.lessons.shared.typed import read_formula

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


def test_variables_take_the_values_in_order():
    run = typed_formula(formula="b / a", good="b / a", first=3.0, second=2.0)
    assert run.value == 1.5
    assert run.gradients == {"b": 0.5, "a": -0.75}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x ^ 2", "write ** for a power, at “x ^ 2”"),
        ("", "the formula is empty"),
        ("x", "there is no gate in it"),
        ("__import__('os')", "no function"),
        ("(x + y", "this is no formula"),
        ("a + b + c + d + e", "at most 4 variables have a slider, here are a, b, c, d, e"),
    ],
)
def test_a_mistake_is_a_sentence_and_the_last_good_graph_stays(text, words):
    assert words in read_formula(text).problem
    run = typed_formula(formula=text, good="x * y")
    assert run.summary.startswith("This cannot be drawn: ")
    assert words in run.summary
    assert run.summary.endswith("Still shown: x * y.")
    assert run.graph.structure == typed_formula(formula="x * y", good="x * y").graph.structure


def test_where_numbers_end_it_says_which_gate():
    run = typed_formula(formula="sqrt(log(x)) + y", good="x", first=-2.0)
    assert run.summary == "No finite value here: the gate log is given −2."


def test_the_first_formula_uses_all_four_sliders():
    assert len(read_formula(FIRST_FORMULA).expression.names) == 4
