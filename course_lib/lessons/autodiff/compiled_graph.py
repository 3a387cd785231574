"""A static graph before and after what can be done to it ahead of any run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.autodiff.static import Node, StaticGraph, gradients, needed, operations, simplify
from course_lib.autodiff.static.ops import OPS
from course_lib.autodiff.static.simplify import KEPT


def lecture(graph: StaticGraph) -> tuple[Node, list[Node]]:
    """f(w₁, w₂) as it is written, each part where it stands."""
    w1, w2 = graph.placeholder("w1"), graph.placeholder("w2")

    def circle():
        return (graph.constant(2) * math.pi * w1 / w2).sin()

    def rest():
        return 3.0 * w1 / w2 - (2.0 * w2).exp()

    return (circle() + rest()) * rest(), [w1, w2]


def _lecture_value(graph):
    out, _ = lecture(graph)
    return [out]


def _lecture_gradient(graph):
    out, by = lecture(graph)
    return [out, *gradients(out, by)]


def _neuron(graph):
    """The squared error of a sigmoid neuron, and its three slopes."""
    x, w, b = (graph.placeholder(name) for name in "xwb")
    error = 1.0 / (1.0 + (-(w * x + b)).exp()) - 1.0
    out = error * error * 0.5
    return [out, *gradients(out, [x, w, b])]


def _curvature(graph):
    """The gradient of the gradient: f″ of sin(x) eˣ."""
    x = graph.placeholder("x")
    (first,) = gradients(x.sin() * x.exp(), [x])
    return gradients(first, [x])


PROGRAMS: dict[str, Callable] = {
    "f": _lecture_value,
    "f and its gradient": _lecture_gradient,
    "a neuron's loss and gradient": _neuron,
    "second derivative of sin(x) eˣ": _curvature,
}


TALLEST = 3.0  #: rows above and below the middle


@dataclass(frozen=True)
class Drawing:
    """A graph in the plane; constants are left out."""

    at: np.ndarray  #: column and row of each node, shape (nodes, 2)
    signs: tuple[str, ...]  #: what stands in each node
    given: np.ndarray  #: whether it is a placeholder, shape (nodes,), bool
    wires: np.ndarray  #: numbers of the nodes that are joined, shape (wires, 2)
    fates: tuple[str, ...]  #: key of the fates, for each node
    operations: int


@dataclass(frozen=True)
class CompiledGraph:
    """The same outputs by two graphs."""

    before: Drawing
    after: Drawing
    summary: str


@lru_cache(maxsize=64)
def compiled_graph(
    *, program="f and its gradient", fold=False, share=False, neutral=False
) -> CompiledGraph:
    """What the chosen simplifications do to a program.

    Parameters
    ----------
    program : str
        A key of `PROGRAMS`.
    fold, share, neutral : bool
        As in `simplify`.
    """
    checks.choice("program", program, PROGRAMS)
    graph = StaticGraph()
    outputs = PROGRAMS[program](graph)
    made = simplify(outputs, fold=fold, share=share, neutral=neutral)
    before = _drawn(outputs, made.fate)
    after = _drawn(made.outputs, dict.fromkeys(made.graph.nodes, KEPT))
    saved = 1 - after.operations / before.operations
    summary = (
        f"{before.operations} operations before, {after.operations} after: {saved:.0%} fewer."
        if after.operations < before.operations
        else f"{before.operations} operations, as written. Switch something on."
    )
    return CompiledGraph(before, after, summary)


def _drawn(outputs, fate) -> Drawing:
    nodes = [n for n in needed(outputs) if n.op != "constant"]
    number = {n: k for k, n in enumerate(nodes)}
    depth: dict[Node, int] = {}
    for node in nodes:
        depth[node] = 1 + max((depth[x] for x in node.inputs if x in depth), default=-1)
    at = _places(nodes, depth)
    return Drawing(
        at=at,
        signs=tuple(n.name or OPS[n.op].sign for n in nodes),
        given=np.array([n.op == "placeholder" for n in nodes]),
        wires=np.array([(number[x], number[n]) for n in nodes for x in n.inputs if x in number]),
        fates=tuple(fate[n] for n in nodes),
        operations=operations(*outputs),
    )


def _places(nodes, depth) -> np.ndarray:
    """A column for each depth, its nodes near those that come before, within the drawing."""
    columns: dict[int, list[Node]] = {}
    for node in nodes:
        columns.setdefault(depth[node], []).append(node)
    row: dict[Node, float] = {}
    for _, column in sorted(columns.items()):

        def wish(node):
            rows = [row[x] for x in node.inputs if x in row]
            return float(np.mean(rows)) if rows else 0.0

        wishes = [wish(node) for node in column]
        order = np.argsort(wishes, kind="stable")
        half = (len(column) - 1) / 2
        room = max(TALLEST - half, 0.0)
        centre = np.clip(np.mean(wishes), -room, room)
        for k, which in enumerate(order):
            row[column[which]] = float(centre) + k - half
    return np.array([(depth[node], row[node]) for node in nodes], dtype=float)
