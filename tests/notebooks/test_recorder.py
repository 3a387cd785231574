"""Recording stores what a reader sees, the same bytes every time, and only when all cells ran."""

import json
import re
from base64 import b64encode
from io import BytesIO
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from PIL import Image

from course_lib.plots import subplots
from tests.notebooks.pictures import SEAL, seal, unlike
from tests.notebooks.recorder import pytest_configure, stable_ids, too_long
from tests.notebooks.support import ROOT, verdicts

pytestmark = pytest.mark.tools


def test_recording_twice_gives_the_same_bytes(rounds):
    assert rounds.stored["small"] == rounds.small_again
    assert rounds.stored["small"] != rounds.first["small"]
    assert "small.ipynb: recorded" in rounds.recorded.stdout
    assert "small.ipynb: unchanged" in rounds.again.stdout


def test_what_was_recorded_passes_nbval(rounds):
    assert verdicts(rounds.compared)["small"] == "......."


def test_stored_form_is_canonical(rounds):
    text = rounds.stored["small"]
    nb = json.loads(text)
    assert text.endswith(b"\n")
    assert text.startswith(b'{\n "cells"')
    assert list(nb["metadata"]) == ["kernelspec"]
    code = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [1, 2, 3, 4, 5, 6, 7]
    assert code[0]["metadata"] == {"tags": ["kept"]}
    assert len({cell["id"] for cell in nb["cells"]}) == len(nb["cells"])
    assert b"widget-view" not in text
    nbformat.validate(nbformat.reads(text.decode(), as_version=4))


def test_outputs_are_what_a_reader_sees_in_the_end(rounds):
    cells = nbformat.reads(rounds.stored["small"].decode(), as_version=4).cells
    progress, cleared, streams, widget, measured, picture, total = (
        cell.outputs for cell in cells if cell.cell_type == "code"
    )
    assert [out.data["text/plain"] for out in progress] == ["'100 %'"]
    assert [out.text for out in cleared] == ["done\n"]
    assert streams[0].text == "steps: 3\n"
    assert streams[1].data["text/plain"] == "<object at 0xADDRESS>"
    assert "IntSlider" in widget[0].data["text/plain"]
    assert total[0].data["text/plain"] == "2"
    assert total[0].execution_count == 7
    assert picture[0].metadata[SEAL] == seal(picture[0].data)
    assert measured[0].text == "⟨…⟩ for 3 of ⟨…⟩ steps\n"


def test_progress_that_ends_elsewhere_is_rejected(rounds):
    assert verdicts(rounds.compared)["elsewhere"][:4] == "F..."


def test_a_number_beside_a_measured_one_is_compared(rounds):
    assert verdicts(rounds.compared)["elsewhere"][4] == "F"


@pytest.mark.parametrize("said", ["⟨4.1 µs⟩", "⟨23 ms⟩", "⟨1,234 s⟩", "⟨99%⟩", "⟨0.27⟩"])
def test_a_measured_number_is_left_out(said):
    assert without_measurements(f"B = 16: {said}, 5 steps") == "B = 16: ⟨…⟩, 5 steps"


@pytest.mark.parametrize("said", ["4.1 µs", "⟨x, y⟩", "⟨3 of 4⟩", "⟨nan⟩"])
def test_anything_else_is_compared(said):
    assert without_measurements(said) == said


def without_measurements(text: str) -> str:
    """The text as the last rule of ``sanitize.cfg`` leaves it."""
    config = (ROOT / "tests/notebooks/sanitize.cfg").read_text(encoding="utf-8")
    (*_, pattern), (*_, stored) = (
        re.findall(rf"^{word}: (.*)$", config, re.M) for word in ("regex", "replace")
    )
    return re.sub(pattern, stored, text)


def test_a_notebook_with_a_failing_cell_is_not_recorded(rounds):
    assert rounds.recorded.returncode == 1
    assert verdicts(rounds.recorded)["failing"] == ".F"
    assert rounds.stored["failing"] == rounds.first["failing"]
    assert "failing.ipynb: not recorded" in rounds.recorded.stdout


def test_an_explorer_that_is_left_moved_is_rejected_after_the_last_cell(rounds):
    found = verdicts(rounds.recorded)
    assert (found["left"], found["back"]) == (".F", "..")
    said = rounds.recorded.stdout
    assert "not in the first state after the last cell: lr_explorer; use peek" in said
    assert "left.ipynb: not recorded" in said


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


def test_a_notebook_that_sleeps_or_computes_for_long_is_rejected():
    assert too_long(seconds=12, computed=8, queued=3) == ""
    assert too_long(seconds=75, computed=20, queued=40) == "", "on a busy machine"
    assert too_long(seconds=68, computed=5, queued=3) == "the notebook is idle for 60 s, at most 30"
    assert too_long(seconds=70, computed=61, queued=0).startswith("the notebook computes for 61 s")


def test_a_stored_picture_is_compared_with_the_one_that_is_shown():
    def picture(change=lambda pixels: pixels):
        figure, ax = subplots(size=(4, 3))
        ax.plot([0, 1, 2], [0, 1, 0.2])
        ax.contourf(np.add.outer(np.arange(9.0), np.arange(9.0) ** 2))
        figure.canvas.draw()
        png = BytesIO()
        Image.fromarray(change(np.asarray(figure.canvas.buffer_rgba()))).save(png, "PNG")
        return b64encode(png.getvalue()).decode()

    assert unlike(picture(), picture()) == ""
    assert unlike(picture(), picture(lambda p: np.roll(p, 1, axis=1))) == "", "another machine"
    assert "a tile is off" in unlike(picture(), picture(lambda p: p[::-1]))
    assert "a tile is off" in unlike(picture(), picture(lambda p: np.roll(p, 40, axis=1)))
    assert "tiles are stored" in unlike(picture(), picture(lambda p: p[:-40]))


def test_a_picture_that_is_not_the_stored_one_is_rejected(rounds):
    assert verdicts(rounds.compared)["elsewhere"][5] == "F", "its text form is the same"
    assert "the picture is not the stored one: a tile is off by up to" in rounds.compared.stdout
