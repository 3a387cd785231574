"""A trial of an explorer: move all that can be moved and say what did not answer."""

from __future__ import annotations

import time

from tests.browser.explorer import Control, ExplorerOnPage
from tests.browser.layout import layout_complaints


def try_explorer(explorer: ExplorerOnPage) -> list[str]:
    """Move every control by keyboard, one slider by mouse, and the canvas if it takes clicks.

    Returns
    -------
    list of str
        What did not answer. Errors that were reported on the way are in ``book.problems()``.
    """
    return [
        *layout_complaints(explorer),
        *_controls(explorer),
        *_controls_that_wake_up(explorer),
        *_slider_by_mouse(explorer),
        *_canvas(explorer),
    ]


def _controls(explorer):
    """Each control from the explorer's first state, so that none hides what another does."""
    found = explorer.settled()
    reset(explorer)
    first = explorer.settled()
    if found != first:
        yield f"{explorer}: not in its first state after Run All"
    for control in explorer.controls():
        if is_reset(control) or control.disabled:
            continue
        if not control.move() and not _moves_at_the_end(explorer, control):
            yield f"{control}: the picture did not change"
        if not _back_to(first, explorer):
            yield f"{control}: Reset did not bring the first picture back"


def _moves_at_the_end(explorer, control) -> bool:
    """Whether it moves the last frame of the player: the frame of rest may come before its time."""
    for scrub in [c for c in explorer.controls() if c.kind == "scrub"]:
        scrub.element.press("End")
        return control.move()
    return False


def _back_to(first: str, explorer) -> bool:
    reset(explorer)
    end = time.monotonic() + 3
    while explorer.picture() != first and time.monotonic() < end:
        explorer.page.wait_for_timeout(50)
    return explorer.settled() == first


def is_reset(control: Control) -> bool:
    return control.kind == "button" and control.name == "Reset"


def reset(explorer):
    """Press the explorer's Reset button."""
    next(filter(is_reset, explorer.controls())).activate()
    explorer.settled()


def _controls_that_wake_up(explorer):
    """Move controls that are disabled at first in the states where another one enables them."""
    asleep = {c.index for c in explorer.controls() if c.disabled}
    for control in explorer.controls():
        if not asleep or control.disabled or control.kind not in ("choice", "checkbox", "toggle"):
            continue
        for move in control.moves():
            move()
            explorer.settled()
            for other in [c for c in explorer.controls() if c.index in asleep and not c.disabled]:
                asleep.discard(other.index)
                if not other.move():
                    yield f"{other}: the picture did not change"
        reset(explorer)
    for control in explorer.controls():
        if control.index in asleep:
            yield f"{control}: disabled in every state that was tried"


def _slider_by_mouse(explorer):
    sliders = [c for c in explorer.controls() if c.kind == "slider" and not c.disabled]
    if sliders:
        if not sliders[0].drag():
            yield f"{sliders[0]}: the picture did not change when dragged"
        reset(explorer)


def _canvas(explorer):
    """Click, drag and arrow keys on the canvas: one of the spots must answer a click."""
    if not explorer.clickable():
        return
    spots = [(x, y) for x in (0.3, 0.5, 0.85, 0.2) for y in (0.55, 0.3, 0.7)]
    before = explorer.settled()
    for spot in spots:
        explorer.click(*spot)
        if explorer.changed(before, seconds=0.7):
            break
    else:
        yield f"{explorer}: no click changed the picture"
        return
    before = explorer.settled()
    for x, y in ((0.08, -0.1), (-0.08, 0.1)):  # the spot may be at the rim of its axes
        explorer.drag(spot, (spot[0] + x, spot[1] + y))
        if explorer.changed(before, seconds=3):
            break
    else:
        yield f"{explorer}: a drag on the canvas did not change the picture"
    if not _answers_arrow_keys(explorer):
        yield f"{explorer}: arrow keys on the canvas did not change the picture"
    explorer.settled()


def _answers_arrow_keys(explorer) -> bool:
    """Small steps, then long ones: where one picks among a few things, small steps may not do."""
    before = explorer.settled()
    keys = (
        "ArrowRight",
        "ArrowUp",
        *(f"Shift+Arrow{to}" for to in ("Right", "Down", "Left", "Up")),
    )
    for key in keys:
        for _ in range(8):
            explorer.canvas().press(key)
        if explorer.changed(before, seconds=1):
            return True
    return False
