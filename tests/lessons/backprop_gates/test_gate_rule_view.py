"""The arrow, the plane and its contours."""

from itertools import product

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.backprop_gates.gate_rule import GATES, REACH, gate_rule
from course_lib.lessons.backprop_gates.gate_rule_view import LONGER, SCALE, GateRuleView
from course_lib.plots.style import style_context


def made(view, size):
    with style_context():
        return view(Figure(figsize=size))


def test_the_arrow_is_the_gradient_at_the_point():
    view = made(GateRuleView, (9.2, 3.8))
    cases = (("multiply: x · y", 3.0, -1.0, SCALE), ("max(x, y)", -2.0, 1.0, LONGER))
    for gate, x, y, scale in cases:
        run = gate_rule(gate=gate, x=x, y=y, upstream=2.0)
        view.update(run)
        assert view.arrow.get_offsets().tolist() == [[x, y]]
        assert np.array([view.arrow.U[0], view.arrow.V[0]]) == pytest.approx(scale * run.gradient)
        tip = view.up.get_xydata()[-1]
        assert tip == pytest.approx(np.array([x, y]) + scale * run.gradient)


def test_no_arrow_leaves_the_plane():
    view = made(GateRuleView, (9.2, 3.8))
    (low, high), ends = view.plane.get_xlim(), (-REACH, REACH)
    for gate in GATES:
        for x, y, upstream in product(ends, ends, (-2.0, 2.0)):
            view.update(gate_rule(gate=gate, x=x, y=y, upstream=upstream))
            tip = view.up.get_xydata()[-1]
            assert low - 1e-9 <= tip.min()
            assert tip.max() <= high + 1e-9


def test_contours_are_drawn_anew_for_another_gate_only():
    view = made(GateRuleView, (9.2, 3.8))
    view.update(gate_rule(gate="add: x + y"))
    count, before = len(view.plane.collections), view.contours
    view.update(gate_rule(gate="add: x + y", x=-3.0))
    assert view.contours is before
    view.update(gate_rule(gate="max(x, y)"))
    assert view.contours is not before
    assert len(view.plane.collections) == count
