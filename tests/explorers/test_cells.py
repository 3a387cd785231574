"""A cell that is run again frees what it showed before, and nothing that is shown elsewhere."""

import gc
import weakref
from types import SimpleNamespace

import pytest
from ipywidgets.widgets.widget import _instances

from course_lib.explorers import cells
from tests.explorers.toy import toy_explorer


class Shell:
    """As much of IPython as a cell's result meets."""

    def __init__(self):
        self.user_ns, self.runs, self.cell = {"_oh": {}}, 0, None
        self.displayhook = SimpleNamespace(_="", __="", ___="")

    def get_parent(self):
        return {"header": {"msg_id": str(self.runs)}, "metadata": {"cellId": self.cell}}

    def run(self, cell, *explorers):
        """Run a cell that shows these; the last one is its result."""
        self.runs, self.cell = self.runs + 1, cell
        for explorer in explorers:
            cells.show_in_cell(explorer)
        self.user_ns["_oh"][self.runs] = explorers[-1]
        self.user_ns["_"] = self.user_ns[f"_{self.runs}"] = self.displayhook._ = explorers[-1]


@pytest.fixture
def shell(monkeypatch):
    shell = Shell()
    monkeypatch.setattr(cells, "get_ipython", lambda: shell)
    monkeypatch.setattr(cells, "_shown", {})
    return shell


def test_thirty_runs_keep_one_explorer(shell):
    shell.run("a", toy_explorer())
    before, seen = len(_instances), []
    for _ in range(3):
        explorer = toy_explorer()
        seen.append((weakref.ref(explorer), weakref.ref(explorer.live.figure)))
        shell.run("a", explorer)
    del explorer
    gc.collect()
    assert len(_instances) == before
    assert [(kept() is None, figure() is None) for kept, figure in seen] == [
        (True, True), (True, True), (False, False),
    ]  # fmt: skip
    assert list(shell.user_ns["_oh"]) == [4]


def test_two_in_a_cell_and_one_in_two_cells_stay(shell):
    first, second, third = toy_explorer(), toy_explorer(), toy_explorer()
    shell.run("a", first, second)
    shell.run("b", second)
    assert first.box.comm is not None
    shell.run("a", third)
    assert first.box.comm is first.live.comm is first.live.layout.comm is None
    assert second.live.comm is not None
    shell.run("b", second)
    assert second.live.comm is not None, "the same one again"


def test_a_freed_one_works_on_and_comes_back_when_it_is_shown(shell):
    old = toy_explorer()
    shell.run("a", old)
    shell.run("a", toy_explorer())
    assert old.live.comm is None
    old.set(height=2.0)
    assert old.result.summary == "height 2 < 4, start 0"
    shell.run("b", old)
    assert all(widget.comm is not None for widget in cells._widgets(old.box))
    state = old.box.get_state()
    assert state["children"] == [f"IPY_MODEL_{child.model_id}" for child in old.box.children]


def test_without_a_notebook_nothing_is_freed(shell):
    explorers = [toy_explorer(), toy_explorer()]
    for explorer in explorers:
        shell.run(None, explorer)
    assert all(e.live.comm is not None for e in explorers)
