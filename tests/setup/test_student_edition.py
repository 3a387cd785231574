"""The student's notebook: no solution in it, still Python, and everything else as it was."""

import ast

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.student_edition import BEGIN, END, UnpairedMark, student_edition, without_solution

pytestmark = pytest.mark.tools

SOLVED = """\
def descend(x, grad, lr):
    \"\"\"One step.\"\"\"
    ### BEGIN SOLUTION
    return x - lr * grad(x)
    ### END SOLUTION


x = 1.0"""


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def code(source, **rest):
    return nbformat.v4.new_code_cell(source, **rest)


def test_the_solution_becomes_a_body_that_says_it_is_not_written():
    space = {}
    exec(without_solution(SOLVED), space)
    assert space["x"] == 1.0
    with pytest.raises(NotImplementedError, match="not written yet"):
        space["descend"](1.0, None, 0.1)


def test_every_marked_solution_of_a_cell_goes():
    student = without_solution(f"{SOLVED}\n{SOLVED}")
    assert student.count("# YOUR CODE HERE") == 2
    assert "grad(x)" not in student
    assert "SOLUTION" not in student


def test_the_placeholder_takes_the_indentation_of_the_mark():
    deep = f"if True:\n    if True:\n        {BEGIN}\n        x = 3\n        {END}"
    assert without_solution(deep).splitlines()[2].startswith("        # YOUR CODE HERE")
    ast.parse(without_solution(deep))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (f"{BEGIN}\nx = 1", f"`{BEGIN}` without `{END}`"),
        (f"x = 1\n{END}", f"`{END}` without `{BEGIN}`"),
        (f"{BEGIN}\n{BEGIN}\nx = 1\n{END}", f"`{BEGIN}` without `{END}`"),
        (f"{BEGIN}\nx = 1\n{END}\n{END}", f"`{END}` without `{BEGIN}`"),
    ],
)
def test_unpaired_marks_are_refused(source, message):
    with pytest.raises(UnpairedMark) as error:
        without_solution(source)
    assert str(error.value) == message


def test_a_mark_in_a_text_cell_is_refused_with_the_cells_number():
    text = nbformat.v4.new_markdown_cell(f"The answer:\n{BEGIN}\n42\n{END}")
    with pytest.raises(UnpairedMark, match="cell 1: a solution mark in a text cell"):
        student_edition(notebook(code("1"), text))


def test_outputs_counters_widgets_and_solution_cells_go_and_the_solved_one_stays():
    output = nbformat.v4.new_output("stream", text="the answer is 7")
    solved = notebook(
        nbformat.v4.new_markdown_cell("# Title"),
        code(SOLVED, outputs=[output], execution_count=3),
        code("secret = 7", metadata={"tags": ["solution"]}),
        nbformat.v4.new_markdown_cell("Because 7.", metadata={"tags": ["solution"]}),
    )
    solved.metadata["widgets"] = {"state": "the answer is 7"}
    before = nbformat.writes(solved)
    student = student_edition(solved)
    assert [cell.cell_type for cell in student.cells] == ["markdown", "code"]
    assert [cell.id for cell in student.cells] == [cell.id for cell in solved.cells[:2]]
    assert student.cells[1].outputs == []
    assert student.cells[1].execution_count is None
    assert "7" not in "".join(cell.source for cell in student.cells)
    assert "widgets" not in student.metadata
    nbformat.validate(student)
    assert nbformat.writes(solved) == before


LINES = st.lists(st.text(alphabet="ab =1#\t ", max_size=8), max_size=5)


@given(LINES, LINES, LINES)
def test_what_stands_outside_the_marks_is_kept_to_the_letter(before, solution, after):
    source = "\n".join([*before, BEGIN, *solution, END, *after])
    lines = without_solution(source).split("\n")
    assert lines[: len(before)] == before
    assert lines[len(before) + 2 :] == after


@given(LINES)
def test_a_cell_without_marks_is_kept_to_the_letter(lines):
    assert without_solution("\n".join(lines)) == "\n".join(lines)
