"""Computations drawn as gates: (x + y)z, a neuron, eight steps, and what a reader types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.autodiff import (
    Expression,
    ExpressionError,
    Graph,
    Tensor,
    exp,
    parse_expression,
    reciprocal,
    sigmoid,
    square,
    trace_graph,
    variables,
)
from course_lib.autodiff.steps import short

#: The formula that a reader finds: the squared error of one neuron.
FIRST_FORMULA = "(tanh(w*x + b) - y)**2"
MAX_VARIABLES = 4
STAGED, ONE_GATE = "single gates", "one gate σ"


@dataclass(frozen=True, eq=False)
class GraphRun:
    """A computation with all its values and gradients."""

    graph: Graph
    value: float  #: The output.
    gradients: dict[str, float]  #: Input's name → ∂(output)/∂(input).
    summary: str  #: The result in a sentence.


@lru_cache(maxsize=256)
def sum_times(*, x=-2.0, y=5.0, z=-4.0) -> GraphRun:
    """f = (x + y) z, the lecture's first graph."""
    x, y, z = variables(x=x, y=y, z=z)
    q = (x + y).named("q")
    return _run((q * z).named("f"))


@lru_cache(maxsize=256)
def eight_steps(*, x=3.0, y=-4.0) -> GraphRun:
    """f = (x + σ(y)) / (σ(x) + (x + y)²) in the lecture's eight steps, under its names."""
    x, y = variables(x=x, y=y)
    num = (x + sigmoid(y).named("sigy")).named("num")
    sigx = sigmoid(x).named("sigx")
    xpysqr = square((x + y).named("xpy")).named("xpysqr")
    invden = reciprocal((sigx + xpysqr).named("den")).named("invden")
    run = _run((num * invden).named("f"))
    return GraphRun(run.graph, run.value, run.gradients, _paths(run))


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
    return f"f = {short(run.value)}; {'; '.join(sums)}."


@dataclass(frozen=True, eq=False)
class NeuronRun(GraphRun):
    """The sigmoid neuron: its score s, and the slope σ(s)(1 − σ(s)) there."""

    score: float
    slope: float


@lru_cache(maxsize=256)
def neuron(*, w0=1.0, x0=2.0, w1=-1.5, x1=1.0, w2=0.5, drawn=STAGED) -> NeuronRun:
    """f = 1/(1 + exp(−(w0 x0 + w1 x1 + w2))), by single gates or with one gate σ."""
    w0, x0, w1, x1, w2 = variables(w0=w0, x0=x0, w1=w1, x1=x1, w2=w2)
    s = (w0 * x0 + w1 * x1 + w2).named("s")
    f = sigmoid(s) if drawn == ONE_GATE else reciprocal(exp(-s) + 1.0)
    run = _run(f.named("f"))
    slope = run.gradients["w2"]  # s = … + w2, so that ∂f/∂w2 is ∂f/∂s
    state = " (saturated: hardly anything comes back)" if slope < 0.01 else ""
    summary = (
        f"s = {short(s.value)}, f = σ(s) = {short(run.value)}, slope σ(1 − σ) = {short(slope)}"
        f"{state}; ∂f/∂w0 = slope · x0 = {short(run.gradients['w0'])}, "
        f"∂f/∂w1 = slope · x1 = {short(run.gradients['w1'])}."
    )
    return NeuronRun(run.graph, run.value, run.gradients, summary, s.value, slope)


# ---- what a reader types ------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """A typed formula: what it means, or what is wrong with it."""

    expression: Expression | None
    problem: str = ""


@lru_cache(maxsize=128)
def read_formula(text: str) -> Reading:
    """Parse a formula of at most four variables; a mistake comes back as a sentence."""
    try:
        expression = parse_expression(text)
        if len(expression.names) > MAX_VARIABLES:
            found = ", ".join(expression.names)
            return Reading(
                None, f"at most {MAX_VARIABLES} variables have a slider, here are {found}"
            )
        trace_graph(expression(*[1.0] * len(expression.names)))
    except ExpressionError as error:
        part = error.text[error.start : error.end]
        return Reading(None, error.problem + (f", at “{part}”" if part else ""))
    except ValueError:
        return Reading(None, "there is no gate in it; try x * y, or exp(x)")
    return Reading(expression)


@lru_cache(maxsize=256)
def typed_formula(
    *, formula=FIRST_FORMULA, good=FIRST_FORMULA, first=0.5, second=2.0, third=-0.5, fourth=1.0
) -> GraphRun:
    """Any formula as a graph; its variables take the four values in the order they appear.

    Parameters
    ----------
    formula : str
        What stands in the text box.
    good : str
        The last formula that could be read: it stays in the picture while ``formula`` is wrong.
    first, second, third, fourth : float
    """
    reading = read_formula(formula)
    expression = (reading if reading.expression else read_formula(good)).expression
    values = (first, second, third, fourth)[: len(expression.names)]
    run = _run(expression(*values))
    if reading.problem:
        summary = f"This cannot be drawn: {reading.problem}. Still shown: {expression.text}."
        return GraphRun(run.graph, run.value, run.gradients, summary)
    return run


# ---- shared -------------------------------------------------------------------------------------


def _run(f: Tensor) -> GraphRun:
    graph = trace_graph(f)
    gradients = {n.symbol: float(n.gradient) for n in graph.nodes if n.kind == "input"}
    return GraphRun(graph, float(f.value), gradients, _summary(graph, f.value, gradients))


def _summary(graph: Graph, value: float, gradients: dict) -> str:
    for k in graph.gates:
        if not np.isfinite(graph.nodes[k].value):
            given = ", ".join(short(graph.nodes[e.source].value) for e in graph.inputs_of(k))
            return f"No finite value here: the gate {graph.nodes[k].symbol} is given {given}."
    found = ", ".join(f"∂f/∂{name} = {short(slope)}" for name, slope in gradients.items())
    return f"f = {short(value)}; {found}."


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number
