"""The sigmoid neuron f = 1/(1 + exp(−(w0 x0 + w1 x1 + w2))), by single gates or with a gate σ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from course_lib.autodiff import exp, reciprocal, sigmoid, variables
from course_lib.autodiff.steps import short
from course_lib.lessons.backprop_gates.gate_graphs import GraphRun, graph_run

STAGED, ONE_GATE = "four gates", "one gate"


@dataclass(frozen=True, eq=False)
class NeuronRun(GraphRun):
    """The sigmoid neuron: its score s, and the slope σ(s)(1 − σ(s)) there."""

    score: float
    slope: float


@lru_cache(maxsize=256)
def neuron(*, w0=1.0, x0=2.0, w1=-1.5, x1=1.0, w2=0.5, drawn=STAGED) -> NeuronRun:
    """The neuron's value and its five gradients."""
    w0, x0, w1, x1, w2 = variables(w0=w0, x0=x0, w1=w1, x1=x1, w2=w2)
    s = (w0 * x0 + w1 * x1 + w2).named("s")
    run = graph_run(sigmoid(s) if drawn == ONE_GATE else reciprocal(exp(-s) + 1.0))
    slope = run.gradients["w2"]  # s = … + w2, so that ∂f/∂w2 is ∂f/∂s
    summary = f"s = {short(s.value)}, f = σ(s) = {short(run.value)}."
    return NeuronRun(run.graph, run.value, run.gradients, run.answer, summary, s.value, slope)
