"""The architecture, read off the import statements: a module imports from lower layers only."""

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "course_lib"

LAYERS = {
    "checks": 0,
    "threads": 1,
    "functions": 1,
    "schedules": 1,
    "datasets": 1,
    "convex": 2,
    "optim": 2,
    "autodiff": 2,
    "optim: in parallel": 3,
    "linear": 3,
    "nn": 3,
    "lessons: computes": 4,
    "plots": 5,
    "exercises": 5,
    "lessons: draws": 6,
    "explorers": 6,
    "lessons: checks": 6,
    "lessons: wires": 7,
    "lessons: gathers": 8,
}

# A module of a lesson has its layer by its name; every other one computes.
ROLES = {"explorers": "lessons: wires", "exercises": "lessons: checks"}
SHARED = "shared"

# The lowest layer in which a library may appear; what is not named here may appear nowhere.
LIBRARIES = {
    "numpy": 0,
    "scipy": 1,
    "threadpoolctl": 1,
    "PIL": 1,
    "matplotlib": 5,
    "contourpy": 5,
    "ipywidgets": 6,
    "anywidget": 6,
    "traitlets": 6,
    "IPython": 6,
}
# Views and checks stand beside the machinery of widgets, but know no widget.
WITHOUT_WIDGETS = {"lessons: draws", "lessons: checks"}

# No threads, processes or sockets in a browser; no generator but numpy's.
STANDARD = {"threading": 6, "multiprocessing": 9, "concurrent": 9, "subprocess": 9, "socket": 9}
STANDARD |= {"random": 9}
# Descent on several processors is taught, so one package starts processes. It says so where none
# can be started, and goes on with one.
PARALLEL, IN_PARALLEL = "optim: in parallel", {"multiprocessing", "dask", "distributed"}
LOCKS = {"Lock", "RLock"}  # what may be used of threading: widgets' messages come on several


def part_of(module):
    """What a module is part of: the layer's name of a dotted name without ``course_lib``."""
    top, *rest = module.split(".")
    if top == "optim" and rest[:1] == ["parallel"]:
        return PARALLEL
    if top != "lessons" or not rest:
        return top
    if rest[0] == "catalogue":
        return "lessons: gathers"
    name = rest[-1] if len(rest) > 1 else ""
    return ROLES.get(name, "lessons: draws" if name.endswith("_view") else "lessons: computes")


def lesson_of(module):
    """The lesson that a module belongs to; None outside of the lessons."""
    top, *rest = module.split(".")
    return rest[0] if top == "lessons" and rest else None


def module_of(path):
    """The dotted name of a file below ``course_lib``, which is left out itself."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parsed(text):
    """The imports of a source, wherever they stand, and what it takes of a name: (name, taken)."""
    found, taken = [], set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            taken.add((node.value.id, node.attr))
    return found, taken


def imports(path_or_source):
    """Every imported module as a dotted name, wherever in the file the import stands."""
    text = path_or_source if isinstance(path_or_source, str) else path_or_source.read_text("utf-8")
    for node in parsed(text)[0]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            assert node.level == 0, "imports name their module in full"
            assert all(alias.name != "*" for alias in node.names), "no star import"
            packages = {"course_lib", *(f"course_lib.lessons.{name}" for name in LESSONS)}
            if node.module in packages:  # from course_lib import checks
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def complaint(module, name):
    """What is wrong with a module importing `name`; None if nothing is."""
    part, (top, *rest) = part_of(module), name.split(".")
    layer = LAYERS[part]
    if top == "course_lib":
        target = ".".join(rest) or "course_lib"
        other, mine = part_of(target), lesson_of(module)
        if other not in LAYERS:
            return f"{name} is in no layer"
        if target.startswith("lessons") and not module.startswith("lessons"):
            return f"{part} must not know the lessons, which rest on it"
        if mine and lesson_of(target) not in {None, mine, SHARED} and mine != "catalogue":
            return f"lesson {mine} must not know lesson {lesson_of(target)}"
        if other != part and LAYERS[other] >= layer:
            return f"{part} (L{layer}) must not import {other} (L{LAYERS[other]})"
        if part == "lessons: computes" and other == "plots":
            return "what a lesson computes must not draw"
    elif part == PARALLEL and top in IN_PARALLEL:
        return None
    elif top in LIBRARIES:
        if layer < LIBRARIES[top] or (part in WITHOUT_WIDGETS and LIBRARIES[top] == 6):
            return f"{top} appears from L{LIBRARIES[top]} up, {part} is in L{layer}"
    elif layer < STANDARD.get(top, 0):
        return f"{top} does not run in a browser, or is not reproducible"
    elif top not in sys.stdlib_module_names:
        return f"{top} is no library of the course"
    return None


LESSONS = sorted(
    p.name for p in (ROOT / "lessons").iterdir() if p.is_dir() and p.name != "__pycache__"
)
FILES = sorted(
    p
    for p in ROOT.rglob("*.py")
    if p not in (ROOT / "__init__.py", ROOT / "lessons" / "__init__.py")
)


def complaints(of_file, files=FILES) -> str:
    """What ``of_file(path)`` has against each file, a line each."""
    found = [(path.relative_to(ROOT), text) for path in files for text in of_file(path)]
    return "\n".join(f"{path}: {text}" for path, text in found)


def test_importing_a_lesson_loads_nothing():
    """Its ``__init__`` holds a docstring only: one notebook does not load all the others."""

    def more(path):
        body = ast.parse(path.read_text("utf-8")).body
        if len(body) != 1 or not ast.get_docstring(ast.Module(body, [])):
            yield "must hold a docstring and nothing else"

    assert not complaints(more, [ROOT / "lessons" / name / "__init__.py" for name in LESSONS])


def test_there_is_something_to_test():
    assert {"checks", "functions", "convex"} <= {part_of(module_of(p)) for p in FILES}


def test_imports_go_down_only():
    def upward(path):
        module = module_of(path)
        part = part_of(module)
        if part not in LAYERS:
            return [f"{part} has no layer: add it to the table above and to the design"]
        try:
            return [text for name in imports(path) if (text := complaint(module, name))]
        except AssertionError as error:
            return [str(error)]

    assert not complaints(upward)


def rests_on(path):
    """The files of course_lib that a file's imports name, those for hints of type included."""
    for node in parsed(path.read_text("utf-8"))[0]:
        if isinstance(node, ast.ImportFrom) and node.module.startswith("course_lib"):
            place = ROOT.parent / node.module.replace(".", "/")
            for alias in node.names:
                found = place / f"{alias.name}.py", place.with_suffix(".py"), place / "__init__.py"
                yield next(file for file in found if file.exists())


def test_no_module_rests_on_itself():
    below = {path: rests_on(path) for path in FILES}
    TopologicalSorter(below).prepare()  # an error names the circle


def used_of(module, source):
    """The names taken from a module, as ``module.name`` or by ``from module import name``."""
    found, taken = parsed(source)
    for node in found:
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (alias.name for alias in node.names)
    yield from (attribute for name, attribute in taken if name == module)


def test_threads_are_never_started():
    def started(path):
        return sorted(set(used_of("threading", path.read_text("utf-8"))) - LOCKS)

    assert not complaints(started)


def test_a_started_thread_is_seen():
    assert set(used_of("threading", "import threading\nthreading.Thread()")) == {"Thread"}
    assert set(used_of("threading", "from threading import Timer")) == {"Timer"}


def test_modules_stay_readable():
    def too_much(path):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > 350:
            yield f"{lines} lines, at most 350"
        if path.stem in {"utils", "helpers", "misc", "common"}:
            yield "a name that says nothing"

    assert not complaints(too_much)


@pytest.mark.parametrize(
    ("module", "source", "ok"),
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
        ("optim.parallel.hogwild", "import multiprocessing, dask.distributed", True),
        ("optim.parallel.hogwild", "import threading, subprocess", False),
        ("optim.parallel.hogwild", "from course_lib.optim import minimize", True),
        ("optim.minimize", "from course_lib.optim.parallel import hogwild", False),
        ("optim.minimize", "import multiprocessing", False),
        ("linear.svm", "import dask", False),
        ("lessons.batchnorm.norm_unit", "from course_lib.optim.parallel import hogwild", True),
        ("nn", "from course_lib.secrets import x", False),
        ("lessons.batchnorm.norm_unit", "from course_lib.lessons.shared.remembered import f", True),
        ("lessons.batchnorm.norm_unit", "from course_lib.lessons.batchnorm import norm_cube", True),
        ("lessons.batchnorm.norm_unit", "from course_lib.lessons.convexity import chord", False),
        ("lessons.batchnorm.norm_unit", "from course_lib.plots import color", False),
        ("lessons.batchnorm.norm_unit", "import matplotlib", False),
        (
            "lessons.batchnorm.norm_unit",
            "from course_lib.lessons.batchnorm import explorers",
            False,
        ),
        ("lessons.shared.remembered", "from course_lib.lessons.batchnorm import norm_unit", False),
        ("lessons.batchnorm.norm_unit_view", "import matplotlib", True),
        ("lessons.batchnorm.norm_unit_view", "import ipywidgets", False),
        ("lessons.batchnorm.norm_unit_view", "from course_lib.explorers import Explorer", False),
        ("lessons.batchnorm.exercises", "from course_lib.exercises import Ask", True),
        ("lessons.batchnorm.explorers", "from course_lib.lessons.batchnorm import a_view", True),
        ("lessons.batchnorm.explorers", "from course_lib.lessons.catalogue import X", False),
        ("lessons.catalogue", "from course_lib.lessons.batchnorm import explorers", True),
        ("plots.surface", "from course_lib.lessons.batchnorm import norm_unit", False),
        ("explorers.live", "from course_lib.lessons.batchnorm import a_view", False),
    ],
)
def test_the_rules_bite(module, source, ok):
    assert all(complaint(module, name) is None for name in imports(source)) is ok


def test_relative_and_star_imports_are_refused():
    for source in ("from . import smooth", "from course_lib.functions import *"):
        with pytest.raises(AssertionError):
            list(imports(source))
