"""Derivatives of a static graph, as nodes of the same graph: both modes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course_lib import checks
from course_lib.autodiff.static.graph import Node, needed, nodes
from course_lib.autodiff.static.ops import OPS


def gradients(output: Node, by: Sequence[Node], seed=1.0) -> list[Node]:
    r"""Reverse mode: nodes for ∂(output)/∂(each of them), in one sweep.

    .. math:: \bar z_s = \sum_{t \,:\, s \to t} \bar z_t\, \frac{\partial z_t}{\partial z_s},
              \qquad \bar z_T = \text{seed}

    Parameters
    ----------
    output : Node
        One number.
    by : sequence of Node
    seed : number or Node
        The gradient at the output.

    Notes
    -----
    An operation +, −, ×, ÷ or of one variable, and all that its derivative adds to the graph, are
    at most 5 operations: the gradient costs at most 5 times as much as the output. With max and min
    it is 6.

    Examples
    --------
    >>> from course_lib.autodiff.static import Session, StaticGraph
    >>> graph = StaticGraph()
    >>> x, y = graph.placeholder("x"), graph.placeholder("y")
    >>> Session(graph).run(gradients(x * y + x, [x, y]), {x: 3, y: 5})
    [6.0, 3.0]
    """
    graph = checks.instance("output", output, Node).graph
    if output.shape:
        raise ValueError(f"output must be one number, got shape {output.shape}; take its sum")
    by = nodes("by", by)
    depends = _dependent(output, by)
    if not isinstance(seed, Node):
        seed = checks.array("seed", seed)
    sums: dict[Node, Node] = {output: graph.node(seed)}
    for z in reversed(needed([output])):
        if z.op not in OPS or z not in sums or z not in depends:
            continue
        parts = OPS[z.op].pull(sums[z], z, *z.inputs)
        for x, part in zip(z.inputs, parts, strict=True):
            if part is None or x not in depends:
                continue
            plus, part = part()
            if part.shape and not x.shape:  # x was used for every entry
                part = part.sum()
            if x in sums:  # many paths add
                sums[x] = sums[x] + part if plus > 0 else sums[x] - part
            else:
                sums[x] = part if plus > 0 else -part
    return [sums[x] if x in sums else _zeros(x) for x in by]


def tangents(outputs: Sequence[Node], along: Mapping[Node, object]) -> list[Node]:
    r"""Forward mode: how fast each output changes as the inputs move along a direction.

    .. math:: \dot z_t = \sum_{s \,:\, s \to t} \frac{\partial z_t}{\partial z_s}\, \dot z_s

    Parameters
    ----------
    outputs : sequence of Node
    along : dict
        Node → its tangent, a number or Node. All others stand still.

    Examples
    --------
    >>> from course_lib.autodiff.static import Session, StaticGraph
    >>> graph = StaticGraph()
    >>> x, y = graph.placeholder("x"), graph.placeholder("y")
    >>> Session(graph).run(tangents([x * y + x], {x: 1, y: 0}), {x: 3, y: 5})
    [6.0]
    """
    outputs = nodes("outputs", outputs)
    checks.instance("along", along, Mapping, "write {x: 1.0}")
    graph = outputs[0].graph
    moves = {x: graph.node(v) for x, v in along.items()}
    for z in needed(outputs):
        if z.op in OPS and z not in moves:
            rates = [moves.get(x) for x in z.inputs]
            if any(rate is not None for rate in rates):
                rate = OPS[z.op].push(z, *z.inputs, *rates)
                if rate is not None:
                    moves[z] = rate
    return [moves[z] if z in moves else _zeros(z) for z in outputs]


def _dependent(output: Node, by: list[Node]) -> set[Node]:
    """What lies between: computed from one of them."""
    found = set(by)
    for z in needed([output]):
        if any(x in found for x in z.inputs):
            found.add(z)
    return found


def _zeros(x: Node) -> Node:
    zero = x.graph.constant(0.0)
    return x.graph.apply("spread", zero, like=x) if x.shape else zero
