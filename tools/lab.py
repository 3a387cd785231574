"""Start the course: ``python -m tools.lab [--edit] [options of JupyterLab]``.

Brings ``student/`` up to date, then becomes JupyterLab with the course's configuration. The first
page is ``notebooks/00_start_here.ipynb``; after a newer edition was laid beside a student's work it
is ``student/README.md``, which says so. The token and every setting of the reader stay in force.
"""

import os
import sys

from tools.student_folder import README, ROOT, update_folder

CONFIG = ROOT / "tools" / "jupyter"
START = "notebooks/00_start_here.ipynb"
ROOT_REFUSED = """\
You are root, and JupyterLab starts for root only when told to (what runs in a notebook then has
all of root's rights). In a container or on a throw-away machine: make lab LAB_FLAGS=--allow-root"""


def refreshed_student_folder():
    """Update ``student/``, say what happened, and return the page to open first."""
    try:
        update = update_folder()
    except OSError as error:
        print(f"student/ could not be brought up to date: {error}", file=sys.stderr)
        return START
    for sentence in update.sentences():
        print(sentence)
    return f"student/{README}" if update.laid_beside else START


def command(page, options):
    """The command line of JupyterLab over the whole project, opening one page."""
    address = "/lab" + (f"/tree/{page}" if (ROOT / page).is_file() else "")
    settings = [f"--ServerApp.root_dir={ROOT}", f"--LabApp.default_url={address}"]
    return [sys.executable, "-m", "jupyterlab", *settings, *options]


def environment(edit):
    """This process's environment, with the course's configuration before the reader's own."""
    path = filter(None, [str(CONFIG), os.environ.get("JUPYTER_CONFIG_PATH")])
    changes = {"JUPYTER_CONFIG_PATH": os.pathsep.join(path)}
    return {**os.environ, **changes, **({"COURSE_EDIT": "1"} if edit else {})}


def main(options):
    """Replace this process by JupyterLab, or return a sentence why not."""
    edit = "--edit" in options
    options = [option for option in options if option != "--edit"]
    if os.geteuid() == 0 and "--allow-root" not in options:
        return ROOT_REFUSED
    page = refreshed_student_folder()
    sys.stdout.flush()
    os.execve(sys.executable, command(page, options), environment(edit))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
