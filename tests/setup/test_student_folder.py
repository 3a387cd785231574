"""A student's work is never lost, however a copy, its record or the course may change."""

import json
import os

import nbformat
import pytest

from tools.student_folder import NOTICE, RECORD, notebook_digest, update_folder

pytestmark = pytest.mark.tools

NAME = "04_descent.ipynb"
NEW = "04_descent.new.ipynb"


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda file: None)


class Course:
    """A course of one notebook and a student's folder, in a temporary place."""

    def __init__(self, place):
        self.notebooks, self.folder = place / "notebooks", place / "student"
        self.notebooks.mkdir()
        self.copy, self.newer = self.folder / NAME, self.folder / NEW

    def publish(self, text):
        solution = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
        cells = [
            nbformat.v4.new_markdown_cell(text, id="text"),
            nbformat.v4.new_code_cell(solution, id="code"),
        ]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), self.notebooks / NAME)

    def update(self):
        return update_folder(self.notebooks, self.folder)


@pytest.fixture
def course(tmp_path):
    course = Course(tmp_path)
    course.publish("first edition")
    course.update()
    return course


def change(path, edit):
    notebook = json.loads(path.read_text())
    edit(notebook)
    path.write_text(json.dumps(notebook))


def write_answer(notebook):
    notebook["cells"][-1]["source"] = "def f(x):\n    return x + x"


def add_cell(notebook):
    notebook["cells"].append({"cell_type": "code", "id": "mine", "metadata": {}, "source": "1 + 1"})


def write_note(notebook):
    notebook["cells"][0]["source"] = ["first edition\n", "\n", "my note"]


def delete_cell(notebook):
    del notebook["cells"][0]


def swap_cells(notebook):
    notebook["cells"].reverse()


def make_text_of_code(notebook):
    notebook["cells"][1]["cell_type"] = "markdown"


def paste_picture(notebook):
    notebook["cells"][0]["attachments"] = {"image.png": {"image/png": "iVBORw0KGgo="}}


def run_cells(notebook):
    code = notebook["cells"][1]
    code["execution_count"] = 7
    code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
    code["metadata"] = {"execution": {"iopub.status.busy": "now"}, "scrolled": True}
    notebook["metadata"]["widgets"] = {"state": {"a": 1}}
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.12.1"}


def save_as_lab_does(notebook):
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
        cell["id"] += "-renamed"


WORK = [write_answer, add_cell, write_note, delete_cell, swap_cells, make_text_of_code]
WORK += [paste_picture]


def test_the_first_update_writes_the_copies_without_solutions(tmp_path):
    course = Course(tmp_path)
    course.publish("first edition")
    update = course.update()
    assert update.written == [NAME]
    assert list(update.sentences()) == [f"Written into student/: {NAME}."]
    assert "2 * x" not in course.copy.read_text()
    assert "never" in (course.folder / "README.md").read_text()


UP_TO_DATE = ["student/ is up to date."]


def test_an_update_without_news_does_nothing_and_says_so(course):
    before = {path: path.read_bytes() for path in course.folder.iterdir()}
    assert list(course.update().sentences()) == UP_TO_DATE
    assert {path: path.read_bytes() for path in course.folder.iterdir()} == before


@pytest.mark.parametrize("edit", [run_cells, save_as_lab_does])
def test_a_copy_that_was_only_run_is_untouched_and_renewed(course, edit):
    change(course.copy, edit)
    course.publish("second edition")
    update = course.update()
    assert update.renewed == [NAME]
    assert "second edition" in course.copy.read_text()
    assert not course.newer.exists()


def test_a_copy_that_was_only_run_keeps_its_outputs_while_there_is_no_news(course):
    change(course.copy, run_cells)
    course.update()
    assert "hello" in course.copy.read_text()


@pytest.mark.parametrize("edit", WORK)
def test_a_touched_copy_is_kept_and_the_newer_edition_laid_beside_it(course, edit):
    change(course.copy, edit)
    work = course.copy.read_bytes()
    course.publish("second edition")
    update = course.update()
    assert course.copy.read_bytes() == work
    assert update.laid_beside == {NAME: NEW}
    assert NOTICE in nbformat.read(course.newer, 4).cells[0].source
    assert "second edition" in course.newer.read_text()
    (sentence,) = update.sentences()
    assert f"Kept student/{NAME}" in sentence
    assert f"student/{NEW}" in sentence
    readme = (course.folder / "README.md").read_text()
    assert f"| [{NAME}]({NAME}) | [{NEW}]({NEW}) |" in readme


@pytest.mark.parametrize("edit", WORK)
def test_a_touched_copy_without_news_is_left_alone(course, edit):
    change(course.copy, edit)
    assert course.update().laid_beside == {}
    assert not course.newer.exists()


def test_an_edition_is_laid_beside_only_once(course):
    change(course.copy, write_answer)
    course.publish("second edition")
    course.update()
    course.newer.unlink()
    assert list(course.update().sentences()) == UP_TO_DATE
    assert not course.newer.exists()


def test_an_untouched_newer_edition_is_replaced_by_a_newer_one(course):
    change(course.copy, write_answer)
    for text in ("second edition", "third edition"):
        course.publish(text)
        course.update()
    assert "third edition" in course.newer.read_text()
    assert [path.name for path in course.folder.glob("*.new*")] == [NEW]


def test_a_newer_edition_with_work_in_it_is_kept_too(course):
    change(course.copy, write_answer)
    course.publish("second edition")
    course.update()
    change(course.newer, write_answer)
    work = course.newer.read_bytes()
    course.publish("third edition")
    update = course.update()
    assert course.newer.read_bytes() == work
    assert update.laid_beside == {NAME: "04_descent.new-2.ipynb"}
    assert "04_descent.new-2.ipynb" in (course.folder / "README.md").read_text()


def test_changing_over_to_the_newer_edition_makes_it_the_copy(course):
    change(course.copy, write_answer)
    course.publish("second edition")
    course.update()
    course.newer.replace(course.copy)
    assert list(course.update().sentences()) == UP_TO_DATE
    course.publish("third edition")
    assert course.update().renewed == [NAME]
    assert "third edition" in course.copy.read_text()


def test_a_deleted_copy_comes_back_fresh(course):
    change(course.copy, write_answer)
    course.copy.unlink()
    assert course.update().written == [NAME]
    assert "YOUR CODE HERE" in course.copy.read_text()


def test_a_renamed_copy_stays_and_a_fresh_one_is_written(course):
    change(course.copy, write_answer)
    mine = course.copy.rename(course.folder / "my 04.ipynb")
    work = mine.read_bytes()
    course.publish("second edition")
    assert course.update().written == [NAME]
    assert mine.read_bytes() == work


DAMAGE = ["", "{", "[]", "null", '{"04_descent.ipynb": 3}', '{"04_descent.ipynb": [3]}', "\0\xff"]


@pytest.mark.parametrize("damage", DAMAGE)
def test_with_a_damaged_record_what_differs_is_kept(course, damage):
    change(course.copy, write_answer)
    work = course.copy.read_bytes()
    (course.folder / RECORD).write_text(damage)
    course.publish("second edition")
    update = course.update()
    assert course.copy.read_bytes() == work
    assert update.laid_beside[NAME] == NEW
    assert "could not be read" in " ".join(update.sentences())
    assert list(course.update().sentences()) == UP_TO_DATE


def test_with_a_lost_record_even_an_old_untouched_copy_is_kept(course):
    old = course.copy.read_bytes()
    (course.folder / RECORD).unlink()
    course.publish("second edition")
    assert course.update().laid_beside[NAME] == NEW
    assert course.copy.read_bytes() == old


def test_with_a_lost_record_a_newer_edition_beside_is_not_laid_twice(course):
    change(course.copy, write_answer)
    course.publish("second edition")
    course.update()
    (course.folder / RECORD).unlink()
    course.update()
    assert [path.name for path in course.folder.glob("*.new*.ipynb")] == [NEW]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"cells": 3}', b'{"cells": [{}]}'])
def test_a_copy_that_is_no_notebook_any_more_is_kept(course, content):
    course.copy.write_bytes(content)
    course.publish("second edition")
    assert course.update().laid_beside == {NAME: NEW}
    assert course.copy.read_bytes() == content


def test_a_folder_or_a_broken_link_in_a_copys_place_is_kept(course):
    course.copy.unlink()
    course.copy.mkdir()
    course.publish("second edition")
    assert course.update().laid_beside == {NAME: NEW}
    assert course.copy.is_dir()
    course.copy.rmdir()
    course.copy.symlink_to("nowhere")
    course.publish("third edition")
    course.update()
    assert os.readlink(course.copy) == "nowhere"


def test_the_students_readme_is_kept_when_it_was_written_in(course):
    readme = course.folder / "README.md"
    readme.write_text("my own notes")
    change(course.copy, write_answer)
    course.publish("second edition")
    update = course.update()
    assert readme.read_text() == "my own notes"
    assert update.laid_beside == {NAME: NEW, "README.md": "README.new.md"}
    assert NEW in (course.folder / "README.new.md").read_text()


def test_a_notebook_that_leaves_the_course_leaves_its_copy(course):
    change(course.copy, write_answer)
    work = course.copy.read_bytes()
    (course.notebooks / NAME).unlink()
    course.update()
    assert course.copy.read_bytes() == work


def test_a_broken_notebook_of_the_course_is_said_and_the_others_go_on(course):
    (course.notebooks / "02_broken.ipynb").write_text("{")
    course.publish("second edition")
    update = course.update()
    assert update.renewed == [NAME]
    assert update.problems[0].startswith("No student's copy of 02_broken.ipynb: ")


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_write_that_fails_leaves_the_old_file_and_no_litter(course, monkeypatch, call):
    old = course.copy.read_bytes()
    course.publish("second edition")

    def full_disk(*names):
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full_disk)
        said = " ".join(course.update().problems)
        assert "No space left" in said
    assert course.copy.read_bytes() == old
    assert [path.name for path in course.folder.glob(".*")] == [RECORD]
    assert course.update().renewed == [NAME]


def test_a_crash_before_the_record_was_written_loses_nothing(course):
    record = (course.folder / RECORD).read_bytes()
    course.publish("second edition")
    course.update()
    (course.folder / RECORD).write_bytes(record)
    change(course.copy, write_answer)
    work = course.copy.read_bytes()
    course.update()
    assert course.copy.read_bytes() == work


def test_the_notice_alone_is_no_work_but_a_changed_notice_is(course):
    change(course.copy, write_answer)
    course.publish("second edition")
    course.update()
    given = notebook_digest(course.newer.read_bytes())
    change(course.newer, lambda notebook: notebook["cells"].pop(0))
    assert notebook_digest(course.newer.read_bytes()) == given
    change(course.newer, lambda notebook: notebook["cells"].insert(0, text_cell(NOTICE + "\nmine")))
    assert notebook_digest(course.newer.read_bytes()) != given


def text_cell(source):
    return {"cell_type": "markdown", "id": "n", "metadata": {}, "source": source}
