"""`make ready`: what a newcomer's machine may lack is said in a sentence, and work is done once."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from tests.setup.machine import NO_ENSUREPIP, NO_VENV, OLD, ROOT, Machine, refused

pytestmark = pytest.mark.tools


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.mark.parametrize("target", ["lab", "test", "lint", "student", "ready"])
def test_without_any_python_it_says_how_to_get_one(machine, target):
    said = refused(machine.make(target))
    assert "needs Python 3.11 or later, and no python3 was found" in said
    assert "apt install python3" in said
    assert "brew install python" in said


def test_an_old_python_is_refused_by_its_version(machine):
    machine.add_python(pretence=OLD)
    assert "needs Python 3.11 or later; python3 is Python 3.9." in refused(machine.make())
    assert machine.log() == []


def test_an_old_python_that_was_asked_for_is_refused_though_a_newer_one_is_there(machine):
    machine.add_python()
    machine.add_python("python3.9", pretence=OLD)
    assert "python3.9 is Python 3.9." in refused(machine.make(PYTHON="python3.9"))


def test_a_newer_python_beside_an_old_python3_is_taken(machine):
    machine.add_python(pretence=OLD)
    machine.add_python("python3.12")
    assert machine.make().returncode == 0
    assert machine.log()[0] == "venv"


def test_a_python_that_is_not_there_is_named(machine):
    machine.add_python()
    assert "PYTHON=python3.99 cannot be run" in refused(machine.make(PYTHON="python3.99"))


@pytest.mark.parametrize("pretence", [NO_ENSUREPIP, NO_VENV])
def test_a_missing_venv_module_names_the_package_to_install(machine, pretence):
    machine.add_python(pretence=pretence)
    said = refused(machine.make())
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert "cannot make virtual environments" in said
    assert f"sudo apt install python{version}-venv" in said
    assert machine.log() == []


def test_the_first_time_installs_the_locked_list_with_uv_then_the_course(machine):
    machine.add_python()
    assert machine.make().returncode == 0
    venv, *installs, course = machine.log()
    assert venv == "venv"
    packages = [line for line in installs if line.startswith("-m uv pip install")]
    assert len(packages) == 1
    assert "--require-hashes -r requirements.txt" in packages[0]
    assert course.startswith("-m uv pip install")
    assert course.endswith("--no-deps --no-build-isolation -e .")
    assert (machine.project / "first_start").exists()


@pytest.mark.parametrize("trouble", [{"UV_MISSING": "1", "UV_FAILS": "1"}, {"UV_FAILS": "1"}])
def test_pip_installs_the_same_list_where_uv_cannot(machine, trouble):
    machine.add_python()
    assert machine.make(**trouble).returncode == 0
    assert any(
        line.startswith("-m pip") and line.endswith("--require-hashes -r requirements.txt")
        for line in machine.log()
    )


def test_without_network_it_says_so_and_tries_again_the_next_time(machine):
    machine.add_python()
    said = refused(machine.make(UV_MISSING="1", UV_FAILS="1", NO_NETWORK="1"))
    assert "The first time needs the network" in said
    machine.log()
    assert machine.make().returncode == 0
    assert machine.log()[-1].endswith("-e .")


def test_the_second_time_does_nothing(machine):
    machine.add_python()
    machine.make()
    machine.log()
    result = machine.make()
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert machine.log() == []


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_newer_list_is_installed_into_the_same_environment(machine, name):
    machine.add_python()
    machine.make()
    machine.log()
    os.utime(machine.project / name)  # as `git checkout` does; the content is what counts
    machine.make()
    assert machine.log() == []
    with open(machine.project / name, "a") as file:
        file.write("# another release\n")
    machine.make()
    log = machine.log()
    assert "venv" not in log
    assert any("--require-hashes" in line for line in log)


def test_a_folder_that_was_moved_gets_a_new_environment_from_the_same_python(machine):
    machine.add_python()
    other = machine.add_python("python3.12", pretence='sys.base_prefix = "/another"')
    machine.make(PYTHON=str(other))
    machine.log()
    machine.project = machine.project.rename(machine.project.with_name("moved 优化"))
    machine.make()
    assert machine.log()[0] == "venv"
    assert f"executable = {other}" in (machine.project / ".venv/pyvenv.cfg").read_text()


def test_where_that_python_is_gone_another_is_taken(machine):
    machine.add_python()
    other = machine.add_python("python3.12")
    machine.make(PYTHON=str(other))
    other.unlink()
    (machine.project / ".venv/bin/python").unlink()
    assert machine.make().returncode == 0
    assert (
        f"executable = {machine.bin}/python3\n"
        in (machine.project / ".venv/pyvenv.cfg").read_text()
    )


def test_another_python_asked_for_gets_a_new_environment_and_then_stays(machine):
    machine.add_python()
    other = machine.add_python("python3.12", pretence='sys.base_prefix = "/another"')
    machine.make()
    machine.log()
    machine.make(PYTHON=str(other))
    assert machine.log()[0] == "venv"
    machine.make(PYTHON=str(other))
    machine.make()
    assert machine.log() == []


def forget_pip(python):
    python.write_text("#!/bin/sh\nexit 1\n")


@pytest.mark.parametrize("break_it", [pathlib.Path.unlink, forget_pip])
def test_a_broken_environment_is_made_anew(machine, break_it):
    machine.add_python()
    machine.make()
    machine.log()
    break_it(machine.project / ".venv/bin/python")
    machine.make()
    assert machine.log()[0] == "venv"


def test_clean_leaves_the_students_work(machine):
    (machine.bin / "find").symlink_to(shutil.which("find"))
    work = machine.project / "student/mine.ipynb"
    work.parent.mkdir()
    work.write_text("work")
    (machine.project / ".venv").mkdir()
    machine.make("clean")
    assert work.read_text() == "work"
    assert not (machine.project / ".venv").exists()


def test_make_alone_lists_every_command():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True).stdout
    for command in [
        "help",
        "lab",
        "test",
        "lint",
        "record",
        "browser",
        "bench",
        "oracles",
        "lock",
        "student",
        "clean",
    ]:
        assert f"\nmake {command} " in f"\n{said}"
