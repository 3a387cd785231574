"""A computation drawn as gates: what the graphs of this lesson have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.autodiff import Graph, Tensor, trace_graph
from course_lib.autodiff.steps import short


@dataclass(frozen=True, eq=False)
class GraphRun:
    """A computation with all its values and gradients."""

    graph: Graph
    value: float  #: The output.
    gradients: dict[str, float]  #: Input's name → ∂(output)/∂(input).
    answer: str  #: The gradients in a sentence, for the end of the sweep.
    summary: str  #: The output's value in a sentence.


def graph_run(f: Tensor) -> GraphRun:
    """The graph behind f, which bears the name f in the drawing."""
    f = f.named("f")
    graph = trace_graph(f)
    gradients = {n.symbol: float(n.gradient) for n in graph.nodes if n.kind == "input"}
    slopes = ", ".join(f"∂f/∂{name} = {short(slope)}" for name, slope in gradients.items())
    return GraphRun(graph, float(f.value), gradients, slopes, _summary(graph, f.value))


def _summary(graph: Graph, value: float) -> str:
    for k in graph.gates:
        if not np.isfinite(graph.nodes[k].value):
            given = ", ".join(short(graph.nodes[e.source].value) for e in graph.inputs_of(k))
            return f"No finite value here: the gate {graph.nodes[k].symbol} is given {given}."
    inputs = ", ".join(f"{n.symbol} = {short(n.value)}" for n in graph.nodes if n.kind == "input")
    return f"f = {short(value)} at {inputs}."
