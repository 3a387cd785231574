"""Static graphs: every operation against the gates, both modes, costs, sessions, simplification."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import GATES, Tensor, backward, value_and_grad, variables
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

LECTURE = "(sin(2*pi*w1/w2) + 3*w1/w2 - exp(2*w2)) * (3*w1/w2 - exp(2*w2))"
NO_GATE = {"first_larger", "first_smaller", "step", "slope_sign", "spread", "sum"}
UNARY = sorted(name for name, op in OPS.items() if op.arguments == 1 and name not in NO_GATE)
BINARY = sorted(name for name, op in OPS.items() if op.arguments == 2 and name not in NO_GATE)


def with_inputs(**values):
    graph = StaticGraph()
    return graph, [graph.placeholder(name) for name in values]


def lecture():
    out = as_static(ad.parse_expression(LECTURE)(*variables(w1=0.4, w2=0.5)))
    return out, [out.graph.named[k] for k in ("w1", "w2")]


class TestOperations:
    @pytest.mark.parametrize(
        ("name", "x"),
        [(name, x) for name in UNARY for x in (0.7, 1.9, -0.4, 0.0)
         if x > 0 or name not in ("log", "sqrt", "reciprocal")],
    )  # fmt: skip
    def test_one_input(self, name, x):
        graph, (node,) = with_inputs(x=x)
        z = graph.apply(name, node)
        (slope,), (rate,) = gradients(z, [node]), tangents([z], {node: 1.0})
        value, gradient = value_and_grad(GATES[name])(x)
        found = Session(graph).run([z, slope, rate], {"x": x})
        assert found == pytest.approx([value, gradient, gradient], rel=1e-13)
        assert operations(z, slope) <= 5

    @pytest.mark.parametrize("name", BINARY)
    @pytest.mark.parametrize("at", [(0.7, 1.3), (1.9, -0.4), (1.1, 1.1)])
    def test_two_inputs(self, name, at):
        graph, (x, y) = with_inputs(x=0, y=0)
        z = graph.apply(name, x, y if name != "power" else graph.constant(at[1]))
        by = [x, y] if name != "power" else [x]
        slopes = gradients(z, by)
        rates = [tangents([z], {a: float(a is b) for a in by})[0] for b in by]
        value, gradient = value_and_grad(GATES[name])(*at)
        found = Session(graph).run([z, *slopes, *rates], dict(zip("xy", at, strict=True)))
        want = gradient[: len(by)]
        assert found == pytest.approx([value, *want, *want], rel=1e-13)
        assert operations(z, *slopes) <= (6 if name in ("maximum", "minimum") else 5)

    def test_at_most_five_operations_even_when_every_part_is_added(self):
        # The inputs are outputs of other gates and used elsewhere too, so that all parts are sums.
        for name in (*UNARY, *BINARY):
            graph, (a, b) = with_inputs(a=0, b=0)
            x, y = a.exp(), b.exp()
            z = graph.apply(name, x) if OPS[name].arguments == 1 else (
                graph.apply(name, x, y if name != "power" else graph.constant(3.0))
            )  # fmt: skip
            rest = x * y
            with_gate = operations(z + rest, *gradients(z + rest, [a, b]))
            graph, (a, b) = with_inputs(a=0, b=0)
            rest = a.exp() * b.exp()
            without = operations(rest, *gradients(rest, [a, b]))
            # The sum at the end is one operation more, and its rule none.
            limit = 6 if name in ("maximum", "minimum") else 5
            assert with_gate - without - 1 <= limit, name

    def test_power_with_an_exponent_that_varies(self):
        _, (x, y) = with_inputs(x=2, y=3)
        with pytest.raises(ValueError, match="the exponent must be a constant"):
            gradients(x**y, [x])

    def test_nothing_is_computed_while_it_is_built(self):
        graph = StaticGraph()
        assert "12" not in repr(graph.constant(3) * graph.constant(4))
        with pytest.raises(TypeError, match="no value yet"):
            bool(graph.constant(1.0))


class TestGradients:
    def test_the_lectures_function(self):
        out, by = lecture()
        slopes = gradients(out, by)
        value, gradient = value_and_grad(ad.parse_expression(LECTURE))(0.4, 0.5)
        found = Session(out.graph).run([out, *slopes], {"w1": 0.4, "w2": 0.5})
        assert found == pytest.approx([value, *gradient], rel=1e-13)

    @pytest.mark.parametrize("text", [
        "x*y + x", "exp(x*y)/(1 + x**2)", "max(x, y)*min(x, -y)", "abs(x)**3 - sqrt(y*y + 1)",
        "log(1 + exp(x)) + softplus(y)", "tanh(x)/sigmoid(y) - relu(x - y)", "cos(x)*1/(y + 3)",
        "x - y - x*x", "-(x/y)",
    ])  # fmt: skip
    def test_both_modes_against_the_engine(self, text):
        x, y = variables(x=0.6, y=1.7)
        f = ad.parse_expression(text)(x=x, y=y)
        grads = backward(f)
        out = as_static(f)
        by = [out.graph.named[k] for k in "xy"]
        slopes = gradients(out, by)
        (rate,) = tangents([out], {by[0]: 2.0, by[1]: -1.0})
        found = Session(out.graph).run([out, *slopes, rate], {"x": 0.6, "y": 1.7})
        want = [f.value, grads[x], grads[y], 2 * grads[x] - grads[y]]
        assert found == pytest.approx(want, rel=1e-12)

    def test_arrays_and_numbers(self):
        graph = StaticGraph()
        w, b = graph.variable("w", 0.3), graph.variable("b", [1.0, -2.0, 0.5])
        x = graph.placeholder("x", (3,))
        loss = ((w * x + b).tanh() * x).sum() * w + b.sum()
        slopes = gradients(loss, [w, b, x])
        at = np.array([0.2, -1.0, 2.0])
        W, B, X = Tensor(0.3), Tensor([1.0, -2.0, 0.5]), Tensor(at)
        L = (ad.tanh(W * X + B) * X).sum() * W + B.sum()
        grads = backward(L)
        found = Session(graph).run([loss, *slopes], {"x": at})
        for mine, theirs in zip(found, [L.value, grads[W], grads[B], grads[X]], strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-13)
        (rate,) = tangents([loss], {w: 1.0})
        assert Session(graph).run(rate, {"x": at}) == pytest.approx(grads[W], rel=1e-13)

    def test_what_the_output_does_not_depend_on(self):
        graph, (x, y) = with_inputs(x=0, y=0)
        z = graph.placeholder("z", (2,))
        slopes = gradients(x * x, [y, z])
        found = Session(graph).run(slopes, {})
        assert found[0] == 0
        assert found[1].tolist() == [0, 0]
        assert Session(graph).run(tangents([x * x], {y: 1.0})[0], {"x": 1}) == 0

    def test_a_tangent_may_begin_between(self):
        graph, (x,) = with_inputs(x=0)
        half = x * x
        rates = tangents([half * x], {half: 3.0, x: 1.0})
        assert Session(graph).run(rates, {"x": 2.0}) == [3.0 * 2 + 4]  # not 2x in place of 3

    def test_gradients_of_gradients(self):
        graph, (x,) = with_inputs(x=0)
        f = x.sin() * x
        (first,) = gradients(f, [x])
        (second,) = gradients(first, [x])
        at = 0.7
        want = 2 * np.cos(at) - at * np.sin(at)
        assert Session(graph).run(second, {"x": at}) == pytest.approx(want, rel=1e-13)
        (along,) = tangents([first], {x: 1.0})
        assert Session(graph).run(along, {"x": at}) == pytest.approx(want, rel=1e-13)

    def test_an_output_of_many_numbers(self):
        graph = StaticGraph()
        with pytest.raises(ValueError, match="output must be one number"):
            gradients(graph.placeholder("x", (2,)) * 2, [graph.named["x"]])


class TestSession:
    def test_three_plus_four(self):
        graph = StaticGraph()
        a, b = graph.placeholder("a"), graph.placeholder("b")
        total = graph.constant(3) + graph.constant(4)
        session = Session(graph)
        assert session.run(total) == 7
        assert session.run(a + b, {a: 3, "b": 4.5}) == 7.5

    @pytest.mark.parametrize(("precision", "want"), [
        (np.float32, ("-0.9999969", "0.9999908", "5.7e-11")),
        (np.float64, ("-0.9999969", "0.9999909", "5.6e-11")),
    ])  # fmt: skip
    def test_the_tutorials_linear_model(self, precision, want):
        graph = StaticGraph(precision)
        W, b = graph.variable("W", 0.3), graph.variable("b", -0.3)
        x, y = graph.placeholder("x", (4,)), graph.placeholder("y", (4,))
        loss = (W * x + b - y).square().sum()
        train, session = descent(loss, 0.01), Session(graph)
        feed = {x: [1, 2, 3, 4], y: [0, -1, -2, -3]}
        assert session.run(loss, feed) == pytest.approx(23.66, rel=1e-6)
        for _ in range(1000):
            session.run(train, feed)
        w, bias, last = session.run([W, b, loss], feed)
        assert (f"{w:.7f}", f"{bias:.7f}", f"{last:.1e}") == want
        assert Session(graph).run(W) == pytest.approx(0.3)  # a new session begins anew

    def test_all_is_computed_before_anything_is_assigned(self):
        graph = StaticGraph()
        a, b = graph.variable("a", 1.0), graph.variable("b", 2.0)
        session = Session(graph)
        swapped = [graph.assign(a, b), graph.assign(b, a)]
        assert session.run([*swapped, a + b]) == [2.0, 1.0, 3.0]
        assert session.run([a, b]) == [2.0, 1.0]

    def test_only_what_is_needed_is_computed(self):
        graph, (x, y) = with_inputs(x=0, y=0)
        small, _ = x * 2.0, (y.exp() + x).sin()
        session = Session(graph)
        assert session.run(small, {"x": 4}) == 8  # no value for y
        assert session.operations == 1

    @pytest.mark.parametrize(("run", "words"), [
        (lambda s, g: s.run(g.named["x"] + 1), "feed must hold a value for the placeholder x"),
        (lambda s, g: s.run(g.named["x"], {"x": [1.0]}), r"x must have shape \(\), got \(1,\)"),
        (lambda s, g: s.run(g.named["x"], {"z": 1}), "feed must name placeholders .* got 'z'"),
        (lambda s, g: s.run(g.named["w"], {"w": 1}), "feed must name placeholders .* got 'w'"),
        (lambda s, g: s.run(StaticGraph().constant(1)), "a node of another graph"),
        (lambda s, g: g.placeholder("x"), "name must be new in this graph, got 'x' again"),
        (lambda s, g: g.placeholder("a", (2,)) + g.placeholder("b", (3,)),
         r"add takes inputs of one shape, or an array and a number, got \(2,\) and \(3,\)"),
        (lambda s, g: g.assign(g.named["w"], g.placeholder("c", (2,))), "the variable's shape"),
        (lambda s, g: descent(g.named["x"] * 2, 0.1), "loss must depend on a variable"),
        (lambda s, g: StaticGraph(int), "precision must be one of"),
        (lambda s, g: simplify([g.assign(g.named["w"], 1.0)]), "outputs must be values"),
    ])  # fmt: skip
    def test_what_is_refused(self, run, words):
        graph = StaticGraph()
        graph.placeholder("x")
        graph.variable("w", 1.0)
        with pytest.raises(ValueError, match=words):
            run(Session(graph), graph)

    def test_what_is_no_node(self):
        graph, (x,) = with_inputs(x=0)
        with pytest.raises(TypeError, match="variable must be a node made by"):
            graph.assign(x, 1.0)
        with pytest.raises(TypeError, match="fetch must be a Node"):
            Session(graph).run([3.0])
        w = Tensor([[1.0]], name="w")
        product = (w @ w).sum()
        with pytest.raises(ValueError, match="gates with a static form, got matmul"):
            as_static(product)
        nameless = Tensor(2.0) * 3.0
        with pytest.raises(ValueError, match="inputs with names"):
            as_static(nameless)


class TestSimplify:
    def test_same_values_fewer_operations(self):
        out, by = lecture()
        outputs = [out, *gradients(out, by)]
        feed = {"w1": 0.4, "w2": 0.5}
        want = Session(out.graph).run(outputs, feed)
        counts = {}
        for switches in ({}, {"fold": False}, {"share": False}, {"neutral": False},
                         {"fold": False, "share": False, "neutral": False}):  # fmt: skip
            made = simplify(outputs, **switches)
            found = Session(made.graph).run(made.outputs, feed)
            assert found == pytest.approx(want, rel=1e-15)
            counts[tuple(switches)] = operations(*made.outputs)
        assert counts[()] < counts["share",] < operations(*outputs)
        assert counts[()] < counts["neutral",]
        assert counts["fold", "share", "neutral"] == operations(*outputs)

    def test_the_lectures_trace_has_eleven_steps_when_parts_are_shared(self):
        out, _ = lecture()
        assert operations(out) == 15
        assert operations(*simplify([out]).outputs) == 11

    def test_fates(self):
        graph = StaticGraph()
        x = graph.placeholder("x")
        two, unused = graph.constant(1) + graph.constant(1), x.exp()
        first, again = two * x, x * two
        negative = -(first * 1.0 - 0.0)
        neutral = (-negative) / 1.0 + 0.0
        made = simplify([neutral + again])
        fate = made.fate
        assert fate[two] == "folded"
        assert fate[unused] == "unused"
        assert fate[again] == "shared"
        assert fate[neutral] == "neutral"
        assert operations(*made.outputs) == 2  # 2x and the sum
        assert Session(made.graph).run(made.outputs, {"x": 5}) == [20.0]

    def test_times_zero_stays(self):
        _, (x,) = with_inputs(x=0)
        made = simplify([(1.0 / x) * 0.0])
        assert operations(*made.outputs) == 2
        assert np.isnan(Session(made.graph).run(made.outputs[0], {"x": 0}))

    def test_arrays_are_not_taken_for_numbers(self):
        graph = StaticGraph()
        x, y = graph.placeholder("x"), graph.constant([1.0, 1.0])
        made = simplify([x * y])
        assert Session(made.graph).run(made.outputs[0], {"x": 3}).tolist() == [3, 3]

    def test_variables_keep_their_names_and_values(self):
        graph = StaticGraph(np.float32)
        w = graph.variable("w", 2.5)
        made = simplify([w * w * 1.0])
        assert list(made.graph.named) == ["w"]
        value = Session(made.graph).run(made.outputs[0])
        assert value == 6.25
        assert value.dtype == np.float32


def test_needed_is_in_order_and_without_the_rest():
    graph, (x, y) = with_inputs(x=0, y=0)
    z = x * x
    _ = y * y
    assert [n.number for n in needed([z])] == [x.number, z.number]
    assert len(graph.nodes) == 4


@pytest.mark.oracle
def test_pytorch_trains_to_the_same_numbers():
    import torch

    w, b = (torch.tensor(v, requires_grad=True) for v in (0.3, -0.3))
    x, y = torch.tensor([1.0, 2, 3, 4]), torch.tensor([0.0, -1, -2, -3])
    descent_ = torch.optim.SGD([w, b], lr=0.01)
    for _ in range(1000):
        descent_.zero_grad()
        ((w * x + b - y) ** 2).sum().backward()
        descent_.step()
    assert w.item() == pytest.approx(-0.9999969, abs=2e-7)
    assert b.item() == pytest.approx(0.9999908, abs=2e-7)
