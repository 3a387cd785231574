"""What a control does in the present state agrees with what it shows: greyed out, or it moves."""

from contextlib import contextmanager
from unittest.mock import patch

import pytest

from course_lib.explorers.controls import Action, ends
from course_lib.lessons.catalogue import EXPLORERS
from tests.explorers.drawn import movable, positions
from tests.explorers.toy import toy, toy_explorer

PLACES = 3  # of a control: as many as the sweep has where each is a training


def states(explorer) -> dict:
    """The first state and those with one choice or check box changed: {words: values}."""
    explorer.reset()
    found = {"at first": {}}
    for name, control in movable(explorer).items():
        # Where a choice starts a training, the first state has to do.
        if ends(control) is None and not explorer._bar:
            others = [value for value in positions(control, PLACES) if value != control.value]
            found |= {f"with {name} = {value!r}": {name: value} for value in others}
    return found


def numbers(explorer):
    """What the picture and the line under it show, without drawing: a twentieth of the time."""
    return explorer.text()


def pixels(explorer):
    return explorer.live.frame, explorer.live.caption


def answers(explorer, state, name, look) -> bool:
    """Whether the control changes anything over its range, on the frame of rest or the last."""
    control = explorer.controls[name]
    for at_end in (False, True) if explorer.player else (False,):
        explorer.reset()
        explorer.set(**state)
        if at_end:
            explorer.set(t=explorer.player.number(explorer.result, explorer.live.scrub_last))
        before = look(explorer)
        for value in positions(control, PLACES) if not isinstance(control, Action) else [None]:
            if value is None:
                control.click()
            else:
                control.value = value
            if look(explorer) != before:
                return True
    return False


@contextmanager
def undrawn(explorer):
    with patch.object(explorer.live, "redraw"):
        yield
    explorer.live.redraw()


def greyed_out(explorer, state) -> dict:
    explorer.reset()
    explorer.set(**state)
    return {name: control.disabled for name, control in explorer.controls.items()}


def complaints(explorer) -> list[str]:
    """Controls that are greyed out though they have an effect, or have none and are not."""
    wrong = []
    with undrawn(explorer):
        looked = [
            (words, state, name, off, answers(explorer, state, name, numbers))
            for words, state in states(explorer).items()
            for name, off in greyed_out(explorer, state).items()
        ]
    for words, state, name, idle, moved in looked:
        if idle or not moved:
            moved = answers(explorer, state, name, pixels)
        if idle and moved:
            wrong.append(f"{name} {words} is greyed out and has an effect")
        if not idle and not moved:
            wrong.append(f"{name} {words} has no effect and is not greyed out")
    explorer.reset()
    return wrong


@pytest.mark.parametrize("name", sorted(EXPLORERS))
def test_greyed_out_if_and_only_if_without_effect(name):
    wrong = complaints(EXPLORERS[name]())
    assert not wrong, "\n".join(wrong)


def test_both_kinds_of_lies_are_told():
    told = complaints(
        toy_explorer(
            experiment=lambda height, **others: toy(height=min(height, 3.0), **others),
            idle=dict(height=lambda values: values["kind"] == "wide"),
        )
    )
    assert told == [
        "nothing at first has no effect and is not greyed out",
        "height with kind = 'wide' is greyed out and has an effect",
        "nothing with kind = 'wide' has no effect and is not greyed out",
    ]
