"""What the kernel of a measured page knows and does; `benchmarks.latency` runs this in it."""

from __future__ import annotations

from benchmarks.whole_pictures import use_whole_pictures  # noqa: F401 (for who asks)
from course_lib.explorers.places import SLIDERS
from tests.browser.in_kernel import live_figure


def draw_ahead(model: str, on: bool) -> None:
    """Have the figure draw ahead, or not; what the page has of it is gone in either case."""
    ahead = live_figure(model).ahead
    if ahead is None:
        return
    with ahead.live.lock:
        if not hasattr(ahead, "all"):
            ahead.all, ahead.sent = ahead.reachable, 0
            _count(ahead)
        ahead.reachable = ahead.all if on else {}
        ahead.forget()
        ahead.sent, ahead.serial = 0, ahead.serial + 1
        ahead.live.say(ahead.serial, None, None, "", {}, again=True)


def _count(ahead) -> None:
    """Count the bytes of the pictures drawn ahead that are sent."""
    send = ahead.live.send

    def counted(content, buffers=None):
        ahead.sent += sum(map(len, buffers or []))
        send(content, buffers)

    ahead.live.send = counted


def drawn(model: str) -> dict:
    """Positions that the page has and of how many, those to come, bytes sent and kept."""
    ahead = live_figure(model).ahead
    return {
        "positions": len(ahead._sent),
        "of": len(ahead._order),
        "left": len(ahead._todo),
        "sent": ahead.sent,
        "kept": ahead._bytes,
    }


def slider(model: str) -> tuple[str, str]:
    """The label of the first slider that answers while it is dragged, and why it is not ahead.

    Two empty texts where there is none; of those drawn ahead the first, if there is one.
    """
    live = live_figure(model)
    if live.ahead is None:
        return "", "a training that plays"
    explorer, ahead = live.ahead.explorer, getattr(live.ahead, "all", live.ahead.reachable)
    dragged = {
        name: control.description
        for name, control in explorer.controls.items()
        if isinstance(control, SLIDERS) and control.continuous_update and not control.disabled
    }
    for name, label in dragged.items():
        if name in ahead:
            return label, ""
    if not dragged:
        return "", "no slider that answers while it is dragged"
    name, label = next(iter(dragged.items()))
    return label, "it moves other controls too" if name in explorer.settings.react else "it trains"
