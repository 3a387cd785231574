"""A pytest plugin: the tests of a lesson run together, and ``--lesson NAME`` runs them alone.

With xdist's ``--dist loadgroup`` one worker takes all tests of a lesson, so that what its explorers
compute is computed once, and a notebook's cells, which a kernel runs; of everything else, a file.
Lessons come first and the last of them before the others, since they take longest: so the workers
end together. Behind a lesson its widgets and remembered results go, so that no worker grows.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Lesson → number of its notebook.
LESSONS = {
    path.stem.partition("_")[2]: int(path.stem[:2]) for path in (ROOT / "notebooks").glob("*.ipynb")
}
GROUP = pytest.StashKey[str]()


def pytest_addoption(parser):
    parser.addoption("--lesson", help="only the tests of this lesson, such as svm_hinge")


def pytest_configure(config):
    lesson = config.getoption("lesson")
    if lesson is not None and lesson not in LESSONS:
        raise pytest.UsageError(
            f"there is no lesson {lesson}; LESSON is one of {', '.join(sorted(LESSONS))}"
        )


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks in its turn
def pytest_collection_modifyitems(config, items):
    wanted = config.getoption("lesson")
    if wanted is not None:
        others = [item for item in items if lesson_of(item) != wanted]
        items[:] = [item for item in items if lesson_of(item) == wanted]
        config.hook.pytest_deselected(items=others)
    for item in items:
        item.stash[GROUP] = group_of(item)
        item.add_marker(pytest.mark.xdist_group(item.stash[GROUP]))
    items.sort(key=lambda item: -LESSONS.get(lesson_of(item), -1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    result = yield
    if lesson_of(item) and (nextitem is None or nextitem.stash[GROUP] != item.stash[GROUP]):
        forget()
    return result


def lesson_of(item) -> str | None:
    """The lesson that a test belongs to, by its folder, its notebook or what it is given."""
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    named = [item.path.parent.name, *map(lesson_named_by, [item.path, *given])]
    return next((name for name in named if name in LESSONS), None)


def lesson_named_by(value) -> str:
    """Of a notebook's path, an explorer's name, or a lesson's function."""
    if isinstance(value, Path):
        return value.stem.partition("_")[2]
    if isinstance(value, str):
        return value.partition(".")[0]
    return getattr(value, "__module__", "").removeprefix("course_lib.lessons.").partition(".")[0]


def group_of(item) -> str:
    """What must run on one worker."""
    lesson = lesson_of(item)
    if lesson is not None:
        return f"notebook {lesson}" if item.path.suffix == ".ipynb" else f"lesson {lesson}"
    # The tools' tests share what nbval said in one process.
    return "tools" if item.get_closest_marker("tools") else item.nodeid.partition("::")[0]


def forget() -> None:
    """Close all widgets, which ipywidgets keeps for ever, and empty the lessons' caches."""
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].Widget.close_all()
    for name, module in list(sys.modules.items()):
        if name.startswith("course_lib.lessons."):
            for value in vars(module).values():
                getattr(value, "cache_clear", lambda: None)()
    gc.collect()
