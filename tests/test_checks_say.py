"""Checks tell the name of what they are given, and messages are spelled as the library spells."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "course_lib"
#: What readers call it by, where that is no name in the code.
CALLED = {
    "slice", "racer", "activation", "the number of eigenvalues", "the units of a layer",
    "the number of rows of data",
}  # fmt: skip


def told(tree):
    """(said, name, line) of every ``checks.something("said", name, …)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("checks."):
            said, value = (*node.args, None, None)[:2]
            if isinstance(said, ast.Constant) and isinstance(value, ast.Name | ast.Attribute):
                yield said.value, getattr(value, "id", getattr(value, "attr", None)), node.lineno


def names_in(tree):
    return {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg | ast.keyword)} | {
        getattr(node, "id", getattr(node, "attr", None)) for node in ast.walk(tree)
    }


@pytest.mark.parametrize("folder", sorted(p.name for p in HOUSE.iterdir() if p.is_dir()))
def test_a_check_names_its_argument(folder):
    wrong = []
    for path in sorted((HOUSE / folder).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for said, name, line in told(tree):
            if said != name and said not in CALLED and said not in names_in(tree):
                wrong.append(f"{path.relative_to(HOUSE)}:{line}: {said!r} for {name}")
    assert not wrong, "\n".join(wrong)


def test_a_slip_is_found():
    slip = ast.parse('def f(size):\n    checks.choice("sise", size, SIZES)')
    assert list(told(slip)) == [("sise", "size", 2)]
    assert "sise" not in names_in(slip)


# ------------------------------------------------------------------------------------- spelling

WORD = re.compile(r"[^\W\d_]+")
LAYERS = ["autodiff", "convex", "functions", "linear", "nn", "optim", "schedules"]
#: Correct words that stand nowhere else.
ONCE = {
    "animal", "assignment", "assigns", "assumed", "bring", "decimal", "differentiate", "fell",
    "geq", "infinity", "install", "installed", "letter", "nest", "overflowed", "pip", "rose",
    "satisfy", "smoothed",
}  # fmt: skip


def words_said(tree):
    """(word, line) of what checks are told, of what is raised, and of every other sentence."""
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if " " in node.value and id(node) not in silent:
                yield from ((word, node.lineno) for word in WORD.findall(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            for part in node.args if getattr(node.func.value, "id", "") == "checks" else ():
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield from ((word, part.lineno) for word in WORD.findall(part.value))


@cache
def library() -> tuple[dict, dict]:
    texts = {
        path: path.read_text("utf-8")
        for name in LAYERS
        for path in sorted((HOUSE / name).rglob("*.py"))
    }
    return texts, {path: ast.parse(text) for path, text in texts.items()}


def test_messages_are_spelled_as_the_library_spells():
    """A word that stands in one message and nowhere else in these folders is a slip."""
    texts, trees = library()
    counted = Counter(word for text in texts.values() for word in WORD.findall(text))
    slips = {
        f"{path.relative_to(HOUSE)}:{line}: {word}"
        for path, tree in trees.items()
        for word, line in words_said(tree)
        if counted[word] == 1 and word not in ONCE
    }
    assert not slips, "\n".join(sorted(slips))
    assert ("wriet", 1) in set(words_said(ast.parse('checks.function("f", f, "wriet")')))
    assert ("wriet", 2) in set(words_said(ast.parse('"""A."""\nhint = "wriet f"')))


def test_the_ends_of_a_range_are_two_brackets():
    for path, tree in library()[1].items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "in_range":
                ends = [a.value for a in node.args[4:5] if isinstance(a, ast.Constant)]
                assert set(ends) <= {"[]", "[)", "(]", "()"}, f"{path}:{node.lineno}"
