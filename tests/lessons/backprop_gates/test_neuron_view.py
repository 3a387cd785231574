"""The neuron's tangent."""

import pytest
from matplotlib.figure import Figure

from course_lib.lessons.backprop_gates.neuron import neuron
from course_lib.lessons.backprop_gates.neuron_view import NeuronView
from course_lib.plots.style import style_context


def made(view, size):
    with style_context():
        return view(Figure(figsize=size))


def test_the_tangent_touches_the_curve_with_the_neurons_slope():
    view = made(NeuronView, (9.2, 3.55))
    run = neuron(w0=-1.0)
    view.update(run)
    (x0, y0), (x1, y1) = view.tangent.get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(run.slope)
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((run.score, run.value))
