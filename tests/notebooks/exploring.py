"""The rules on explorers and on how much there is: prompts, order, words, honest minutes."""

from __future__ import annotations

import ast
import math
import re

from tests.notebooks.house_style import exercises, headings, prose_words
from tests.notebooks.rules import Notebook, explorer_calls, rule, tree

PROMPTS_EACH = range(2, 5)
MOST = {"words": 4500, "explorers": 6, "prompts": 20}
MOST_IN_TWO_SITTINGS = {"words": 6000, "explorers": 7, "prompts": 28}
LONGEST_SITTING = 120  # minutes
WORDS_A_MINUTE, PROMPT_MINUTES, EXERCISE_MINUTES = 150, 2, 8
FOLDED = re.compile(r"<details\b.*?<summary>.*?</summary>.*?</details>", re.S)
PROMPT = re.compile(r"^\d+\.\s", re.M)


def explorer_cells(notebook: Notebook) -> list[tuple[int, dict]]:
    return [(n, cell) for n, cell in notebook.code if explorer_calls(cell["source"])]


def text_above(notebook: Notebook, n: int) -> str:
    """The text cell right above cell n, or nothing."""
    above = notebook.cells[n - 2] if n > 1 else {"cell_type": "", "source": ""}
    return above["source"] if above["cell_type"] == "markdown" else ""


def prompts(notebook: Notebook) -> int:
    """How many prompts the explorers have together."""
    return sum(len(PROMPT.findall(text_above(notebook, n))) for n, _ in explorer_cells(notebook))


def words(notebook: Notebook) -> int:
    return sum(prose_words(cell["source"]) for _, cell in notebook.markdown)


def second_sitting(notebook: Notebook) -> list[int]:
    """The cells that begin a second sitting."""
    found = headings(notebook)
    return [n for n, level, text in found if level == 2 and text.startswith("Second sitting")]


def honest_minutes(notebook: Notebook) -> int:
    """Reading, prompts and exercises together, to the next five minutes."""
    minutes = words(notebook) / WORDS_A_MINUTE + PROMPT_MINUTES * prompts(notebook)
    minutes += EXERCISE_MINUTES * len(exercises(notebook))
    return 5 * round(minutes / 5)


def counts(notebook: Notebook) -> dict[str, int]:
    """What the limits are about."""
    found = {"words": words(notebook), "explorers": len(explorer_cells(notebook))}
    return found | {"prompts": prompts(notebook)}


@rule
def prompts_above_answers_below(notebook):
    for n, _ in explorer_cells(notebook):
        above, below = text_above(notebook, n), notebook.texts_after(n)
        count = len(PROMPT.findall(above))
        if not re.search(r"\bpredict", above, re.I):
            yield f"cell {n}: no 'Predict, then drag' text right above the explorer"
        elif count not in PROMPTS_EACH:
            yield f"cell {n}: {count} numbered prompts above the explorer, 2 to 4 are right"
        if not re.search(
            r"\w[^.?!]{15,}[.?!:]", re.sub(r"^(#+ |\d+\. |\W*Predict).*$", "", above, flags=re.M)
        ):
            yield f"cell {n}: no sentence above the explorer says what its picture shows"
        if "<details" in above:
            yield f"cell {n}: the folded answer stands above the explorer, not below"
        if not FOLDED.search(below):
            yield f"cell {n}: no folded answer (<details>, <summary>) before the next code cell"
        if re.search(r"\bpredict, then\b", below.split("<details")[0], re.I):
            yield f"cell {n}: prompts stand below the explorer; they belong above it"


@rule
def an_explorer_has_its_cell_to_itself(notebook):
    for n, cell in explorer_cells(notebook):
        body = tree(cell["source"]).body
        last = ast.unparse(body[-1])
        made = {ast.unparse(s.targets[0]) for s in body if isinstance(s, ast.Assign)
                and explorer_calls(ast.unparse(s))}  # fmt: skip
        if not (last in made or explorer_calls(last)) or len(explorer_calls(cell["source"])) > 1:
            yield f"cell {n} must make one explorer and end with it: name = explorers.X(), name"


@rule
def no_cell_drags_or_tells(notebook):
    """Captions and dragged states are facts for tests; the reader has just seen them."""
    names, moves = set(), ("set", "reset", "summary")
    for n, cell in notebook.code:
        nodes = list(ast.walk(tree(cell["source"])))
        for node in nodes:
            if isinstance(node, ast.Assign) and explorer_calls(ast.unparse(node.value)):
                names |= {ast.unparse(target) for target in node.targets}
        used = [ast.unparse(x) for x in nodes if isinstance(x, ast.Attribute) and x.attr in moves]
        told = sorted(name for name in used if re.split(r"\W", name)[0] in names)
        if told:
            yield (f"cell {n}: {', '.join(told)}: states and captions of an explorer are facts for "
                   "tests/lessons/NAME/test_answers.py")  # fmt: skip


@rule
def there_is_not_too_much(notebook):
    most = MOST_IN_TWO_SITTINGS if second_sitting(notebook) else MOST
    for what, count in counts(notebook).items():
        if count > most[what]:
            yield f"{count} {what}, at most {most[what]}"


@rule
def long_notebooks_have_a_break(notebook):
    breaks, minutes = second_sitting(notebook), honest_minutes(notebook)
    if len(breaks) > 1:
        yield f"{len(breaks)} headings '## Second sitting …', one break is enough"
    elif not breaks and minutes > LONGEST_SITTING:
        yield (f"{minutes} honest minutes are two sittings: mark the break by a heading "
               "'## Second sitting: … · 第二次课：…'")  # fmt: skip
    elif breaks:
        read = [(n, prose_words(cell["source"])) for n, cell in notebook.markdown]
        first = sum(count for n, count in read if n < breaks[0])
        total = sum(count for _, count in read)
        if not total / 4 < first < 3 * total / 4:
            yield f"the break comes after {first} of {total} words; a sitting has a quarter or more"


@rule
def minutes_are_honest(notebook):
    opening = notebook.cells[0]["source"] + "\n" + notebook.texts_after(1) if notebook.cells else ""
    said = re.findall(r"\babout (\d+) minutes", opening.split("\n## Setup")[0], re.I)
    if len(said) != 1:
        yield f"the opening says 'About … minutes' {len(said)} times, once is right"
        return
    honest = honest_minutes(notebook)
    if abs(int(said[0]) - honest) > max(5, math.floor(0.1 * honest)):
        counted = counts(notebook)
        yield (f"the opening says {said[0]} minutes; {counted['words']} words, {counted['prompts']}"
               f" prompts and {len(exercises(notebook))} exercises take {honest}")  # fmt: skip
