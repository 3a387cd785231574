"""What static graphs refuse, word for word; what they carry; each simplification by itself."""

from operator import neg as negative

import numpy as np
import pytest

from course_lib.autodiff import Tensor
from course_lib.autodiff.static import (
    Session,
    StaticGraph,
    as_static,
    descent,
    gradients,
    needed,
    operations,
    simplify,
    tangents,
)
from course_lib.autodiff.static.ops import OPS

SIGNS = """add + subtract − multiply × divide ÷ power ^ maximum max minimum min first_larger ≥
    first_smaller ≤ negate neg square sq reciprocal 1/· exp exp log log sqrt √ sin sin cos cos
    tanh tanh sigmoid σ softplus softplus relu ReLU absolute |·| step step slope_sign sign sum Σ
    spread spread"""


def made():
    """A number x and a variable w of two entries."""
    graph = StaticGraph()
    graph.placeholder("x")
    graph.variable("w", [1.0, 2.0])
    return graph


def at(name):
    return made().named[name]


def assigned(value):
    graph = made()
    return graph.assign(graph.named["w"], value)


def run(name, *feed):
    graph = made()
    return Session(graph).run(graph.named[name], *feed)


REFUSED = [
    (lambda: bool(at("x")), "a node has no value yet; run it in a Session"),
    (
        lambda: made().assign(at("x"), 1.0),
        "variable must be a node made by .variable(), got Node(x)",
    ),
    (lambda: assigned(3.0), "new must have the variable's shape (2,), got ()"),
    (lambda: made().apply("add", 1.0), "add takes 2 inputs, got 1"),
    (
        lambda: made().node(at("x")),
        "a node of another graph cannot be used here; build it in this one",
    ),
    (lambda: made().placeholder(""), "name must be a text, got ''"),
    (lambda: made().placeholder(3), "name must be a text, got 3"),
    (lambda: made().variable("x", 1.0), "name must be new in this graph, got 'x' again"),
    (lambda: made().variable("v", "a"), "value must be an array of numbers, got 'a'"),
    (lambda: made().placeholder("v", (-1,)), "shape must be at least 0, got -1"),
    (
        lambda: at("w") * np.ones(3),
        "multiply takes inputs of one shape, or an array and a number, got (2,) and (3,)",
    ),
    (lambda: needed([]), "outputs must hold at least one Node, got none"),
    (lambda: needed([3.0]), "outputs must be a Node, got 3.0; write graph.placeholder('x')"),
    (lambda: gradients(3.0, [at("x")]), "output must be a Node, got 3.0"),
    (
        lambda: gradients(at("w"), [at("w")]),
        "output must be one number, got shape (2,); take its sum",
    ),
    (lambda: gradients(at("x"), []), "by must hold at least one Node, got none"),
    (lambda: gradients(at("x"), [at("x")], seed="a"), "seed must be an array of numbers, got 'a'"),
    (lambda: tangents([at("x")], 3.0), "along must be a Mapping, got 3.0; write {x: 1.0}"),
    (lambda: tangents([], {}), "outputs must hold at least one Node, got none"),
    (lambda: Session(3.0), "graph must be a StaticGraph, got 3.0"),
    (lambda: Session(made()).run(3.0), "fetch must be a sequence of Node, got 3.0"),
    (lambda: run("x", 3.0), "feed must be a Mapping, got 3.0; write {placeholder: value}"),
    (
        lambda: run("x"),
        "feed must hold a value for the placeholder x, which is needed; write "
        "session.run(..., {'x': ...})",
    ),
    (lambda: run("x", {"w": 1.0}), "feed must name placeholders of this graph, got 'w'"),
    (lambda: run("x", {"x": [1.0]}), "x must have shape (), got (1,)"),
    (lambda: run("x", {"x": "a"}), "x must be an array of numbers, got 'a'"),
    (lambda: run("x", {"x": 1.0, "y": 2.0}), "feed must name placeholders of this graph, got 'y'"),
    (
        lambda: descent(at("x"), 0.1),
        "loss must depend on a variable to be trained, got none behind it",
    ),
    (lambda: descent(at("x"), 0), "lr must be positive, got 0.0"),
    (lambda: descent(3.0, 0.1), "loss must be a Node, got 3.0"),
    (lambda: simplify([at("x")], fold=1), "fold must be True or False, got 1"),
    (lambda: simplify([at("x")], share=1), "share must be True or False, got 1"),
    (lambda: simplify([at("x")], neutral=1), "neutral must be True or False, got 1"),
    (
        lambda: simplify([assigned([3.0, 4.0])]),
        "outputs must be values, got an assignment; simplify what it assigns",
    ),
    (
        lambda: as_static(Tensor(2.0) * 3.0),
        "L must be made of inputs with names; write Tensor(2.0, name='x')",
    ),
    (
        lambda: StaticGraph(int),
        "precision must be one of <class 'numpy.float64'>, <class 'numpy.float32'>, got "
        "<class 'int'>",
    ),
]


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_refused_word_for_word(call, message):
    with pytest.raises((TypeError, ValueError)) as said:
        call()
    assert str(said.value) == message


def test_an_operation_that_there_is_none_of():
    with pytest.raises(ValueError, match=r"^op must be one of 'add', .*, got 'sinh'$"):
        made().apply("sinh", 1.0)


def test_signs_and_numbers_of_arguments():
    words = SIGNS.split()
    assert {k: op.sign for k, op in OPS.items()} == dict(zip(words[::2], words[1::2], strict=True))
    two = "add subtract multiply divide power maximum minimum first_larger first_smaller"
    assert {k for k, op in OPS.items() if op.arguments == 2} == set(two.split())


def test_what_nodes_are():
    graph = made()
    x, w = graph.named["x"], graph.named["w"]
    assert [(n.number, n.op, n.name, n.shape, n.inputs) for n in graph.nodes] == [
        (0, "placeholder", "x", (), ()),
        (1, "variable", "w", (2,), ()),
    ]
    assert (x.value, w.value.tolist()) == (None, [1.0, 2.0])
    total = (2.0 * w - x).sum()
    assert [repr(n) for n in (x, w, total, graph.constant(3))] == [
        "Node(x)", "Node(w)", "Node(sum of 4)", "Node(3.0)",
    ]  # fmt: skip
    assert repr(graph.nodes[3]) == "Node(multiply of 2, 1)"
    assert total.shape == ()
    assert x.sum() is x
    assert operations(total) == 3
    assert [n.number for n in needed([total, x])] == [0, 1, 2, 3, 4, 5]
    assert graph.assign(w, w).shape == (2,)
    single = StaticGraph(np.float32)
    assert type(single.constant(2).value) is np.float32
    assert type(graph.constant(np.int64(2)).value) is float
    assert single.constant([1, 2]).value.dtype == np.float32
    assert graph.precision == np.float64


def test_operators_in_both_orders():
    graph = made()
    x = graph.named["x"]
    both = [x - 1, 5 - x, x / 4, 4 / x, x**3, 1 + x, 3 * x, -x, abs(-x), x + x.square()]
    assert Session(graph).run(both, {"x": 2}) == [1, 3, 0.5, 2, 8, 3, 6, -2, 2, 6]
    assert Session(graph).run(np.ones(2) * x, {"x": 2}).tolist() == [2.0, 2.0]


def test_a_session_counts_and_keeps():
    graph = made()
    x, w = graph.named["x"], graph.named["w"]
    session = Session(graph)
    assert (session.operations, session.variables) == (0, {})
    out = session.run([x * x, w * x], {"x": 3.0})
    assert (out[0], out[1].tolist(), session.operations) == (9.0, [3.0, 6.0], 2)
    assert type(out[0]) is float
    changed = session.run(graph.assign(w, w * x), {x: 2.0})
    assert (changed.tolist(), session.operations) == ([2.0, 4.0], 1)
    assert session.run(w).tolist() == [2.0, 4.0]
    assert w.value.tolist() == [1.0, 2.0]
    assert session.run(x.log(), {"x": 0.0}) == -np.inf
    loss = (w * w).sum()
    session.run(descent(loss, 0.25))
    assert session.run(w).tolist() == [1.0, 2.0]


def test_seeds_and_tangents():
    graph = made()
    x, w = graph.named["x"], graph.named["w"]
    out = (w * x).sum() + x
    session = Session(graph)
    for seed, factor in ((1.0, 1.0), (2.0, 2.0), (x, 5.0)):
        dx, dw = session.run(gradients(out, [x, w], seed), {"x": 5.0})
        assert (dx, dw.tolist()) == (4.0 * factor, [5.0 * factor] * 2)
    same = gradients(x, [x, x])
    assert session.run(same, {"x": 5.0}) == [1.0, 1.0]
    rates = tangents([out, x, w, x * x], {w: [1.0, 0.0], x: 0.0})
    found = session.run(rates, {"x": 5.0})
    assert (found[0], found[1], found[2].tolist(), found[3]) == (5.0, 0.0, [1.0, 0.0], 0.0)
    still = session.run(tangents([w, x.relu()], {}), {"x": 5.0})
    assert (still[0].tolist(), still[1]) == ([0.0, 0.0], 0.0)


class TestOneSimplification:
    @pytest.mark.parametrize(
        ("build", "left"),
        [
            (lambda x: x * 1.0, 0),
            (lambda x: 1.0 * x, 0),
            (lambda x: x / 1.0, 0),
            (lambda x: 1.0 / x, 1),
            (lambda x: x + 0.0, 0),
            (lambda x: 0.0 + x, 0),
            (lambda x: x - 0.0, 0),
            (lambda x: 0.0 - x, 1),
            (lambda x: x * 0.0, 1),
            (lambda x: x + 1.0, 1),
            (lambda x: x**1.0, 1),
            (lambda x: negative(-x), 0),
            (lambda x: -x, 1),
            (lambda x: x.exp().exp(), 2),
        ],
    )
    def test_neutral(self, build, left):
        graph = made()
        out = build(graph.named["x"])
        before = operations(out)
        assert operations(*simplify([out], share=False, fold=False).outputs) == left
        for switches in ({"neutral": False}, {"neutral": False, "share": False}):
            assert operations(*simplify([out], **switches).outputs) == before

    @pytest.mark.parametrize(
        ("build", "left"),
        [
            (lambda x, y: [x + y, y + x], 1),
            (lambda x, y: [x * y, y * x], 1),
            (lambda x, y: [x - y, y - x], 2),
            (lambda x, y: [x / y, x / y], 1),
            (lambda x, y: [x.exp(), x.exp()], 1),
            (lambda x, y: [x.exp(), y.exp()], 2),
            (lambda x, y: [x + 2.0, x + 2.0], 1),
            (lambda x, y: [x + 2.0, x + 3.0], 2),
        ],
    )
    def test_shared(self, build, left):
        graph = StaticGraph()
        out = build(graph.placeholder("x"), graph.placeholder("y"))
        assert operations(*simplify(out, neutral=False).outputs) == left
        assert operations(*simplify(out, share=False, neutral=False).outputs) == 2

    def test_folded(self):
        graph = made()
        three = graph.constant(1.0) + graph.constant(2.0)
        pair = graph.constant([1.0, 2.0]) * 2.0
        x = graph.named["x"]
        kept = simplify([three * x, pair.sum(), x])
        assert [kept.fate[n] for n in (three, pair, pair.graph.named["w"])] == [
            "folded", "kept", "unused",
        ]  # fmt: skip
        assert [n.op for n in kept.outputs] == ["multiply", "sum", "placeholder"]
        assert Session(kept.graph).run(kept.outputs, {"x": 2.0}) == [6.0, 6.0, 2.0]
        assert operations(*simplify([three], fold=False).outputs) == 1
        assert simplify([three]).outputs[0].value == 3.0
        assert kept.graph is not graph
        assert kept.graph.precision == graph.precision
