"""What plays on the event loop stops at a kernel interrupt, which is meant for it and no cell.

While no cell runs, a Jupyter kernel ignores SIGINT: an interrupt would be lost.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from weakref import WeakSet

_playing: WeakSet = WeakSet()
_computing = False


def listen(player) -> None:
    """Call ``player.interrupt()`` when the kernel is interrupted and no cell runs.

    Called before each slice: a handler set while a message is handled is not kept by the kernel.
    """
    _playing.add(player)
    _replace(signal.SIG_IGN, _interrupted)


def leave(player) -> None:
    """It has stopped; with the last one the kernel's own handler is back."""
    _playing.discard(player)
    if not _playing:
        _replace(_interrupted, signal.SIG_IGN)


def _replace(old, new) -> None:
    """Another handler in the place of this one; any other stays, as that of a running cell."""
    with suppress(ValueError):  # not on the main thread, which alone has interrupts
        if signal.getsignal(signal.SIGINT) is old:
            signal.signal(signal.SIGINT, new)


@contextmanager
def computing():
    """In here an interrupt raises `KeyboardInterrupt`, so that a long step is no trap."""
    global _computing
    _computing = True
    try:
        yield
    finally:
        _computing = False


def _interrupted(signum, frame) -> None:
    for player in list(_playing):
        player.interrupt()
    if _computing:
        raise KeyboardInterrupt
