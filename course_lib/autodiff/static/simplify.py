"""What can be done to a graph before it runs: work that need not be done, or not twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.autodiff.static.graph import Node, StaticGraph, needed, nodes
from course_lib.autodiff.static.ops import COMMUTATIVE, OPS

KEPT, FOLDED, SHARED, NEUTRAL, UNUSED = "kept", "folded", "shared", "neutral", "unused"


@dataclass(frozen=True, eq=False)
class Simplified:
    """Another graph with the same values."""

    graph: StaticGraph
    outputs: list[Node]  #: in the new graph, in the order in which they were asked for
    fate: dict[Node, str]  #: node of the old graph → what became of it


def simplify(
    outputs: Sequence[Node], *, fold: bool = True, share: bool = True, neutral: bool = True
) -> Simplified:
    """A graph that computes the same outputs with fewer operations.

    Parameters
    ----------
    outputs : sequence of Node
        What is not needed for them is left out in any case.
    fold : bool
        Operations on constants alone are carried out now, once.
    share : bool
        The same operation on the same inputs is done once; + and × may swap theirs.
    neutral : bool
        x · 1, x / 1, x + 0, x − 0 and −(−x) become x. (x · 0 stays: it is not 0 where x is infinite
        or undefined.)

    Notes
    -----
    Placeholders and variables keep their names: feed the new graph by name. Outputs that are
    assignments are refused.

    Examples
    --------
    >>> from course_lib.autodiff.static import operations
    >>> graph = StaticGraph()
    >>> x = graph.placeholder("x")
    >>> two_pi = graph.constant(2) * graph.constant(3.14159)
    >>> y = (two_pi * x).sin() + (two_pi * x).cos()
    >>> operations(y), operations(*simplify([y]).outputs)
    (6, 4)
    """
    outputs = nodes("outputs", outputs)
    for name, value in (("fold", fold), ("share", share), ("neutral", neutral)):
        checks.flag(name, value)
    old, used = outputs[0].graph, needed(outputs)
    new = StaticGraph(old.precision.type)
    made: dict[Node, Node] = {}
    known: dict[tuple, Node] = {}
    fate = dict.fromkeys(old.nodes, UNUSED)
    for node in used:
        if node.op == "assign":
            raise ValueError("outputs must be values, got an assignment; simplify what it assigns")
        inputs = [made[x] for x in node.inputs]
        key = _key(node, inputs)
        same = _neutral(node, inputs) if neutral else None
        if share and key in known:
            made[node], fate[node] = known[key], SHARED
            continue
        if fold and inputs and all(x.op == "constant" for x in inputs) and not node.shape:
            made[node], fate[node] = new.constant(OPS[node.op].compute(*_values(inputs))), FOLDED
        elif same is not None and same.shape == node.shape:
            made[node], fate[node] = same, NEUTRAL
        else:
            made[node], fate[node] = _copy(new, node, inputs), KEPT
        if key is not None:
            known.setdefault(key, made[node])
    return Simplified(new, [made[node] for node in outputs], fate)


def _values(inputs):
    return [x.value for x in inputs]


def _key(node, inputs):
    """Equal for nodes that have the same value whatever the inputs are."""
    if node.op == "constant":
        return "constant", np.shape(node.value), np.asarray(node.value).tobytes()
    if node.op not in OPS:
        return None
    numbers = [x.number for x in inputs]
    return node.op, node.shape, *(sorted(numbers) if node.op in COMMUTATIVE else numbers)


def _neutral(node, inputs):
    """The input that the operation leaves as it is; None where it changes it."""
    if len(inputs) == 1:
        x = inputs[0]
        return x.inputs[0] if node.op == x.op == "negate" else None
    if len(inputs) != 2:
        return None
    x, y = inputs
    one = {"multiply": 1.0, "divide": 1.0, "add": 0.0, "subtract": 0.0}.get(node.op)
    if one is None:
        return None
    if _is(y, one):
        return x
    return y if _is(x, one) and node.op in COMMUTATIVE else None


def _is(node, number) -> bool:
    return node.op == "constant" and not node.shape and node.value == number


def _copy(graph, node, inputs):
    if node.op == "constant":
        return graph.constant(node.value)
    if node.op == "placeholder":
        return graph.placeholder(node.name, node.shape)
    if node.op == "variable":
        return graph.variable(node.name, node.value)
    return graph.apply(node.op, *inputs, like=node)
