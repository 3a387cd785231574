"""Whether processes can be started here, and how they are ended."""

from __future__ import annotations

import multiprocessing
import sys

WITHOUT_PROCESSES = ("emscripten", "wasi")  # Python in a browser


def why_serial() -> str:
    """A sentence that says why no process can be started here; empty where one can.

    Examples
    --------
    >>> why_serial()
    ''
    """
    if sys.platform in WITHOUT_PROCESSES:
        return "Python in a browser cannot start processes, so this ran in one."
    if multiprocessing.current_process().daemon:
        return "A worker process may not start processes of its own, so this ran in one."
    return ""


def context():
    """Processes that begin with nothing of their parent's: the same on every system.

    A copy of a notebook's kernel, which is what a fork makes, would hold locks of threads that it
    does not have.
    """
    return multiprocessing.get_context("spawn")


def end(processes) -> None:
    """End what still runs, and wait until it is gone: first politely, then not."""
    for process in processes:
        if process.is_alive():
            process.terminate()
    for process in processes:
        if process.pid is not None:
            process.join(timeout=2)
            if process.is_alive():
                process.kill()
                process.join()
