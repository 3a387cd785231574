"""A fast drag of a slider by mouse: what is painted on its way, and where it ends."""

from __future__ import annotations

from decimal import Decimal

from tests.browser.control import Control
from tests.browser.placement import ask_kernel, misplaced

STEPS = 15
# What is painted from now on, as the canvas tells it: slider and position, or only its number.
RECORD = """root => {
  const canvas = root.querySelector('canvas');
  root.painted = [];
  root.recording = new MutationObserver(() => root.painted.push(JSON.parse(canvas.dataset.of)));
  root.recording.observe(canvas, {attributeFilter: ['data-frame']});
}"""
RECORDED = "root => { root.recording.disconnect(); return root.painted; }"
READING = """el => el.closest('.widget-slider').querySelector('.widget-readout').innerText"""


def drag_fast(explorers):
    """Drag the first slider that is drawn ahead; what is wrong of that."""
    for explorer in explorers:
        explorer.show()
        model = explorer.root.evaluate("root => ring.model(root)")
        sliders = dict(ask_kernel(explorer, "drawn_ahead", model))
        for control in explorer.controls():
            if (name := sliders.get("".join(control.name.split()))) and not control.disabled:
                explorer.root.evaluate(RECORD)
                rising = _there_and_on(control)
                explorer.settled()
                painted = explorer.root.evaluate(RECORDED)
                return [
                    f"{control}: {what}"
                    for found in (
                        went_back(painted, rising),
                        _ends(control, ask_kernel(explorer, "value", model, name), painted),
                        misplaced(explorer),
                    )
                    for what in found
                ]
    return []


def _there_and_on(control: Control) -> bool:
    """To the farther end, as fast as the browser takes the mouse; whether that is upwards."""
    control.element.scroll_into_view_if_needed()
    handle = control.element.bounding_box()
    box = control.element.evaluate_handle("el => el.closest('.noUi-base')").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    rising = x < box["x"] + box["width"] / 2
    mouse = control.explorer.page.mouse
    mouse.move(x, y)
    control.explorer.page.wait_for_timeout(100)  # the kernel begins to draw ahead
    mouse.down()
    mouse.move(box["x"] + (box["width"] if rising else 0), y, steps=STEPS)
    mouse.up()
    return rising


def went_back(painted: list, rising: bool):
    """What was painted after something newer: a position passed before, an earlier number."""
    keys = [key for name, key, *_ in painted if name]
    numbers = [number for name, _, *number in painted if not name]
    if keys != sorted(keys, reverse=not rising):
        yield f"an older picture after a newer one: {keys}"
    if numbers != sorted(numbers):
        yield f"an older picture after a newer one, by their numbers: {numbers}"


def _ends(control: Control, value: float, painted: list):
    """Whether all show the value that the kernel has."""
    keys = [key for name, key, *_ in painted if name]
    if keys and keys[-1] != value:
        yield f"the picture is that of {keys[-1]}, the kernel has {value}"
    text = control.element.evaluate(READING).replace("\u2212", "-").replace(",", "")
    half = Decimal(10) ** Decimal(text).as_tuple().exponent / 2
    if abs(float(text) - value) > 1.01 * float(half):
        yield f"the page says {text}, the kernel has {value}"
    if len(painted) < 2:
        yield f"{len(painted)} pictures on the way"
