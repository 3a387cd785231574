"""The course's server configuration, loaded as jupyter_server loads it."""

import asyncio
import pathlib

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from traitlets.config.loader import PyFileConfigLoader

pytestmark = pytest.mark.tools

CONFIG = pathlib.Path(__file__).parents[2] / "tools/jupyter"


@pytest.fixture
def load(monkeypatch):
    """Load the configuration; what it replaced in jupyter_server comes back afterwards."""
    monkeypatch.delenv("COURSE_EDIT", raising=False)
    monkeypatch.setattr(KernelWebsocketHandler, "open", KernelWebsocketHandler.open)
    plain = ServerKernelManager.format_kernel_cmd
    monkeypatch.setattr(ServerKernelManager, "format_kernel_cmd", plain)
    return lambda: PyFileConfigLoader("jupyter_server_config.py", path=str(CONFIG)).load_config()


class Handler:
    """A websocket handler that remembers."""

    def __init__(self, fails=False):
        self.delay, self.opened, self.fails = True, None, fails

    def set_nodelay(self, value):
        if self.fails:
            raise RuntimeError("no stream")
        self.delay = not value


@pytest.fixture
def plain_open(monkeypatch):
    async def opened(self, *args, **kwargs):
        self.opened = (args, kwargs)
        return "opened"

    monkeypatch.setattr(KernelWebsocketHandler, "open", opened)


@pytest.mark.usefixtures("plain_open")
def test_the_websocket_opens_as_before_and_waits_no_more(load):
    load()
    handler = Handler()
    assert asyncio.run(KernelWebsocketHandler.open(handler, "id", a=1)) == "opened"
    assert handler.opened == (("id",), {"a": 1})
    assert handler.delay is False


@pytest.mark.usefixtures("plain_open")
def test_a_websocket_that_cannot_be_set_still_opens_with_a_warning(load):
    load()
    with pytest.warns(UserWarning, match="keeps Nagle's algorithm"):
        assert asyncio.run(KernelWebsocketHandler.open(Handler(fails=True))) == "opened"


def test_the_real_handler_has_what_is_replaced():
    assert asyncio.iscoroutinefunction(KernelWebsocketHandler.open)
    assert callable(KernelWebsocketHandler.set_nodelay)


def test_another_jupyter_server_gets_a_warning_and_starts(load, monkeypatch):
    monkeypatch.delattr("jupyter_server.services.kernels.websocket.KernelWebsocketHandler")
    with pytest.warns(UserWarning, match="`send_small_messages_at_once` was left out"):
        config = load()
    assert "contents_manager_class" in config.ServerApp


def command(*argv):
    """What a kernel is started with, by its manager in the server."""
    manager = ServerKernelManager(connection_file="k.json")
    manager._kernel_spec, manager._launch_args = KernelSpec(argv=[*argv]), {}
    return manager.format_kernel_cmd(extra_arguments=["--debug"])


@pytest.mark.parametrize("before", [["python9"], ["python9", "-Xfrozen_modules=off"]])
def test_a_kernel_of_ipython_is_started_to_warm_up(load, before):
    load()
    *python, file, flag, _, debug = command(
        *before, "-m", "ipykernel_launcher", "-f", "{connection_file}"
    )
    assert python == before
    assert pathlib.Path(file) == CONFIG / "warm_kernel.py"
    assert pathlib.Path(file).is_file()
    assert (flag, debug) == ("-f", "--debug")


@pytest.mark.parametrize("argv", [["julia", "kernel.jl"], ["python9", "-m", "other_kernel"]])
def test_another_kernel_starts_as_before(load, argv):
    load()
    assert command(*argv) == [*argv, "--debug"]


@pytest.fixture
def project(tmp_path):
    for name in ("notebooks/a.ipynb", "student/a.ipynb", "notebooks.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    return tmp_path


def writable(manager, path):
    return asyncio.run(manager.get(path, content=False))["writable"]


@pytest.mark.parametrize("path", ["notebooks/a.ipynb", "/notebooks/a.ipynb"])
def test_solved_notebooks_are_read_only_and_the_rest_is_not(load, project, path):
    manager = load().ServerApp.contents_manager_class(root_dir=str(project))
    assert not writable(manager, path)
    for free in ("student/a.ipynb", "notebooks.ipynb", "notebooks"):
        assert writable(manager, free)


def test_who_writes_the_course_may_save_into_notebooks(load, monkeypatch):
    monkeypatch.setenv("COURSE_EDIT", "1")
    assert "contents_manager_class" not in load().get("ServerApp", {})
