"""Where to draw the nodes of a small graph: columns from left to right, few crossings.

The method of Sugiyama, Tagawa and Toda (1981) in its three steps: columns, order within a column,
heights. An edge that spans several columns gets a bend in each of them, so that it is led around
the nodes between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

SWEEPS = 12
# What counts in the heights: a long edge should run straight before anything else does.
STRAIGHT = 4.0
# The order of their inputs is free, so that their edges need not cross.
COMMUTATIVE = {"add", "multiply", "maximum", "minimum"}


@dataclass(frozen=True)
class Layout:
    """Columns and heights.

    Attributes
    ----------
    column : tuple of int, one a node
        0 is leftmost.
    height : tuple of float, one a node
        Upwards; neighbours in a column are at least 1 apart; centred on 0.
    paths : tuple of arrays, shape (k, 2), one an edge
        From the source through the bends to the target: columns and heights.
    """

    column: tuple[int, ...]
    height: tuple[float, ...]
    paths: tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class GraphLayout:
    """Where a computation's nodes and edges are drawn.

    Attributes
    ----------
    nodes : array, shape (nodes, 2)
        Column from the left, and height.
    paths : tuple of arrays, shape (k, 2), one an edge
        Columns and heights from source to target; bends between.
    ports : tuple of float in [-1, 1], one an edge
        Where it enters its gate: 1 is the top.
    """

    nodes: np.ndarray
    paths: tuple[np.ndarray, ...]
    ports: tuple[float, ...]


@lru_cache(maxsize=64)
def layout_of(structure) -> GraphLayout:
    """Places for all graphs of one `course_lib.autodiff.Graph.structure`."""
    kinds, edges, gates = structure
    constants = frozenset(k for k, (kind, _, _) in enumerate(kinds) if kind == "constant")
    layout = layered(len(kinds), edges, near=constants)
    ports = [0.0] * len(edges)
    for target, gate in enumerate(gates):
        into = [k for k, e in enumerate(edges) if e[1] == target]
        if gate in COMMUTATIVE:
            into.sort(key=lambda k: -layout.paths[k][-2, 1])
        for k, port in zip(into, np.linspace(1, -1, max(len(into), 2)), strict=False):
            ports[k] = float(port) if len(into) > 1 else 0.0
    nodes = np.stack([layout.column, layout.height], axis=-1).astype(float)
    return GraphLayout(nodes, layout.paths, tuple(ports))


def layered(count: int, edges, near=frozenset()) -> Layout:
    """Lay out a directed graph without cycles.

    Parameters
    ----------
    count : int
        Nodes are numbered 0 … count − 1, each after its inputs.
    edges : sequence of (source, target)
    near : set of int
        Nodes without inputs that go next to their first user (constants) instead of to the left.

    Returns
    -------
    Layout
    """
    column = _columns(count, edges, near)
    bends, links, chains = _with_bends(count, edges, column)
    rows = _order(_first_order(count, column, chains, edges), links)
    height = _heights(rows, links, count)
    place = {node: (c, height[node]) for c, row in enumerate(rows) for node in row}
    middle = (max(height.values()) + min(height.values())) / 2
    paths = tuple(np.array([(place[n][0], place[n][1] - middle) for n in chain], dtype=float)
                  for chain in chains)  # fmt: skip
    assert len(place) == count + bends
    return Layout(tuple(column), tuple(height[n] - middle for n in range(count)), paths)


def _columns(count: int, edges, near) -> list[int]:
    """One column right of the rightmost input; inputs leftmost, or next to their first user."""
    column = [0] * count
    for source, target in sorted(edges, key=lambda e: e[1]):
        column[target] = max(column[target], column[source] + 1)
    for node in near:
        users = [column[target] for source, target in edges if source == node]
        column[node] = min(users, default=1) - 1
    return column


def _with_bends(count: int, edges, column):
    """The number of bends, the links between neighbouring columns, each edge as a chain of nodes.

    Bends are numbered from ``count`` on.
    """
    chains, links, last = [], [], count
    for source, target in edges:
        between = column[target] - column[source] - 1
        chain = [source, *range(last, last + between), target]
        last += between
        chains.append(chain)
        links += pairwise(chain)
    return last - count, links, chains


def _first_order(count: int, column, chains, edges) -> list[list[int]]:
    """Depth first from the last node, operands from the top: the order of the written formula."""
    rows = [[] for _ in range(max(column) + 1)]
    into = {}
    for chain, (_, target) in zip(chains, edges, strict=True):
        into.setdefault(target, []).append(chain)
    seen, stack = set(), list(range(count))
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        rows[column[node]].append(node)
        for chain in into.get(node, ()):
            for k, bend in enumerate(chain[1:-1]):
                rows[column[chain[0]] + 1 + k].append(bend)
        stack += [chain[0] for chain in reversed(into.get(node, ()))]
    return rows


def _order(rows: list[list[int]], links) -> list[list[int]]:
    """Sort every column by the mean place of its neighbours, to and fro; keep the best."""
    rows, best, fewest = [list(r) for r in rows], rows, _crossings(rows, links)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        around = _neighbours(links, left=forward)
        for row in rows if forward else reversed(rows):
            place = {n: k for r in rows for k, n in enumerate(r)}
            mean = {n: np.mean([place[m] for m in around.get(n, [n])]) for n in row}
            row.sort(key=mean.get)  # stable: ties keep the order of the formula
        _swap_neighbours(rows, links)
        crossings = _crossings(rows, links)
        if crossings < fewest:
            best, fewest = [list(r) for r in rows], crossings
    return best


def _swap_neighbours(rows, links) -> None:
    """Swap two neighbours in a column wherever that saves a crossing."""
    sides = _neighbours(links, left=True), _neighbours(links, left=False)
    place = {n: k for row in rows for k, n in enumerate(row)}
    for row in rows:
        for k in range(len(row) - 1):
            upper, lower = row[k], row[k + 1]
            if _crossed(upper, lower, place, sides) > _crossed(lower, upper, place, sides):
                row[k], row[k + 1] = lower, upper
                place[lower], place[upper] = k, k + 1


def _crossed(upper: int, lower: int, place, sides) -> int:
    """How many links of two nodes cross if the first stands above the second."""
    return sum(
        place[a] > place[b]
        for around in sides
        for a in around.get(upper, ())
        for b in around.get(lower, ())
    )


def _neighbours(links, left: bool) -> dict[int, list[int]]:
    around = {}
    for a, b in links:
        node, other = (b, a) if left else (a, b)
        around.setdefault(node, []).append(other)
    return around


def _crossings(rows, links) -> int:
    """How many pairs of links between the same two columns cross."""
    place = {n: (c, k) for c, row in enumerate(rows) for k, n in enumerate(row)}
    total = 0
    for c in range(len(rows)):
        ends = np.array([(place[a][1], place[b][1]) for a, b in links if place[a][0] == c])
        if len(ends) > 1:
            start, stop = (ends[:, None, k] - ends[None, :, k] for k in (0, 1))
            total += int(np.sum(start * stop < 0)) // 2
    return total


def _heights(rows, links, count: int) -> dict[int, float]:
    """Each node near the mean height of its neighbours, at least 1 below the one above."""
    height = {n: len(row) / 2 - k for row in rows for k, n in enumerate(row)}
    around = {}
    for a, b in links:
        weight = STRAIGHT if a >= count or b >= count else 1.0
        around.setdefault(a, []).append((b, weight))
        around.setdefault(b, []).append((a, weight))
    for sweep in range(2 * SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_mean(height, around[n]) if n in around else height[n] for n in row]
            height.update(zip(row, spaced(wanted), strict=True))
    left = _neighbours(links, left=True)
    for row in rows[1:]:  # at last every gate level with its inputs, as a formula tree is drawn
        wanted = [np.mean([height[m] for m in left.get(n, [n])]) for n in row]
        height.update(zip(row, spaced(wanted), strict=True))
    return height


def _mean(height, around) -> float:
    total = sum(weight for _, weight in around)
    return sum(weight * height[n] for n, weight in around) / total


def spaced(wanted) -> np.ndarray:
    """The heights nearest to those wanted (least squares) that fall by at least 1 each.

    With z = y + (0, 1, 2, …) the constraint is that z falls: pool adjacent violators.

    Examples
    --------
    >>> spaced([0.0, 0.0, 0.0])
    array([ 1.,  0., -1.])
    >>> spaced([5.0, 1.0])
    array([5., 1.])
    """
    steps = np.arange(len(wanted))
    blocks = []
    for z in np.asarray(wanted, dtype=float) + steps:
        blocks.append((z, 1))
        while len(blocks) > 1 and blocks[-1][0] > blocks[-2][0]:
            (b, n), (a, m) = blocks.pop(), blocks.pop()
            blocks.append(((a * m + b * n) / (m + n), m + n))
    return np.repeat([z for z, _ in blocks], [n for _, n in blocks]) - steps
