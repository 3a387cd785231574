"""Running a static graph: values for the placeholders in, values of nodes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from course_lib import checks
from course_lib.autodiff.backward import QUIET
from course_lib.autodiff.static.derivatives import gradients
from course_lib.autodiff.static.graph import Node, StaticGraph, needed
from course_lib.autodiff.static.ops import OPS


class Session:
    """Holds the values of the variables and computes nodes, only those that are needed.

    Parameters
    ----------
    graph : StaticGraph
        Its variables begin with their first values.

    Attributes
    ----------
    operations : int
        How many the last run has carried out.
    """

    def __init__(self, graph: StaticGraph):
        self.graph = checks.instance("graph", graph, StaticGraph)
        self.variables: dict[Node, object] = {}
        self.operations = 0
        self._plans: dict[tuple, _Plan] = {}

    def run(self, fetch: Node | Sequence[Node], feed: Mapping | None = None):
        """The value of a node, or a list of values.

        Parameters
        ----------
        fetch : Node or sequence of Node
            All are computed with the variables as they are before the run; `assign` changes them
            at its end.
        feed : dict
            Placeholder, or its name → value.
        """
        nodes = [fetch] if isinstance(fetch, Node) else checks.items("fetch", fetch, "Node")
        if feed is not None:
            checks.instance("feed", feed, Mapping, "write {placeholder: value}")
        plan = self._plans.get(key := tuple(nodes))
        if plan is None:
            plan = self._plans[key] = _Plan(self.graph, nodes)
        values = dict(plan.constants)
        values.update(self._given(plan, feed or {}))
        with np.errstate(**QUIET):
            for number, compute, inputs in plan.steps:
                values[number] = compute(*[values[k] for k in inputs])
        self.operations = plan.operations
        for variable, number in plan.assigned:
            self.variables[variable] = values[number]
        found = [values[node.number] for node in nodes]
        found = [float(v) if type(v) is np.float64 else v for v in found]
        return found[0] if isinstance(fetch, Node) else found

    def _given(self, plan, feed):
        """Number → value of the placeholders and variables that are needed."""
        for variable in plan.variables:
            yield variable.number, self.variables.get(variable, variable.value)
        fed = {}
        for key, value in feed.items():
            node = self.graph.named.get(key) if isinstance(key, str) else key
            if not isinstance(node, Node) or node.graph is not self.graph or (
                node.op != "placeholder"
            ):  # fmt: skip
                raise ValueError(f"feed must name placeholders of this graph, got {key!r}")
            fed[node] = value
        for node in plan.placeholders:
            if node not in fed:
                raise ValueError(
                    f"feed must hold a value for the placeholder {node.name}, which is needed; "
                    f"write session.run(..., {{{node.name!r}: ...}})"
                )
            value = self.graph.as_value(node.name, fed[node])
            if np.shape(value) != node.shape:
                raise ValueError(f"{node.name} must have shape {node.shape}, got {np.shape(value)}")
            yield node.number, value


class _Plan:
    """What has to be done, in order, for a list of nodes: found once and kept."""

    def __init__(self, graph, nodes):
        for node in nodes:
            graph.node(checks.instance("fetch", node, Node))
        used = needed(nodes)
        self.constants = {n.number: n.value for n in used if n.op == "constant"}
        self.placeholders = [n for n in used if n.op == "placeholder"]
        self.variables = [n for n in used if n.op == "variable"]
        self.assigned = [(n.inputs[0], n.number) for n in used if n.op == "assign"]
        self.steps = [(n.number, *_step(n)) for n in used if n.inputs]
        self.operations = sum(n.op in OPS for n in used)


def _step(node):
    if node.op == "assign":
        return (lambda new: new), (node.inputs[1].number,)
    compute = OPS[node.op].compute
    if node.op == "spread":
        compute = partial(np.broadcast_to, shape=node.shape)
    return compute, tuple(x.number for x in node.inputs)


def descent(loss: Node, lr: float) -> list[Node]:
    """Nodes that, when run, move every variable behind the loss one step down: w ← w − η ∂loss/∂w.

    Parameters
    ----------
    loss : Node
        One number.
    lr : float > 0
    """
    lr, loss = checks.positive("lr", lr), checks.instance("loss", loss, Node)
    variables = [n for n in needed([loss]) if n.op == "variable"]
    if not variables:
        raise ValueError("loss must depend on a variable to be trained, got none behind it")
    slopes = gradients(loss, variables)
    return [loss.graph.assign(w, w - lr * g) for w, g in zip(variables, slopes, strict=True)]
