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
            nb.cells[-1].outputs = [make.new_output("display_data", data=cell[1])]
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
        (replace(SETUP, "from math", "# NBVAL_IGNORE_OUTPUT\nfrom math"), "to look away"),
        (cell(SETUP, metadata={"tags": ["nbval-skip"]}), "tells nbval to look away"),
        (cell(SETUP, metadata={"tags": ["raises-exception"]}), "tells nbval to look away"),
    ],
    "only_measurements_are_left_out": [
        (replace(SETUP, "from math", "print(f'⟨{2 + 2:.1f} s⟩')\nfrom math"), "⟨{2 + 2:.1f} s⟩"),
        (replace(SETUP, "from math", "print(f'⟨{lost} of 7⟩')\nfrom math"), "only one number"),
    ],
    "figures_have_numbers": [(output(CHECK, **picture("<Figure size 640x480>")), "no numbers")],
    "no_final_semicolon": [(replace(EXPLORER, "\nstairs", "\nstairs;"), "cell 6 ends in ';'")],
    "no_use_of_the_history": [(replace(EXPLORER, "()", "()\nOut[1]"), "uses In[ ] or Out[ ]")],
    "code_cells_are_short": [
        (cell(EXPLORER, source="x = 1\n" * 16), "has 16 lines"),
        (cell(EXPLORER, source="x = " + "1" * 85), "is 89 columns wide"),
        (cell(EXPLORER, source="\n"), "cell 6 is empty"),
    ],
    "imports_are_by_name": [
        (replace(SETUP, "import sqrt", "import *"), "imports * from"),
        (replace(SETUP, "from math", "import ipywidgets\nfrom math"), "cell 3 imports ipywidgets"),
        (replace(SETUP, "math import sqrt", "ipywidgets import interact"), "imports ipywidgets"),
    ],
    "one_setup_cell_imports_everything": [
        (cell(SETUP, source="x = 1"), "must be the setup"),
        (replace(SETUP, "from math", "x = 1\n" * 11 + "from math"), "has 13 lines, at most 12"),
        (replace(SOLUTION, "grad", "import numpy as np\ngrad"), "cell 11 imports from numpy"),
    ],
    "explorers_and_checks_are_the_lessons": [
        (replace(SETUP, "lessons.good", "lessons.other"), "a notebook's lesson is course_lib.les"),
        (replace(SETUP, "lessons.good", "lessons.goodness"), "imports course_lib.lessons.goodness"),
        (replace(SETUP, ", explorers", ""), "explorers is not imported from"),
        (replace(SETUP, "exercises, ", ""), "exercises is not imported from"),
        (replace(EXPLORER, "explorers.staircase()", "Explorer(f, g, {})"), "cell 6 calls Explorer"),
    ],
    "no_absolute_paths": [
        (replace(EXPLORER, "()", "('/home/me/x')"), "the absolute path /home/m"),
        (output(CHECK, output_type="stream", name="stdout", text="in /tmp/abc"), "/tmp/a"),
        (replace(2, "Setup", "Setup in C:\\data"), "C:\\d"),
    ],
    "links_lead_somewhere": [
        (replace(TOPIC, "good.ipynb", "99_none.ipynb"), "links to 99_none.ipynb"),
        (replace(TOPIC, "see", '<img src="none.png"> see'), "links to none.png"),
    ],
    "opens_with_question_goals_prerequisites_minutes": [
        (replace(1, "?", "."), "asks no question"),
        (replace(1, "# Descent", "Descent"), "cell 1 must be the title"),
        (replace(1, "Goals", "Aims"), "nothing of goals"),
        (replace(1, "Prerequisites", "Before"), "nothing of prerequisites"),
        (replace(1, "minutes", "min"), "nothing of minutes"),
    ],
    "prerequisites_exist": [
        (replace(1, ": none", ": notebook 12"), "notebook 12 is a prerequisite and does not exist"),
    ],
    "sections_come_in_order": [
        (replace(SUMMARY, "Summary", "Result"), "one section '## Summary · …', found 0"),
        (replace(TOPIC, "One step", "Setup"), "one section '## Setup · …', found 2"),
        (replace(TOPIC, "One step", "Exercises"), "one section '## Exercises · …', found 2"),
        (replace(SUMMARY, "## Summary · 小结", "text"), "found 0"),
        (replace(SOURCES, "## Sources and", "**Sources** and"), "'## Sources · …', found 0"),
        (lambda nb: nb["cells"].insert(3, nb["cells"].pop(SUMMARY - 1)), "must come in this order"),
        (lambda nb: nb["cells"].insert(1, nb["cells"].pop(3)), "must come in this order"),
        (lambda nb: nb["cells"].append(nb["cells"][2]), "the last cell must be"),
    ],
    "headings_carry_the_chinese_term": [
        (replace(TOPIC, " · 一步", ""), "'One step' has no Chinese"),
    ],
    "text_cells_are_short": [
        (replace(SUMMARY, "Down", "word " * 200), "cell 18 has 206 words"),
        (cell(SUMMARY, source=" "), "cell 18 is empty"),
    ],
    "glossary_terms_are_used": [
        (rename("gradient", "slope"), "'gradient · 梯度' is not in the notebook"),
        (rename("stair", "step"), "'stair, staircase (of steps) · 阶梯' is not in"),
    ],
    "prompts_above_answers_below": [
        (drop(PROMPTS), "no 'Predict, then drag' text"),
        (replace(PROMPTS, "2. When", "When"), "1 numbered prompts"),
        (replace(PROMPTS, "2. When", "2. a\n3. b\n4. c\n5. When"), "5 numbered prompts"),
        (replace(PROMPTS, "The picture shows the steps as a staircase under the curve", ""), "no"),
        (lambda nb: nb["cells"].insert(5, nb["cells"].pop(PROMPTS - 1)), "stand below"),
        (lambda nb: nb["cells"].insert(6, nb["cells"].pop(FIGURE_CELL - 1)), "no folded answer"),
        (replace(PROMPTS, "diverge?", "diverge?\n\n<details>No.</details>"), "above the explorer"),
        (replace(ANSWER, "<details>", ""), "no folded answer"),
        (replace(ANSWER, "<summary>", ""), "no folded answer"),
    ],
    "an_explorer_has_its_cell_to_itself": [
        (replace(EXPLORER, "\nstairs", "\nstairs.text()"), "cell 6 must make one explorer"),
        (replace(EXPLORER, "stairs =", "explorers.more()\nstairs ="), "must make one explorer"),
    ],
    "no_cell_drags_or_tells": [
        (replace(FIGURE_CELL, "stairs.result", "stairs.set(lr=1)"), "cell 8: stairs.set: states"),
        (replace(FIGURE_CELL, "stairs.result", "stairs.reset()"), "cell 8: stairs.reset: states"),
        (replace(FIGURE_CELL, "stairs.result", "stairs.peek(lr=1).summary"), ").summary: states"),
    ],
    "there_is_not_too_much": [
        (replace(TOPIC, "With", "word " * 4500 + "With"), "words, at most 4500"),
        (with_break(replace(TOPIC, "With", "word " * 6000 + "With")), "words, at most 6000"),
        (more_explorers(6), "7 explorers, at most 6"),
        (more_explorers(6), "21 prompts, at most 20"),
        (with_break(more_explorers(9)), "10 explorers, at most 7"),
        (with_break(more_explorers(9)), "30 prompts, at most 28"),
    ],
    "long_notebooks_have_a_break": [
        (replace(TOPIC, "With", "word " * 15_000 + "With"), "130 honest minutes are two sittings"),
        (with_break(with_break(nothing)), "2 headings '## Second sitting"),
        (replace(2, "准备", "准备\n\n## Second sitting · 第二次课"), "the break comes after"),
    ],
    "minutes_are_honest": [
        (replace(1, "30 minutes", "40 minutes"), "says 40 minutes; "),
        (replace(1, "30 minutes", "20 minutes"), "exercises take 30"),
        (replace(1, "About 30 minutes", "30 minutes"), "'About … minutes' 0 times"),
    ],
    "no_word_of_slides": [
        (replace(TOPIC, "With", "One deck has, with"), "cell 4 says 'deck'"),
        (replace(TOPIC, "With", "On the slide, with"), "cell 4 says 'the slide'"),
        (replace(SUMMARY, "Down", "Slides say: down"), "cell 18 says 'Slides'"),
        (replace(EXPLORER, "\nstairs", "  # as on the slides\nstairs"), "cell 6 says 'the slides'"),
    ],
    "steps_are_not_frames": [
        (replace(TOPIC, "With", "Play the frames with"), "cell 4 says 'frames'"),
        (output(EXPLORER, **picture("n=1 frame = 39 of 39")), "the player counts in frames"),
    ],
    "symbols_are_those_of_the_notation": [
        (replace(TOPIC, "$f'(x)$", f"${symbol}$"), f"cell 4 has {symbol}; write ")
        for symbol in (r"\alpha_t", r"\alpha_0", r"\partial_s", "w[1]", r"\beta_0")
    ],
    "words_are_a_teachers": [
        (replace(TOPIC, "With", f"{words} with"), f"cell 4 says {words!r}")
        for words in (
            "dear", "thousand million", "mails", "whom", "shall", "who does not", "put right",
            "pocket calculator", "take off the", "is well", "told apart", "mind the",
            "does not mind", "one's own",
        )
    ],
    "figures_are_explained": [
        (cell(FIGURE_TEXT, source="## Next · 下一步"), "no sentence after it"),
        (lambda nb: nb["cells"].insert(FIGURE_TEXT - 1, nb["cells"][SETUP - 1]), "no sentence"),
    ],
    "solutions_are_paired_and_checked": [
        (replace(SOLUTION, "### END SOLUTION", ""), "unpaired solution marks"),
        (replace(SOLUTION, "### END", "## END"), "unpaired solution marks"),
        (drop(CHECK), "followed by its check cell"),
        (replace(CHECK, "exercises.check_gradient", "check_it"), "followed by its check cell"),
        (replace(TASK, "$", ""), "text with its formula"),
        (output(CHECK, **picture("✗ the gradient")), "does not accept the stored solution"),
    ],
    "exercises_say_their_number_and_kind": [
        (replace(TASK, "Write it: slope", "Slope"), "must read 'Exercise 1 · Write it"),
        (replace(TASK, "Exercise 1", "Exercise 4"), "exercise 4 is the one with number 1"),
        (replace(DERIVE, "Derive it", "Write it"), "2 kinds of exercise, at least 3"),
        (drop(WAY), "the way of a derivation is folded"),
    ],
    "exercises_can_be_done": [
        (replace(SOLUTION, "### BEGIN", "# begin"), "'Exercise 1 · Write it: slope ·"),
        (replace(TRY, "<details>", ""), "'Exercise 3 · Try it: smaller ·"),
        (lambda nb: nb["cells"].insert(4, nb["cells"].pop(SOLUTION - 1)), "before the first"),
    ],
    "the_summary_is_short": [
        (replace(SUMMARY, "- Down", "- a\n" * 5 + "- Down"), "6 bullets, 1 to 5"),
        (replace(SUMMARY, "- Down", "Down"), "0 bullets"),
    ],
    "sources_are_a_list": [(replace(SOURCES, "- Cauchy", "Cauchy"), "the sources are a list")],
}  # fmt: skip
