"""The rules on teaching: sections, length, exercises, explorers, figures, Chinese terms."""

from __future__ import annotations

import re

from tests.notebooks.rules import (
    Notebook,
    called_names,
    explorer_calls,
    outputs,
    rule,
    without_math_and_code,
)

MAX_WORDS = 180
MIN_EXERCISES = 2
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

SECTIONS = ("Setup", "Exercises", "Summary", "Where the lecture's items are")


def headings(notebook: Notebook) -> list[tuple[int, int, str]]:
    """(cell number, level, text) of every heading."""
    return [
        (n, len(match[1]), match[2].strip())
        for n, cell in notebook.markdown
        for match in re.finditer(
            r"^(#{1,6})[ \t]+(.+)$",
            re.sub(r"^(```|~~~).*?^\1", "", cell["source"], flags=re.M | re.S),
            re.M,
        )
    ]


@rule
def opens_with_question_goals_prerequisites_minutes(notebook):
    first = notebook.cells[0] if notebook.cells else {"cell_type": "", "source": ""}
    if first["cell_type"] != "markdown" or not re.match(r"# \S", first["source"]):
        yield "cell 1 must be the title: '# …' with the question that the notebook answers"
        return
    opening = first["source"] + "\n" + notebook.texts_after(1)
    opening = opening.split("\n## Setup")[0]
    if not re.search(r"[?？]", first["source"]):
        yield "cell 1 asks no question; say which question the notebook answers"
    for word in ("goal", "prerequisite", "minute"):
        if word not in opening.lower():
            yield f"the opening says nothing of {word}s"


@rule
def sections_come_in_order(notebook):
    found = [(n, text) for n, level, text in headings(notebook) if level == 2]
    names = [text.replace("’", "'") for _, text in found]
    positions = []
    for section in SECTIONS:
        hits = [k for k, name in enumerate(names) if name.startswith(section)]
        if len(hits) != 1:
            yield f"there must be one section '## {section} · …', found {len(hits)}"
            return
        positions += hits
    if positions != sorted(positions) or positions[0] != 0:
        yield f"the sections must come in this order, Setup first of all: {', '.join(SECTIONS)}"
    if found[positions[-1]][0] != len(notebook.cells):
        yield f"the last cell must be '{SECTIONS[-1]}'"


@rule
def setup_imports(notebook):
    if not notebook.code or "import " not in notebook.code[0][1]["source"]:
        yield "the first code cell must be the setup: imports by name, style, rng"


@rule
def headings_carry_the_chinese_term(notebook):
    for n, _, text in headings(notebook):
        if not CHINESE.search(text):
            yield f"cell {n}: the heading '{text}' has no Chinese term; write 'Term · 术语'"


@rule
def text_cells_are_short(notebook):
    for n, cell in notebook.markdown:
        words = prose_words(cell["source"])
        if words > MAX_WORDS:
            yield f"cell {n} has {words} words, at most {MAX_WORDS}"
        if not cell["source"].strip():
            yield f"cell {n} is empty"


def prose_words(text: str) -> int:
    """Words outside formulas, code, tags and tables."""
    text = re.sub(r"^\s*\|.*$", "", without_math_and_code(text), flags=re.M)
    text = re.sub(r"\]\([^)]*\)|<[^>]+>", " ", text)
    return len(re.findall(r"[^\W_]+(?:['’.,-][^\W_]+)*", text))


@rule
def explorers_have_prompts_and_answers(notebook):
    for n, cell in notebook.code:
        if not explorer_calls(cell["source"]):
            continue
        after = notebook.texts_after(n)
        prompts = after.split("<details")[0]
        if not re.search(r"\bpredict", prompts, re.I):
            yield f"cell {n}: no 'predict, then drag' text follows the explorer"
        elif len(re.findall(r"^\s*(?:\d+\.|[-*])\s", prompts, re.M)) < 2:
            yield f"cell {n}: the explorer needs two or three prompts, as a list"
        if not re.search(r"<details\b.*?<summary>.*?</summary>.*?</details>", after, re.S):
            yield f"cell {n}: no folded answer (<details>, <summary>) follows the explorer"


@rule
def figures_are_explained(notebook):
    for n, cell in notebook.code:
        if not any("image/png" in out["data"] for out in outputs(cell)):
            continue
        after = re.sub(r"^#+ .*$", "", notebook.texts_after(n), flags=re.M)
        if not re.search(r"\w[^.?!]{15,}[.?!:]", without_math_and_code(after)):
            yield f"cell {n} shows a figure and no sentence after it says what it shows"


@rule
def solutions_are_paired_and_checked(notebook):
    for n, cell in notebook.code:
        marks = re.findall(r"^[ \t]*(### (?:BEGIN|END) SOLUTION)[ \t]*$", cell["source"], re.M)
        if len(marks) != cell["source"].count("SOLUTION") or marks != [BEGIN, END] * (
            len(marks) // 2
        ):
            yield f"cell {n}: unpaired solution marks; {BEGIN!r} and {END!r} stand on own lines"
        elif marks:
            yield from missing_around_solution(notebook, n)


def missing_around_solution(notebook: Notebook, n: int):
    """What lacks before and after the solved cell n of an exercise."""
    before = notebook.cells[n - 2]
    if before["cell_type"] != "markdown" or "$" not in before["source"]:
        yield f"cell {n}: before a solution stands the exercise's text with its formula"
    after = notebook.cells[n] if n < len(notebook.cells) else {"cell_type": "", "source": ""}
    if after["cell_type"] != "code" or not checks(after["source"]):
        yield f"cell {n}: a solution is followed by its check cell (a call of …check…)"
    elif any(re.match("[✗○]", out["data"].get("text/plain", "")) for out in outputs(after)):
        yield f"cell {n + 1}: the check does not accept the stored solution"


def checks(source: str) -> bool:
    """Whether a cell calls a check of the exercises."""
    return any("check" in name for name in called_names(source))


@rule
def there_are_exercises(notebook):
    count = sum(BEGIN in cell["source"] for _, cell in notebook.code)
    if count < MIN_EXERCISES:
        yield f"{count} exercises with a solution, at least {MIN_EXERCISES}"
