"""What a control does in the present state agrees with what it shows: greyed out, or it moves."""

from contextlib import contextmanager
from unittest.mock import patch

from course_lib.explorers.controls import Action, ends
from tests.explorers.drawn import movable, positions


def states(explorer) -> dict:
    """The first state and those with one choice or check box changed: {words: values}."""
    explorer.reset()
    found = {"at first": {}}
    for name, control in movable(explorer).items():
        # Where a choice starts a training, the first state has to do.
        if ends(control) is None and not explorer._bar:
            others = [value for value in positions(control) if value != control.value]
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
        for value in positions(control, 5) if not isinstance(control, Action) else [None]:
            if value is None:
                control.click()
            else:
                control.value = value
            if look(explorer) != before:
                return True
    return False


@contextmanager
def undrawn(explorer):
    """Nothing is drawn in here; what is shown is still worked out and said in numbers."""
    with patch.object(explorer.live, "redraw"):
        yield


def has_effect(explorer, state, name) -> bool:
    """Drawn only if the numbers do not tell."""
    with undrawn(explorer):
        if answers(explorer, state, name, numbers):
            return True
    return answers(explorer, state, name, pixels)


def complaints(explorer) -> list[str]:
    """Controls that are greyed out though they have an effect, or have none and are not."""
    wrong = []
    for words, state in states(explorer).items():
        for name, control in explorer.controls.items():
            with undrawn(explorer):
                explorer.reset()
                explorer.set(**state)
            idle, moved = control.disabled, has_effect(explorer, state, name)
            if idle and moved:
                wrong.append(f"{name} {words} is greyed out and has an effect")
            if not idle and not moved:
                wrong.append(f"{name} {words} has no effect and is not greyed out")
    explorer.reset()
    return wrong
