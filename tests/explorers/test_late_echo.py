"""What a page hears after it has moved a slider: the picture, and then the echo of the value."""

import ipywidgets as widgets
import pytest
import traitlets as tr
from ipywidgets.widgets import widget as module

from course_lib.explorers import controls
from tests.explorers.toy import toy_explorer

PLAIN = widgets.FloatSlider, widgets.FloatLogSlider, widgets.IntSlider


@pytest.fixture(autouse=True)
def echoes(monkeypatch):
    """As by default, whatever the environment says."""
    monkeypatch.setattr(module, "JUPYTER_WIDGETS_ECHO", True)


@pytest.fixture
def heard():
    """What the page hears, from first to last."""
    return []


def listen(heard, name, widget):
    """Let a page hear what the kernel tells of a widget."""

    def send(data, buffers=None):
        heard.append((name, data["method"], dict(data["state"])))

    widget.comm.send = send


def shown(heard, name):
    """The value that a page shows in the end; its own one if it heard of no other."""
    return [state["value"] for who, _, state in heard if who == name and "value" in state][-1]


@pytest.fixture
def explorer(heard):
    explorer = toy_explorer()
    listen(heard, "figure", explorer.live)
    listen(heard, "height", explorer.controls["height"])
    return explorer


def test_the_picture_comes_first(explorer, heard):
    explorer.controls["height"].set_state({"value": 2.0})
    pictures = [k for k, (name, _, state) in enumerate(heard) if "stamp" in state]
    echo = heard.index(("height", "echo_update", {"value": 2.0}))
    assert pictures
    assert max(pictures) < echo == len(heard) - 1


def test_a_value_that_the_kernel_puts_back_is_the_last_one_told(explorer, heard):
    height = explorer.controls["height"]
    height.observe(lambda change: height.set_trait("value", 1.5), "value")
    height.set_state({"value": 2.0})
    assert height.value == shown(heard, "height") == 1.5
    assert [how for name, how, _ in heard if name == "height"] == ["update", "echo_update"]


def test_an_experiment_that_fails_leaves_no_page_without_its_echo(explorer, heard):
    with pytest.raises(ArithmeticError):
        explorer.controls["height"].set_state({"value": 3.5})
    assert heard[-1] == ("height", "echo_update", {"value": 3.5})
    explorer.controls["height"].set_state({"value": 2.0})
    assert heard[-1] == ("height", "echo_update", {"value": 2.0})


def test_a_value_that_is_none_is_answered_by_the_one_that_holds(explorer, heard):
    with pytest.raises(tr.TraitError):
        explorer.controls["height"].set_state({"value": "high"})
    assert heard == [("height", "echo_update", {"value": 1.0})]


def test_what_is_not_echoed_at_all_is_not_told(explorer, heard, monkeypatch):
    monkeypatch.setattr(module, "JUPYTER_WIDGETS_ECHO", False)
    explorer.controls["height"].set_state({"value": 2.0})
    assert {name for name, _, _ in heard} == {"figure"}


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (lambda: controls.slider("h", 0, 1, 0.5, 0.1), [0.7, 0.2]),
        (lambda: controls.log_slider("η", 0.01, 1, 0.1), [0.02, 0.5]),
        (lambda: controls.int_slider("k", 0, 9, 5), [7, 2]),
    ],
    ids=["even", "log", "whole"],
)
def test_a_page_hears_of_each_kind_what_it_hears_of_the_usual_one(make, values, heard):
    slider = make()
    usual = next(kind for kind in PLAIN if isinstance(slider, kind))
    other = usual(min=slider.min, max=slider.max, step=slider.step, value=slider.value)
    listen(heard, "ours", slider)
    listen(heard, "usual", other)
    for widget in (slider, other):
        for value in values:
            widget.set_state({"value": value})
    ours, theirs = ([rest for name, *rest in heard if name == who] for who in ("ours", "usual"))
    assert [state["value"] for how, state in theirs if how == "echo_update"] == values
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))
    assert type(slider).__name__ == usual.__name__


def test_only_what_a_page_sets_is_held_back(explorer, heard):
    height = explorer.controls["height"]
    height.set_state({"value": 2.0})
    heard.clear()
    height._send({"method": "echo_update", "state": {"value": 2.0}})
    assert heard == [("height", "echo_update", {"value": 2.0})]
