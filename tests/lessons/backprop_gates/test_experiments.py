"""The graphs, gates and layers behind notebook 13, against differences and closed forms."""

import itertools
import math

import numpy as np
import pytest

from course_lib.autodiff import Tensor, backward, gradcheck, sigmoid, softplus
from course_lib.lessons.backprop_gates.gate_graphs import (
    FIRST_FORMULA,
    ONE_GATE,
    STAGED,
    eight_steps,
    neuron,
    read_formula,
    sum_times,
    typed_formula,
)
from course_lib.lessons.backprop_gates.gate_rule import GATES, gate_rule
from course_lib.lessons.backprop_gates.layer_gradients import layer_gradients, weights


class TestSumTimes:
    def test_the_lectures_numbers(self):
        run = sum_times()
        assert (run.value, run.gradients) == (-12.0, {"x": -4.0, "y": -4.0, "z": 3.0})
        assert run.summary == "f = −12; ∂f/∂x = −4, ∂f/∂y = −4, ∂f/∂z = 3."


class TestEightSteps:
    def test_the_lectures_numbers(self):
        run = eight_steps()
        assert round(run.value, 6) == 1.545645
        assert {k: round(v, 6) for k, v in run.gradients.items()} == {"x": 2.059570, "y": 1.592233}

    def test_its_eight_gates_bear_the_lectures_names_in_the_lectures_order(self):
        graph = eight_steps().graph
        names = [graph.nodes[k].name for k in graph.gates]
        assert names == ["sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden", "f"]

    def test_the_paths_add_up(self):
        summary = eight_steps().summary
        assert "∂f/∂x = 0.5121 via num + (−0.03576) via sigx + 1.583 via xpy = 2.06" in summary
        assert "∂f/∂y = 0.009046 via sigy + 1.583 via xpy = 1.592" in summary


class TestNeuron:
    @pytest.mark.parametrize("values", [(1, 2, -1.5, 1, 0.5), (-2, 0.3, 1, -2.5, 1)])
    def test_closed_form_whichever_way_it_is_drawn(self, values):
        w0, x0, w1, x1, w2 = values
        names = ("w0", "x0", "w1", "x1", "w2")
        p = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
        slope = p * (1 - p)
        for drawn in (STAGED, ONE_GATE):
            run = neuron(**dict(zip(names, values, strict=True)), drawn=drawn)
            assert run.value == pytest.approx(p)
            assert run.slope == pytest.approx(slope)
            want = [slope * v for v in (x0, w0, x1, w1, 1)]
            assert [run.gradients[n] for n in names] == pytest.approx(want)

    def test_it_says_when_it_is_saturated(self):
        assert "saturated" in neuron(w0=3.0, x0=3.0).summary
        assert "saturated" not in neuron().summary


class TestTypedFormula:
    def test_variables_take_the_values_in_order(self):
        run = typed_formula(formula="b / a", good="b / a", first=3.0, second=2.0)
        assert run.value == 1.5
        assert run.gradients == {"b": 0.5, "a": -0.75}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("x ^ 2", "write ** for a power, at “x ^ 2”"),
            ("", "the formula is empty"),
            ("x", "there is no gate in it"),
            ("__import__('os')", "no function"),
            ("(x + y", "this is no formula"),
            ("a + b + c + d + e", "at most 4 variables have a slider, here are a, b, c, d, e"),
        ],
    )
    def test_a_mistake_is_a_sentence_and_the_last_good_graph_stays(self, text, words):
        assert words in read_formula(text).problem
        run = typed_formula(formula=text, good="x * y")
        assert run.summary.startswith("This cannot be drawn: ")
        assert words in run.summary
        assert run.summary.endswith("Still shown: x * y.")
        assert run.graph.structure == typed_formula(formula="x * y", good="x * y").graph.structure

    def test_where_numbers_end_it_says_which_gate(self):
        run = typed_formula(formula="sqrt(log(x)) + y", good="x", first=-2.0)
        assert run.summary == "No finite value here: the gate log is given −2."

    def test_the_first_formula_uses_all_four_sliders(self):
        assert len(read_formula(FIRST_FORMULA).expression.names) == 4


class TestGateRule:
    @pytest.mark.parametrize("gate", GATES)
    @pytest.mark.parametrize("at", [(1.3, 0.4), (-2.0, 1.1), (0.5, -3.0)])
    def test_gradient_is_the_slope_of_the_drawn_surface(self, gate, at):
        run = gate_rule(gate=gate, x=at[0], y=at[1], upstream=-1.5)
        h, z = 1e-6, GATES[gate][1]
        slopes = [
            (z(at[0] + h * i, at[1] + h * j) - z(at[0] - h * i, at[1] - h * j)) / (2 * h)
            for i, j in ((1, 0), (0, 1))
        ]
        np.testing.assert_allclose(run.gradient, -1.5 * np.array(slopes), atol=1e-8)

    @pytest.mark.parametrize(
        ("gate", "x", "y", "want", "words"),
        [
            ("add: x + y", 3.0, -1.0, (2, 2), "distributes"),
            ("multiply: x · y", 3.0, -1.0, (-2, 6), "swaps"),
            ("max(x, y)", 3.0, -1.0, (2, 0), "x is larger"),
            ("max(x, y)", -3.0, -1.0, (0, 2), "y is larger"),
            ("max(x, y)", 1.0, 1.0, (2, 0), "A tie"),
            ("ReLU(x + y)", 3.0, -1.0, (2, 2), "s = 2 > 0: the ReLU gate is open"),
            ("ReLU(x + y)", -3.0, -1.0, (0, 0), "s = −4 < 0: the ReLU gate is closed"),
            ("ReLU(x + y)", 1.0, -1.0, (0, 0), "the kink: our slope is 0"),
        ],
    )
    def test_what_each_gate_does(self, gate, x, y, want, words):
        run = gate_rule(gate=gate, x=x, y=y, upstream=2.0)
        assert run.gradient.tolist() == list(want)
        assert words in run.summary


class TestLayerGradients:
    @pytest.mark.parametrize("positive", [True, False])
    @pytest.mark.parametrize(("x1", "x2", "scale"), [(1.0, -0.5, 1.0), (-2.5, 2.0, 3.0)])
    def test_the_recursion_is_the_gradient(self, x1, x2, scale, positive):
        run = layer_gradients(x1=x1, x2=x2, scale=scale, positive=positive)
        thetas = [Tensor(t) for t in weights(scale)]
        a = Tensor([x1, x2], requires_grad=False)
        z = a
        for k, theta in enumerate(thetas):
            z = theta[:, 1:] @ (a if k == 0 else sigmoid(z)) + theta[:, 0]
        loss = (softplus(z) - float(positive) * z).sum()
        grads = backward(loss)
        assert run.loss == pytest.approx(loss.value)
        for mine, theta in zip(run.gradients, thetas, strict=True):
            np.testing.assert_allclose(mine, grads[theta], rtol=1e-9, atol=1e-14)

    def test_deltas_are_differences_of_the_loss(self):
        run = layer_gradients()

        def loss(*thetas):
            a = Tensor([1.0, -0.5], requires_grad=False)
            for theta in thetas[:-1]:
                a = sigmoid(theta[:, 1:] @ a + theta[:, 0])
            z = thetas[-1][:, 1:] @ a + thetas[-1][:, 0]
            return (softplus(z) - z).sum()

        assert gradcheck(loss, *run.theta)
        # A bias moves z alone, so that its gradient is δ.
        for delta, gradient in zip(run.delta, run.gradients, strict=True):
            np.testing.assert_array_equal(delta, gradient[:, 0])

    def test_the_last_error_is_a_minus_y(self):
        for positive in (True, False):
            run = layer_gradients(positive=positive)
            assert run.delta[-1] == run.a[-1] - positive

    def test_finite_at_every_end(self):
        ends = itertools.product((-3.0, 3.0), (-3.0, 3.0), (0.1, 10.0), (True, False))
        for x1, x2, scale, positive in ends:
            run = layer_gradients(x1=x1, x2=x2, scale=scale, positive=positive)
            assert np.isfinite([run.loss, *run.delta[0]]).all()
            assert len(run.sentences) == run.last_frame + 1
