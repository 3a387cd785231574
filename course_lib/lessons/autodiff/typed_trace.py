"""Any typed f(w₁, w₂) as an evaluation trace, with the derivatives of both modes beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from course_lib.autodiff import Expression, variables
from course_lib.autodiff.static import (
    Node,
    Session,
    as_static,
    gradients,
    needed,
    operations,
    simplify,
    tangents,
)
from course_lib.autodiff.static.ops import OPS
from course_lib.autodiff.steps import short
from course_lib.lessons.shared.counted import counted
from course_lib.lessons.shared.typed import Reading, read_formula

NAMES = ("w1", "w2")
FIRST_FORMULA = "(sin(2*pi*w1/w2) + 3*w1/w2 - exp(2*w2)) * (3*w1/w2 - exp(2*w2))"
MAX_STEPS = 16
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Row:
    """One value of the trace: an input or a step."""

    name: str  #: "w₁", "z₃"
    made: str  #: how it is computed: "z₁ ÷ w₂"; empty for an input
    inputs: tuple[int, ...]  #: rows that it is computed from
    value: float
    along: tuple[float, float]  #: ∂(this)/∂w₁ and ∂(this)/∂w₂, by forward mode
    back: float  #: ∂f/∂(this), by reverse mode


@dataclass(frozen=True)
class Cost:
    """How many operations each takes."""

    f: int
    forward: int  #: what both sweeps of forward mode add
    reverse: int  #: what the one sweep of reverse mode adds


@dataclass(frozen=True)
class TypedTrace:
    """A trace with all its values and derivatives."""

    rows: tuple[Row, ...]  #: both inputs, then the steps
    cost: Cost
    summary: str

    @property
    def steps(self) -> int:
        """T, the number of steps."""
        return len(self.rows) - len(NAMES)

    @property
    def last_step(self) -> int:
        """The player's: T steps forward, one for the gradient 1 at the end, T steps back."""
        return 2 * self.steps + 1


@lru_cache(maxsize=128)
def read_trace(text: str) -> Reading:
    """Parse a formula in w1 and w2 of at most 16 steps; a mistake comes back as a sentence."""
    reading = read_formula(text, names=NAMES)
    if not reading.expression:
        return reading
    try:
        out = _static(reading.expression)
        gradients(out, list(out.graph.named.values()))  # refuses an exponent that varies
    except ValueError as error:
        return Reading(None, str(error).split(";")[0])
    if (steps := operations(out)) > MAX_STEPS:
        return Reading(None, f"a trace has at most {MAX_STEPS} steps here, this one has {steps}")
    return reading


def _static(expression: Expression) -> Node:
    given = dict(zip(NAMES, variables(w1=1.0, w2=1.0), strict=True))
    return as_static(expression(**{name: given[name] for name in expression.names}))


@lru_cache(maxsize=64)
def _programs(text: str, share: bool):
    """The nodes of the rows, and nodes for their derivatives: made once for a formula."""
    out = _static(read_trace(text).expression)
    if share:
        (out,) = simplify([out], neutral=False).outputs
    graph = out.graph
    unused = [name for name in NAMES if name not in graph.named]
    inputs = {name: graph.placeholder(name) for name in unused} | graph.named
    inputs = [inputs[name] for name in NAMES]
    rows = inputs + [node for node in needed([out]) if node.op in OPS]
    back = gradients(out, rows)
    reverse = operations(out, *back) - operations(out)
    along = [tangents(rows, {w: 1.0}) for w in inputs]
    forward = sum(operations(out, *nodes) - operations(out) for nodes in along)
    return graph, rows, along, back, Cost(operations(out), forward, reverse)


@lru_cache(maxsize=256)
def typed_trace(
    *, formula=FIRST_FORMULA, good=FIRST_FORMULA, share=False, w1=0.4, w2=0.5
) -> TypedTrace:
    """The trace of a formula at a point.

    Parameters
    ----------
    formula, good : str
        The text in the box, and the last one that `read_trace` could read, which is drawn instead
        where the first is wrong.
    share : bool
        Whether equal parts of the formula are one step.
    w1, w2 : float
    """
    reading = read_trace(formula)
    text = formula if reading.expression else good
    graph, nodes, along, back, cost = _programs(text, share)
    found = Session(graph).run([*nodes, *along[0], *along[1], *back], {"w1": w1, "w2": w2})
    count = len(nodes)
    values, first, second, slopes = (found[k * count : (k + 1) * count] for k in range(4))
    names = [name.translate(_LOW) for name in NAMES]
    names += [f"z{k}".translate(_LOW) for k in range(1, count - len(NAMES) + 1)]
    place = {node: k for k, node in enumerate(nodes)}
    rows = tuple(
        Row(names[k], _made(node, place, names), tuple(place[x] for x in node.inputs if x in place),
            values[k], (first[k], second[k]), slopes[k])
        for k, node in enumerate(nodes)
    )  # fmt: skip
    run = TypedTrace(rows, cost, _summary(rows, cost))
    if reading.problem:
        words = f"This cannot be drawn: {reading.problem}. Still shown: {good}."
        return replace(run, summary=words)
    return run


def _made(node, place, names) -> str:
    """The step as one writes it by hand."""
    if node.op not in OPS:
        return ""
    said = [names[place[x]] if x in place else short(x.value) for x in node.inputs]
    bracketed = [f"({text})" if text.startswith("−") else text for text in said]
    sign = OPS[node.op].sign
    if node.op == "negate":
        return f"−{said[0]}"
    if node.op == "square":
        return f"{said[0]}²"
    if node.op == "reciprocal":
        return f"1 ÷ {said[0]}"
    if node.op == "absolute":
        return f"|{said[0]}|"
    if node.op in ("maximum", "minimum"):
        return f"{sign}({', '.join(said)})"
    if len(said) == 2:
        return f"{said[0]} {sign} {bracketed[1]}"
    return f"{sign} {said[0]}"


def _summary(rows, cost) -> str:
    return (
        f"f = {short(rows[-1].value)} takes {counted(cost.f, 'operation')}. Both slopes, "
        f"{short(rows[0].back)} and {short(rows[1].back)}, take {cost.forward} more in two sweeps "
        f"of forward mode, {cost.reverse} more in one sweep of reverse mode."
    )
