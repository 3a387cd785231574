"""Every notebook of the course keeps every rule, and every explorer is in a notebook."""

import pytest

from course_lib.lessons.catalogue import EXPLORERS, LESSONS
from tests.notebooks.every_rule import MODULES, RULES
from tests.notebooks.rules import Notebook, explorer_calls
from tests.notebooks.support import NOTEBOOKS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def test_there_are_notebooks_and_rules():
    assert PATHS, "notebooks/ holds no notebook: the course is missing"
    for module in MODULES:
        assert RULES.keys() & vars(module).keys(), f"{module.__name__} has no rule"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_keeps_the_rules(path):
    notebook = Notebook.read(path)
    complaints = [f"{name}: {text}" for name, rule in RULES.items() for text in rule(notebook)]
    assert not complaints, f"{path.name}\n" + "\n".join(complaints)


def test_every_explorer_is_in_a_notebook():
    called = set()
    for path in PATHS:
        lesson = path.stem.split("_", 1)[1]
        for _, cell in Notebook.read(path).code:
            called |= {f"{lesson}.{name}" for name in explorer_calls(cell["source"])}
    unused = EXPLORERS.keys() - called
    assert not unused, f"explorers in no notebook: {', '.join(sorted(unused))}"


def test_every_notebook_has_its_lesson():
    assert [path.stem.split("_", 1)[1] for path in PATHS] == list(LESSONS)


def test_numbers_of_the_notebooks_are_unique():
    numbers = [path.name[:2] for path in PATHS]
    assert len(set(numbers)) == len(numbers), numbers
