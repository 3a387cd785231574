"""The rules on code: short cells, one setup, imports by name and through the lesson."""

from __future__ import annotations

import ast
import re

from tests.notebooks.rules import Notebook, explorer_calls, rule, tree

MAX_CODE_LINES = 15
MAX_COLUMNS = 88
MAX_SETUP_LINES = 12
SHARED = "course_lib.lessons.shared"
WIDGETS = re.compile(r"(ipywidgets|anywidget)\b")


def code_lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip()]


def imports(source: str) -> list[tuple[str, list[str]]]:
    """(module, names) of every import of a cell; ``import numpy as np`` has no names."""
    found = []
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [a.name if not a.asname else f"{a.name} as {a.asname}" for a in node.names]
            found.append((node.module or "", names))
    return found


def lesson_of(notebook: Notebook) -> str:
    """The module of a notebook's lesson: its file's name without the number."""
    return f"course_lib.lessons.{notebook.path.stem.split('_', 1)[-1]}"


@rule
def code_cells_are_short(notebook):
    for n, cell in notebook.code:
        lines = code_lines(cell["source"])
        if not lines:
            yield f"cell {n} is empty"
        if len(lines) > MAX_CODE_LINES:
            yield f"cell {n} has {len(lines)} lines of code, at most {MAX_CODE_LINES}"
        wide = max(map(len, lines), default=0)
        if wide > MAX_COLUMNS:
            yield f"cell {n} is {wide} columns wide, at most {MAX_COLUMNS}"


@rule
def one_setup_cell_imports_everything(notebook):
    if not notebook.code or not imports(notebook.code[0][1]["source"]):
        yield "the first code cell must be the setup: imports by name, style, rng"
        return
    (first, setup), *others = notebook.code
    lines = len(code_lines(setup["source"]))
    if lines > MAX_SETUP_LINES:
        yield f"cell {first}, the setup, has {lines} lines, at most {MAX_SETUP_LINES}"
    for n, cell in others:
        for module, _ in imports(cell["source"]):
            yield f"cell {n} imports from {module}; the setup, cell {first}, imports everything"


@rule
def imports_are_by_name(notebook):
    for n, cell in notebook.code:
        for module, names in imports(cell["source"]):
            if "*" in names:
                yield f"cell {n} imports * from {module}; name what is used"
            if WIDGETS.match(module):
                yield f"cell {n} imports {module}; widgets belong in course_lib.explorers"


@rule
def explorers_and_checks_are_the_lessons(notebook):
    own, known = lesson_of(notebook), set()
    for n, cell in notebook.code:
        for module, names in imports(cell["source"]):
            if module == own:
                known |= set(names)
            if module.startswith("course_lib.lessons") and not within(module, own, SHARED):
                yield f"cell {n} imports {module}; a notebook's lesson is {own}, or {SHARED}"
        made = explorer_calls(cell["source"])
        if "Explorer" in made:
            yield f"cell {n} calls Explorer; explorers are made in {own}.explorers"
        if made - {"Explorer"} and "explorers" not in known:
            yield f"cell {n} makes an explorer, but explorers is not imported from {own}"
        if check_calls(cell["source"]) and "exercises" not in known:
            yield f"cell {n} calls a check, but exercises is not imported from {own}"


def within(module: str, *packages: str) -> bool:
    return any(f"{module}.".startswith(f"{package}.") for package in packages)


def check_calls(source: str) -> set[str]:
    """Names of the checks that a cell calls by ``exercises.check_NAME(...)``."""
    calls = [node.func for node in ast.walk(tree(source)) if isinstance(node, ast.Call)]
    return {f.attr for f in calls if ast.unparse(f).startswith("exercises.check_")}
