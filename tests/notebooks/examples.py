"""A short notebook that keeps every rule, and one change for each way to break one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat

from tests.notebooks.recorder import KERNELSPEC, canonical_text
from tests.notebooks.rules import Notebook

FIGURE = {"image/png": "iVBORw0KGgo=", "text/plain": "Figure\n line x n=3 min=0 max=1 mean=0.5"}
PASSED = {"text/plain": "✓ the gradient"}

GOOD = (
    ("# Descent · 下降\n\nWhich way is down?\n\n**Goals**: one step. **Prerequisites**: none. "
     "**Time**: 5 minutes."),
    "## Setup · 准备",
    ("from course_lib.lessons.good import explorers\n"
     "from course_lib.exercises import run_check", None),
    "## One step · 一步\n\nWith the gradient $f'(x)$: see [the start](good.ipynb#one-step).",
    ("explorers.staircase()", FIGURE),
    ("The picture shows the steps as a staircase under the curve.\n\n"
     "1. Predict where it ends, then drag η to 0.1.\n2. Predict when it diverges, then drag on.\n\n"
     "<details><summary>What you should have seen</summary>\n\nIt ends at 0.\n\n</details>"),
    "## Exercises · 练习\n\n### Exercise 1 · 练习\n\nWrite $f'(x) = 2x$.",
    ("### BEGIN SOLUTION\ngrad = 2\n### END SOLUTION", None),
    ("run_check('the gradient', grad, [])", PASSED),
    "### Exercise 2 · 练习\n\nWrite $f''(x) = 2$.",
    ("### BEGIN SOLUTION\nhess = 2\n### END SOLUTION", None),
    ("run_check('the second derivative', hess, [])", PASSED),
    "## Summary · 小结\n\n- Down is against the gradient.",
    "## Where the lecture's items are · 讲义对照\n\n| item | section |\n|--|--|\n| a | b |",
)  # fmt: skip

SETUP, EXPLORER, AFTER, SOLUTION, CHECK, LAST = 3, 5, 6, 8, 9, 14  # numbers of cells above


def good_notebook(folder: Path) -> Notebook:
    """`GOOD` in the stored form, as ``good.ipynb`` in that folder."""
    nb, make = nbformat.v4.new_notebook(metadata={"kernelspec": KERNELSPEC}), nbformat.v4
    for cell in GOOD:
        if isinstance(cell, str):
            nb.cells.append(make.new_markdown_cell(cell))
            continue
        count = 1 + sum(c.cell_type == "code" for c in nb.cells)
        nb.cells.append(make.new_code_cell(cell[0], execution_count=count))
        if cell[1]:
            nb.cells[-1].outputs = [make.new_output("display_data", data=cell[1])]
    ids = [f"cell-{n}" for n in range(len(nb.cells))]
    path = folder / "good.ipynb"
    path.write_text(canonical_text(nb, ids), encoding="utf-8")
    return Notebook.read(path)


def changed(notebook: Notebook, change: Callable[[dict], object]) -> Notebook:
    """The notebook after a change to its JSON."""
    raw = json.loads(notebook.text)
    change(raw)
    text = json.dumps(raw, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return Notebook(notebook.path, text)


def cell(number: int, **values) -> Callable[[dict], object]:
    """The change that sets these keys of a cell, counted from 1."""
    return lambda nb: nb["cells"][number - 1].update(values)


def replace(number: int, old: str, new: str) -> Callable[[dict], object]:
    """The change of a text in a cell, which must hold it."""

    def change(nb):
        source = "".join(nb["cells"][number - 1]["source"])
        assert old in source, f"cell {number} holds no {old!r}"
        nb["cells"][number - 1]["source"] = source.replace(old, new)

    return change


def output(number: int, **values) -> Callable[[dict], object]:
    """The change that gives a cell one output only."""
    return cell(number, outputs=[{"metadata": {}, **values}])


def drop(number: int) -> Callable[[dict], object]:
    return lambda nb: nb["cells"].pop(number - 1)


def picture(text: str) -> dict:
    return {"output_type": "display_data", "data": {"image/png": "", "text/plain": text}}


# rule → (the change, what the complaint says)
BAD: dict[str, list[tuple[Callable[[dict], object], str]]] = {
    "cells_ran_in_order": [
        (cell(SETUP, execution_count=None), "cell 3 has never been run"),
        (cell(SETUP, execution_count=7), "cell 3 has execution count 7, expected 1"),
    ],
    "ids_are_present_and_unique": [
        (lambda nb: nb["cells"][1].pop("id"), "cell 2 has no id"),
        (cell(2, id="cell-0"), "cell 2 repeats the id cell-0"),
    ],
    "metadata_is_only_the_kernelspec": [
        (lambda nb: nb["metadata"].update(language_info={}), "metadata holds language_info"),
        (lambda nb: nb["metadata"].pop("kernelspec"), "metadata has no kernelspec"),
    ],
    "file_is_as_recorded": [
        (cell(SETUP, metadata={"scrolled": True}), "not in the recorder's form"),
        (
            output(CHECK, output_type="display_data",
                   data={"application/vnd.jupyter.widget-view+json": {}}),
            "holds a widget view",
        ),
    ],
    "file_is_small": [(cell(2, source="x" * 2_600_000), "the file has 2.6")],
    "no_errors_or_warnings_are_stored": [
        (output(SETUP, output_type="error", ename="E", evalue="no"), "stores the error E: no"),
        (output(SETUP, output_type="stream", name="stderr", text="beware"), "stderr: beware"),
    ],
    "every_output_is_compared": [
        (replace(SETUP, "from", "# NBVAL_IGNORE_OUTPUT\nfrom"), "tells nbval to look away"),
        (cell(SETUP, metadata={"tags": ["nbval-skip"]}), "tells nbval to look away"),
        (cell(SETUP, metadata={"tags": ["raises-exception"]}), "tells nbval to look away"),
    ],
    "figures_have_numbers": [(output(CHECK, **picture("<Figure size 640x480>")), "no numbers")],
    "no_final_semicolon": [(replace(EXPLORER, "()", "();"), "cell 5 ends in ';'")],
    "no_use_of_the_history": [(replace(EXPLORER, "()", "()\nOut[1]"), "uses In[ ] or Out[ ]")],
    "code_cells_are_short": [
        (cell(EXPLORER, source="x = 1\n" * 16), "has 16 lines"),
        (cell(EXPLORER, source="x = " + "1" * 85), "is 89 columns wide"),
        (cell(EXPLORER, source="\n"), "cell 5 is empty"),
    ],
    "imports_are_by_name": [(replace(SETUP, "import run_check", "import *"), "imports * from")],
    "explorers_are_the_lessons": [
        (replace(SETUP, "lessons.good", "lessons.other"), "explorers is not imported from"),
        (replace(EXPLORER, "explorers.staircase()", "Explorer(f, g, {})"), "cell 5 calls Explorer"),
        (replace(SETUP, "from", "import ipywidgets\nfrom"), "cell 3 imports ipywidgets"),
        (replace(SETUP, "from", "from ipywidgets import interact\nfrom"), "imports ipywidgets"),
    ],
    "no_absolute_paths": [
        (replace(EXPLORER, "()", "('/home/me/x')"), "the absolute path /home/m"),
        (output(CHECK, output_type="stream", name="stdout", text="in /tmp/abc"), "/tmp/a"),
        (replace(2, "Setup", "Setup in C:\\data"), "C:\\d"),
    ],
    "links_lead_somewhere": [
        (replace(4, "good.ipynb", "99_none.ipynb"), "links to 99_none.ipynb"),
        (replace(4, "see", '<img src="none.png"> see'), "links to none.png"),
    ],
    "opens_with_question_goals_prerequisites_minutes": [
        (replace(1, "?", "."), "asks no question"),
        (replace(1, "# Descent", "Descent"), "cell 1 must be the title"),
        (replace(1, "Goals", "Aims"), "nothing of goals"),
        (replace(1, "Prerequisites", "Before"), "nothing of prerequisites"),
        (replace(1, "minutes", "min"), "nothing of minutes"),
    ],
    "sections_come_in_order": [
        (replace(13, "Summary", "Result"), "one section '## Summary · …', found 0"),
        (replace(4, "One step", "Setup"), "one section '## Setup · …', found 2"),
        (replace(13, "## Summary · 小结", "text"), "found 0"),
        (lambda nb: nb["cells"].insert(3, nb["cells"].pop(12)), "must come in this order"),
        (lambda nb: nb["cells"].insert(1, nb["cells"].pop(3)), "must come in this order"),
        (lambda nb: nb["cells"].append(nb["cells"][2]), "the last cell must be"),
    ],
    "setup_imports": [(cell(SETUP, source="x = 1"), "must be the setup")],
    "headings_carry_the_chinese_term": [(replace(4, " · 一步", ""), "'One step' has no Chinese")],
    "text_cells_are_short": [
        (replace(13, "Down", "word " * 200), "cell 13 has 206 words"),
        (cell(13, source=" "), "cell 13 is empty"),
    ],
    "explorers_have_prompts_and_answers": [
        (drop(AFTER), "no 'predict, then drag' text"),
        (replace(AFTER, "2. Predict", "Predict"), "two or three prompts"),
        (replace(AFTER, "<details>", ""), "no folded answer"),
        (replace(AFTER, "<summary>", ""), "no folded answer"),
    ],
    "figures_are_explained": [
        (cell(AFTER, source="## Next · 下一步"), "no sentence after it"),
        (lambda nb: nb["cells"].insert(AFTER - 1, nb["cells"][SETUP - 1]), "no sentence after it"),
    ],
    "solutions_are_paired_and_checked": [
        (replace(SOLUTION, "### END SOLUTION", ""), "unpaired solution marks"),
        (replace(SOLUTION, "### END", "## END"), "unpaired solution marks"),
        (drop(CHECK), "followed by its check cell"),
        (replace(SOLUTION - 1, "$", ""), "text with its formula"),
        (output(CHECK, **picture("✗ the gradient")), "does not accept the stored solution"),
    ],
    "there_are_exercises": [(replace(SOLUTION, "### BEGIN", "# begin"), "1 exercises")],
}  # fmt: skip
