"""The student edition of every notebook: no solution left in it, and Run All reaches the end.

nbval runs the solved notebooks; here run the cells that a student's answer can change.
"""

import ast
import pathlib
import re

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from tests.setup.student_runs import failures
from tools.student_edition import BEGIN, END, PLACEHOLDER, student_edition

NOTEBOOKS = sorted((pathlib.Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

OTHER_CHECKS = {"check_environment"}


def read(path):
    return nbformat.read(path, as_version=4)


def code_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def solutions(notebook):
    marked = re.compile(rf"^[ \t]*{BEGIN}\n(.*?)^[ \t]*{END}$", re.MULTILINE | re.DOTALL)
    return [text for source in code_of(notebook) for text in marked.findall(source)]


def as_lines(text):
    """The lines without indentation and blank ones, each ended: a whole line never hides in one."""
    return "\n" + "".join(f"{line.strip()}\n" for line in text.split("\n") if line.strip())


@every_notebook
def test_a_placeholder_stands_for_every_solution(path):
    solved = read(path)
    student = "\n".join(code_of(student_edition(solved)))
    assert student.count("# YOUR CODE HERE") == len(solutions(solved))
    assert not re.search("(BEGIN|END) SOLUTION", student)


@every_notebook
def test_no_solution_is_left_anywhere(path):
    solved = read(path)
    student = student_edition(solved)
    everything = as_lines("\n".join(cell.source for cell in student.cells))
    for solution in solutions(solved):
        assert solution.strip(), "an empty solution"
        assert as_lines(solution) not in everything
    assert not any(cell.get("outputs") for cell in student.cells)


@every_notebook
def test_every_cell_is_python(path):
    for source in code_of(student_edition(read(path))):
        ast.parse(TransformerManager().transform_cell(source))


@every_notebook
def test_every_solution_stands_in_a_function(path):
    for source in code_of(student_edition(read(path))):
        tree = ast.parse(TransformerManager().transform_cell(source))
        in_functions = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
        }
        raising = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
        assert all(id(node) in in_functions for node in raising), source


ANSWERS = {
    "unwritten": PLACEHOLDER,
    "None": "return None",
    "a wrong shape": "import numpy\nreturn numpy.zeros((7, 3))",
    "an error": 'raise RuntimeError("a slip")',
}


@every_notebook
def test_run_all_reaches_the_end_whatever_the_exercises_return(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert failures(read(path), ANSWERS) == []


@every_notebook
def test_a_check_is_named_so_that_its_arguments_can_be_asked_for(path):
    """A report says ``my_function(**check.arguments)``."""
    for source in code_of(student_edition(read(path))):
        for statement in ast.parse(TransformerManager().transform_cell(source)).body:
            called = {ast.unparse(node.func) for node in ast.walk(statement)
                      if isinstance(node, ast.Call)}  # fmt: skip
            if any(name.rpartition(".")[2].startswith("check_") for name in called - OTHER_CHECKS):
                assert ast.unparse(statement).startswith("check = "), source
