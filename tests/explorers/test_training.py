"""A training by code: what moves it on, what begins it anew, and what it leaves alone."""

import gc
import weakref

import ipywidgets as widgets
import pytest

from tests.explorers.test_explorer import stored_forms
from tests.explorers.toy_training import advance, begin, look, toy_training


@pytest.fixture
def explorer():
    return toy_training()


def straight(steps, seed=0, wide=2, lr=0.1, noise=0.5):
    return advance(begin(seed=seed, wide=wide), steps, lr=lr, noise=noise)


def test_steps_are_those_of_the_functions(explorer):
    explorer.step(3)
    explorer.step()
    assert explorer.training == straight(4)
    assert explorer.result == look(straight(4), zoom=1)
    assert explorer.t == 4
    assert explorer.live.said == "step 4, seed 0"
    assert explorer.live.caption == explorer.result.summary
    assert explorer.view.dot.get_xdata() == [explorer.training.x]


def test_a_value_of_advance_takes_effect_from_here_and_not_from_the_start(explorer):
    explorer.step(3)
    explorer.controls["lr"].value = 0.5
    assert explorer.training == straight(3), "as yet nothing has been trained with it"
    explorer.step(2)
    assert explorer.training == advance(straight(3), 2, lr=0.5, noise=0.5)
    assert explorer.training != straight(5, lr=0.5)


def test_a_value_of_start_begins_anew(explorer):
    explorer.step(3)
    explorer.controls["wide"].value = 3
    assert explorer.training == begin(seed=0, wide=3)


def test_a_value_of_look_changes_the_picture_alone(explorer):
    explorer.step(3)
    frame = explorer.live.frame
    explorer.controls["zoom"].value = 2
    assert explorer.training == straight(3)
    assert explorer.result.x == 2 * straight(3).x
    assert explorer.live.frame != frame


def test_the_same_seed_gives_the_same_states_bit_for_bit(explorer):
    states = []
    for _ in range(2):
        explorer.restart()
        assert explorer.t == 0
        for _ in range(4):
            explorer.step(3)
            states.append(explorer.training)
    assert states[:4] == states[4:]
    explorer.restart(seed=5)
    explorer.step(3)
    assert explorer.training == straight(3, seed=5) != states[0]
    assert explorer.live.said == "step 3, seed 5"
    explorer.reset()
    assert explorer.at_rest
    assert explorer.values["seed"] == 0


def test_set_goes_to_a_step_forwards_from_here_and_backwards_from_the_start(explorer):
    explorer.step(2)
    explorer.set(t=5, lr=0.5)
    assert explorer.training == advance(straight(2), 3, lr=0.5, noise=0.5)
    explorer.set(t=4)
    assert explorer.training == straight(4, lr=0.5)
    for wrong, error in ((-1, ValueError), (1.5, TypeError)):
        with pytest.raises(error, match="t must be"):
            explorer.set(t=wrong, lr=0.9)
    assert explorer.values["lr"] == 0.5
    with pytest.raises(ValueError, match="speed is not a value of this explorer"):
        explorer.set(speed=1)


def test_peek_trains_from_the_start_and_moves_nothing(explorer):
    explorer.step(3)
    explorer.set(lr=0.3)
    before = explorer.training, explorer.values, explorer.live.frame, explorer.live.number
    assert explorer.peek(lr=0.5, t=7, zoom=2) == look(straight(7, lr=0.5), zoom=2)
    assert explorer.peek() == look(straight(3, lr=0.3), zoom=1), "as many steps as now"
    assert explorer.peek(t=0, wide=1) == look(begin(seed=0, wide=1), zoom=1)
    after = explorer.training, explorer.values, explorer.live.frame, explorer.live.number
    assert after == before


def test_reset_brings_the_first_picture_back(explorer):
    text, frame = explorer.text(), explorer.live.frame
    assert explorer.at_rest
    explorer.step(3)
    assert not explorer.at_rest
    assert (explorer.text(), explorer.live.frame) != (text, frame)
    explorer.reset()
    assert explorer.at_rest
    assert (explorer.text(), explorer.live.frame) == (text, frame)
    assert text.endswith("\ntraining: step 0, seed 0")
    assert repr(explorer).endswith("zoom = 1; step 0, seed 0]")


def test_the_stored_picture_is_trained_and_the_page_rests_at_the_start(monkeypatch):
    explorer, trained = toy_training(stored=6), toy_training()
    trained.step(6)
    frame = explorer.live.frame
    picture, widget = stored_forms(explorer, monkeypatch)
    assert picture["text/plain"] == trained.text()
    assert picture["text/plain"].endswith("training: step 6, seed 0")
    assert widget["text/plain"].endswith("step 0, seed 0]")
    assert explorer.at_rest
    assert explorer.live.static_png() == frame
    explorer.step(2)
    picture, _ = stored_forms(explorer, monkeypatch)
    assert picture["text/plain"].endswith("training: step 2, seed 0"), "moved: as it is shown"


def test_retrained_lets_every_control_change_the_picture(explorer):
    explorer.retrained = 4
    explorer.reset()
    seen = {explorer.text()}
    for name, value in dict(lr=0.5, noise=0.0, wide=3, zoom=2).items():
        explorer.controls[name].value = value
        seen.add(explorer.text())
    assert len(seen) == 5
    assert explorer.training == straight(4, lr=0.5, noise=0, wide=3)


def test_errors_by_code_show_as_one_line_and_are_raised(explorer):
    explorer.step(2)
    for move, shown in (
        (lambda: explorer.set(wide=4), "ArithmeticError: 4 &lt; 5 is too wide"),
        (lambda: explorer.set(wide=2, lr=2.0, t=5), "OverflowError: 1 &lt; lr is too much"),
    ):
        with pytest.raises(ArithmeticError):
            move()
        assert explorer._error.value == shown
        assert explorer.training == straight(2)
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        explorer.step(0)
    explorer.set(lr=0.1)
    assert explorer._error.value == ""
    explorer.step()
    assert explorer.training == straight(3)


def test_an_interrupt_by_code_brings_the_earlier_values_back(explorer):
    explorer.step(2)

    def interrupted(**values):
        raise KeyboardInterrupt

    explorer._start, explorer._names[interrupted] = interrupted, {"wide": True}
    with pytest.raises(KeyboardInterrupt):
        explorer.set(wide=3)
    assert explorer.values["wide"] == 2
    assert explorer.training == straight(2)


def test_values_that_nobody_holds_and_loose_arguments_are_refused():
    with pytest.raises(ValueError, match="advance takes lr, noise, but no control or state"):
        toy_training(controls={"wide": widgets.IntSlider(2), "zoom": widgets.IntSlider(1)})

    def loose(walk, **values):
        return walk

    with pytest.raises(TypeError, match="loose must name its arguments one by one"):
        toy_training(look=loose)
    with pytest.raises(ValueError, match=r"speed must be one of None, 100, 10, 1, got 7"):
        toy_training(speed=7)


def test_a_closed_training_is_freed():
    explorer = toy_training()
    explorer.step(2)
    figure, live = weakref.ref(explorer.live.figure), weakref.ref(explorer)
    del explorer
    widgets.Widget.close_all()
    gc.collect()
    assert live() is None
    assert figure() is None
