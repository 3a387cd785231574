"""Graphs to draw: what stands on nodes and edges, and what is known at each step."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import parse_expression, sentence, trace_graph, variables
from course_lib.autodiff.graph import SYMBOLS

EIGHT = parse_expression("(x + σ(y)) * (1 / (σ(x) + (x + y)**2))")


@pytest.fixture
def lecture():
    return trace_graph(parse_expression("(x + y) * z")(x=-2, y=5, z=-4))


@pytest.fixture
def eight():
    return trace_graph(EIGHT(x=3, y=-4))


def test_nodes_and_edges(lecture):
    found = [(n.kind, n.symbol, n.value, n.gradient) for n in lecture.nodes]
    assert found == [
        ("input", "x", -2, -4), ("input", "y", 5, -4), ("gate", "+", 3, -4),
        ("input", "z", -4, 3), ("gate", "×", -12, 1),
    ]  # fmt: skip
    edges = [(e.source, e.target, e.slot, e.local, e.gradient) for e in lecture.edges]
    assert edges == [(0, 2, 0, 1, -4), (1, 2, 1, 1, -4), (2, 4, 0, -4, -4), (3, 4, 1, 3, 3)]
    assert (lecture.gates, lecture.last_step) == ((2, 4), 5)


def test_there_are_eight_gates_of_the_lecture(eight):
    assert [eight.nodes[k].symbol for k in eight.gates] == [
        "σ",
        "+",
        "σ",
        "+",
        "sq",
        "+",
        "1/·",
        "×",
    ]


def test_the_parts_on_the_edges_add_up(eight):
    for k, node in enumerate(eight.nodes[:-1]):
        uses = eight.uses_of(k)
        assert sum(e.gradient for e in uses) == pytest.approx(node.gradient, rel=1e-14)
        for e in uses:
            above = eight.nodes[e.target].gradient
            assert e.gradient == pytest.approx(above * e.local, rel=1e-14)
    assert len(eight.uses_of(0)) == 3


def test_a_gradient_is_complete_when_all_its_parts_are_there(eight):
    seen = [eight.gradient_so_far(0, step) for step in range(eight.last_step + 1)]
    values = [v for v, _ in seen if v is not None]
    distinct = list(dict.fromkeys(values))
    assert len(distinct) == 3
    assert distinct[-1] == eight.nodes[0].gradient
    assert [done for _, done in seen].index(True) == values.index(distinct[-1]) + seen.index(
        next(s for s in seen if s[0] is not None)
    )


def test_forward_then_backward(lecture):
    known = [[k for k in range(5) if lecture.has_value(k, s)] for s in range(6)]
    assert known == [[0, 1, 3], [0, 1, 2, 3], *[[0, 1, 2, 3, 4]] * 4]
    back = [[k for k in range(5) if lecture.gradient_so_far(k, s)[1]] for s in range(6)]
    assert back == [[], [], [], [4], [2, 3, 4], [0, 1, 2, 3, 4]]
    assert [lecture.active_gate(s) for s in range(6)] == [None, 2, 4, None, 4, 2]
    assert [lecture.is_backward(s) for s in range(6)] == [False] * 3 + [True] * 3


@pytest.mark.parametrize("step", [-1, 6])
def test_steps_out_of_range(lecture, step):
    with pytest.raises(ValueError, match=r"step must be in \[0, 5\]"):
        lecture.active_gate(step)


def test_constants_have_no_gradient():
    graph = trace_graph(parse_expression("3 * x")(x=2))
    assert [(n.kind, n.gradient) for n in graph.nodes] == [
        ("constant", None), ("input", 3.0), ("gate", 1.0),
    ]  # fmt: skip
    assert [e.gradient for e in graph.edges] == [None, 3.0]
    assert graph.gradient_so_far(0, graph.last_step) == (None, False)
    assert sentence(graph, graph.last_step).endswith("1 arrives; x gets 1 · 3 = 3")


def test_structure_tells_other_numbers_from_another_graph():
    a, b = trace_graph(EIGHT(3, -4)), trace_graph(EIGHT(1, 2))
    assert a.structure == b.structure
    assert hash(a.structure) == hash(b.structure)
    assert a.structure != trace_graph(parse_expression("(x + σ(y)) * (x + y)")(3, -4)).structure


def test_arrays():
    w, x = ad.Tensor(np.ones((3, 2)), name="w"), ad.Tensor([1.0, 2.0], name="x")
    graph = trace_graph(ad.tanh(w @ x).sum())
    assert graph.nodes[0].gradient.shape == (3, 2)
    assert np.isnan(graph.edges[0].local)
    said = [sentence(graph, s) for s in range(graph.last_step + 1)]
    assert said[0] == "inputs: w = 3×2, x = 2"
    assert said[1] == "forward 1 of 3: 3×2 @ 2 = 3"
    assert said[-1] == "backward 3 of 3, through @: 3 arrives; w gets 3×2, x gets 2"


def test_what_is_added_is_said_so():
    x, y = variables(x=3, y=2)
    graph = trace_graph(x * y + x)
    assert sentence(graph, 4) == "backward 1 of 2, through +: 1 arrives; × gets 1 · 1 = 1, " \
        "x gets 1 · 1 = 1"  # fmt: skip
    assert "x += 1 · 2 = 2, y gets 1 · 3 = 3" in sentence(graph, 5)


def test_named_gates():
    x, y = variables(x=3, y=-2)
    q = (x - y).named("q")
    graph = trace_graph(abs(q))
    assert sentence(graph, 1) == "forward 1 of 2: q = 3 − (−2) = 5"
    assert sentence(graph, 2) == "forward 2 of 2: |5| = 5"
    assert "q gets" in sentence(graph, 4)


def test_every_symbol_belongs_to_a_gate():
    assert set(SYMBOLS) <= set(ad.GATES)


@pytest.mark.parametrize(
    ("gate", "symbol"),
    [("sqrt", "√"), ("sigmoid", "σ"), ("relu", "ReLU"), ("absolute", "|·|"), ("negate", "neg"),
     ("square", "sq"), ("reciprocal", "1/·"), ("leaky_relu", "leaky"), ("arctan", "atan"),
     ("exp", "exp"), ("sum", "Σ")],
)  # fmt: skip
def test_a_gate_is_drawn_as_it_is_written(gate, symbol):
    x = ad.Tensor([[0.5]] if gate == "sum" else 0.5, name="x")
    graph = ad.trace_graph(ad.GATES[gate](x))
    assert graph.nodes[-1].symbol == symbol
    assert (graph.output_name, graph.last_step) == ("f", 3)


def test_the_output_bears_its_name():
    x, y = ad.variables(x=1.0, y=2.0)
    assert ad.trace_graph((x * y).named("area")).output_name == "area"
    assert ad.trace_graph((x * y).named("area") + 1.0).output_name == "f"


def test_refused():
    x = ad.Tensor(1.0)
    with pytest.raises(ValueError, match="L must be made by a gate to be drawn"):
        trace_graph(x)
    with pytest.raises(ValueError, match="L must be one number"):
        trace_graph(ad.Tensor([1.0, 2.0]) * 2.0)
    y = x
    for _ in range(40):
        y = y * 2.0
    with pytest.raises(ValueError, match="L must have at most 60 nodes behind it"):
        trace_graph(y)
