"""Running student editions in this process: what is run, and that a cell which stops is seen."""

import ast

import nbformat
import pytest

from tests.setup.student_runs import Cell, failures, needed, reached
from tools.student_edition import PLACEHOLDER

ANSWERS = {
    "unwritten": PLACEHOLDER,
    "None": "return None",
    "wrong shape": "import numpy\nreturn numpy.zeros((7, 3))",
    "an error": 'raise RuntimeError("a slip")',
}
SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


def notebook(*sources):
    make = nbformat.v4
    return make.new_notebook(cells=[make.new_code_cell(source) for source in sources])


def cells(*sources):
    return [Cell.of(k, source) for k, source in enumerate(sources)]


def seen(*sources):
    """Cell and answer of every failure."""
    found = [line.partition(": ")[0] for line in failures(notebook(*sources), ANSWERS)]
    return [tuple(part.removeprefix("code cell ").split(", answer ")) for part in found]


@pytest.mark.parametrize(
    ("last", "stopped"),
    [
        ("f", []),
        ("round(f(2))", ["unwritten", "None", "wrong shape", "an error"]),
        ("try:\n    y = f(2)\nexcept NotImplementedError:\n    y = 0\nround(y)",
         ["None", "wrong shape", "an error"]),
        ("try:\n    y = f(2)\nexcept Exception:\n    y = None\ny", []),
        ("try:\n    y = len(f(2))\nexcept (NotImplementedError, TypeError):\n    y = 0\ny",
         ["an error"]),
    ],
)  # fmt: skip
def test_a_cell_that_stops_is_seen_for_each_answer(last, stopped):
    assert seen("n = 3", SOLUTION, last) == [("2", answer) for answer in stopped]


def test_a_value_that_cannot_be_shown_stops_too():
    shown = "class Shown:\n    def _ipython_display_(self): raise RuntimeError"
    assert seen(shown, SOLUTION, "g = f\nShown()") == [("2", name) for name in ANSWERS]


def test_what_one_answer_leaves_behind_does_not_help_the_next():
    guarded = "try:\n    y = f(2)\nexcept NotImplementedError:\n    pass"
    assert ("3", "unwritten") in seen("a = 0", SOLUTION, guarded, "(f, y)")


def test_a_cell_behind_another_is_reached_and_a_fresh_name_is_not():
    found = reached(cells("def f(): pass", "y = f()", "z = [y for _ in 'ab']", "f = 3", "f"), {0})
    assert found == {0, 1, 2}


def test_a_function_that_uses_it_carries_it_on():
    assert reached(cells("def f(): pass", "def g():\n    return f()", "g()", "1"), {0}) == {0, 1, 2}


@pytest.mark.parametrize(
    "binding",
    [
        "x = 1", "import x", "from a import b as x", "x += 1", "for x in []: pass",
        "with a() as x: pass", "class x: pass", "if 1: a, x = 1, 2",
    ],
)  # fmt: skip
def test_what_binds_a_name(binding):
    assert "x" in Cell.of(0, binding).binds
    assert "x" not in Cell.of(0, f"def f():\n    {binding}").binds


def test_only_what_is_needed_is_run():
    book = cells(
        "import a", "x = a.one()", "heavy = a.two()", "x = x + 1", "def f(): return x", "f()"
    )
    assert needed(book, {5}) == {0, 1, 3, 4, 5}


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("x = 1\nx", ""),
        ("x = x", "x"),
        ("x += 1", "x"),
        ("x[0] = y", "xy"),
        ("fig, x = f()\nx.plot()", "f"),
        ("for x in y:\n    z = x\n    z", "y"),
        ("for x in y:\n    z = x\nz", "yz"),  # there may be no turn
        ("for x in y: pass\nelse: x", "xy"),
        ("with a as x:\n    y = x\n    y", "a"),
        ("with a: y = 1\ny", "ay"),  # it may swallow an error
        ("if a: x = 1\nx", "ax"),
        ("try: x = 1\nexcept a: pass\nx", "ax"),
        ("while a: x = 1\nx", "ax"),
        ("[x for x in y]", "y"),
        ("[x for z in y]", "xy"),
        ("def f(x, a=y):\n    z = x\n    return b + z", "by"),
        ("def f():\n    def g(): return x\n    return g", "x"),
        ("x = 1\ndef f(): return x", ""),
        ("def f(): return x\nx = 1", "x"),
    ],
)
def test_what_a_cell_reads_of_others(source, reads):
    assert Cell.of(0, source).reads == set(reads)


def test_a_figure_is_not_that_of_an_earlier_cell():
    book = cells("ax = heavy()", "def f(): pass", "ax = f()\nax", "ax")
    assert reached(book, {1}) == {1, 2, 3}
    assert needed(book, {1, 2, 3}) == {1, 2, 3}


def test_a_function_may_use_what_a_later_cell_binds():
    book = cells("def f(): return later()", "def later(): return 1", "f()")
    assert needed(book, {2}) == {0, 1, 2}


def test_cells_that_no_answer_reaches_are_not_run():
    assert seen("1 / 0", SOLUTION, "f") == []


def test_magics_and_closing_semicolons_are_python():
    ast.unparse(Cell.of(0, "%matplotlib inline\nx = 1;").tree)
