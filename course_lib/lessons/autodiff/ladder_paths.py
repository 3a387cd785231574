"""A ladder of nodes: how many paths lead through it, and three ways to differentiate along them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.shared.counted import counted

MAX_DEPTH = 40
#: Name → what one does.
WAYS = {
    "paths": "path by path",
    "nodes": "node by node",
    "sweep": "one sweep",
}


@dataclass(frozen=True)
class LadderPaths:
    """The work of each way on a ladder, for every depth."""

    depth: int  #: rungs
    width: int  #: nodes on a rung
    reach: np.ndarray  #: paths from x to a node of each rung, and to f; shape (depth + 1,)
    depths: np.ndarray  #: 1 … 40
    work: dict[str, np.ndarray]  #: key of `WAYS` → operations for each depth, shape (40,)
    summary: str


def paths(depth: int, width: int) -> int:
    """How many ways lead from x to f."""
    return width**depth


def work(way: str, depth: int, width: int) -> int:
    """Multiplications and additions for ∂f/∂v of every node v of the ladder.

    A rung has `width` nodes, each wired to each of the next rung; x is wired to all of the first,
    and all of the last to f.

    Path by path: the slopes along each path from v to f are multiplied, and the products added.
    Node by node: for each v, a sweep over all that lies between v and f. One sweep: once over all.
    """
    checks.choice("way", way, WAYS)
    if way == "paths":
        total = 0
        for rung in range(depth + 1):  # rung 0 is x
            nodes = width if rung else 1
            ways = width ** (depth - rung)
            total += nodes * (ways * (depth - rung) + ways - 1)  # a path of L wires: L − 1 products
        return total
    if way == "nodes":
        later = sum(width * _sweep(depth - rung, width) for rung in range(1, depth + 1))
        return _sweep(depth, width) + later
    return _sweep(depth, width)


def _sweep(rungs: int, width: int) -> int:
    """Back from f through the rungs above a node, and into the node itself."""
    if not rungs:
        return 0
    inner = (rungs - 1) * width * (2 * width - 1)  # each node: width products, width − 1 sums
    return inner + 2 * width - 1


@lru_cache(maxsize=16)
def _all_work(width: int):
    depths = np.arange(1, MAX_DEPTH + 1)
    each = {way: [float(work(way, int(d), width)) for d in depths] for way in WAYS}
    return depths, {way: np.array(counts) for way, counts in each.items()}


@lru_cache(maxsize=256)
def ladder_paths(*, depth=6, width=2) -> LadderPaths:
    """The paths of one ladder, and the work on ladders of every depth.

    Parameters
    ----------
    depth : int
        1 to 40.
    width : int
    """
    depths, each = _all_work(width)
    reach = np.array([float(width) ** max(k, 0) for k in range(depth)] + [float(width) ** depth])
    return LadderPaths(depth, width, reach, depths, each, _summary(depth, width))


def _summary(depth, width) -> str:
    counts = {way: work(way, depth, width) for way in WAYS}
    return (
        f"{counted(paths(depth, width), 'path')} from x to f. All ∂f/∂v take {counts['paths']:,} "
        f"operations path by path, {counts['nodes']:,} node by node and {counts['sweep']:,} in one "
        "sweep."
    )
