"""Which tests belong to a lesson, in what order they start, and what is left behind them."""

from types import SimpleNamespace

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget import _instances

from course_lib.lessons import catalogue
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.svm_hinge import exercises, separating_lines
from tests import by_lesson
from tests.by_lesson import LESSONS, ROOT, forget, group_of, lesson_of


class Item(SimpleNamespace):
    """A test as the plugin sees it."""

    def __init__(self, file, *marks, **params):
        given = {"callspec": SimpleNamespace(params=params)} if params else {}
        super().__init__(path=ROOT / file, nodeid=f"{file}::test", stash={}, marks=marks, **given)

    def get_closest_marker(self, name):
        return name in self.marks

    def add_marker(self, mark):
        self.mark = mark


OF_SVM = [
    Item("tests/lessons/svm_hinge/test_exercises.py"),
    Item("course_lib/lessons/svm_hinge/separating_lines.py"),
    Item("tests/explorers/test_catalogue.py", made="svm_hinge.soft_margin"),
    Item("tests/notebooks/test_notebooks.py", path=ROOT / "notebooks/09_svm_hinge.ipynb"),
    Item("tests/lessons/test_every_check.py", check=exercises.check_train_svm),
]
CELL = Item("notebooks/09_svm_hinge.ipynb")
OF_NONE = [
    Item("tests/linear/test_svm.py"),
    Item("tests/linear/test_svm.py", name="svm", C=1.0),
    Item("tests/lessons/shared/test_remembered.py"),
    Item("tests/lessons/test_every_check.py"),
]


def test_every_lesson_has_a_number():
    assert sorted(LESSONS, key=LESSONS.get) == list(catalogue.LESSONS)


@pytest.mark.parametrize("item", [*OF_SVM, CELL], ids=lambda item: item.nodeid)
def test_a_lessons_tests_are_known_by_file_or_by_what_they_are_given(item):
    assert lesson_of(item) == "svm_hinge"


@pytest.mark.parametrize("item", OF_NONE, ids=lambda item: item.nodeid)
def test_the_others_are_of_no_lesson_and_stay_with_their_file(item):
    assert lesson_of(item) is None
    assert group_of(item) == str(item.path.relative_to(ROOT))


def test_a_lesson_is_a_group_and_its_notebook_another():
    assert {group_of(item) for item in OF_SVM} == {"lesson svm_hinge"}
    assert group_of(CELL) == "notebook svm_hinge"


def test_the_tools_tests_are_one_group():
    assert group_of(Item("tests/notebooks/test_recorder.py", "tools")) == "tools"


def collected(items, lesson=None):
    out = []
    hook = SimpleNamespace(pytest_deselected=lambda items: out.extend(items))
    config = SimpleNamespace(getoption=lambda name: lesson, hook=hook)
    by_lesson.pytest_collection_modifyitems(config, items)
    return items, out


def test_one_lesson_alone():
    kept, out = collected([OF_NONE[0], *OF_SVM, Item("notebooks/19_optimizers.ipynb")], "svm_hinge")
    assert kept == OF_SVM
    assert len(out) == 2


def test_later_lessons_start_first_and_files_last():
    kept, _ = collected([OF_NONE[0], OF_SVM[0], Item("notebooks/19_optimizers.ipynb")])
    assert [item.mark.args[0] for item in kept] == [
        "notebook optimizers", "lesson svm_hinge", "tests/linear/test_svm.py"
    ]  # fmt: skip


def test_an_unknown_lesson_is_told_which_there_are():
    config = SimpleNamespace(getoption=lambda name: "svm")
    with pytest.raises(pytest.UsageError, match=r"no lesson svm; LESSON is one of backprop.*svm"):
        by_lesson.pytest_configure(config)


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
