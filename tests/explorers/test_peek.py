"""`peek` computes, draws nothing, and leaves everything as it was."""

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


def test_no_artist_is_touched_and_no_picture_made(monkeypatch):
    explorer = explorers.car_regression()

    def refuse(*_):
        raise AssertionError("peek draws")

    monkeypatch.setattr(explorer.live, "redraw", refuse)
    monkeypatch.setattr(explorer.view, "update", refuse)
    monkeypatch.setattr(explorer.view, "show", refuse)
    assert "diverges" in explorer.peek(unit="km", lr=2.4e-10).summary


def test_the_players_frame_stays():
    explorer = explorers.car_regression()
    explorer.set(t=7)
    frame = bytes(explorer.live.frame)
    explorer.peek(t=3, lr=0.3)
    assert (explorer.live.scrub, bytes(explorer.live.frame)) == (7, frame)
    with pytest.raises(ValueError, match=r"t must be at a picture .* got 6000"):
        explorer.peek(t=6000)
    assert explorer.live.scrub == 7


def test_an_error_or_an_interrupt_leaves_all_as_it_was():
    explorer = explorers.line_search()
    honest, before = explorer.experiment, explorer.values
    for kind in (ArithmeticError, KeyboardInterrupt):

        def broken(kind=kind, **values):
            raise kind

        explorer.experiment = broken
        with pytest.raises(kind):
            explorer.peek(first=2.0)
        assert explorer.values == before
        assert not explorer._error.value, "nothing for the page: nobody has moved a control"
    explorer.experiment = honest
    explorer.controls["first"].value = 2.0
    assert explorer.values["first"] == 2.0
    assert explorer.result.summary == explorers.line_search().peek(first=2.0).summary


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
