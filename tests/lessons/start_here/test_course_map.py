"""The map: a table of notebooks, complete, in an order that can be read, and true about what is
there; every notebook and every arrow drawn once, text inside boxes.
"""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from course_lib.lessons.start_here import explorers
from course_lib.lessons.start_here.course_map import (
    NOTEBOOKS,
    CourseTable,
    course_map,
    what_it_rests_on,
)
from course_lib.lessons.start_here.course_map_view import CourseMapView, arrow, box
from course_lib.plots.style import style_context
from tests.lessons.pointer import point

ROOT = Path(__file__).parents[3]
NUMBERS = range(len(NOTEBOOKS))


def test_twenty_five_notebooks_nine_of_them_main_topics():
    assert [n.number for n in NOTEBOOKS] == list(range(25))
    assert sum(n.star for n in NOTEBOOKS) == 9


def test_it_has_what_is_in_the_folder():
    there = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {n.file for n in NOTEBOOKS} == there


def test_the_readme_says_the_same():
    rows = re.findall(
        r"^\| \[(\d\d)[^]]*\]\(notebooks/([\w.]+)\)( ★)? \|",
        (ROOT / "README.md").read_text("utf-8"), re.MULTILINE,
    )  # fmt: skip
    said = {int(number): (file, bool(star)) for number, file, star in rows}
    assert said == {n.number: (n.file, n.star) for n in NOTEBOOKS}


def test_what_is_needed_has_a_smaller_number_and_stands_to_the_left():
    for notebook in NOTEBOOKS:
        for number in notebook.needs:
            assert number < notebook.number
            assert NOTEBOOKS[number].place[0] < notebook.place[0]


def test_no_two_boxes_on_one_place():
    assert len({n.place for n in NOTEBOOKS}) == len(NOTEBOOKS)


def test_what_a_notebook_rests_on_is_closed_and_least():
    for number in NUMBERS:
        before = what_it_rests_on(number)
        for k in (*before, number):
            assert set(NOTEBOOKS[k].needs) <= set(before)
        for k in before:  # each is needed by another of them, or by the goal
            assert any(k in NOTEBOOKS[m].needs for m in (*before, number))
    assert what_it_rests_on(17) == (1, 2, 4, 7, 8, 12, 13, 16)
    assert what_it_rests_on(0) == ()


def test_the_way_is_every_arrow_between_them():
    run = course_map(goal=9)
    taken = {tuple(pair) for pair in run.arrows[run.way].tolist()}
    among = (*run.before, 9)
    assert taken == {(k, m) for k, m in itertools.product(among, among) if k in NOTEBOOKS[m].needs}
    assert run.places.shape == (25, 2)
    assert np.isfinite(run.places).all()


def test_the_sentence():
    assert course_map(goal=5).summary == (
        "05 Subgradient descent: kinks, step rules, Clarke; read 01, 02 and 04 first; it opens 09."
    )
    assert "needs nothing before it" in course_map(goal=1).summary


def test_a_goal_must_be_a_notebook():
    with pytest.raises(ValueError, match="goal must be one of 0, 1"):
        course_map(goal=25)


def test_the_table_links_what_is_there_and_nothing_else():
    text = CourseTable()._repr_markdown_()
    links = set(re.findall(r"\]\(([^)]+)\)", text))
    assert links == {n.file for n in NOTEBOOKS}
    assert text.count("\n") == 26
    third = repr(CourseTable()).splitlines()[2]
    assert third == "02 Convexity ★: chords, tangents, curvature, saddles"


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


def test_a_click_on_a_box_chooses_its_notebook():
    explorer = explorers.course_map()
    for notebook in NOTEBOOKS:
        point(explorer, 0, *notebook.place)
        assert explorer.values["goal"] == notebook.number
