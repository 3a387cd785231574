"""Start the course: ``python -m tools.lab [--edit] [options of JupyterLab]``.

Brings ``student/`` up to date, then becomes JupyterLab with the course's configuration. The first
page is ``notebooks/00_start_here.ipynb``; after a newer edition was laid beside a student's work it
is ``student/README.md``, which says so. The token and every setting of the reader stay in force.
"""

import os
import subprocess
import sys
import tempfile

from jupyter_core import paths

from tools.set_up import can_write
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
    changes = {"JUPYTER_CONFIG_PATH": os.pathsep.join(path), **instead_of_home()}
    return {**os.environ, **changes, **({"COURSE_EDIT": "1"} if edit else {})}


def instead_of_home():
    """Where JupyterLab, IPython and matplotlib keep their files if the home folder takes none."""
    wanted = {
        "JUPYTER_CONFIG_DIR": paths.jupyter_config_dir(),
        "JUPYTER_DATA_DIR": paths.jupyter_data_dir(),
        "JUPYTER_RUNTIME_DIR": paths.jupyter_runtime_dir(),
        "IPYTHONDIR": os.environ.get("IPYTHONDIR") or os.path.expanduser("~/.ipython"),
        "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR") or os.path.expanduser("~/.config"),
    }
    refused = [name for name, folder in wanted.items() if not can_write(folder)]
    if not refused:
        return {}
    instead = tempfile.mkdtemp(prefix="course-")
    print(
        f"{wanted[refused[0]]} cannot be written: what JupyterLab remembers of this session "
        f"is kept in {instead}. Your notebooks are not among it."
    )
    return {name: os.path.join(instead, name.lower()) for name in refused}


def main(options):
    """Become JupyterLab, or return a sentence why not."""
    edit = "--edit" in options
    options = [option for option in options if option != "--edit"]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in options:
        return ROOT_REFUSED
    page = refreshed_student_folder()
    sys.stdout.flush()
    if os.name == "nt":  # there a process that is replaced seems to have ended
        return subprocess.call(command(page, options), env=environment(edit))
    os.execve(sys.executable, command(page, options), environment(edit))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
