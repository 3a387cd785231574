"""A private JupyterLab and a headless Chromium, started once and stopped for certain.

::

    with Lab("notebooks") as lab:
        book = lab.open("04_gradient_descent.ipynb")
        book.run_all()
        for explorer in book.explorers():
            explorer.controls()[0].move()
        assert book.problems() == []
        book.close()

The server has no user settings, a directory of its own for everything it writes, a random port
and a random token, and the course's own server configuration (``tools/jupyter``), so what is
tested is what ``make lab`` starts. Playwright is imported when a Lab starts, not with this module,
so that the tests can be collected where it is not installed.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.browser.book import Book

ROOT = Path(__file__).resolve().parents[2]
SERVER_CONFIG = ROOT / "tools" / "jupyter"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A first visit without the question about news, files that stay as they are, and every cell in
# the document rather than only those in view.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none", "scrollPastEnd": False},
}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def chromium() -> str:
    """Path of an installed Chromium: ``$CHROMIUM``, else the usual names.

    Raises
    ------
    RuntimeError
        "no Chromium found; install it, or set CHROMIUM to its path"
    """
    installed = filter(None, map(shutil.which, CHROMIUM_NAMES))
    found = os.environ.get("CHROMIUM") or next(installed, None)
    if found is None:
        raise RuntimeError("no Chromium found; install it, or set CHROMIUM to its path")
    return found


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Lab:
    """A JupyterLab server of its own and one browser; a context manager.

    Parameters
    ----------
    root : path
        Directory that the server serves; nothing in it is saved by the tests.
    theme : {"light", "dark"}
        Colours of the user interface.
    size : (int, int)
        Width and height of the browser's window in CSS pixels.
    seconds : float
        How long to wait for anything before giving up.
    """

    def __init__(self, root, theme="light", size=(1280, 1600), seconds=60, python=sys.executable):
        self.root, self.theme, self.size = Path(root).resolve(), THEMES[theme], size
        self.seconds, self.python = seconds, python
        self.token = secrets.token_hex(16)
        self.server = self.browser = self.playwright = None

    def __enter__(self) -> Lab:
        self.home = tempfile.TemporaryDirectory(prefix="lab-")
        self.log = Path(self.home.name, "server.log")
        try:
            self._start_server()
            self._await_server()
            self._start_browser()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        """Stop the browser, then the server with all its kernels (they share a process group)."""
        for stop in (self.browser and self.browser.close, self.playwright and self.playwright.stop):
            try:
                if stop:
                    stop()
            except Exception as error:
                print(f"while closing the browser: {error}", file=sys.stderr)
        if self.server:
            self._stop_server()
        self.home.cleanup()

    def open(self, path: str) -> Book:
        """Open the notebook of that path, relative to the root, on a page of its own."""
        return Book(self, path)

    def server_log(self) -> str:
        return self.log.read_text(errors="replace")

    # ---- server -------------------------------------------------------------------------------

    def _environment(self) -> dict[str, str]:
        home = Path(self.home.name)
        own = {f"JUPYTER_{k}_DIR": home / k.lower() for k in ("CONFIG", "DATA", "RUNTIME")}
        own |= {f"JUPYTERLAB_{k}_DIR": home / k.lower() for k in ("SETTINGS", "WORKSPACES")}
        own |= {"IPYTHONDIR": home / "ipython", "MPLCONFIGDIR": home / "matplotlib"}
        if SERVER_CONFIG.is_dir():
            own["JUPYTER_CONFIG_PATH"] = SERVER_CONFIG
        return {**os.environ, **{name: str(value) for name, value in own.items()}}

    def _write_settings(self, folder: Path):
        theme = {"@jupyterlab/apputils-extension/themes": {"theme": self.theme}}
        for plugin, values in (SETTINGS | theme).items():
            file = folder / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))

    def _start_server(self):
        environment = self._environment()
        self._write_settings(Path(environment["JUPYTERLAB_SETTINGS_DIR"]))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        options = {
            "ip": "127.0.0.1",
            "port": port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.root,
            "IdentityProvider.token": self.token,
        }
        flags = ("--no-browser", "--allow-root", "--expose-app-in-browser")
        with self.log.open("w") as log:
            self.server = subprocess.Popen(
                [
                    self.python,
                    "-m",
                    "jupyterlab",
                    *flags,
                    *(f"--{k}={v}" for k, v in options.items()),
                ],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.root,
                start_new_session=True,
            )

    def _await_server(self):
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.monotonic() + self.seconds
        while time.monotonic() < end and self.server.poll() is None:
            try:
                direct.open(f"{self.url}/api/status?token={self.token}", timeout=2).read()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("JupyterLab did not start:\n" + self.server_log())

    def _stop_server(self):
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)  # kernels that outlived their server

    # ---- browser ------------------------------------------------------------------------------

    def _start_browser(self):
        from playwright.sync_api import sync_playwright

        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_FLAGS)
        )

    def new_page(self):
        """An empty page in a fresh browser context: no cookies, storage or cache of another."""
        width, height = self.size
        context = self.browser.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(self.seconds * 1000)
        return context.new_page()
