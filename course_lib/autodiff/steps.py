"""What happens in one step of a computation, in a sentence with its numbers."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.autodiff.graph import Edge, Graph

INFIX = {"+", "−", "×", "÷", "^", "@"}


def short(value, digits: int = 4) -> str:
    """A number in a few digits; of an array its shape.

    Examples
    --------
    >>> short(-0.79159344), short(3.0), short(1.23e-7), short(np.zeros((2, 3)))
    ('−0.7916', '3', '1.23e−7', '2×3')
    >>> short(float("nan")), short(-float("inf"))
    ('undefined', '−∞')
    """
    if np.ndim(value):
        return "×".join(map(str, np.shape(value)))
    if not np.isfinite(value):
        return "undefined" if np.isnan(value) else "∞" if value > 0 else "−∞"
    text = f"{float(value) + 0.0:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")


def sentence(graph: Graph, step: int, digits: int = 4) -> str:
    """One line about a step: what is computed, or what the gradient is multiplied by.

    Examples
    --------
    >>> from course_lib.autodiff import trace_graph, variables
    >>> x, y, z = variables(x=-2, y=5, z=-4)
    >>> graph = trace_graph(((x + y) * z).named("f"))
    >>> for step in range(graph.last_step + 1):
    ...     print(sentence(graph, step))
    inputs: x = −2, y = 5, z = −4
    forward 1 of 2: −2 + 5 = 3
    forward 2 of 2: f = 3 × (−4) = −12
    backward starts at the output with ∂f/∂f = 1
    backward 1 of 2, through ×: 1 arrives; + gets 1 · (−4) = −4, z gets 1 · 3 = 3
    backward 2 of 2, through +: −4 arrives; x gets −4 · 1 = −4, y gets −4 · 1 = −4
    """
    checks.instance("graph", graph, Graph, "write trace_graph(L)")
    checks.integer("digits", digits, low=1)
    gate, count = graph.active_gate(step), len(graph.gates)
    if gate is None and graph.is_backward(step):
        f = graph.output_name
        return f"backward starts at the output with ∂{f}/∂{f} = 1"
    if gate is None:
        given = [n for n in graph.nodes if n.kind == "input"]
        return "inputs: " + ", ".join(
            f"{n.symbol or '·'} = {short(n.value, digits)}" for n in given
        )
    node = graph.nodes[gate]
    if not graph.is_backward(step):
        head = f"forward {step} of {count}: "
        name = f"{node.name} = " if node.name else ""
        return f"{head}{name}{_formula(graph, gate, digits)} = {short(node.value, digits)}"
    arrives = short(node.gradient, digits)
    parts = [_part(graph, e, step, digits) for e in graph.inputs_of(gate) if e.gradient is not None]
    head = f"backward {step - count - 1} of {count}, through {node.symbol}"
    return f"{head}: {arrives} arrives; {', '.join(parts)}"


def _formula(graph: Graph, gate: int, digits: int) -> str:
    symbol = graph.nodes[gate].symbol
    values = [short(graph.nodes[e.source].value, digits) for e in graph.inputs_of(gate)]
    if symbol in INFIX:
        first, *rest = values
        return f" {symbol} ".join([first, *map(_bracketed, rest)])
    if symbol == "sq":
        return f"{_bracketed(values[0])}²"
    if symbol == "1/·":
        return f"1 / {_bracketed(values[0])}"
    if symbol == "neg":
        return f"−{_bracketed(values[0])}"
    if symbol == "|·|":
        return f"|{values[0]}|"
    return f"{symbol}({', '.join(values)})"


def _part(graph: Graph, edge: Edge, step: int, digits: int) -> str:
    source = graph.nodes[edge.source]
    before, _ = graph.gradient_so_far(edge.source, step - 1)
    # A tensor that is used again already holds a part: this one is added to it.
    gets = "gets" if before is None else "+="
    who, part = source.name or source.symbol or "it", short(edge.gradient, digits)
    if not np.isfinite(edge.local):
        return f"{who} {gets} {part}"
    arrives, local = (short(v, digits) for v in (graph.nodes[edge.target].gradient, edge.local))
    return f"{who} {gets} {arrives} · {_bracketed(local)} = {part}"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number
