"""What is handed on as a result cannot be changed, and estimators are not compared by their arrays.

Results are kept from one slider position to the next: who could change one would change what the
next reader sees. An estimator holds arrays, of which ``==`` has no single answer.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "course_lib"


def dataclasses_in(folder: str) -> dict[str, tuple[ast.ClassDef, dict]]:
    """ "file: class" → the class and the keywords of its decorator."""
    found = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for mark in getattr(node, "decorator_list", []):
                if "dataclass" in ast.unparse(mark):
                    words = {k.arg: ast.unparse(k.value) for k in getattr(mark, "keywords", [])}
                    found[f"{path.relative_to(ROOT)}: {node.name}"] = node, words
    return found


def methods(node: ast.ClassDef) -> set[str]:
    return {part.name for part in node.body if isinstance(part, ast.FunctionDef)}


@pytest.mark.parametrize(
    "folder",
    ["lessons", "plots", "explorers", "functions", "schedules", "optim", "nn", "autodiff", "convex",
     "datasets", "linear"],
)  # fmt: skip
def test_what_is_handed_on_is_frozen(folder):
    thawed = [
        n
        for n, (node, words) in dataclasses_in(folder).items()
        if words.get("frozen") != "True" and not methods(node) & {"fit", "add"}  # they change
    ]
    assert not thawed, f"not frozen: {', '.join(thawed)}"


def test_estimators_are_compared_by_identity():
    estimators = {
        n: words for n, (node, words) in dataclasses_in("linear").items() if "fit" in methods(node)
    }
    assert len(estimators) >= 6
    equal = [n for n, words in estimators.items() if words.get("eq") != "False"]
    assert not equal, f"not eq=False: {', '.join(equal)}"


@pytest.mark.parametrize("folder", ["optim", "linear", "nn"])
def test_what_holds_arrays_is_not_compared_by_them(folder):
    equal = [
        n
        for n, (node, words) in dataclasses_in(folder).items()
        if not node.name.startswith("_")
        and any("ndarray" in ast.unparse(part.annotation)
                for part in node.body if isinstance(part, ast.AnnAssign))
        and words.get("eq") != "False"
    ]  # fmt: skip
    assert not equal, f"not eq=False: {', '.join(equal)}"


def stored_in(node: ast.ClassDef) -> set[str]:
    """The names of ``object.__setattr__(self, "name", …)`` in a class."""
    return {
        call.args[1].value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "object.__setattr__"
        and isinstance(call.args[1], ast.Constant)
    }  # fmt: skip


@pytest.mark.parametrize(
    "folder",
    ["functions", "schedules", "optim", "nn", "autodiff", "convex", "datasets", "linear"],
)
def test_what_a_frozen_class_stores_is_its_field(folder):
    wrong = []
    for name, (node, _) in dataclasses_in(folder).items():
        known = {part.target.id for part in node.body if isinstance(part, ast.AnnAssign)}
        known |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
        wrong += [f"{name}: {stored}" for stored in sorted(stored_in(node) - known)]
    assert not wrong, ", ".join(wrong)
