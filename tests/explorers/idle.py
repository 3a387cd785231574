"""What a control does in the present state agrees with what it shows: greyed out, or it moves."""

from course_lib.explorers.controls import Action, ends
from tests.explorers.drawn import movable, positions, undrawn


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


def go_to(explorer, state, at_end: bool) -> None:
    """The state, on the frame of rest or on the last one."""
    explorer.reset()
    explorer.set(**state)
    if at_end:
        explorer.set(t=explorer.player.number(explorer.result, explorer.live.scrub_last))


def answering(explorer, state, names, look) -> set:
    """Those of the controls that change anything over their range in a state."""
    found = set()
    for at_end in (False, True) if explorer.player else (False,):
        go_to(explorer, state, at_end)
        before = look(explorer)
        for name in names - found:
            if changes(explorer, explorer.controls[name], look, before):
                found.add(name)
            if look(explorer) != before:  # what a reaction or an action has moved stays moved
                go_to(explorer, state, at_end)
    return found


def changes(explorer, control, look, before) -> bool:
    """Whether a control changes anything, tried from the present state; then it is put back."""
    if isinstance(control, Action):
        control.click()
        return look(explorer) != before
    kept, changed = control.value, False
    for value in positions(control, 5):
        control.value = value
        changed = look(explorer) != before
        if changed:
            break
    control.value = kept
    return changed


def with_effect(explorer, state) -> set:
    """The controls that have an effect in a state. Drawn only if the numbers do not tell."""
    names = set(explorer.controls)
    with undrawn(explorer):
        found = answering(explorer, state, names, numbers)
    return found | answering(explorer, state, names - found, pixels) if names - found else found


def complaints(explorer) -> list[str]:
    """Controls that are greyed out though they have an effect, or have none and are not."""
    wrong = []
    for words, state in states(explorer).items():
        with undrawn(explorer):
            go_to(explorer, state, at_end=False)
            idle = {name for name, control in explorer.controls.items() if control.disabled}
        moved = with_effect(explorer, state)
        wrong += [f"{n} {words} is greyed out and has an effect" for n in sorted(idle & moved)]
        still = set(explorer.controls) - idle - moved
        wrong += [f"{n} {words} has no effect and is not greyed out" for n in sorted(still)]
    explorer.reset()
    return wrong
