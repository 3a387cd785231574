"""An update killed at any step, or overtaken by a save at any step, loses nothing.

The steps are the calls that read or change the folder. A process that is dead changes nothing
more: after the step at which it is killed every further call fails as well.
"""

import builtins
import contextlib
import json
import os
import pathlib
import shutil

import nbformat
import pytest

from tools import shared_folder, student_folder
from tools.student_folder import RECORD, update_folder

pytestmark = pytest.mark.tools

NAME, NEW = "04_descent.ipynb", "04_descent.new.ipynb"
STEPS = [(os, name) for name in ("rename", "link", "unlink", "replace", "fsync")]
STEPS += [(pathlib.Path, "read_bytes"), (builtins, "open")]
REAL = {name: getattr(owner, name) for owner, name in STEPS}
REAL["fsync"] = lambda file: None  # a step, but not one to wait for a disk
WORK, RESULT = "my answer", "accuracy 0.987"


class Killed(BaseException):
    """No `except Exception` sees it."""


def edit(path, source=None, output=None):
    notebook = json.loads(REAL["read_bytes"](path))
    if source:
        notebook["cells"][0]["source"] = source
    if output:
        notebook["cells"][1]["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": output}
        ]
    return json.dumps(notebook).encode()


def write(path, content):
    with REAL["open"](path, "wb") as file:
        file.write(content)


def untouched(folder):
    return []


def only_run(folder):
    write(folder / NAME, edit(folder / NAME, output=RESULT))
    return [RESULT]


def touched(folder):
    write(folder / NAME, edit(folder / NAME, source=WORK, output=RESULT))
    return [WORK, RESULT]


def deleted(folder):
    (folder / NAME).unlink()
    return []


def newer_one_run(folder):
    kept = touched(folder)
    write(folder / NEW, edit(folder / NAME, source="first edition", output="a second result"))
    return [*kept, "a second result"]


def newer_one_touched(folder):
    kept = touched(folder)
    write(folder / NEW, edit(folder / NAME, source="more work"))
    return [*kept, "more work"]


SITUATIONS = [untouched, only_run, touched, deleted, newer_one_run, newer_one_touched]


def publish(notebooks, text):
    cells = [nbformat.v4.new_markdown_cell(text, id="text"), nbformat.v4.new_code_cell("1", id="c")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebooks / NAME)


@pytest.fixture
def course(tmp_path):
    """A folder in a given situation when the second edition has come, as often as asked for."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    publish(notebooks, "first edition")
    update_folder(notebooks, tmp_path / "pristine")
    publish(notebooks, "second edition")

    def prepared(situation):
        folder = tmp_path / "student"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "pristine", folder)
        return notebooks, folder, situation(folder)

    return prepared


def update_with(patch, notebooks, folder, at=None, act=None):
    """Update, and `act` before step `at`; the number of steps there were."""
    count = 0

    def counted(name):
        def call(*args, **options):
            nonlocal count
            if folder.name in str(args[0]) or name == "fsync":
                count += 1
                if count == at or (act is die and count > at):
                    act(folder)
            return REAL[name](*args, **options)

        return call

    with patch.context() as p:
        for owner, name in STEPS:
            p.setattr(owner, name, counted(name))
        with contextlib.suppress(Killed):
            update_folder(notebooks, folder)
    return count


def die(folder):
    raise Killed


def steps_of(course, situation, patch):
    """The numbers of the steps of an update that nothing disturbs."""
    notebooks, folder, _ = course(situation)
    steps = update_with(patch, notebooks, folder)
    assert steps > 10
    return range(1, steps + 1)


def visible(folder):
    return {p.name: p.read_text() for p in folder.glob("*.ipynb") if not p.name.startswith(".")}


def assert_kept(folder, precious):
    everything = "\n".join(visible(folder).values())
    assert [text for text in precious if text not in everything] == []


def assert_settled(folder):
    hidden = {path.name for path in folder.iterdir() if path.name.startswith(".")}
    assert hidden == {RECORD}
    assert (folder / NAME).exists()


@pytest.mark.parametrize("situation", SITUATIONS)
def test_killed_at_any_step_it_loses_nothing_and_the_next_update_settles_it(
    course, monkeypatch, situation
):
    for at in steps_of(course, situation, monkeypatch):
        notebooks, folder, precious = course(situation)
        update_with(monkeypatch, notebooks, folder, at, die)
        hidden = "\n".join(p.read_text() for p in folder.iterdir())
        assert [text for text in precious if text not in hidden] == [], f"killed at step {at}"
        update_folder(notebooks, folder)
        assert_kept(folder, precious)
        assert_settled(folder)
        assert any("second edition" in text for text in visible(folder).values())
        if situation is touched:
            assert WORK in (folder / NAME).read_text()


def save_in_place(folder):
    write(folder / NAME, SAVED)


def save_by_renaming(folder):
    write(folder / "saved", SAVED)
    REAL["replace"](folder / "saved", folder / NAME)


cells = [nbformat.v4.new_markdown_cell("saved just now", id="text")]
SAVED = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


@pytest.mark.parametrize("save", [save_in_place, save_by_renaming])
@pytest.mark.parametrize("situation", [untouched, only_run, deleted])
def test_a_save_at_any_step_is_there_afterwards(course, monkeypatch, situation, save):
    for at in steps_of(course, situation, monkeypatch):
        notebooks, folder, _ = course(situation)
        update_with(monkeypatch, notebooks, folder, at, save)
        assert (folder / NAME).read_bytes() == SAVED, f"saved at step {at}"
        update_folder(notebooks, folder)
        assert (folder / NAME).read_bytes() == SAVED, f"saved at step {at}"
        assert_settled(folder)


@pytest.mark.parametrize("situation", [untouched, only_run])
def test_a_save_that_begins_at_any_step_and_ends_after_the_update_is_there(
    course, monkeypatch, situation
):
    for at in steps_of(course, situation, monkeypatch):
        notebooks, folder, _ = course(situation)
        started = []

        def begin(folder, started=started):
            started.append(REAL["open"](folder / NAME, "wb"))

        update_with(monkeypatch, notebooks, folder, at, begin)
        (file,) = started
        file.write(SAVED)
        file.close()
        assert_kept(folder, [SAVED.decode()])


def test_outputs_of_a_copy_that_was_only_run_stay_beside_its_renewal(course):
    notebooks, folder, _ = course(only_run)
    update = update_folder(notebooks, folder)
    earlier = "04_descent.earlier.ipynb"
    assert (update.renewed, update.earlier) == ([NAME], {NAME: earlier})
    assert (
        f"The outputs of your student/{NAME} are kept in student/{earlier}." in update.sentences()
    )
    assert RESULT in visible(folder)[earlier]
    assert RESULT not in visible(folder)[NAME]
    write(folder / NAME, edit(folder / NAME, output="another result"))
    publish(notebooks, "third edition")
    assert update_folder(notebooks, folder).earlier == {NAME: "04_descent.earlier-2.ipynb"}
    assert_kept(folder, [RESULT, "another result"])


def test_a_copy_without_outputs_leaves_nothing_beside_its_renewal(course):
    notebooks, folder, _ = course(untouched)
    assert update_folder(notebooks, folder).earlier == {}
    assert set(visible(folder)) == {NAME}


def test_the_command_says_that_all_is_up_to_date(monkeypatch, capsys):
    monkeypatch.setattr(student_folder, "update_folder", student_folder.Update)
    assert student_folder.main() == 0
    assert capsys.readouterr().out == "student/ is up to date.\n"


def test_a_file_put_back_and_one_saved_meanwhile_are_both_kept(tmp_path):
    (tmp_path / "a.txt").write_text("saved")

    def save_again(old):
        (tmp_path / "a.txt").write_text("saved again")
        return False

    with pytest.raises(FileExistsError):
        shared_folder.SharedFolder(tmp_path).replace("a.txt", b"new", save_again, None)
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {"a.txt": "saved again", "a.earlier.txt": "saved"}


def test_two_updates_wait_for_one_another(course):
    _, folder, _ = course(untouched)
    waited = []
    with shared_folder.alone_in(folder):
        child = os.fork()
        if child == 0:  # a lock is between processes
            with shared_folder.alone_in(folder, on_wait=lambda: (folder / "waits").touch()):
                (folder / "came").touch()
            os._exit(0)
        while not (folder / "waits").exists():
            assert os.waitpid(child, os.WNOHANG) == (0, 0)
        waited.append((folder / "came").exists())
    os.waitpid(child, 0)
    assert waited == [False]
    assert (folder / "came").exists()


def test_without_hard_links_a_file_is_moved_and_none_is_written_over(tmp_path, monkeypatch):
    def no_links(source, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_text("a")
    shared_folder.move(source, target)
    assert (target.read_text(), source.exists()) == ("a", False)
    source.write_text("another")
    with pytest.raises(FileExistsError):
        shared_folder.move(source, target)
    assert (target.read_text(), source.read_text()) == ("a", "another")
