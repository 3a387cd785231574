"""Recording stores what a reader sees, the same bytes every time, and only when all cells ran."""

import json
from types import SimpleNamespace

import nbformat
import pytest

from tests.notebooks.recorder import pytest_configure, stable_ids
from tests.notebooks.support import nbval, verdicts, write_notebook

PROGRESS = """from IPython.display import display
bar = display("0 %", display_id=True)
bar.update("100 %")"""
CLEARED = """from IPython.display import clear_output
print("half done")
clear_output(wait=True)
print("done")"""
STREAMS = """import sys
for k in range(3):
    print("step", k, end="\\r", flush=True)
print("steps: 3", flush=True)
object()"""
WIDGET = """import ipywidgets
ipywidgets.IntSlider(description="steps")"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The bytes of a notebook recorded once and twice, and the parsed notebook."""
    cells = ("# Title", PROGRESS, CLEARED, STREAMS, "# Text", WIDGET, "1 + 1")
    path = write_notebook(tmp_path_factory.mktemp("record") / "small.ipynb", *cells)
    untidy = json.loads(path.read_text())
    untidy["metadata"] = {"language_info": {"name": "python"}, "widgets": {"state": {}}}
    untidy["cells"][1]["metadata"] = {"collapsed": False, "tags": ["kept"]}
    del untidy["cells"][2]["id"]
    path.write_text(json.dumps(untidy))
    runs = []
    for _ in range(2):
        result = nbval(path, "--record")
        assert result.returncode == 0, result.stdout
        runs.append((path.read_bytes(), result.stdout))
    return path, runs


def test_recording_twice_gives_the_same_bytes(recorded):
    _, ((first, said_first), (second, said_second)) = recorded
    assert first == second
    assert "small.ipynb: recorded" in said_first
    assert "small.ipynb: unchanged" in said_second


def test_what_was_recorded_passes_nbval(recorded):
    path, _ = recorded
    result = nbval(path)
    assert result.returncode == 0, result.stdout
    assert "5 passed" in result.stdout


def test_stored_form_is_canonical(recorded):
    path, ((text, _), _) = recorded
    nb = json.loads(text)
    assert text.endswith(b"\n")
    assert text.startswith(b'{\n "cells"')
    assert list(nb["metadata"]) == ["kernelspec"]
    code = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [1, 2, 3, 4, 5]
    assert code[0]["metadata"] == {"tags": ["kept"]}
    assert len({cell["id"] for cell in nb["cells"]}) == len(nb["cells"])
    assert b"widget-view" not in text
    nbformat.validate(nbformat.read(path, as_version=4))


def test_outputs_are_what_a_reader_sees_in_the_end(recorded):
    path, _ = recorded
    progress, cleared, streams, widget, total = (
        cell.outputs for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"
    )
    assert [out.data["text/plain"] for out in progress] == ["'100 %'"]
    assert [out.text for out in cleared] == ["done\n"]
    assert streams[0].text == "steps: 3\n"
    assert streams[1].data["text/plain"] == "<object at 0xADDRESS>"
    assert "IntSlider" in widget[0].data["text/plain"]
    assert total[0].data["text/plain"] == "2"
    assert total[0].execution_count == 5


def test_progress_that_ends_elsewhere_is_rejected(recorded, tmp_path):
    path, _ = recorded
    other = tmp_path / "other.ipynb"
    other.write_text(path.read_text().replace('bar.update(\\"100 %\\")', 'bar.update(\\"99 %\\")'))
    result = nbval(other)
    assert result.returncode == 1
    assert "Cell outputs differ" in result.stdout
    assert "1 failed, 4 passed" in result.stdout


def test_a_notebook_with_a_failing_cell_is_not_recorded(tmp_path):
    path = write_notebook(tmp_path / "failing.ipynb", "print(1)", "raise ValueError('no')")
    before = path.read_bytes()
    result = nbval(path, "--record")
    assert result.returncode == 1
    assert path.read_bytes() == before
    assert "failing.ipynb: not recorded" in result.stdout


def test_an_explorer_that_is_left_moved_is_rejected_after_the_last_cell(tmp_path):
    moved = "from types import SimpleNamespace\nlr_explorer = SimpleNamespace(at_rest=False)"
    left = write_notebook(tmp_path / "left.ipynb", moved, "None", "# the end")
    back = write_notebook(tmp_path / "back.ipynb", moved, "lr_explorer.at_rest = True")
    result = nbval(left, back, "--record")
    assert verdicts(result) == {"left": ".F", "back": ".."}
    assert "not in the first state after the last cell: lr_explorer; use peek" in result.stdout
    assert "left.ipynb: not recorded" in result.stdout


def test_record_needs_nbval():
    options = SimpleNamespace(record=True, nbval=False)
    with pytest.raises(pytest.UsageError, match="--record must be given with --nbval"):
        pytest_configure(SimpleNamespace(option=options, stash={}))


def test_missing_and_repeated_ids_are_made_from_the_source():
    cells = [{"source": ["x", "y"]}, {"id": "a", "source": "1"}, {"id": "a", "source": "1"}]
    ids = stable_ids(cells)
    assert ids == stable_ids(cells)
    assert ids[1] == "a"
    assert len(set(ids)) == 3
