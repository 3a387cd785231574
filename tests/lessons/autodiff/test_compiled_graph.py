"""Programs before and after simplification, and their drawings."""

from itertools import product

import numpy as np
import pytest

from course_lib.autodiff.static import Session, StaticGraph, simplify
from course_lib.lessons.autodiff import explorers
from course_lib.lessons.autodiff.compiled_graph import PROGRAMS, TALLEST, compiled_graph
from course_lib.lessons.autodiff.compiled_graph_view import MOST

SWITCHES = ("fold", "share", "neutral")


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_combination_computes_the_same(program):
    graph = StaticGraph()
    outputs = PROGRAMS[program](graph)
    feed = {name: 0.4 + 0.3 * k for k, name in enumerate(graph.named)}
    want = Session(graph).run(outputs, feed)
    for values in product((False, True), repeat=3):
        made = simplify(outputs, **dict(zip(SWITCHES, values, strict=True)))
        used = {name: value for name, value in feed.items() if name in made.graph.named}
        assert Session(made.graph).run(made.outputs, used) == pytest.approx(want, rel=1e-13)


def test_the_second_derivative_is_right():
    graph = StaticGraph()
    (second,) = PROGRAMS["second derivative of sin(x) eˣ"](graph)
    at = 0.7
    assert Session(graph).run(second, {"x": at}) == pytest.approx(2 * np.cos(at) * np.exp(at))


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_drawing_has_room(program):
    for values in product((False, True), repeat=3):
        run = compiled_graph(program=program, **dict(zip(SWITCHES, values, strict=True)))
        for drawing in (run.before, run.after):
            assert len(drawing.signs) <= MOST
            assert np.abs(drawing.at[:, 1]).max() <= TALLEST + 1e-9
            assert len(np.unique(drawing.at.round(6), axis=0)) == len(drawing.at)
            columns = drawing.at[:, 0]
            for a, b in drawing.wires:
                assert columns[a] < columns[b]
            for column in np.unique(columns):  # circles do not touch
                rows = np.sort(drawing.at[columns == column, 1])
                assert (np.diff(rows) > 0.99).all()


def test_what_is_drawn():
    explorer = explorers.compiled_graph()
    explorer.set(program="f", fold=True, share=True)
    run, view = explorer.result, explorer.view
    fates = {fate: len(circles.get_xdata()) for fate, circles in view.panels[0].circles.items()}
    assert fates == {"kept": 10, "folded": 1, "shared": 5, "neutral": 0}
    assert view.panels[1].title.get_text() == "made of it before it runs: 10 operations"
    assert len(view.panels[1].wires.get_segments()) == len(run.after.wires)
    assert run.summary == "16 operations before, 10 after: 38% fewer."


def test_nothing_switched_on():
    run = compiled_graph(program="f")
    assert run.before.operations == run.after.operations == 16
    assert run.summary == "16 operations, as written. Switch something on."


def test_an_unknown_program():
    with pytest.raises(ValueError, match="program must be one of"):
        compiled_graph(program="g")
