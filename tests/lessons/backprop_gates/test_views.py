"""The views of notebook 13: what stands where, frame by frame."""

from itertools import product

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from course_lib.autodiff.steps import short
from course_lib.lessons.backprop_gates.gate_graphs import neuron
from course_lib.lessons.backprop_gates.gate_graphs_view import NeuronView
from course_lib.lessons.backprop_gates.gate_rule import GATES, REACH, gate_rule
from course_lib.lessons.backprop_gates.gate_rule_view import SHRINK, GateRuleView
from course_lib.lessons.backprop_gates.layer_gradients import layer_gradients
from course_lib.lessons.backprop_gates.layer_gradients_view import LayerGradientsView
from course_lib.plots.style import color, style_context


def made(view, size):
    with style_context():
        return view(Figure(figsize=size))


def test_the_arrow_is_the_gradient_at_the_point():
    view = made(GateRuleView, (9.2, 4.0))
    cases = (("multiply: x · y", 3.0, -1.0, SHRINK), ("max(x, y)", -2.0, 1.0, 1.0))
    for gate, x, y, shrink in cases:
        run = gate_rule(gate=gate, x=x, y=y, upstream=2.0)
        view.update(run)
        assert view.arrow.get_offsets().tolist() == [[x, y]]
        assert np.array([view.arrow.U[0], view.arrow.V[0]]) == pytest.approx(shrink * run.gradient)
        tip = view.up.get_xydata()[-1]
        assert tip == pytest.approx(np.array([x, y]) + shrink * run.gradient)


def test_no_arrow_leaves_the_plane():
    view = made(GateRuleView, (9.2, 4.0))
    (low, high), ends = view.plane.get_xlim(), (-REACH, REACH)
    for gate in GATES:
        for x, y, upstream in product(ends, ends, (-2.0, 2.0)):
            view.update(gate_rule(gate=gate, x=x, y=y, upstream=upstream))
            tip = view.up.get_xydata()[-1]
            assert low - 1e-9 <= tip.min()
            assert tip.max() <= high + 1e-9


def test_contours_are_drawn_anew_for_another_gate_only():
    view = made(GateRuleView, (9.2, 4.0))
    view.update(gate_rule(gate="add: x + y"))
    count, before = len(view.plane.collections), view.contours
    view.update(gate_rule(gate="add: x + y", x=-3.0))
    assert view.contours is before
    view.update(gate_rule(gate="max(x, y)"))
    assert view.contours is not before
    assert len(view.plane.collections) == count


def test_the_tangent_touches_the_curve_with_the_neurons_slope():
    view = made(NeuronView, (9.2, 5.4))
    run = neuron(w0=-1.0)
    view.update(run)
    (x0, y0), (x1, y1) = view.tangent.get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(run.slope)
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((run.score, run.value))


class TestLayers:
    @pytest.fixture
    def run(self):
        return layer_gradients()

    @pytest.fixture
    def view(self, run):
        view = made(LayerGradientsView, (9.2, 4.4))
        view.update(run)
        return view

    def test_layer_by_layer(self, view, run):
        known = []
        for t in range(run.last_frame + 1):
            view.show(run, t)
            written = [[bool(text.get_text()) for text in column] for column in view.a]
            errors = [[bool(text.get_text()) for text in column] for column in view.delta]
            assert all(len(set(column)) == 1 for column in [*written, *errors])
            known.append((sum(c[0] for c in written), sum(c[0] for c in errors)))
        assert known == [(1, 0), (2, 0), (3, 0), (4, 0), (4, 1), (4, 2), (4, 3)]

    def test_the_output_layer_is_first_to_know_its_error(self, view, run):
        view.show(run, 4)
        assert view.delta[2][0].get_text() == short(run.delta[2][0], 2)
        assert view.delta[1][0].get_text() == ""
        assert list(view.curve.get_xdata()) == [4]

    def test_a_wire_has_its_gradients_sign_and_size(self, view, run):
        view.show(run, run.last_frame)
        for wires, gradient in zip(view.wires, run.gradients, strict=True):
            signs = [tuple(c) == to_rgba(color.orange) for c in wires.get_color()]
            assert signs == (gradient.ravel() > 0).tolist()
            order = np.argsort(np.abs(gradient.ravel()))
            assert (np.diff(np.array(wires.get_linewidth())[order]) >= 0).all()
        view.show(run, 0)
        assert {len(wires.get_color()) for wires in view.wires} == {1}

    def test_a_wire_joins_the_units_of_its_weight(self, view, run):
        # Row i, column j of Θ: from unit j (0 is the bias) to unit i.
        segments = view.wires[0].get_segments()
        columns = run.theta[0].shape[1]
        for i, j in ((0, 0), (2, 1), (1, 2)):
            start, end = segments[i * columns + j]
            assert start == pytest.approx(view.places[0][j])
            assert end == pytest.approx(view.places[1][i + 1])
