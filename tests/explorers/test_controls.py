"""Controls hold what they are given, over the whole range, with readable numbers."""

import pytest

from course_lib.explorers.controls import (
    Action,
    accept,
    action,
    choice,
    int_slider,
    log_slider,
    reach,
    slider,
    spell,
    text_box,
    toggle,
)
from tests.explorers.toy import toy_explorer


def test_a_slider_shows_as_many_digits_as_its_step_has():
    for step, digits in ((1, ".0f"), (0.5, ".1f"), (0.05, ".2f"), (0.125, ".3f"), (1e-4, ".4f")):
        assert slider("x", 0, 10, 5, step).readout_format == digits


def test_a_slider_moves_while_dragged_unless_slow():
    assert slider("x", 0, 1, 0.5, 0.1).continuous_update
    assert not int_slider("n", 0, 9, 3, slow=True).continuous_update
    assert not log_slider("η", 0.1, 1, 0.5, slow=True).continuous_update


def test_a_log_slider_holds_its_ends_and_its_start():
    control = log_slider("η", 0.001, 10.0, 0.1)
    assert control.value == 0.1
    for end in (0.001, 10.0):
        control.value = end
        assert control.value == pytest.approx(end)
    control.value = 99
    assert control.value == pytest.approx(10.0)


def test_a_log_slider_of_tiny_numbers_shows_powers_of_ten():
    assert log_slider("ε", 1e-10, 1, 1e-6).readout_format == ".1e"
    assert log_slider("η", 1e-4, 1, 0.1).readout_format == ".3r"
    assert log_slider("B", 1, 1000, 10, whole=True).readout_format == ",.0f"


def test_a_log_slider_takes_even_steps_per_decade():
    assert log_slider("η", 0.01, 1, 0.1, per_decade=10).step == pytest.approx(0.1)


def test_whole_numbers_stay_whole():
    control = int_slider("steps", 0, 100, 20, 5)
    assert (control.value, control.step, control.max) == (20, 5, 100)


def test_a_choice_starts_with_the_first_and_maps_names_to_values():
    assert choice("f", ["a", "b"]).value == "a"
    assert choice("f", ["a", "b"], "b").value == "b"
    named = choice("f", {"one": 1, "two": 2})
    assert (named.value, named.label) == (1, "one")
    named.label = "two"
    assert named.value == 2


def test_a_toggle_holds_a_truth():
    control = toggle("show", True)
    assert control.value is True
    assert control.description == "show"


def test_a_text_box_is_read_when_it_is_finished():
    control = text_box("f =", "x * y", hint="then Enter")
    assert (control.value, control.placeholder) == ("x * y", "then Enter")
    assert not control.continuous_update


def test_an_action_keeps_its_change_and_hint():
    control = action("Find", lambda values: {"x": values["x"] + 1}, "a hint")
    assert control.change({"x": 1}) == {"x": 2}
    assert (control.description, control.tooltip) == ("Find", "a hint")


def test_what_the_browser_rounds_is_not_held():
    explorer = toy_explorer()
    name = next(n for n, c in explorer.controls.items() if isinstance(c.value, float))
    before, control = explorer.values, explorer.controls[name]
    control.value = control.value * (1 - 1e-13)
    assert explorer.values == before


@pytest.mark.parametrize(
    ("control", "good", "bad", "message"),
    [
        (
            slider("x", -1, 1, 0, 0.1),
            [-1, 0.33, 1 + 1e-12],
            1.1,
            r"x must be in \[-1, 1\], got 1.1",
        ),
        (log_slider("x", 0.01, 100, 1), [0.01, 100.0], 0, r"x must be in \[0.01, 100\], got 0"),
        (log_slider("x", 0.01, 100, 1), [3], "2", "x must be a number, got '2'"),
        (int_slider("x", 0, 9, 3), [0, 9], 10, r"x must be in \[0, 9\], got 10"),
        (int_slider("x", 0, 9, 3), [4], 2.5, "x must be a whole number, got 2.5"),
        (choice("x", {"one": 1, "two": 2}), [1, 2], "two", "x must be one of 1, 2, got 'two'"),
        (toggle("x"), [True, False], 1, "x must be True or False, got 1"),
        (text_box("x", "a"), ["", "b"], 3, "x must be a text, got 3"),
    ],
)
def test_a_control_accepts_what_it_can_hold(control, good, bad, message):
    for value in good:
        assert accept("x", control, value) == value
        control.value = value
        assert control.value == pytest.approx(value)
    with pytest.raises((ValueError, TypeError), match=message):
        accept("x", control, bad)


def test_all_that_a_control_can_be_set_to():
    assert reach(slider("x", -1, 1, 0.5, 0.1)) == "-1 to 1 by 0.1"
    assert reach(log_slider("x", 1e-3, 10, 0.1)) == "0.001 to 10 by ×1.122"
    assert reach(int_slider("x", 0, 9, 3)) == "0 to 9 by 1"
    assert reach(choice("x", {"one": 1, "two": 2}, 2)) == "one, two"
    assert reach(toggle("x", True)) == "checkbox"


def test_a_value_is_spelled_with_the_range_of_its_slider():
    assert spell(slider("x", -1, 1, 0.5, 0.1)) == "0.5 (-1 to 1)"
    assert spell(log_slider("x", 1e-3, 10, 0.1)) == "0.1 (0.001 to 10)"
    assert spell(int_slider("x", 0, 9, 3)) == "3 (0 to 9)"
    assert spell(choice("x", {"one": 1, "two": 2}, 2)) == "two"
    assert spell(toggle("x", True)) == "True"


def test_the_text_form_says_how_far_every_control_goes():
    """A slider's end that has moved is in no picture at rest."""
    explorer = toy_explorer()
    lines = [line for line in explorer.text().split("\n") if line.startswith("control ")]
    held = [c for c in explorer.controls.values() if not isinstance(c, Action)]
    assert lines == [f"control {c.description}: {reach(c)}" for c in held]
