"""The drawn map: every notebook and every arrow once, done and planned apart, text inside boxes."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from course_lib.lessons.start_here.course_map import NOTEBOOKS, course_map
from course_lib.lessons.start_here.course_map_view import CourseMapView, arrow, box
from course_lib.plots.style import color, style_context


@pytest.fixture(scope="module")
def view():
    with style_context():
        figure = Figure(figsize=(9.4, 5.3), layout="constrained")
        FigureCanvasAgg(figure)
        view = CourseMapView(figure)
        view.update(course_map(goal=5))
        figure.canvas.draw()
    return view


def test_every_notebook_arrow_and_star_is_drawn(view):
    arrows = [p for p in view.ax.patches if isinstance(p, FancyArrowPatch)]
    assert len(arrows) == sum(len(n.needs) for n in NOTEBOOKS)
    shown = {t.get_text() for t in view.ax.texts}
    assert {n.title for n in NOTEBOOKS} <= shown
    assert {f"{n.number:02}" for n in NOTEBOOKS} <= shown
    stars = [line for line in view.ax.lines if line.get_marker() == "*"]
    assert len(stars) == sum(n.star for n in NOTEBOOKS) + 1


def test_text_stays_inside_its_box(view):
    for notebook in NOTEBOOKS:
        around = box(notebook.place).get_extents().transformed(view.ax.transData)
        (text,) = [t for t in view.ax.texts if t.get_text() == notebook.title]
        inside = text.get_window_extent()
        assert around.x0 < inside.x0, notebook
        assert inside.x1 < around.x1, notebook
        assert around.ymin < inside.ymin, notebook  # y points down on the map
        assert inside.ymax < around.ymax, notebook


def test_ready_and_planned_look_different(view):
    def edge(notebook):
        x, y = notebook.place
        (drawn,) = [
            p for p in view.ax.patches
            if p.get_zorder() == 3 and p.get_extents().transformed(
                view.ax.transData.inverted()).contains(x, y)
        ]  # fmt: skip
        return to_hex(drawn.get_edgecolor()), drawn.get_linestyle() in ("-", "solid")

    for notebook in NOTEBOOKS:
        wanted = (color.blue, True) if notebook.ready else (color.line, False)
        assert edge(notebook) == wanted, notebook


def test_the_way_is_lit_up(view):
    run = course_map(goal=9)
    view.update(run)
    assert len(view.way.get_segments()) == run.way.sum()
    assert len(view.before.get_paths()) == len(run.before)
    (around,) = [path.get_extents() for path in view.goal.get_paths()]
    assert around.contains(*NOTEBOOKS[9].place)
    view.update(course_map(goal=0))
    assert len(view.way.get_segments()) == len(view.before.get_paths()) == 0


def test_arrows_run_from_side_to_side():
    assert arrow((0, 1), (2, 3)).tolist() == [[0.435, 1], [1.565, 3]]
