"""The drawn graph: numbers where they belong, artists that stay, nothing outside or on top."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_lib.autodiff import parse_expression, trace_graph
from course_lib.plots.graph import GraphView, draw_graph
from course_lib.plots.quick_text import EM, outline
from course_lib.plots.style import color, style_context
from course_lib.plots.text import describe

TEXTS = {
    "(x + y) * z": (-2, 5, -4),
    "(x + σ(y)) * (1 / (σ(x) + (x + y)**2))": (3, -4),
    "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))": (2, -1, -3, -2, -3),
    "max(x * y, z) + 3.14159 * x": (1.23456, -2.34567, 100.5),
    "exp(x)": (1,),
}


def traced(text, *values):
    return trace_graph(parse_expression(text)(*(values or TEXTS[text])))


@pytest.fixture
def view():
    with style_context():
        figure = Figure(figsize=(9, 4), layout="constrained")
        FigureCanvasAgg(figure)
        return GraphView(figure)


def written(view, ink):
    return [t.get_text() for t in view.ax.texts if t.get_color() == ink and t.get_text()]


def test_values_above_and_gradients_below(view):
    graph = traced("(x + y) * z")
    view.update(graph)
    view.show(graph, graph.last_step)
    assert written(view, color.green) == ["−2", "5", "3", "−4", "−12"]
    assert written(view, color.orange) == ["−4", "−4", "−4", "3", "1"]
    for value, gradient, (x, y) in zip(view.values, view.gradients, view.at, strict=True):
        assert value.get_position()[1] > y > gradient.get_position()[1]
        assert value.get_position()[0] > x


def test_gate_by_gate(view):
    graph = traced("(x + y) * z")
    view.update(graph)
    known = []
    for step in range(graph.last_step + 1):
        view.show(graph, step)
        known.append((len(written(view, color.green)), len(written(view, color.orange))))
    assert known == [(3, 0), (4, 0), (5, 0), (5, 1), (5, 3), (5, 5)]
    view.show(graph, 0)
    assert written(view, color.orange) == []


def test_the_gate_at_work_is_lit(view):
    graph = traced("(x + y) * z")
    view.update(graph)
    seen = []
    for step in range(graph.last_step + 1):
        view.show(graph, step)
        halo = np.array(view.halo.get_data()).T
        seen.append([k for k, at in enumerate(view.at) if (halo == at).all(axis=1).any()])
    assert seen == [[], [2], [4], [4], [4], [2]]
    lit = [wire.get_linewidth() for wire in view.wires]
    assert lit[0] == lit[1] > lit[2] == lit[3]


def test_parts_of_a_gradient_stand_on_their_wires(view):
    graph = traced("(x + σ(y)) * (1 / (σ(x) + (x + y)**2))")
    view.update(graph)
    half = graph.last_step - 3
    view.show(graph, half)
    sums = [t.get_text() for t in view.gradients[:2]]
    assert any(t.endswith("+…") for t in sums)
    view.show(graph, graph.last_step)
    assert sorted(t.get_text() for _, t, _ in view.parts) == sorted(
        ["0.512", "0.00905", "−0.0358", "1.58", "1.58"]
    )
    assert [t.get_text() for t in view.gradients[:2]] == ["2.06", "1.592"]


def test_a_part_stands_on_its_own_wire_and_interrupts_it(view):
    graph = traced("(x + σ(y)) * (1 / (σ(x) + (x + y)**2))")
    view.update(graph)
    view.show(graph, graph.last_step)
    for k, text, ground in view.parts:
        wire = view.wires[k].get_path().to_polygons(closed_only=False)[0]
        centre = np.array(text.get_position())
        along = [a + np.linspace(0, 1, 50)[:, None] * (b - a) for a, b in pairwise(wire)]
        assert abs(np.concatenate(along) - centre).max(axis=1).min() < 1
        left, low = ground.get_xy()
        box = (left, low), (left + ground.get_width(), low + ground.get_height())
        assert np.mean(box, axis=0) == pytest.approx(centre)
        assert ground.get_width() > 20
    view.show(graph, 0)
    assert {ground.get_width() for _, _, ground in view.parts} == {0}


def test_names_stand_clear_of_the_halo(view):
    graph = trace_graph(parse_expression("x * y")(2, 3).named("product"))
    view.update(graph)
    name = next(t for t in view.ax.texts if t.get_text() == "product")
    halo = view.halo.get_markersize() / 2 * 100 / 72
    assert name.get_position()[1] >= view.at[-1][1] + halo - 1e-9


def test_the_key_bears_the_outputs_name(view):
    for name in ("J", ""):
        tensor = parse_expression("x * y")(2, 3)
        graph = trace_graph(tensor.named(name) if name else tensor)
        view.update(graph)
        assert f"gradient ∂{name or 'f'}/∂(wire): below it" in describe(view.ax.figure)
        view.show(graph, graph.last_step - 1)
        assert f"∂{name or 'f'}/∂{name or 'f'} = 1" in view.line.get_text()


def test_artists_stay_while_only_numbers_change(view):
    graph = traced("(x + y) * z")
    view.update(graph)
    before = view.ax.get_children()
    view.update(traced("(x + y) * z", 1, 2, 3))
    assert view.ax.get_children() == before
    view.update(traced("x * y", 1, 2))
    after = traced("(x + y) * z")
    view.update(after)
    view.show(after, 0)
    assert len(view.ax.get_children()) == len(before)


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_lies_outside_or_on_top_of_another(view, text):
    graph = traced(text)
    view.update(graph)
    view.show(graph, graph.last_step)
    canvas = view.ax.figure.canvas
    canvas.draw()
    renderer, page = canvas.get_renderer(), view.ax.figure.bbox
    shown = [t for t in view.ax.texts if t.get_text()]
    boxes = [t.get_window_extent(renderer) for t in shown]
    for text_artist, box in zip(shown, boxes, strict=True):
        assert box.x0 >= 0, text_artist
        assert box.x1 <= page.width, text_artist
        assert box.y0 >= 0, text_artist
        assert box.y1 <= page.height, text_artist
    for i, a in enumerate(boxes):
        for j, b in enumerate(boxes[:i]):
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            high = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert wide < 1 or high < 4, (shown[i].get_text(), shown[j].get_text())


def test_constants_are_written_in_their_circles(view):
    graph = traced("3.14159 * x", 2)
    view.update(graph)
    view.show(graph, 0)
    assert view.values[0].get_text() == "3.14"
    assert view.values[0].get_position() == pytest.approx(view.at[0])


def test_a_static_figure_says_its_numbers():
    text = describe(draw_graph(traced("(x + y) * z")))
    assert "text '−12' at" in text
    assert "'backward 2 of 2, through +: −4 arrives; x gets −4 · 1 = −4" in text
    assert "text '−12'" not in describe(draw_graph(traced("(x + y) * z"), step=1))


def test_a_sentence_of_tiny_numbers_is_set_smaller_and_stays_in_the_picture(view):
    sizes = []
    for w in (0.5, 5.0):
        graph = traced("(tanh(w*x + b) - y)**2", w, 2.0, -0.5, 1.0)
        view.update(graph)
        view.show(graph, graph.last_step)
        size, (x, _) = view.line.get_fontsize(), view.line.get_position()
        pixels = outline(view.line.get_text())[1] / EM * size * view.ax.figure.dpi / 72
        assert x + pixels <= view.width
        sizes.append(size)
    assert sizes[0] == 10.5 > sizes[1] > 9.0
