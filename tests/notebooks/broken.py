"""A small notebook of the course, and the same notebook broken on purpose in known ways.

`SPOIL` puts something between the explorer and its experiment: what is broken is the experiment,
which every ring of the tests must see by its own means.
"""

from __future__ import annotations

from pathlib import Path

from tests.notebooks.support import write_notebook

SETUP = """from dataclasses import replace

from course_lib.lessons.gradient_descent import explorers
from course_lib.plots import subplots"""

EXPLORER = """explorer = explorers.staircase()
honest, default = explorer.experiment, explorer.values["lr"]
def experiment(**values):
    run = honest(**values)
    {spoil}
    return run
explorer.experiment = experiment
explorer.reset()
explorer"""

FIGURE = """fig, ax = subplots()
ax.plot(explorer.result.value, label="f")
fig"""

MOVE = """explorer.controls["lr"].value = 0.2
print(explorer.text())
explorer.reset()"""

FINE = "pass"
RAISES_OFF_DEFAULT = 'if values["lr"] != default: raise ValueError("off its default")'
RAISES_AT_ONE_TICK = 'if abs(values["lr"] - 0.447) < 0.01: raise ValueError("at one tick")'
RAISES_IN_A_CORNER = (
    'if values["lr"] > 3 and values["function"] != "x²": raise ValueError("in a corner")'
)
WRONG_NUMBER = "run = replace(run, value=run.value * 1.01)"
WRONG_OFF_DEFAULT = 'if values["lr"] != default: run = replace(run, value=run.value * 1.01)'


def notebook(path: Path, *spoils: str, moved: bool = False) -> Path:
    """For each line in the experiment an explorer and a figure of its numbers.

    One good explorer if none is given; ``moved`` adds a cell that moves the control.
    """
    cells = ["# Descent", SETUP]
    for spoil in spoils or (FINE,):
        cells += [EXPLORER.format(spoil=spoil), FIGURE, *([MOVE] if moved else [])]
    return write_notebook(path, *cells)


def spoiled_explorer(spoil: str):
    """The explorer that such a notebook shows."""
    names: dict = {}
    exec(f"{SETUP}\n{EXPLORER.format(spoil=spoil)}", names)
    return names["explorer"]
