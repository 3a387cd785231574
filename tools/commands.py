"""What ``python -m tools WORD`` runs, and with it the Makefile."""

import os
import signal
import subprocess

from tools.set_up import ROOT, Environment, Refused

HELP = """\
python -m tools lab              start the course (then options of JupyterLab; --edit to write it)
python -m tools test [LESSON]    run every test, or those of a lesson such as svm_hinge
python -m tools lint             ruff over code and notebooks
python -m tools record           run the notebooks and store their outputs
python -m tools oracles          compare the library with independent ones
python -m tools student          write or renew the student edition in student/
python -m tools ready [EXTRA]    only put what is missing into .venv"""

# A worker for each core. A lesson's tests stay together, as do a notebook's cells and a file's
# tests, and start in the order of tests/by_lesson.py: the longest first.
WORKERS = ["-n", "auto", "--dist", "loadscope", "--no-loadscope-reorder"]
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout", "120"]
NBVAL += ["--nbval-sanitize-with", "tests/notebooks/sanitize.cfg"]
PYTEST = ["-m", "pytest"]
EXTRAS = {"oracles": ["oracles"]}


def of_lesson(lesson):
    """What a lesson can break: its tests, its part of the sweep, its notebook and edition."""
    return [
        f"tests/lessons/{lesson}",
        "tests/lessons/test_every_check.py",
        "tests/explorers/test_catalogue.py",
        "tests/notebooks/test_notebooks.py",
        "tests/setup/test_student_notebooks.py",
        f"course_lib/lessons/{lesson}",
        *(f"notebooks/{path.name}" for path in ROOT.glob(f"notebooks/*_{lesson}.ipynb")),
    ]


def every_test(lesson=None):
    """Every test that needs no browser and no other library."""
    places = ["--lesson", lesson, *of_lesson(lesson)] if lesson else None
    chosen = ["-m", "not oracle and not browser", *(places or ["tests", "course_lib", "notebooks"])]
    return [[*PYTEST, *WORKERS, *NBVAL, *chosen]]


COMMANDS = {
    "lab": lambda *options: [["-m", "tools.lab", *options]],
    "test": every_test,
    "lint": lambda: [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]],
    "record": lambda: [[*PYTEST, *NBVAL, "--record", "notebooks"]],
    "oracles": lambda: [[*PYTEST, *WORKERS, "-m", "oracle"]],
    "student": lambda: [["-m", "tools.student_folder"]],
}
QUIET = ("lab", "student")


def main(words):
    """Set up, then become the command in ``.venv``; a sentence why not."""
    word, *options = words or ["help"]
    if word in ("help", "-h", "--help"):
        print(HELP)
        return 0
    try:
        runs = [] if word == "ready" else COMMANDS[word](*options)
    except (KeyError, TypeError):
        return f"`{' '.join(words)}` is none of these:\n{HELP}"
    environment = Environment()
    try:
        environment.bring(options if word == "ready" else EXTRAS.get(word, ()))
    except Refused as error:
        return str(error)
    if word == "oracles":  # PyTorch and scikit-learn take all processors in every worker
        os.environ["OMP_NUM_THREADS"] = "1"
    os.chdir(ROOT)
    for arguments in runs:
        if word not in QUIET:
            print("python", *arguments, flush=True)
        status = run([environment.python, *arguments], last=arguments is runs[-1])
        if status:
            return status
    return 0


def run(command, last):
    """Run a command, which Ctrl-C is meant for; where it can be, the last one replaces us."""
    if last and os.name == "posix":
        os.execv(command[0], command)
    signal.signal(signal.SIGINT, signal.SIG_IGN if os.name == "nt" else signal.SIG_DFL)
    return subprocess.call(command)
