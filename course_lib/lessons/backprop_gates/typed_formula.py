"""Any formula that a reader types, as a graph of gates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from course_lib.autodiff import Expression, ExpressionError, parse_expression, trace_graph
from course_lib.lessons.backprop_gates.gate_graphs import GraphRun, graph_run

#: The formula that a reader finds: the squared error of one neuron.
FIRST_FORMULA = "(tanh(w*x + b) - y)**2"
MAX_VARIABLES = 4


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
    run = graph_run(expression(*values))
    if reading.problem:
        problem = f"This cannot be drawn: {reading.problem}. Still shown: {expression.text}."
        return replace(run, summary=problem)
    return run
