"""What plays on the event loop stops at a kernel interrupt, which is meant for it and no cell.

While no cell runs, a Jupyter kernel ignores SIGINT: an interrupt would be lost.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from threading import current_thread, main_thread
from weakref import WeakSet

_playing: WeakSet = WeakSet()
_computing = False


def listen(player) -> None:
    """Call ``player.interrupt()`` when the kernel is interrupted and no cell runs.

    Called before each slice: a handler set while a message is handled is not kept by the kernel.
    """
    _playing.add(player)
    ours = current_thread() is main_thread()
    if ours and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupted)


def leave(player) -> None:
    """It has stopped; with the last one the kernel's own handler is back."""
    _playing.discard(player)
    ours = current_thread() is main_thread()
    if ours and not _playing and signal.getsignal(signal.SIGINT) is _interrupted:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


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
