"""Any formula that a reader types, as a graph of gates."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from course_lib.lessons.backprop_gates.gate_graphs import GraphRun, graph_run
from course_lib.lessons.shared.typed import read_formula

#: The formula that a reader finds: the squared error of one neuron.
FIRST_FORMULA = "(tanh(w*x + b) - y)**2"
MAX_VARIABLES = 4


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
