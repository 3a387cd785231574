"""Every test that docs/conventions.md names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [
    line
    for line in (ROOT / "docs" / "conventions.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| matter")
]


def defined(path):
    """Names of the functions and classes of a module."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {n.name for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, kinds)}


def test_the_table_is_read():
    assert len(ROWS) >= 25


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.split("|")[1].strip().replace("\\", ""))
def test_the_row_names_a_test_or_is_planned(row):
    pins = row.rstrip(" |").rsplit(" | ", 1)[1]
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", pins)
    assert named or pins == "*planned*"
    for file, test in named:
        assert test in defined(ROOT / file), f"{file} has no {test}"
