"""Which tests belong to a lesson, in what order they start, and what is left behind them."""

import re
from types import SimpleNamespace

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget import _instances

from course_lib.lessons import catalogue
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.svm_hinge import separating_lines
from tests import by_lesson
from tests.by_lesson import LESSONS, forget, group_of, lesson_of
from tests.explorers.toy import toy_explorer

OF_SVM = [
    "tests/lessons/svm_hinge/test_exercises.py::test_right_answers_pass",
    "course_lib/lessons/svm_hinge/soft_margin.py::course_lib.lessons.svm_hinge.soft_margin.soft",
    "tests/explorers/test_catalogue.py::test_clicks[svm_hinge.soft_margin]",
    "tests/notebooks/test_notebooks.py::test_notebook_keeps_the_rules[09_svm_hinge]",
    "tests/lessons/test_every_check.py::test_unwritten[svm_hinge-check_train_svm]",
]
CELL, LATER = "notebooks/09_svm_hinge.ipynb::Cell 3", "notebooks/19_optimizers.ipynb::Cell 0"
OF_NONE = [
    "tests/linear/test_svm.py::test_sides",
    "tests/linear/test_svm.py::test_sides[svm-1.0]",
    "tests/lessons/shared/test_remembered.py::test_once",
    "tests/lessons/test_every_check.py::test_they_are_found",
]


def test_every_lesson_has_a_number():
    assert sorted(LESSONS, key=LESSONS.get) == list(catalogue.LESSONS)


@pytest.mark.parametrize("nodeid", [*OF_SVM, CELL])
def test_a_lessons_tests_are_known_by_file_or_by_what_they_are_given(nodeid):
    assert lesson_of(nodeid) == "svm_hinge"


@pytest.mark.parametrize("nodeid", OF_NONE)
def test_the_others_are_of_no_lesson_and_stay_with_their_file(nodeid):
    assert lesson_of(nodeid) is None
    assert group_of(nodeid) == nodeid.partition("::")[0]


def test_a_lesson_is_a_group_and_its_notebook_another():
    assert {group_of(nodeid) for nodeid in OF_SVM} == {"lesson svm_hinge"}
    assert group_of(CELL) == "notebook svm_hinge"


def test_those_who_read_what_nbval_said_are_one_group():
    files = "test_broken.py", "test_recorder.py"
    assert len({group_of(f"tests/notebooks/{file}::test") for file in files}) == 1


def collected(nodeids, lesson=None):
    """In which order those tests start, and which are left out."""
    items, out = [SimpleNamespace(nodeid=nodeid) for nodeid in nodeids], []
    hook = SimpleNamespace(pytest_deselected=lambda items: out.extend(items))
    config = SimpleNamespace(getoption=lambda name: lesson, hook=hook)
    by_lesson.pytest_collection_modifyitems(config, items)
    return [item.nodeid for item in items], [item.nodeid for item in out]


def test_one_lesson_alone():
    kept, out = collected([OF_NONE[0], *OF_SVM, LATER], "svm_hinge")
    assert kept == OF_SVM
    assert out == [OF_NONE[0], LATER]


def test_later_lessons_start_first_and_files_last():
    assert collected([OF_NONE[0], *OF_SVM, LATER])[0] == [LATER, *OF_SVM, OF_NONE[0]]


def test_a_group_stays_on_one_worker(pytester, monkeypatch):
    """Seen in a run on two workers: dealt out singly, a notebook's cells would run anywhere."""
    names = "svm_hinge", "batchnorm"
    pytester.makeconftest('pytest_plugins = ["tests.by_lesson"]')
    pytester.makepyfile(
        f"""
        import os, pytest

        @pytest.mark.parametrize("name", [f"{{n}}.{{k}}" for k in range(9) for n in {names}])
        def test_where(name, record_property):
            record_property("at", name.split(".")[0] + " " + os.environ["PYTEST_XDIST_WORKER"])
        """
    )
    monkeypatch.setenv("PYTHONPATH", str(by_lesson.ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # those of notebooks take seconds
    options = "-pxdist", "-n2", "--dist=loadscope", "--no-loadscope-reorder", "--junitxml=all.xml"
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=18)
    places = set(re.findall(r'value="(\w+ gw\d)"', (pytester.path / "all.xml").read_text()))
    assert len(places) == 2, "each lesson at one place"


def test_an_unknown_lesson_is_told_which_there_are():
    config = SimpleNamespace(getoption=lambda name: "svm")
    with pytest.raises(pytest.UsageError, match=r"no lesson svm; LESSON is one of autodiff.*svm"):
        by_lesson.pytest_configure(config)


def test_no_explorer_is_made_while_collecting():
    forget()
    widgets.IntSlider()
    by_lesson.pytest_collection_finish(None)
    toy_explorer()
    with pytest.raises(pytest.UsageError, match="makes 1 explorers while it is collected"):
        by_lesson.pytest_collection_finish(None)


def test_behind_a_lesson_its_widgets_and_results_go(monkeypatch):
    widgets.IntSlider()
    computed = []
    square = remembered()(lambda x: computed.append(x) or x * x)
    monkeypatch.setattr(separating_lines, "square", square, raising=False)
    square(2)
    square(2)
    forget()
    square(2)
    assert computed == [2, 2]
    assert not _instances
