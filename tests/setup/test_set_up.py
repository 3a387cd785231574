"""What stands in the way of a set-up is told, and a damaged ``.venv`` is mended."""

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile

import pytest

from tests.setup.machine import ROOT, Machine, refused
from tools.set_up import Environment, Refused, why_not_written, without_home

pytestmark = pytest.mark.tools


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_file_in_the_way_is_named(machine):
    machine.add_python()
    (machine.project / ".venv").write_text("hi")
    said = refused(machine.make())
    assert f"{machine.project}/.venv is in the way: it is no folder" in said
    assert "ensurepip" not in said
    assert (machine.project / ".venv").read_text() == "hi"


def full(*args, **options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_named_with_what_is_needed(tmp_path, monkeypatch):
    assert why_not_written(tmp_path) is None
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert why_not_written(tmp_path / "missing", tmp_path) == (
        f"The folder {tmp_path} cannot be written: No space left on device. "
        "The packages take about 600 MB."
    )


def test_a_nearly_full_disk_is_named(tmp_path, monkeypatch):
    usage = type(shutil.disk_usage(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10**9, 10**9, 45 * 2**20))
    assert f"Only 45 MB are free in {tmp_path};" in why_not_written(tmp_path)


def test_before_an_old_venv_is_cleared_the_folder_must_take_files(tmp_path, monkeypatch):
    """Also of a full disk, a read-only one and a folder of somebody else's."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/old").touch()
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(Refused, match="No space left"):
        Environment(tmp_path, python=sys.executable).bring()
    assert (tmp_path / ".venv/old").exists()


@pytest.mark.parametrize("writable", [True, False])
def test_pip_and_uv_keep_no_cache_in_a_home_that_cannot_be_written(tmp_path, monkeypatch, writable):
    home = tmp_path / "home"
    home.mkdir() if writable else home.write_text("no folder")
    monkeypatch.setenv("HOME", str(home))
    given = without_home({})
    assert given == ({} if writable else {"UV_NO_CACHE": "1", "PIP_NO_CACHE_DIR": "1"})


def test_a_venv_that_cannot_be_made_is_not_blamed_on_a_missing_package(machine):
    machine.add_python()
    said = refused(machine.make(VENV_FAILS="1"))
    assert ".venv could not be made: the lines above say why." in said
    assert "apt install" not in said


INSTALLED = """\
site=.venv/lib/python{version}/site-packages
mkdir -p $site/numpy-{numpy}.dist-info $site/numpy
printf 'numpy/core.py,sha256=x,5\nnumpy/gone.pyc,,\n' >$site/numpy-{numpy}.dist-info/RECORD
printf 12345 >$site/numpy/core.py
"""


@pytest.fixture
def with_numpy(machine):
    """A machine whose stand-in for uv installs one package, and where it is installed."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    numpy = re.search(r"^numpy==(\S+)", (ROOT / "requirements.txt").read_text(), re.M)[1]
    machine.add_python()
    hook = INSTALLED.format(version=version, numpy=numpy)
    (machine.project / "on_install").write_text(hook)
    machine.make()
    machine.log()
    return machine, machine.project / f".venv/lib/python{version}/site-packages", numpy


def cut_short(site, numpy):
    (site / "numpy/core.py").write_text("123")


def delete_file(site, numpy):
    (site / "numpy/core.py").unlink()


def delete_list(site, numpy):
    (site / f"numpy-{numpy}.dist-info/RECORD").unlink()


def uninstall(site, numpy):
    shutil.rmtree(site / f"numpy-{numpy}.dist-info")


def other_version(site, numpy):
    (site / f"numpy-{numpy}.dist-info").rename(site / "numpy-1.0.dist-info")
    (site / "numpy-1.0.dist-info/RECORD").unlink()


DAMAGE = {
    cut_short: "numpy has a damaged numpy/core.py",
    delete_file: "numpy has lost numpy/core.py",
    delete_list: "numpy has lost the list of its files",
    uninstall: "numpy is missing",
    other_version: "numpy has another version",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_package_is_named_and_installed_again_and_no_other(with_numpy, damage):
    machine, site, numpy = with_numpy
    assert machine.make().stderr == ""
    assert machine.log() == []
    damage(site, numpy)
    result = machine.make()
    assert result.returncode == 0
    assert result.stderr == f"Mending .venv: {DAMAGE[damage]}.\n"
    log = machine.log()
    assert "venv" not in log
    assert "--reinstall --no-cache --require-hashes --no-deps" in log[-1]
    assert (site / "numpy/core.py").read_text() == "12345"
    assert machine.make().stderr == ""
    assert machine.log() == []


def test_what_cannot_be_mended_is_made_anew_and_then_refused(with_numpy):
    machine, site, _ = with_numpy
    hook = machine.project / "on_install"
    hook.write_text(hook.read_text() + "if [ -f spoil ]; then rm $site/numpy/core.py; fi\n")
    delete_file(site, None)
    (machine.project / "spoil").touch()
    said = refused(machine.make())
    assert "is damaged and could not be mended: numpy has lost numpy/core.py." in said
    assert "venv" in machine.log()
    (machine.project / "spoil").unlink()
    assert machine.make().returncode == 0


def test_without_network_what_is_damaged_is_named(with_numpy):
    machine, site, _ = with_numpy
    delete_file(site, None)
    said = refused(machine.make(UV_FAILS="1", UV_MISSING="1", NO_NETWORK="1"))
    assert "Mending .venv: numpy has lost numpy/core.py." in said
    assert "Mending needs the network" in said


def test_an_environment_of_an_earlier_edition_is_kept(machine):
    machine.add_python()
    machine.make()
    machine.log()
    (machine.project / ".venv/ready").write_text(f"{machine.project}\n")
    machine.make()
    assert "venv" not in machine.log()
    machine.make()
    assert machine.log() == []


def test_two_at_the_same_time_set_up_once(machine):
    machine.add_python()
    environment = {"PATH": str(machine.bin), "HOME": "/nowhere"}
    runs = [
        subprocess.Popen(["make", "ready"], cwd=machine.project, env=environment) for _ in range(2)
    ]
    assert [run.wait() for run in runs] == [0, 0]
    assert machine.log().count("venv") == 1


def test_without_make_one_python_command_does_the_same(machine):
    python = machine.add_python()
    command = [python, "-m", "tools", "ready"]
    environment = {"PATH": "", "HOME": "/nowhere"}
    (machine.project / "bin").mkdir()
    environment["PATH"] = str(machine.bin)
    for _ in range(2):
        result = subprocess.run(
            command, cwd=machine.project, env=environment, capture_output=True, text=True
        )
        assert result.returncode == 0, result.stderr
    log = machine.log()
    assert log[0] == "venv"
    assert log[-1].endswith("-e .")
