"""A pytest plugin beside nbval: it sees what a reader sees, and can store it as the reference.

nbval runs every code cell and compares its outputs with the stored ones. Four things are added:

* Outputs that a cell replaces while it runs (``display_id`` updates, ``clear_output``) count as
  JupyterLab shows them in the end; nbval by itself drops such messages.
* The pictures that a cell shows must look like the stored ones; nbval compares only their texts.
* After the last cell every explorer that has a name must be at rest: who opens the notebook finds
  the question, not an answer that a later cell has set. And all cells together must be done in
  time, not only each of them.
* ``--record`` stores what nbval saw instead of comparing it, in one canonical form: recording
  twice gives the same bytes. Exceptions still fail the cell, and a notebook is written only when
  all its cells ran.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from time import monotonic

import nbformat
import pytest

from tests.notebooks.pictures import PNG, SEAL, seal, unlike

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # holds a random id
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_METADATA = {"tags", "editable", "deletable"}

#: Seconds that a notebook's kernel may compute, and do nothing: sleep, or wait for the disk.
COMPUTING, IDLE = 60.0, 30.0

REPORT = pytest.StashKey[dict]()


def pytest_addoption(parser):
    parser.addoption(
        "--record", action="store_true", help="with --nbval: store the outputs as the new reference"
    )


def pytest_configure(config):
    if config.option.record and not getattr(config.option, "nbval", False):
        raise pytest.UsageError("--record must be given with --nbval; add --nbval")
    config.stash[REPORT] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not is_notebook_cell(item):
        return (yield)
    notebook, receive = item.parent, item.parent.get_kernel_message
    started = monotonic()
    notebook.get_kernel_message = ReadersView(item, receive)
    if item.config.option.record:
        item.config.stash[REPORT].setdefault(notebook.path, f"not recorded: {item.name} failed")
        item.options["check"] = False
        item.cell.outputs = []
    try:
        result = yield
    finally:
        notebook.get_kernel_message = receive
    notebook.seconds = getattr(notebook, "seconds", 0.0) + monotonic() - started
    if is_last_cell(item):
        if moved := not_at_rest(notebook.kernel.kc):
            pytest.fail(
                f"not in the first state after the last cell: {moved}; use peek, or reset", False
            )
        if late := too_long(notebook.seconds, *computed_and_queued(notebook.kernel.kc)):
            pytest.fail(late, False)
    if not item.config.option.record and (differing := other_pictures(item)):
        pytest.fail(differing, False)
    if item.config.option.record:
        record(item)
    return result


def pytest_terminal_summary(terminalreporter, config):
    for path, what in config.stash[REPORT].items():
        terminalreporter.write_line(f"{path.name}: {what}")


def is_notebook_cell(item) -> bool:
    """Whether nbval made this test from a code cell."""
    return hasattr(item, "cell") and hasattr(item, "test_outputs")


def is_last_cell(item) -> bool:
    """Whether no code cell comes after this one."""
    return all(cell.cell_type != "code" for cell in item.parent.nb.cells[item.cell_num + 1 :])


#: Names of explorers that are not at rest, as the kernel writes them.
NOT_AT_REST = (
    "', '.join(n for n, v in globals().items() if getattr(v, 'at_rest', True) is False"
    " and not n.startswith('_'))"
)


def not_at_rest(client) -> str:
    """Names of the notebook's explorers that are not in their first state."""
    return asked(client, NOT_AT_REST).strip("'")


def computed_and_queued(client) -> tuple[float, float]:
    """Seconds that the kernel has computed, and about how long it had to wait for a processor."""
    computed = float(asked(client, "__import__('time').process_time()"))
    return computed, computed * os.getloadavg()[0] / os.cpu_count()


def asked(client, expression: str) -> str:
    """The value of an expression in the kernel, as it prints it."""
    reply = client.execute(
        "", silent=True, user_expressions={"value": expression}, reply=True, timeout=60
    )
    return reply["content"]["user_expressions"]["value"]["data"]["text/plain"]


def too_long(seconds: float, computed: float, queued: float) -> str:
    """What to say of a notebook whose cells took so many seconds together; nothing if it may.

    A busy machine does not count, but a cell that sleeps does.
    """
    idle = seconds - computed - queued
    if computed > COMPUTING:
        return f"the notebook computes for {computed:.0f} s, at most {COMPUTING:g}"
    return f"the notebook is idle for {idle:.0f} s, at most {IDLE:g}" if idle > IDLE else ""


def other_pictures(item) -> str:
    """How the cell's pictures differ from the stored ones."""
    stored, shown = (
        [out["data"][PNG] for out in outs if PNG in out.get("data", {})]
        for outs in (item.cell.outputs, item.test_outputs)
    )
    found = filter(None, map(unlike, stored, shown))  # nbval has compared how many there are
    return "; ".join(f"the picture is not the stored one: {how}" for how in found)


class ReadersView:
    """Receives a cell's messages for nbval and applies those that replace earlier outputs.

    What is applied is handed on as a ``comm`` message, which nbval passes over in silence.
    """

    def __init__(self, item, receive):
        self.item, self.receive = item, receive
        self.cell_id, self.displays, self.clear_before_next = None, {}, False

    def __call__(self, *args, **kwargs):
        message = self.receive(*args, **kwargs)
        kind, content = message["msg_type"], message["content"]
        if kind == "execute_input":
            self.cell_id = message["parent_header"].get("msg_id")
        if message["parent_header"].get("msg_id") != self.cell_id:
            return message
        if kind == "update_display_data":
            self._replace(content)
        elif kind == "clear_output":
            self.clear_before_next = True
            if not content.get("wait"):
                self._clear()
        else:
            if kind in ("display_data", "execute_result", "stream", "error"):
                self._before_output(content)
            return message
        return {**message, "msg_type": "comm_applied"}

    def _before_output(self, content):
        self._clear()
        shown = content.get("transient", {}).get("display_id")
        if shown is not None:
            self.displays.setdefault(shown, []).append(len(self.item.test_outputs))
            self._replace(content)

    def _clear(self):
        if self.clear_before_next:
            self.item.test_outputs.clear()
            self.displays.clear()
            self.clear_before_next = False

    def _replace(self, content):
        for index in self.displays.get(content["transient"]["display_id"], []):
            if index < len(self.item.test_outputs):
                output = self.item.test_outputs[index]
                output["data"] = nbformat.from_dict(content["data"])
                output["metadata"] = nbformat.from_dict(content["metadata"])


def record(item):
    """Keep what a cell that ran has shown; after the notebook's last cell, write the file."""
    number = item.cell_num + 1
    item.cell.execution_count = number
    item.cell.outputs = [canonical_output(out, number, item.sanitize) for out in item.test_outputs]
    notebook = item.parent
    notebook.recorded = getattr(notebook, "recorded", set()) | {item.cell_num}
    if len(notebook.recorded) == sum(cell.cell_type == "code" for cell in notebook.nb.cells):
        changed = write_if_changed(notebook.nb, notebook.path)
        said = "recorded" if changed else "unchanged"
        item.config.stash[REPORT][notebook.path] = said


def canonical_output(output, number, sanitize):
    """An output without what is random: widget ids, kernel's counts, addresses."""
    out = nbformat.from_dict(dict(output))
    if out.output_type == "execute_result":
        out.execution_count = number
    if out.output_type == "stream":
        out.text = sanitize(out.text)
    for mime in list(out.get("data", {})):
        if mime == WIDGET_VIEW:
            del out.data[mime]
        elif mime.startswith("text/"):
            out.data[mime] = sanitize(out.data[mime])
    if PNG in out.get("data", {}):
        out.metadata[SEAL] = seal(out.data)
    return out


def canonical_text(nb, ids) -> str:
    """A notebook as stored: one kernelspec, known cell metadata, the given ids, stable JSON."""
    nb.nbformat, nb.nbformat_minor = 4, 5
    nb.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC})
    for cell, name in zip(nb.cells, ids, strict=True):
        cell.id = name
        for key in set(cell.metadata) - CELL_METADATA:
            del cell.metadata[key]
    nbformat.validate(nb)
    return nbformat.writes(nb, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


def stable_ids(cells: list[dict]) -> list[str]:
    """The ids of these cells as stored; a missing or repeated one is made from the source.

    >>> stable_ids([{"id": "a", "source": "1"}, {"id": "a", "source": "2"}])
    ['a', 'da4b9237']
    """
    ids: list[str] = []
    for cell in cells:
        name = cell.get("id")
        source = "".join(cell["source"])
        while not name or name in ids:
            name = hashlib.sha1(source.encode()).hexdigest()[:8]
            source += "'"
        ids.append(name)
    return ids


def write_if_changed(nb, path: Path) -> bool:
    """Write the notebook in its canonical form; False if the file holds just that already."""
    stored = path.read_text(encoding="utf-8")
    # Not from `nb`: reading gives a cell without an id a random one.
    text = canonical_text(nb, stable_ids(json.loads(stored)["cells"]))
    if text == stored:
        return False
    path.write_text(text, encoding="utf-8")
    return True
