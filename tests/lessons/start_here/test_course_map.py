"""The table of notebooks: complete, in an order that can be read, and true about what is there."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from course_lib.lessons.start_here.course_map import (
    NOTEBOOKS,
    CourseTable,
    course_map,
    what_it_rests_on,
)

ROOT = Path(__file__).parents[3]
NUMBERS = range(len(NOTEBOOKS))


def test_twenty_five_notebooks_nine_of_them_main_topics():
    assert [n.number for n in NOTEBOOKS] == list(range(25))
    assert sum(n.star for n in NOTEBOOKS) == 9


def test_ready_is_what_is_in_the_folder():
    there = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {n.file for n in NOTEBOOKS if n.ready} == there


def test_the_readme_says_the_same():
    rows = re.findall(
        r"^\| (?:\[(\d\d)[^]]*\]\(notebooks/([\w.]+)\)|(\d\d) .*\(planned\))( ★)? \|",
        (ROOT / "README.md").read_text("utf-8"), re.MULTILINE,
    )  # fmt: skip
    said = {int(a or c): (file or None, bool(star)) for a, file, c, star in rows}
    assert said == {n.number: (n.file if n.ready else None, n.star) for n in NOTEBOOKS}


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
    assert course_map(goal=10).summary.startswith("10 Regularization (planned)")


def test_a_goal_must_be_a_notebook():
    with pytest.raises(ValueError, match="goal must be one of 0, 1"):
        course_map(goal=25)


def test_the_table_links_what_is_there_and_nothing_else():
    text = CourseTable()._repr_markdown_()
    links = set(re.findall(r"\]\(([^)]+)\)", text))
    assert links == {n.file for n in NOTEBOOKS if n.ready}
    assert text.count("\n") == 26
    assert "01 Math basics *(planned)*" in text
    assert repr(CourseTable()).splitlines()[2] == "02 Convexity ★: ready"
