"""Checks tell the name of what they are given, and messages are spelled as the library spells."""

import ast
import re
from collections import Counter
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
LAYERS = ["autodiff", "convex", "datasets", "functions", "linear", "nn", "optim", "schedules"]
#: Correct words that stand nowhere else.
ONCE = {
    "animal", "assignment", "assigns", "bring", "differentiate", "infinity", "satisfy",
}  # fmt: skip


def words_said(tree):
    """(word, line) of the messages: what checks are told and what is raised."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and ast.unparse(node.func).startswith("checks.")
        ):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield from ((word, part.lineno) for word in WORD.findall(part.value))


def test_messages_are_spelled_as_the_library_spells():
    """A word that stands in one message and nowhere else in these folders is a slip."""
    texts = {
        p: p.read_text("utf-8") for name in LAYERS for p in sorted((HOUSE / name).rglob("*.py"))
    }
    counted = Counter(word for text in texts.values() for word in WORD.findall(text))
    slips = {
        f"{path.relative_to(HOUSE)}:{line}: {word}"
        for path, text in texts.items()
        for word, line in words_said(ast.parse(text))
        if counted[word] == 1 and word not in ONCE
    }
    assert not slips, "\n".join(sorted(slips))
    assert ("wriet", 1) in set(words_said(ast.parse('checks.function("f", f, "wriet f")')))
