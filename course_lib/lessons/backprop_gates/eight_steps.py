"""f = (x + σ(y)) / (σ(x) + (x + y)²) in the lecture's eight steps, under its names."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from course_lib.autodiff import reciprocal, sigmoid, square, variables
from course_lib.autodiff.steps import short
from course_lib.lessons.backprop_gates.gate_graphs import GraphRun, graph_run


@lru_cache(maxsize=256)
def eight_steps(*, x=3.0, y=-4.0) -> GraphRun:
    """Eight steps forward, eight back."""
    x, y = variables(x=x, y=y)
    num = (x + sigmoid(y).named("sigy")).named("num")
    sigx = sigmoid(x).named("sigx")
    xpysqr = square((x + y).named("xpy")).named("xpysqr")
    invden = reciprocal((sigx + xpysqr).named("den")).named("invden")
    run = graph_run(num * invden)
    return replace(run, answer=_paths(run))


def _paths(run: GraphRun) -> str:
    """∂f/∂x as the sum over the gates that x runs into, and the same for y."""
    sums = []
    for k, node in enumerate(run.graph.nodes):
        if node.kind == "input":
            parts = [
                f"{_bracketed(short(e.gradient))} via {run.graph.nodes[e.target].name}"
                for e in run.graph.uses_of(k)
            ]
            sums.append(f"∂f/∂{node.symbol} = {' + '.join(parts)} = {short(node.gradient)}")
    return "; ".join(sums)


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number
