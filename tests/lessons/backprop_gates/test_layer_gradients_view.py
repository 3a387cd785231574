"""What stands where in the network, step by step."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from course_lib.autodiff.steps import short
from course_lib.lessons.backprop_gates.layer_gradients import layer_gradients
from course_lib.lessons.backprop_gates.layer_gradients_view import LayerGradientsView
from course_lib.plots.style import color, style_context


def made(view, size):
    with style_context():
        return view(Figure(figsize=size))


@pytest.fixture
def run():
    return layer_gradients()


@pytest.fixture
def view(run):
    view = made(LayerGradientsView, (9.2, 3.9))
    view.update(run)
    return view


def test_layer_by_layer(view, run):
    known = []
    for t in range(run.last_step + 1):
        view.show(run, t)
        written = [[bool(text.get_text()) for text in column] for column in view.a]
        errors = [[bool(text.get_text()) for text in column] for column in view.delta]
        assert all(len(set(column)) == 1 for column in [*written, *errors])
        known.append((sum(c[0] for c in written), sum(c[0] for c in errors)))
    assert known == [(1, 0), (2, 0), (3, 0), (4, 0), (4, 1), (4, 2), (4, 3)]


def test_the_output_layer_is_first_to_know_its_error(view, run):
    view.show(run, 4)
    assert view.delta[2][0].get_text() == short(run.delta[2][0], 2)
    assert view.delta[1][0].get_text() == ""
    assert list(view.curve.get_xdata()) == [4]


def test_a_wire_has_its_gradients_sign_and_size(view, run):
    view.show(run, run.last_step)
    for wires, gradient in zip(view.wires, run.gradients, strict=True):
        signs = [tuple(c) == to_rgba(color.orange) for c in wires.get_color()]
        assert signs == (gradient.ravel() > 0).tolist()
        order = np.argsort(np.abs(gradient.ravel()))
        assert (np.diff(np.array(wires.get_linewidth())[order]) >= 0).all()
    view.show(run, 0)
    assert {len(wires.get_color()) for wires in view.wires} == {1}


def test_a_wire_joins_the_units_of_its_weight(view, run):
    # Row i, column j of Θ: from unit j (0 is the bias) to unit i.
    segments = view.wires[0].get_segments()
    columns = run.theta[0].shape[1]
    for i, j in ((0, 0), (2, 1), (1, 2)):
        start, end = segments[i * columns + j]
        assert start == pytest.approx(view.places[0][j])
        assert end == pytest.approx(view.places[1][i + 1])
