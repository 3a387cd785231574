"""A pytest plugin: the tests of a lesson run together, and ``--lesson NAME`` runs them alone.

With xdist's ``--dist loadscope`` one worker takes all tests of a lesson, so that what its explorers
compute is computed once; a notebook's cells, which a kernel runs; of everything else, a file.
Lessons come first and the last of them before the others, since they take longest: so the workers
end together. Behind a group its widgets, data and remembered results go, so that no worker grows.
"""

from __future__ import annotations

import ctypes
import gc
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Lesson → number of its notebook.
LESSONS = {
    path.stem.partition("_")[2]: int(path.stem[:2]) for path in (ROOT / "notebooks").glob("*.ipynb")
}


def pytest_addoption(parser):
    parser.addoption("--lesson", help="only the tests of this lesson, such as svm_hinge")


def pytest_configure(config):
    lesson = config.getoption("lesson")
    if lesson is not None and lesson not in LESSONS:
        raise pytest.UsageError(
            f"there is no lesson {lesson}; LESSON is one of {', '.join(sorted(LESSONS))}"
        )


def pytest_collection_modifyitems(config, items):
    wanted = config.getoption("lesson")
    if wanted is not None:
        others = [item for item in items if lesson_of(item.nodeid) != wanted]
        items[:] = [item for item in items if lesson_of(item.nodeid) == wanted]
        config.hook.pytest_deselected(items=others)
    items.sort(key=lambda item: -LESSONS.get(lesson_of(item.nodeid), -1))


def pytest_collection_finish(session):
    """What a test file computes while it is collected, every worker pays before its first test."""
    widgets = getattr(sys.modules.get("ipywidgets.widgets.widget"), "_instances", {})
    made = sum(type(widget).__name__ == "LiveFigure" for widget in widgets.values())
    if made:
        raise pytest.UsageError(
            f"a test file makes {made} explorers while it is collected; make them in tests"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection():
    """Nearly all that collecting makes stays: looking for garbage among it is a sixth of its time.

    No test looks for garbage before its own: `pytest_runtestloop` turns the search on again.
    """
    gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop():
    gc.enable()
    gc.set_threshold(10_000, 20, 20)  # behind each group all is looked through anyway
    set_aside()


def set_aside() -> None:
    """Collect garbage; modules, tests and what else is left stay to the end.

    No later search walks through all of them again.
    """
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)  # xdist's
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class ByLesson(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    return ByLesson(config, log) if config.getoption("dist") == "loadscope" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    result = yield
    if nextitem is None or group_of(nextitem.nodeid) != group_of(item.nodeid):
        forget()
    return result


@cache
def lesson_of(nodeid: str) -> str | None:
    """The lesson that a test belongs to: named by its folder, its notebook or what it is given.

    >>> lesson_of("tests/lessons/svm_hinge/test_exercises.py::test_told[3]")
    'svm_hinge'
    >>> lesson_of("tests/explorers/test_catalogue.py::test_swept[svm_hinge.soft_margin]")
    'svm_hinge'
    >>> lesson_of("notebooks/09_svm_hinge.ipynb::Cell 3")
    'svm_hinge'
    """
    path, _, test = nodeid.partition("::")
    folder, _, file = path.rpartition("/")
    given = re.split(r"[-.\[\]]", test.partition("[")[2])
    named = [folder.rpartition("/")[2], file.removesuffix(".ipynb"), *given]
    names = (re.sub(r"^\d\d_", "", name) for name in named)
    return next((name for name in names if name in LESSONS), None)


@cache
def group_of(nodeid: str) -> str:
    """What must run on one worker."""
    path, lesson = nodeid.partition("::")[0], lesson_of(nodeid)
    if lesson is not None:
        return f"notebook {lesson}" if path.endswith(".ipynb") else f"lesson {lesson}"
    # Those on notebooks share what nbval said in its own processes.
    return "tests/notebooks" if path.startswith("tests/notebooks/") else path


def forget() -> None:
    """Close all widgets, which ipywidgets keeps for ever, and empty all caches, of data as well.

    The C library keeps what was freed in small pieces for later; it is asked to hand it back.
    """
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].Widget.close_all()
    for name, module in list(sys.modules.items()):
        if name.startswith("course_lib."):
            for value in vars(module).values():
                getattr(value, "cache_clear", lambda: None)()
    set_aside()
    with suppress(AttributeError, OSError, TypeError):  # glibc's alone
        ctypes.CDLL(None).malloc_trim(0)
