"""`python -m tools` does what the Makefile's targets of the same names do."""

import os
import subprocess

import pytest

from tools import commands

pytestmark = pytest.mark.tools


@pytest.mark.parametrize("word", commands.COMMANDS)
def test_make_calls_the_same_command(word):
    dry = ["make", "-n", word, "LESSON=", "PYTHON="]
    outside = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    said = subprocess.run(
        dry, cwd=commands.ROOT, env=outside, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == f'PYTHON="" sh tools/setup.sh {word}'


def test_the_tests_of_a_lesson_are_its_own_and_there():
    (run,) = commands.every_test("svm_hinge")
    assert run[run.index("--lesson") + 1] == "svm_hinge"
    places = run[run.index("--lesson") + 2 :]
    assert "notebooks/09_svm_hinge.ipynb" in places
    assert all((commands.ROOT / place).exists() for place in places)
    assert commands.every_test()[0][-3:] == ["tests", "course_lib", "notebooks"]


def test_an_unknown_command_is_answered_by_all_there_are(capsys):
    said = commands.main(["lba"])
    assert said == f"`lba` is none of these:\n{commands.HELP}"
    assert commands.main([]) == 0
    assert capsys.readouterr().out == f"{commands.HELP}\n"
    for word in commands.COMMANDS:
        assert f"python -m tools {word} " in commands.HELP


@pytest.mark.parametrize("status", [0, 3])
def test_the_exit_status_is_that_of_the_first_that_fails(monkeypatch, status):
    ran = []
    monkeypatch.setattr(commands.Environment, "bring", lambda self, extras: None)
    monkeypatch.setattr(commands, "run", lambda command, last: ran.append(last) or status)
    monkeypatch.chdir(commands.ROOT)
    assert commands.main(["lint"]) == status
    assert ran == ([False] if status else [False, True])
