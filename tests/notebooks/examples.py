"""A short notebook that keeps every rule, and one change for each way to break one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat

from tests.notebooks.pictures import PNG, SEAL, seal
from tests.notebooks.recorder import KERNELSPEC, canonical_text
from tests.notebooks.rules import Notebook

FIGURE = {"image/png": "iVBORw0KGgo=", "text/plain": "Figure\n line x n=3 min=0 max=1 mean=0.5"}
PASSED = {"text/plain": "✓ the gradient"}

GOOD = (
    ("# Descent · 下降\n\nWhich way is down?\n\n**Goals**: one step. **Prerequisites**: none.\n\n"
     "**Time**: About 30 minutes."),
    "## Setup · 准备",
    ("from math import sqrt\n\nfrom course_lib.lessons.good import exercises, explorers", None),
    "## One step · 一步\n\nWith the gradient $f'(x)$: see [the start](good.ipynb#one-step).",
    ("The picture shows the steps as a staircase under the curve.\n\n**Predict, then drag:**\n\n"
     "1. Where does it end for η = 0.1?\n2. When does it diverge?"),
    ("stairs = explorers.staircase()\nstairs", FIGURE),
    "<details><summary>What you should have seen, and why</summary>\n\nIt ends at 0.\n\n</details>",
    ("stairs.result", FIGURE),
    "The table shows where each of the steps has ended.",
    "## Exercises · 练习\n\n### Exercise 1 · Write it: slope · 实现：斜率\n\nWrite $f'(x) = 2x$.",
    ("### BEGIN SOLUTION\ngrad = 2\n### END SOLUTION", None),
    ("exercises.check_gradient(grad)", PASSED),
    "### Exercise 2 · Derive it · 推导\n\nDerive $f''(x) = 2$.",
    ("### BEGIN SOLUTION\nhess = 2\n### END SOLUTION", None),
    ("exercises.check_hessian(hess)", PASSED),
    "<details><summary>The way</summary>\n\nOnce more.\n\n</details>",
    ("### Exercise 3 · Try it: smaller · 试验：更小\n\nHalve $\\eta$.\n\n"
     "<details><summary>What happens</summary>\n\nIt takes longer.\n\n</details>"),
    "## Summary · 小结\n\n- Down is against the gradient.",
    "## Sources and what comes next · 参考资料与下一步\n\n- Cauchy (1847).",
    "## Where the lecture's items are · 讲义对照\n\n| item | section |\n|--|--|\n| a | b |",
)  # fmt: skip

# numbers of cells above
SETUP, TOPIC, PROMPTS, EXPLORER, ANSWER, FIGURE_CELL, FIGURE_TEXT = 3, 4, 5, 6, 7, 8, 9
TASK, SOLUTION, CHECK, DERIVE, WAY, TRY, SUMMARY, SOURCES = 10, 11, 12, 13, 16, 17, 18, 19


GLOSSARY = """## [Descent](../notebooks/good.ipynb) · 下降

| English | 中文 | in one line |
|---|---|---|
| gradient | 梯度 | the slope |
| stair, staircase (of steps) | 阶梯 | a picture |
"""


def good_notebook(folder: Path) -> Notebook:
    """`GOOD` in the stored form, as ``notebooks/good.ipynb`` in that folder, with a glossary."""
    nb, make = nbformat.v4.new_notebook(metadata={"kernelspec": KERNELSPEC}), nbformat.v4
    for cell in GOOD:
        if isinstance(cell, str):
            nb.cells.append(make.new_markdown_cell(cell))
            continue
        count = 1 + sum(c.cell_type == "code" for c in nb.cells)
        nb.cells.append(make.new_code_cell(cell[0], execution_count=count))
        if cell[1]:
            sealed = {SEAL: seal(cell[1])} if PNG in cell[1] else {}
            shown = make.new_output("display_data", data=cell[1], metadata=sealed)
            nb.cells[-1].outputs = [shown]
    ids = [f"cell-{n}" for n in range(len(nb.cells))]
    for name in ("docs", "notebooks"):
        (folder / name).mkdir()
    (folder / "docs/glossary.md").write_text(GLOSSARY, encoding="utf-8")
    path = folder / "notebooks/good.ipynb"
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


def rename(old: str, new: str) -> Callable[[dict], object]:
    """The change of a word wherever it stands."""

    def change(nb):
        nb["cells"] = json.loads(json.dumps(nb["cells"]).replace(old, new))

    return change


def output(number: int, **values) -> Callable[[dict], object]:
    """The change that gives a cell one output only."""
    return cell(number, outputs=[{"metadata": {}, **values}])


def other(mime: str, value: str) -> Callable[[dict], object]:
    """The change of the explorer's stored picture, or of its text."""
    return lambda nb: nb["cells"][EXPLORER - 1]["outputs"][0]["data"].update({mime: value})


def drop(number: int) -> Callable[[dict], object]:
    return lambda nb: nb["cells"].pop(number - 1)


def nothing(nb):
    """No change."""


def with_break(change: Callable[[dict], object]) -> Callable[[dict], object]:
    """The change, and one break more before the exercises."""

    def broken_in_two(nb):
        change(nb)
        heading = {"cell_type": "markdown", "id": "a-break", "metadata": {}}
        heading["source"] = "## Second sitting · 第二次课\n\n" + "word " * 100
        nb["cells"].insert(TASK - 1, heading)

    return broken_in_two


def more_explorers(count: int) -> Callable[[dict], object]:
    """So many times the explorer again, each with three prompts, its own included."""

    def repeat(nb):
        text = nb["cells"][PROMPTS - 1]
        text["source"] = "".join(text["source"]) + "\n3. Why?"
        block = nb["cells"][PROMPTS - 1 : ANSWER]
        nb["cells"][ANSWER:ANSWER] = block * count

    return repeat


def picture(text: str) -> dict:
    return {"output_type": "display_data", "data": {"image/png": "", "text/plain": text}}
