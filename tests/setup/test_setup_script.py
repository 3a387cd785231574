"""`make ready`: what a newcomer's machine may lack is said in a sentence, and work is done once.

The Pythons here are stand-ins: they answer `-c` with the real Python (pretending to be older, or to
lack a module), and write what they are asked to install into a log instead of installing it.
"""

import os
import pathlib
import shutil
import stat
import subprocess
import sys

import pytest

pytestmark = pytest.mark.tools

ROOT = pathlib.Path(__file__).parents[2]
NEEDED = ["sh", "make", "dirname", "cat", "rm", "touch", "mkdir", "cp", "chmod"]

STAND_IN = """\
#!/bin/sh
case "$1 $2" in
"-c "*) exec {real} -c 'import sys; {pretence}; exec(sys.argv[1])' "$2" ;;
"--version "*) echo "Python stand-in" ;;
"-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo venv >>log ;;
"-m tools.first_start") : >first_start ;;
"-m uv") echo "$@" >>log; [ -z "$UV_FAILS" ] ;;
"-m pip")
    echo "$@" >>log
    case "$*" in
    *"install -q uv") [ -z "$UV_MISSING" ] ;;
    *) [ -z "$NO_NETWORK" ] ;;
    esac ;;
*) echo "unexpected: $*" >>log; exit 1 ;;
esac
"""
OLD = "sys.version_info = (3, 9, 2)"
NO_ENSUREPIP = 'sys.modules["ensurepip"] = None'
NO_VENV = 'sys.modules["venv"] = None'


class Machine:
    """A machine with only the tools named above and the stand-ins put on it."""

    def __init__(self, place):
        self.project, self.bin = place / "course", place / "bin"
        (self.project / "tools").mkdir(parents=True)
        self.bin.mkdir()
        for name in ("Makefile", "tools/setup.sh", "requirements.txt", "pyproject.toml"):
            shutil.copy(ROOT / name, self.project / name)
        for tool in NEEDED:
            (self.bin / tool).symlink_to(shutil.which(tool))

    def add_python(self, name="python3", pretence="pass"):
        path = self.bin / name
        path.write_text(STAND_IN.format(real=sys.executable, pretence=pretence))
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        return path

    def make(self, target="ready", **environment):
        environment = {"PATH": str(self.bin), "HOME": "/nowhere", **environment}
        return subprocess.run(
            ["make", target], cwd=self.project, env=environment, capture_output=True, text=True
        )

    def log(self):
        path = self.project / "log"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def refused(result):
    assert result.returncode != 0
    assert "Traceback" not in result.stderr + result.stdout
    assert "command not found" not in result.stderr
    return result.stderr


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
    assert installs[-1].startswith("-m uv pip install")
    assert "--require-hashes -r requirements.txt" in installs[-1]
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
    for path, time in [("requirements.txt", 1e9), ("pyproject.toml", 1e9), (".venv/ready", 1.1e9)]:
        os.utime(machine.project / path, (time, time))
    machine.make()
    assert machine.log() == []
    os.utime(machine.project / name, (1.2e9, 1.2e9))
    machine.make()
    log = machine.log()
    assert "venv" not in log
    assert any("--require-hashes" in line for line in log)


def test_a_folder_that_was_moved_gets_a_new_environment(machine):
    machine.add_python()
    machine.make()
    machine.log()
    machine.project = machine.project.rename(machine.project.with_name("moved"))
    machine.make()
    assert machine.log()[0] == "venv"


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
