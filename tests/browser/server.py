"""A private JupyterLab server: started for one run, or kept for many and found by its file.

It has no user settings, a directory of its own for everything it writes, a random port and a
random token, and the course's own server configuration (``tools/jupyter``), so what is tested is
what ``make lab`` starts. It serves the whole file system, so that notebooks made at test time and
those of several checkouts are opened by one server.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER_CONFIG = ROOT / "tools" / "jupyter"
SECONDS = 60  # to start, before giving up

TRACKER = "@jupyterlab/notebook-extension/tracker"
# A first visit without the question about news, and files that stay as they are.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension/themes": {"theme": "JupyterLab Light"},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    TRACKER: {"scrollPastEnd": False},
}


@dataclass(frozen=True)
class Server:
    """Where a running JupyterLab is, as another process needs it."""

    url: str
    token: str
    data: str  #: directory in which it looks for kernels

    def write(self, file: Path):
        """Let other processes of this user find it."""
        new = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(new, "w") as out:
            json.dump(asdict(self), out)

    @classmethod
    def read(cls, file: Path) -> Server:
        """The server that `write` has told of.

        Raises
        ------
        ConnectionError
            "no JupyterLab answers at http://127.0.0.1:36411 (from lab.json): start it anew"
        """
        found = cls(**json.loads(Path(file).read_text()))
        if not found.answers():
            raise ConnectionError(
                f"no JupyterLab answers at {found.url} (from {file}): start it anew"
            )
        return found

    def answers(self) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            direct.open(f"{self.url}/api/status?token={self.token}", timeout=5).read()
        except OSError:
            return False
        return True

    def kernel(self, python: str) -> str:
        """Name of a kernel that runs this Python, and so the course that is installed there."""
        name = "course-" + hashlib.sha256(python.encode()).hexdigest()[:12]
        folder = Path(self.data, "kernels", name)
        folder.mkdir(parents=True, exist_ok=True)
        launch = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = {"argv": launch, "display_name": name, "language": "python"}
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as new:
            json.dump(spec, new)
        os.replace(new.name, folder / "kernel.json")  # another process may be reading it
        return name


@contextlib.contextmanager
def jupyterlab(all_drawn: bool = False):
    """A running `Server`, stopped for certain with all its kernels.

    A reader's browser draws what is near the window. With ``all_drawn`` every cell is, as pictures
    of a whole notebook need it.
    """
    with tempfile.TemporaryDirectory(prefix="lab-") as home:
        process = None
        try:
            process, server = _start(Path(home), all_drawn)
            _wait(process, server, Path(home, "server.log"))
            yield server
        finally:
            if process:
                _stop(process)


def _environment(home: Path) -> dict[str, str]:
    own = {f"JUPYTER_{k}_DIR": home / k.lower() for k in ("CONFIG", "DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{k}_DIR": home / k.lower() for k in ("SETTINGS", "WORKSPACES")}
    own |= {"IPYTHONDIR": home / "ipython", "MPLCONFIGDIR": home / "matplotlib"}
    if SERVER_CONFIG.is_dir():
        own["JUPYTER_CONFIG_PATH"] = SERVER_CONFIG
    return {**os.environ, **{name: str(value) for name, value in own.items()}}


def _write_settings(folder: Path, all_drawn: bool):
    windowing = {TRACKER: {**SETTINGS[TRACKER], "windowingMode": "none"}} if all_drawn else {}
    for plugin, values in {**SETTINGS, **windowing}.items():
        file = folder / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _start(home: Path, all_drawn: bool) -> tuple[subprocess.Popen, Server]:
    environment, port = _environment(home), _free_port()
    server = Server(
        f"http://127.0.0.1:{port}", secrets.token_hex(16), environment["JUPYTER_DATA_DIR"]
    )
    _write_settings(home / "settings", all_drawn)
    options = {
        "ip": "127.0.0.1",
        "port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": "/",
        "ContentsManager.allow_hidden": True,  # a checkout may lie under a hidden folder
        "MappingKernelManager.cull_idle_timeout": 900,  # of a page that was killed
        "IdentityProvider.token": server.token,
    }
    flags = ["--no-browser", "--allow-root", "--expose-app-in-browser"]
    flags += [f"--{name}={value}" for name, value in options.items()]
    with open(home / "server.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *flags],
            env=environment, cwd=home, stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    return process, server


def _wait(process: subprocess.Popen, server: Server, log: Path):
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        if server.answers():
            return
        time.sleep(0.1)
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text(errors="replace"))


def _stop(process: subprocess.Popen):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # kernels that outlived their server
