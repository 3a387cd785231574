"""The rules on teaching: opening, sections, length of texts, figures, exercises, Chinese terms."""

from __future__ import annotations

import re

from tests.notebooks.code_cells import check_calls
from tests.notebooks.rules import (
    Notebook,
    explorer_calls,
    outputs,
    rule,
    without_math_and_code,
)

MAX_WORDS = 180
MAX_BULLETS = 5
KINDS = ("Write it", "Derive it", "Try it", "Mend it")
MIN_KINDS = 3
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

SECTIONS = ("Setup", "Exercises", "Summary", "Sources", "Where the lecture's items are")
EXERCISE = re.compile(rf"^Exercise (\d+) · ({'|'.join(KINDS)})(: \S.*)? · .*[\u4e00-\u9fff]")


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
def prerequisites_exist(notebook):
    opening = "\n\n".join(cell["source"] for _, cell in notebook.markdown).split("\n## Setup")[0]
    asked = re.search(r"prerequisites?\b(.*?)(?:\n\s*\n|\*Time|\*\*Time|$)", opening, re.I | re.S)
    for number in re.findall(r"\bnotebooks? (\d\d)\b", asked[1] if asked else ""):
        if not list(notebook.path.parent.glob(f"{number}_*.ipynb")):
            yield f"notebook {number} is a prerequisite and does not exist; say what is needed"


@rule
def sections_come_in_order(notebook):
    found = [(n, text) for n, level, text in headings(notebook) if level == 2]
    names = [text.replace("’", "'") for _, text in found]
    positions = []
    for section in SECTIONS:
        hits = [k for k, name in enumerate(names) if name.startswith(section)]
        twice = section == "Exercises" and any(n.startswith("Second sitting") for n in names)
        if not hits or len(hits) > 1 + twice:
            yield f"there must be one section '## {section} · …', found {len(hits)}"
            return
        positions.append(hits[-1])
    if positions != sorted(positions) or positions[0] != 0:
        yield f"the sections must come in this order, Setup first of all: {', '.join(SECTIONS)}"
    if found[positions[-1]][0] != len(notebook.cells):
        yield f"the last cell must be '{SECTIONS[-1]}'"


@rule
def headings_carry_the_chinese_term(notebook):
    for n, _, text in headings(notebook):
        if not CHINESE.search(text):
            yield f"cell {n}: the heading '{text}' has no Chinese term; write 'Term · 术语'"


@rule
def glossary_terms_are_used(notebook):
    """The terms in a notebook's section of the glossary stand in it, in one language at least."""
    glossary = notebook.path.parents[1] / "docs" / "glossary.md"
    sections = re.split(r"^## ", glossary.read_text(encoding="utf-8"), flags=re.M)
    own = [text for text in sections if f"/{notebook.path.name})" in text.split("\n")[0]]
    if not own:
        yield f"{glossary.name} has no section for {notebook.path.name}"
        return
    texts = " ".join(cell["source"] for cell in notebook.cells).replace("*", "").lower()
    said = re.sub(r"\s+", " ", texts)
    for english, chinese in re.findall(
        r"^\| (?!English)([^|-]+[^|]*?) \| ([^|]+?) \|", own[0], re.M
    ):
        names = re.sub(r"[(（].*?[)）]", "", f"{english}、{chinese}").lower()
        if not any(name.strip() in said for name in re.split("、|, ", names)):
            yield f"the glossary's '{english} · {chinese}' is not in the notebook"


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
def figures_are_explained(notebook):
    for n, cell in notebook.code:
        if not any("image/png" in out["data"] for out in outputs(cell)):
            continue
        if explorer_calls(cell["source"]):
            continue  # its sentence stands above it, with the prompts: `exploring`
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
    if after["cell_type"] != "code" or not check_calls(after["source"]):
        yield f"cell {n}: a solution is followed by its check cell, exercises.check_…(…)"
    elif any(re.match("[✗○]", out["data"].get("text/plain", "")) for out in outputs(after)):
        yield f"cell {n + 1}: the check does not accept the stored solution"


def exercises(notebook: Notebook) -> list[tuple[int, str, str]]:
    """(number of its first cell, heading, all texts) of each exercise, code left out."""
    found, inside = [], False
    for n, cell in notebook.markdown:
        pieces = re.split(r"^(#{1,3} .*)$", cell["source"], flags=re.M)
        if found and inside:
            found[-1][2] += pieces[0]
        for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
            inside = heading.startswith("### Exercise ")
            if inside:
                found.append([n, heading.removeprefix("### "), text])
    return [tuple(exercise) for exercise in found]


@rule
def exercises_say_their_number_and_kind(notebook):
    kinds = set()
    for place, (n, heading, text) in enumerate(exercises(notebook), 1):
        match = EXERCISE.match(heading)
        if not match:
            yield f"cell {n}: '{heading}' must read 'Exercise {place} · Write it: … · 实现：…'"
            continue
        if int(match[1]) != place:
            yield f"cell {n}: exercise {match[1]} is the one with number {place}"
        kinds.add(match[2])
        if match[2] == "Derive it" and "<details" not in text:
            yield f"cell {n}: the way of a derivation is folded (<details>) below it"
    least = MIN_KINDS - notebook.path.name.startswith("00")  # which shows how exercises are checked
    if len(kinds) < least:
        yield f"{len(kinds)} kinds of exercise, at least {least} of {', '.join(KINDS)}"


@rule
def exercises_can_be_done(notebook):
    found = exercises(notebook)
    ends = [n for n, *_ in found[1:]] + [len(notebook.cells) + 1] * bool(found)
    for (start, heading, text), end in zip(found, ends, strict=True):
        solved = any(start < n < end and BEGIN in cell["source"] for n, cell in notebook.code)
        answered = "Try it" in heading and "<details" in text
        if not solved and not answered:
            yield f"cell {start}: '{heading}' has no cell with {BEGIN!r}"
    outside = [n for n, cell in notebook.code if BEGIN in cell["source"]]
    if found and outside and outside[0] < found[0][0]:
        yield f"cell {outside[0]} is a solution before the first '### Exercise 1 · …'"


@rule
def the_summary_is_short(notebook):
    text = "\n".join(cell["source"] for _, cell in notebook.markdown)
    for section in re.findall(r"^## Summary.*?(?=^## |\Z)", text, re.M | re.S):
        bullets = len(re.findall(r"^\s*[-*]\s", section, re.M))
        if not 1 <= bullets <= MAX_BULLETS:
            yield f"the summary has {bullets} bullets, 1 to {MAX_BULLETS} are right"


@rule
def sources_are_a_list(notebook):
    text = "\n".join(cell["source"] for _, cell in notebook.markdown)
    for section in re.findall(r"^## Sources.*?(?=^## |\Z)", text, re.M | re.S):
        if not re.search(r"^\s*[-*]\s", section, re.M):
            yield "the sources are a list, one to a bullet"
