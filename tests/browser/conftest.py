"""One JupyterLab for a whole run, and one browser for each process that takes part in it.

pytest's first process starts the JupyterLab and tells the others (``-n 2``) where it is. A process
has one browser only: two would be two event loops in one thread.
"""

from dataclasses import asdict

import pytest

from tests.browser.lab import Lab
from tests.browser.server import Server, jupyterlab


class OneServer:
    """The JupyterLab of a run: started when it is first needed, stopped with the run."""

    def __init__(self):
        self.running = self.server = None

    def address(self) -> Server:
        if self.running is None:
            self.running = jupyterlab()
            self.server = self.running.__enter__()
        return self.server

    def stop(self):
        if self.running is not None:
            self.running.__exit__(None, None, None)


def pytest_configure(config):
    config.one_server = OneServer()


def pytest_unconfigure(config):
    config.one_server.stop()


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_configure_node(node):
    node.workerinput["jupyterlab"] = asdict(node.config.one_server.address())


@pytest.fixture(scope="session")
def lab(pytestconfig):
    """A headless Chromium on a private JupyterLab."""
    told = getattr(pytestconfig, "workerinput", {}).get("jupyterlab")
    server = Server(**told) if told else pytestconfig.one_server.address()
    with Lab(server) as running:
        yield running
