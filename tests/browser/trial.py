"""A trial of a notebook's explorers: move all that can be moved and say what did not answer."""

from __future__ import annotations

from tests.browser.control import Control
from tests.browser.explorer import ExplorerOnPage, Sight
from tests.browser.layout import layout_complaints
from tests.browser.placement import misplaced

SPOTS = [(x, y) for x in (0.3, 0.5, 0.85, 0.2) for y in (0.55, 0.3, 0.7)] + [(0.215, 0.5)]
# Small steps, then long ones: where one picks among a few things, small steps may not do.
ARROWS = [f"Arrow{to}" for to in ("Right", "Up")]
ARROWS += [f"Shift+Arrow{to}" for to in ("Right", "Down", "Left", "Up")]


def try_explorers(explorers: list[ExplorerOnPage]) -> list[str]:
    """Move every control by keys, and the first of each kind by mouse as well.

    Returns
    -------
    list of str
        What did not answer. Errors that were reported on the way are in ``book.problems()``.
    """
    by_mouse: set[str] = set()
    return layout_complaints(explorers) + [
        complaint
        for explorer in explorers
        for trial in (
            _at_rest(explorer),
            misplaced(explorer),
            _controls(explorer, by_mouse),
            _canvas(explorer),
        )
        for complaint in trial
    ]


def _at_rest(explorer):
    explorer.show()
    found = explorer.settled()
    if explorer.reset() != found:
        yield f"{explorer}: not in its first state after Run All"


def _controls(explorer, by_mouse: set[str]):
    """Each control from the explorer's first state, so that none hides what another does."""
    first = seen = explorer.reset()
    asleep = {c.index for c in explorer.controls() if c.disabled}
    for control in explorer.controls():
        if control.is_reset or control.disabled:
            continue
        yield from _moved(control, control.by_keys, seen, "by keys")
        yield from _woken(explorer, asleep)
        if control.kind not in by_mouse:
            by_mouse.add(control.kind)
            seen = yield from _reset(control, first)
            yield from _moved(control, control.by_mouse, seen, "by mouse")
        if control.kind == "play":  # its frames are still there for the scrub bar, which is next
            seen = explorer.look()
        else:
            seen = yield from _reset(control, first)
    yield from _still_asleep(explorer, asleep)


def _moved(control: Control, move, seen: Sight, how: str):
    if control.kind == "play":
        answered = control.explorer.plays(move)
        move()  # pause
        control.explorer.settled()
    else:
        move()
        now = control.explorer.settled()
        # A button may answer in words only: "this function is convex, there is no violation".
        answered = now != seen if control.kind == "button" else now.picture != seen.picture
    elsewhere = (
        lambda: _answers_at_an_end(control, seen),
        lambda: _moves_the_end(control),
        lambda: _moves_the_training(control),
    )
    if not answered and not any(look() for look in elsewhere):
        yield f"{control}: the picture did not change {how}"


def _answers_at_an_end(control: Control, seen: Sight) -> bool:
    """Whether a slider changes the picture at an end: a few ticks of a tiny ε are not seen."""
    for _, move in control.ends() if control.kind == "slider" else []:
        move()
        if control.explorer.settled().picture != seen.picture:
            return True
    return False


def _moves_the_end(control: Control) -> bool:
    """Whether it moves the last frame of the player: the frame of rest may come before its time."""
    explorer = control.explorer
    for scrub in [c for c in explorer.controls() if c.kind == "scrub"]:
        scrub.element.press("End")
        seen = explorer.settled()
        control.by_keys()
        return explorer.settled().picture != seen.picture
    return False


def _moves_the_training(control: Control) -> bool:
    """Whether a training goes another way with it: at its first step a rate changes nothing."""
    explorer = control.explorer
    explorer.reset()
    if (seen := explorer.trained()) is None:
        return False
    for _, move in [("moved", control.by_keys), *control.ends()]:
        explorer.reset()
        move()
        if explorer.trained().picture != seen.picture:
            return True
    return False


def _reset(control: Control, first: Sight):
    seen = control.explorer.reset()
    if seen.picture != first.picture:
        yield f"{control}: Reset did not bring the first picture back"
    return seen


def _woken(explorer, asleep: set[int]):
    """Move controls that were disabled at first and are not in this state."""
    for control in explorer.controls() if asleep else []:
        if control.index in asleep and not control.disabled:
            asleep.discard(control.index)
            yield from _moved(control, control.by_keys, explorer.look(), "by keys")


def _still_asleep(explorer, asleep: set[int]):
    """Look for a state in which they can be moved: the ends and options of all the others."""
    for control in explorer.controls() if asleep else []:
        if control.disabled or control.kind in ("play", "button"):
            continue
        for _, move in control.ends():
            move()
            explorer.settled()
            yield from _woken(explorer, asleep)
            if not asleep:
                break
        explorer.reset()
        if not asleep:
            return
    for control in explorer.controls():
        if control.index in asleep:
            yield f"{control}: disabled in every state that was tried"


def _canvas(explorer):
    """Click, drag and arrow keys on the canvas: one of the spots must answer a click."""
    if not explorer.clickable():
        return
    spot = _first_that_answers(explorer, {at: lambda at=at: explorer.click(*at) for at in SPOTS})
    if spot is None:
        yield f"{explorer}: no click changed the picture"
        return
    x, y = spot
    ends = [(x + 0.08, y - 0.1), (x - 0.08, y + 0.1)]  # the spot may be at the rim of its axes
    drags = {end: lambda end=end: explorer.drag(spot, end) for end in ends}
    if _first_that_answers(explorer, drags) is None:
        yield f"{explorer}: a drag on the canvas did not change the picture"
    canvas = explorer.canvas()
    explorer.click(*spot)  # arrow keys go on from where the reader clicked
    presses = {(key, n): lambda key=key: canvas.press(key) for key in ARROWS for n in range(8)}
    if _first_that_answers(explorer, presses) is None:
        yield f"{explorer}: arrow keys on the canvas did not change the picture"


def _first_that_answers(explorer, moves: dict):
    """The name of the first move after which the picture is another one, or None."""
    seen = explorer.settled()
    for name, move in moves.items():
        move()
        if explorer.settled().picture != seen.picture:
            return name
    return None
