"""`make lab`: what JupyterLab is started with, and what is said first."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import pytest

from tools import lab
from tools.set_up import can_write
from tools.student_folder import Update

pytestmark = pytest.mark.tools

HOMES = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"]
HOMES += ["IPYTHONDIR", "MPLCONFIGDIR"]


@pytest.fixture
def started(monkeypatch):
    """The program, arguments and environment that `main` would become."""
    calls = []
    monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(lab, "update_folder", Update)
    return calls


def test_root_is_told_what_to_add_and_nothing_starts(started, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    said = lab.main([])
    assert "make lab LAB_FLAGS=--allow-root" in said
    assert started == []
    lab.main(["--allow-root"])
    assert "--allow-root" in started[0][1]


def test_as_root_the_command_ends_with_a_sentence_and_no_traceback():
    as_root = (
        "import os, runpy; os.geteuid = lambda: 0; runpy.run_module('tools.lab', {}, '__main__')"
    )
    command = [sys.executable, "-c", as_root]
    result = subprocess.run(command, cwd=lab.ROOT, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.strip() == lab.ROOT_REFUSED


def test_the_first_flag_of_the_command_counts():
    script = (
        "import os, runpy, sys, tools.student_folder as folder;"
        "folder.update_folder = folder.Update;"
        "os.geteuid = lambda: 0; os.execve = lambda *call: print(call[1]);"
        "sys.argv = ['lab', '--allow-root']; runpy.run_module('tools.lab', {}, '__main__')"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, cwd=lab.ROOT, capture_output=True, text=True)
    assert "'--allow-root'" in result.stdout, result.stderr


def test_lab_opens_the_start_notebook_over_the_whole_project(started, monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / lab.START).touch()
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    lab.main(["--port", "9000"])
    ((program, arguments, _),) = started
    assert program == sys.executable
    assert f"--ServerApp.root_dir={tmp_path}" in arguments
    assert f"--LabApp.default_url=/lab/tree/{lab.START}" in arguments
    assert arguments[-2:] == ["--port", "9000"]


def test_the_token_stays_on(started):
    lab.main([])
    configured = " ".join(started[0][1]) + (lab.CONFIG / "jupyter_server_config.py").read_text()
    assert "token" not in configured.lower()
    assert "password" not in configured.lower()


def test_after_a_newer_edition_was_laid_beside_work_lab_opens_the_page_that_says_so(
    started, monkeypatch, tmp_path, capsys
):
    (tmp_path / "student").mkdir()
    (tmp_path / "student/README.md").touch()
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    update = Update(laid_beside={"04_x.ipynb": "04_x.new.ipynb"})
    monkeypatch.setattr(lab, "update_folder", lambda: update)
    lab.main([])
    assert "--LabApp.default_url=/lab/tree/student/README.md" in started[0][1]
    assert "Kept student/04_x.ipynb" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said_and_lab_starts(started, monkeypatch, capsys):
    def fail():
        raise PermissionError("Permission denied: student")

    monkeypatch.setattr(lab, "update_folder", fail)
    lab.main([])
    assert "could not be brought up to date" in capsys.readouterr().err
    assert len(started) == 1


def test_the_readers_own_configuration_stays_behind_the_courses(started, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/mine")
    lab.main([])
    path = started[0][2]["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert path == [str(lab.CONFIG), "/mine"]


def test_a_home_that_cannot_be_written_is_replaced_and_said(started, monkeypatch, tmp_path, capsys):
    (tmp_path / "home").write_text("a file, so that no folder can be made in it")
    for name in [*HOMES, "XDG_CONFIG_HOME", "XDG_DATA_HOME"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lab.main([])
    given = started[0][2]
    for name in HOMES:
        assert can_write(given[name]), name
    assert len({given[name] for name in HOMES}) == len(HOMES)
    assert "cannot be written: what JupyterLab remembers" in capsys.readouterr().out


def test_a_home_that_can_be_written_is_left_in_force(started, monkeypatch, tmp_path, capsys):
    for name in HOMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    lab.main([])
    assert not set(HOMES) & set(started[0][2])
    assert "cannot be written" not in capsys.readouterr().out


def test_edit_is_passed_on_as_a_setting_and_not_to_jupyterlab(started):
    lab.main(["--edit"])
    lab.main([])
    assert started[0][2]["COURSE_EDIT"] == "1"
    assert "--edit" not in started[0][1]
    assert "COURSE_EDIT" not in started[1][2]


def test_lab_asks_no_question_about_news_at_the_first_visit(monkeypatch):
    from jupyterlab_server.settings_utils import _get_overrides

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(lab.CONFIG))
    overrides, error = _get_overrides("/nowhere")
    assert not error
    news = overrides["@jupyterlab/apputils-extension:notification"]
    assert news == {"checkForUpdates": False, "fetchNews": "false"}


def test_the_overridden_settings_exist_in_jupyterlab():
    overrides = json.loads((lab.CONFIG / "labconfig/default_setting_overrides.json").read_text())
    schemas = pathlib.Path(sys.prefix, "share/jupyter/lab/schemas")
    for plugin, values in overrides.items():
        package, name = plugin.split(":")
        properties = json.loads((schemas / package / f"{name}.json").read_text())["properties"]
        assert set(values) <= set(properties)
