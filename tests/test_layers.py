"""The architecture, read off the import statements: a module imports from lower layers only."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "course_lib"

LAYERS = {
    "checks": 0,
    "functions": 1,
    "schedules": 1,
    "datasets": 1,
    "convex": 2,
    "optim": 2,
    "autodiff": 2,
    "linear": 3,
    "nn": 3,
    "experiments": 4,
    "plots": 5,
    "explorers": 6,
    "exercises": 6,
}

# The lowest layer in which a library may appear; what is not named here may appear nowhere.
LIBRARIES = {
    "numpy": 0,
    "scipy": 1,
    "PIL": 1,
    "matplotlib": 5,
    "contourpy": 5,
    "ipywidgets": 6,
    "anywidget": 6,
    "traitlets": 6,
    "IPython": 6,
}

# No threads, processes or sockets in a browser; no generator but numpy's.
STANDARD = {"threading": 6, "multiprocessing": 9, "concurrent": 9, "subprocess": 9, "socket": 9}
STANDARD |= {"random": 9}
LOCKS = {"Lock", "RLock"}  # what may be used of threading: widgets' messages come on several


def part_of(path):
    """The layer's name of a file: its package or module right below course_lib."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path_or_source):
    """Every imported module as a dotted name, wherever in the file the import stands."""
    text = path_or_source if isinstance(path_or_source, str) else path_or_source.read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            assert all(alias.name != "*" for alias in node.names), "no star import"
            if node.module == "course_lib":  # from course_lib import checks
                yield from (f"course_lib.{alias.name}" for alias in node.names)
            else:
                yield node.module


def complaint(part, name):
    """What is wrong with module `part` importing `name`; None if nothing is."""
    top, *rest = name.split(".")
    layer = LAYERS[part]
    if top == "course_lib":
        target = rest[0] if rest else "course_lib"
        if target not in LAYERS:
            return f"{name} is in no layer"
        if target != part and LAYERS[target] >= layer:
            return f"{part} (L{layer}) must not import {target} (L{LAYERS[target]})"
    elif top in LIBRARIES:
        if layer < LIBRARIES[top]:
            return f"{top} appears from L{LIBRARIES[top]} up, {part} is in L{layer}"
    elif layer < STANDARD.get(top, 0):
        return f"{top} does not run in a browser, or is not reproducible"
    elif top not in sys.stdlib_module_names:
        return f"{top} is no library of the course"
    return None


FILES = sorted(p for p in ROOT.rglob("*.py") if p.parent != ROOT or p.stem != "__init__")


def test_there_is_something_to_test():
    assert {"checks", "functions", "convex"} <= {part_of(p) for p in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_down_only(path):
    part = part_of(path)
    assert part in LAYERS, f"{part} has no layer: add it to the table above and to the design"
    found = [text for name in imports(path) if (text := complaint(part, name))]
    assert not found, "\n".join(found)


def used_of(module, source):
    """The names taken from a module, as ``module.name`` or by ``from module import name``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == module:
            yield node.attr


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_threads_are_never_started(path):
    assert set(used_of("threading", path.read_text("utf-8"))) <= LOCKS


def test_a_started_thread_is_seen():
    assert set(used_of("threading", "import threading\nthreading.Thread()")) == {"Thread"}
    assert set(used_of("threading", "from threading import Timer")) == {"Timer"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_readable(path):
    assert len(path.read_text("utf-8").splitlines()) <= 350
    assert path.stem not in {"utils", "helpers", "misc", "common"}


@pytest.mark.parametrize(
    ("part", "source", "ok"),
    [
        ("functions", "from course_lib import checks", True),
        ("functions", "from course_lib.functions.smooth import Saddle", True),
        ("functions", "from course_lib.convex import chord_gap", False),
        ("functions", "from course_lib import optim", False),
        ("optim", "import course_lib.convex", False),
        ("convex", "import numpy as np, matplotlib.pyplot", False),
        ("plots", "import matplotlib", True),
        ("plots", "def late():\n    import ipywidgets", False),
        ("explorers", "import ipywidgets, anywidget", True),
        ("optim", "import torch", False),
        ("optim", "import threading", False),
        ("checks", "import scipy", False),
        ("nn", "from course_lib.secrets import x", False),
    ],
)
def test_the_rules_bite(part, source, ok):
    assert all(complaint(part, name) is None for name in imports(source)) is ok


def test_relative_and_star_imports_are_refused():
    for source in ("from . import smooth", "from course_lib.functions import *"):
        with pytest.raises(AssertionError):
            list(imports(source))
