"""Which processes the tests have left behind."""

from time import monotonic, sleep

import psutil


def children() -> list[psutil.Process]:
    """Those of this process that still run, but for Python's own tracker of resources."""
    found = psutil.Process().children(recursive=True)
    return [p for p in found if alive(p.pid) and "resource_tracker" not in " ".join(p.cmdline())]


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(pids, within: float = 5.0) -> bool:
    """Whether all of them have ended, or do so soon."""
    until = monotonic() + within
    while any(alive(pid) for pid in pids) and monotonic() < until:
        sleep(0.02)
    return not any(alive(pid) for pid in pids)
