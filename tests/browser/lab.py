"""Notebooks in JupyterLab, as a headless Chromium shows them.

::

    with jupyterlab() as server, Lab(server) as lab:
        book = lab.open("notebooks/04_gradient_descent.ipynb")
        book.run_all()
        for explorer in book.explorers():
            explorer.controls()[0].move()
        assert book.problems() == []
        book.close()

Playwright is imported when a Lab starts, not with this module, so that the tests can be collected
where it is not installed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.browser.book import Book
from tests.browser.server import Server

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
PAGE = Path(__file__).with_name("page.js")


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


class Lab:
    """One browser on a JupyterLab; a context manager.

    Parameters
    ----------
    server : Server
        The JupyterLab. Nothing that it serves is saved by the tests.
    size : (int, int)
        Width and height of the browser's window in CSS pixels.
    seconds : float
        How long to wait for anything before giving up; a busy machine may need a while.
    python : str
        What the notebooks run on, and so which checkout of the course they import.
    """

    def __init__(self, server: Server, size=(1280, 1600), seconds=180, python=sys.executable):
        self.server, self.size, self.seconds = server, size, seconds
        self.kernel = server.kernel(python)
        self.browser = self.playwright = None

    def __enter__(self) -> Lab:
        from playwright.sync_api import sync_playwright

        try:
            self.playwright = sync_playwright().start()
            self.browser = self.playwright.chromium.launch(
                executable_path=chromium(), args=list(CHROMIUM_FLAGS)
            )
            width, height = self.size
            self.context = self.browser.new_context(viewport={"width": width, "height": height})
            self.context.set_default_timeout(self.seconds * 1000)
            self.context.add_init_script(path=PAGE)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for stop in (self.browser and self.browser.close, self.playwright and self.playwright.stop):
            try:
                if stop:
                    stop()
            except Exception as error:
                print(f"while closing the browser: {error}", file=sys.stderr)

    def open(self, path) -> Book:
        """Open the notebook of that path on a page and a kernel of its own.

        JupyterLab's scripts come from the browser's cache, from the second page on.
        """
        return Book(self, Path(path).resolve())
