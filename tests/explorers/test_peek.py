"""`peek` computes, draws and puts back."""

import pytest

from course_lib.lessons.gradient_descent import explorers


def test_the_result_is_that_of_set():
    explorer, other = explorers.line_search(), explorers.line_search()
    other.set(rule="strong Wolfe", first=2.0)
    assert explorer.peek(rule="strong Wolfe", first=2.0).summary == other.result.summary


def test_everything_is_back():
    explorer = explorers.car_regression()
    explorer.set(lr=0.3, t=7)
    before = explorer.values, explorer.result, explorer.live.scrub, bytes(explorer.live.frame)
    explorer.set(t=7)
    diverged = explorer.peek(unit="km", lr=2.4e-10)
    assert "diverges" in diverged.summary
    after = explorer.values, explorer.result, explorer.live.scrub, bytes(explorer.live.frame)
    assert after == before


def test_the_page_is_told_of_no_value_on_the_way():
    explorer = explorers.car_regression()
    told = []
    lr = explorer.controls["lr"]
    lr.send_state = lambda key=None: told.append(lr.value)
    explorer.peek(lr=0.1)
    assert set(told) <= {0.5}


def test_wrong_names_are_named_and_nothing_moves():
    explorer = explorers.line_search()
    before = explorer.values
    with pytest.raises(ValueError, match="is not a value of this explorer"):
        explorer.peek(eta=0.1)
    assert explorer.values == before
