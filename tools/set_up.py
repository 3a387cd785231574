"""Make ``.venv``, mend it, or bring it up to date; quick and silent when there is nothing to do.

Runs before anything is installed, on any Python that will do (`python -m tools`). What was
installed stands in ``.venv/ready``: the folder it was made in (it does not survive a move), and for
each list its digest and the packages it brought. A user who cannot go on is told why in a sentence.
"""

import contextlib
import errno
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from tools import installed
from tools.shared_folder import alone_in

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAIN, COURSE = "requirements.txt", "course-lib"
PROBE = """import os, sys
print(os.path.realpath(sys.base_prefix), "%d.%d" % sys.version_info[:2], sep="\\n")"""
NEEDED = 600  # megabytes in .venv


class Refused(Exception):
    """Why it cannot go on, in sentences for the user."""


def say(*sentences):
    print(*sentences, sep="\n", file=sys.stderr, flush=True)


class Environment:
    """The ``.venv`` of a checkout.

    Parameters
    ----------
    root : pathlib.Path
        The checkout.
    python : str
        What a new ``.venv`` is made from.
    asked : bool
        Whether an existing one must be of that Python, too.
    """

    def __init__(self, root=ROOT, python=None, asked=None):
        self.root, self.folder = root, root / ".venv"
        self.base = python or getattr(sys, "_base_executable", None) or sys.executable
        self.asked = bool(os.environ.get("PYTHON")) if asked is None else asked
        self.windows = os.name == "nt"
        inside = ("Scripts", "python.exe") if self.windows else ("bin", "python")
        self.python = str(self.folder.joinpath(*inside))

    def bring(self, extras=()):
        """See to it that all packages are there; with `extras` those of ``requirements-X.txt``."""
        lists = [MAIN, *(f"requirements-{extra}.txt" for extra in extras)]
        if self._is_ready(lists):
            return
        self._check_the_way()
        waiting = ".venv is being set up by another command; waiting for it."
        with alone_in(self.root, on_wait=lambda: say(waiting)):
            if not self._is_ready(lists):
                self._set_up(lists)

    def _is_ready(self, lists):
        stamp, site = self._stamp(), self._site()
        return site is not None and all(
            stamp["lists"].get(name, {}).get("digest") == self._digest(name)
            and not installed.damaged(site, stamp["lists"][name]["packages"])
            for name in lists
        )

    def _stamp(self):
        try:
            text = (self.folder / "ready").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return {"folder": None, "lists": {}}
        try:
            stamp = json.loads(text)
            return {"folder": stamp["folder"], "lists": dict(stamp["lists"])}
        except (ValueError, TypeError, KeyError):  # of an earlier edition: only the folder
            return {"folder": text.strip(), "lists": {}}

    def _digest(self, name):
        """Of a list, and for the main one of what says how the course itself is installed."""
        files = [name, "pyproject.toml"] if name == MAIN else [name]
        content = b"".join((self.root / file).read_bytes() for file in files)
        return hashlib.sha256(content).hexdigest()

    def _site(self):
        """``site-packages`` of a .venv that runs, made here and from the Python asked for."""
        if self._stamp()["folder"] not in (None, str(self.root)):
            return None
        try:
            probe = subprocess.run([self.python, "-c", PROBE], capture_output=True, text=True)
        except OSError:
            return None
        if probe.returncode or len(probe.stdout.split("\n")) < 2:
            return None
        prefix, version = probe.stdout.split("\n")[:2]
        if self.asked and prefix != os.path.realpath(sys.base_prefix):
            return None
        lib = "Lib" if self.windows else f"lib/python{version}"
        return self.folder / lib / "site-packages"

    def _check_the_way(self):
        if os.path.lexists(self.folder) and not self.folder.is_dir():
            raise Refused(
                f"{self.folder} is in the way: it is no folder, and the packages go into a folder "
                "of that name. Move it away or delete it, then try again."
            )

    def _set_up(self, lists):
        site = self._site()
        if site is None or self._run("-c", "import pip", quiet=True):
            site = self._make()
        for name in lists:
            self._install(name)
            broken = self._mend(name, site)
            if broken and name == MAIN:  # what cannot be mended is made anew
                site = self._make()
                self._install(name)
                broken = self._mend(name, site)
            if broken:
                raise Refused(
                    f".venv is damaged and could not be mended: {_told(broken)}. "
                    "Delete the folder .venv, then try again."
                )

    def _make(self):
        try:
            import ensurepip
            import venv
        except ImportError:
            version = ".".join(map(str, sys.version_info[:2]))
            raise Refused(
                f"{self.base} (Python {version}) cannot make virtual environments: its venv or "
                "ensurepip module is missing.\n"
                f"On Debian and Ubuntu: sudo apt install python{version}-venv, then run make again."
            ) from None
        del ensurepip, venv
        if reason := why_not_written(self.folder, self.root):  # before an old .venv is cleared
            raise Refused(reason)
        version = ".".join(map(str, sys.version_info[:3]))
        say(f"Setting up .venv with Python {version}; this happens once and takes about a minute.")
        command = [self.base, "-m", "venv", "--clear", str(self.folder)]
        made = subprocess.run(command, cwd=self.root)
        site = None if made.returncode else self._site()
        if site is None:
            self._explain(".venv could not be made: the lines above say why.")
        return site

    def _install(self, name):
        """Install a list, unless it is the one that was installed."""
        if self._stamp()["lists"].get(name, {}).get("digest") == self._digest(name):
            return
        if name != MAIN:
            say(f"Installing {name} into .venv; this happens once.")
        hashed = ["--require-hashes"] if "--hash=" in self._text(name) else []
        failed = self._packages(name == MAIN, *hashed, "-r", name)
        if name == MAIN and not failed:
            with self._first_start():
                failed = self._install_course()
        if failed:
            self._explain(
                "The packages could not be installed: the lines above say why.\n"
                "The first time needs the network; run make again once it is there."
            )
        self._remember(name)

    def _mend(self, name, site):
        """Install again what is damaged; what stays damaged."""
        packages = self._stamp()["lists"][name]["packages"]
        faults = installed.damaged(site, packages)
        if not faults:
            return faults
        say(f"Mending .venv: {_told(faults)}.")
        with contextlib.suppress(OSError):
            installed.forget_unlisted(site, faults)
        blocks = installed.pins(self._text(name))
        again = self.folder / "mend.txt"
        try:
            again.write_text("\n".join(blocks[n] for n in faults if n in blocks) + "\n", "utf-8")
            hashed = ["--require-hashes"] if "--hash=" in again.read_text("utf-8") else []
            failed = set(faults) != {COURSE} and self._packages(
                name == MAIN, *hashed, "--no-deps", "-r", str(again), again=True
            )
        except OSError as error:
            failed = say(str(error)) or True
        if failed or (COURSE in faults and self._install_course()):
            self._explain(
                "The packages could not be mended: the lines above say why.\n"
                "Mending needs the network; run make again once it is there."
            )
        again.unlink(missing_ok=True)
        self._remember(name)
        return installed.damaged(site, packages)

    def _packages(self, by_uv, *what, again=False):
        """Install by uv, which takes seconds; pip does the same where uv cannot be had.

        Not by uv: PyTorch, of which pip takes the CPU file where one is offered to it.
        """
        if by_uv and self._has_uv():
            # uv's cache shares its files with .venv by hard links: a damaged one is damaged there.
            anew = ["--reinstall", "--no-cache"] * again
            options = ["-q", "--python", self.python, *anew]
            if not self._run("-m", "uv", "pip", "install", *options, *what):
                return 0
            say("uv could not install the packages; trying pip, which takes a minute.")
        return self._pip("-q", *["--force-reinstall"] * again, *what)

    def _has_uv(self):
        if not self._run("-m", "uv", "--version", quiet=True):
            return True
        return not self._pip("-q", "uv", quiet=True)

    def _install_course(self):
        return self._packages(True, "--no-deps", "--no-build-isolation", "-e", ".")

    @contextlib.contextmanager
    def _first_start(self):
        """Meanwhile, import what JupyterLab imports; a kernel's part goes on beside its start."""
        command = [self.python, "-m", "tools.first_start"]
        silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=self.root, **silence):
            yield

    def _pip(self, *options, quiet=False):
        return self._run(
            "-m", "pip", "--disable-pip-version-check", "install", *options, quiet=quiet
        )

    def _run(self, *arguments, quiet=False):
        silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
        try:
            return subprocess.run(
                [self.python, *arguments], cwd=self.root, env=without_home(os.environ), **silence
            ).returncode
        except OSError as error:
            return say(str(error)) or 1

    def _text(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def _remember(self, name):
        found = installed.present(self._site())
        wanted = [*installed.pins(self._text(name)), *[COURSE] * (name == MAIN)]
        stamp = self._stamp()
        stamp["folder"] = str(self.root)
        stamp["lists"][name] = {
            "digest": self._digest(name),
            "packages": {n: found[n][0] for n in wanted if n in found},
        }
        try:
            (self.folder / "ready").write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        except OSError as error:
            self._explain(f"{self.folder} cannot be written: {error.strerror}.")

    def _explain(self, otherwise):
        """Tell the true reason where it can be seen that files cannot be written."""
        raise Refused(why_not_written(self.folder, self.root) or otherwise)


def _told(faults):
    names = [f"{name} {fault}" for name, fault in sorted(faults.items())]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def why_not_written(*folders):
    """A sentence on why files cannot be written into the first folder that exists, or None."""
    folder = next((f for f in folders if f.is_dir()), pathlib.Path())
    for place in (folder, None):
        try:
            place = pathlib.Path(tempfile.gettempdir()) if place is None else place
            with tempfile.TemporaryFile(dir=place) as file:
                for _ in range(8):
                    file.write(bytes(2**20))
        except OSError as error:
            full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None))
            more = f" The packages take about {NEEDED} MB." if full else ""
            return f"The folder {place} cannot be written: {error.strerror or error}.{more}"
        free = shutil.disk_usage(place).free // 2**20
        if free < 100:
            return f"Only {free} MB are free in {place}; the packages take about {NEEDED} MB."
    return None


def without_home(environment):
    """The environment for pip and uv: no cache where the home folder cannot be written."""
    environment = dict(environment)
    if os.name == "posix":
        home = pathlib.Path(environment.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
        if not can_write(environment.get("UV_CACHE_DIR") or home / "uv"):
            environment.update(UV_NO_CACHE="1", PIP_NO_CACHE_DIR="1")
    return environment


def can_write(folder):
    """Whether a folder, made if missing, takes files."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
