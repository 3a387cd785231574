"""Any history of what a student and the course may do: work of the student's never disappears."""

import os
import pathlib
import tempfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.setup.test_student_folder import NAME, Course, change, text_cell
from tools.student_folder import RECORD, notebook_digest, update_folder

pytestmark = pytest.mark.tools


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda file: None)


ACTIONS = [
    "publish",
    "work",
    "work beside",
    "run",
    "delete",
    "adopt",
    "lose record",
    "garble",
    "undo",
]


SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3)), max_size=10))
def test_no_history_of_updates_loses_work(history):
    with tempfile.TemporaryDirectory() as place:
        course, editions = Course(pathlib.Path(place)), set()
        for moment, (action, number) in enumerate([("publish", 0), *history]):
            _act(course, action, number, moment)
            before = _files(course)
            course.update()
            editions.add(_edition_digest(course))
            after = _files(course)
            for name, content in before.items():
                if notebook_digest(content) not in editions:
                    assert after[name] == content, f"{action} lost the work in {name}"


def _act(course, action, number, moment):
    mine = course.newer if action == "work beside" else course.copy
    if action == "publish":
        course.publish(f"edition {number}")
    elif action == "adopt" and course.newer.exists():
        course.newer.replace(course.copy)
    elif action == "lose record":
        (course.folder / RECORD).unlink()
    elif action in ("work", "work beside") and notebook_digest(_read(mine)):
        change(mine, lambda notebook: notebook["cells"].append(text_cell(f"work {moment}")))
    elif action == "run" and notebook_digest(_read(mine)):
        change(mine, lambda notebook: notebook["metadata"].update(widgets={"run": moment}))
    elif action == "undo" and notebook_digest(_read(mine)):
        change(mine, lambda notebook: notebook["cells"].__delitem__(slice(-1, None)))
    elif action == "delete":
        mine.unlink()
    elif action == "garble":
        mine.write_bytes(b"garbled %d" % moment)


def _read(path):
    return path.read_bytes() if path.exists() else b""


def _files(course):
    return {path.name: path.read_bytes() for path in course.folder.glob("*.ipynb")}


def _edition_digest(course):
    with tempfile.TemporaryDirectory() as fresh:
        update_folder(course.notebooks, pathlib.Path(fresh))
        return notebook_digest((pathlib.Path(fresh) / NAME).read_bytes())
