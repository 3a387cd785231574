"""nbval's three rounds over small notebooks, in a process each, for all tests that look at one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.notebooks import broken
from tests.notebooks.support import nbval, write_notebook

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
MEASURED = """from time import perf_counter
print(f"⟨{perf_counter():.9f} s⟩ for 3 of ⟨7⟩ steps")"""
PICTURE = """from PIL import Image
Image.linear_gradient("L")"""
CELLS = ("# Title", PROGRESS, CLEARED, STREAMS, "# Text", WIDGET, MEASURED, PICTURE, "1 + 1")
ENDS_ELSEWHERE = tuple(
    cell.replace('update("100 %")', 'update("99 %")')
    .replace("for 3 of", "for 4 of")
    .replace("linear_", "radial_")
    for cell in CELLS
)

LEFT_MOVED = "from types import SimpleNamespace\nlr_explorer = SimpleNamespace(at_rest=False)"
#: One explorer of ``broken.ipynb`` each.
SPOILS = (broken.WRONG_NUMBER, broken.RAISES_OFF_DEFAULT, broken.WRONG_OFF_DEFAULT)


@dataclass(frozen=True)
class Rounds:
    """What nbval said and wrote.

    ``small.ipynb`` shows every kind of output, ``failing.ipynb`` has a cell that raises,
    ``left.ipynb`` leaves an explorer moved, ``back.ipynb`` puts it back, and ``good.ipynb`` shows
    an explorer: these are recorded, and the small one once more. Then the small one,
    the good one, and broken twins of both are compared with what was stored.
    """

    recorded: CompletedProcess
    again: CompletedProcess
    compared: CompletedProcess
    first: dict[str, bytes]  #: the files before, by name without the suffix
    stored: dict[str, bytes]  #: … after the first round
    small_again: bytes  #: ``small.ipynb`` after the second


@pytest.fixture(scope="session")
def rounds(tmp_path_factory) -> Rounds:
    folder = tmp_path_factory.mktemp("rounds")
    small = untidy(folder / "small.ipynb")
    failing = write_notebook(folder / "failing.ipynb", "print(1)", "raise ValueError('no')")
    good = broken.notebook(folder / "good.ipynb", moved=True)
    left = write_notebook(folder / "left.ipynb", LEFT_MOVED, "None", "# the end")
    back = write_notebook(folder / "back.ipynb", LEFT_MOVED, "lr_explorer.at_rest = True")
    paths = small, failing, good, left, back
    first = contents(paths)
    recorded = nbval("--record", *paths)
    stored = contents(paths)
    again = nbval("--record", small)
    bad = broken.notebook(folder / "bad.ipynb", *SPOILS, moved=True)
    compared = nbval(
        small,
        with_outputs_of(write_notebook(folder / "elsewhere.ipynb", *ENDS_ELSEWHERE), small),
        good,
        with_outputs_of(bad, good),
    )
    return Rounds(recorded, again, compared, first, stored, small.read_bytes())


def contents(paths) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in paths}


def untidy(path: Path) -> Path:
    """A notebook with what editors leave in the file, and a cell without an id."""
    raw = json.loads(write_notebook(path, *CELLS).read_text())
    raw["metadata"] = {"language_info": {"name": "python"}, "widgets": {"state": {}}}
    raw["cells"][1]["metadata"] = {"collapsed": False, "tags": ["kept"]}
    del raw["cells"][2]["id"]
    path.write_text(json.dumps(raw))
    return path


def with_outputs_of(path: Path, recorded: Path) -> Path:
    """The notebook with the outputs that were recorded of another, cell by cell.

    A longer one shows the same explorer again and again: its cells after the title and the setup.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    stored = json.loads(recorded.read_text(encoding="utf-8"))
    first, shown = stored["cells"][:2], stored["cells"][2:]
    times = (len(raw["cells"]) - len(first)) // len(shown)
    for cell, other in zip(raw["cells"], first + shown * times, strict=True):
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = other["outputs"], other["execution_count"]
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path
