"""The rule on numbers in prose: a number with three digits, or a percentage, is computed somewhere.

Most numbers that a text tells come from a cell above it or from a test of the lesson. Whoever
changes one there, or mistypes one here, would else leave a false sentence behind that no test
reads. A number is found again if, to the digits that the text gives, it stands in the notebook's
code, outputs or formulas, in the lesson's modules or tests, or with the data.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from math import e, exp, log, sqrt
from pathlib import Path

from tests.notebooks.rules import outputs, rule, without_math_and_code

ROOT = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"\d[\d,_]*(?:\.\d+)?(?:e[-+]?\d+)?")
TOLD = re.compile(
    r"(?<![\w.,/-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w./]*\d)( ?%| euro)?(?! minutes)"
)
YEAR = re.compile(r"(1[5-9]|20)\d\d")
#: Sections of which the numbers are pages and the lecture's own.
OF_OTHERS = ("## Sources", "## Where the lecture")
#: Results of other people, which only their papers can vouch for.
QUOTED = {
    "linear_classifiers": (15.55, 99.7, 21.4),  # the lecture's search, MNIST's best, CS231n's notes
    "lr_schedules": (8192,),  # the batch of Goyal et al. (2017)
    "training_a_network": (98.40,),  # Keras's example
}
#: Sums that a reader does in the head.
COUNTED = {
    "math_basics": (1 + 0.1 + 0.1**2 / 2, exp(0.1)),
    "convex_programs": (1436 - 150, 90 + 14),
    "linear_classifiers": (10 * (784 + 1), 10 * (32 * 32 * 3 + 1), 2 * 1970),
    "svm_hinge": (2 * sqrt(2), log(2)),
    "backprop_gates": (342,),  # birds that were measured, of penguins.csv
    "dropout_and_augmentation": (150,),  # a place in a run
    "initialization": (1.33**2, 5 / 3 / sqrt(1.1)),
    "lr_schedules": (3 * 75,),
    "training_a_network": (1 + log(1 + 9 / e), 189.6),  # kB of digit_network.npz
}


@rule
def numbers_in_prose_are_computed(notebook):
    lesson = notebook.path.stem.split("_", 1)[-1]
    told_here = {*QUOTED.get(lesson, ()), *COUNTED.get(lesson, ())}
    known = sorted(told_here | _numbers(_texts(notebook)) | _numbers(_beside(lesson)))
    for n, cell in notebook.markdown:
        if cell["source"].startswith(OF_OTHERS):
            continue
        for told in TOLD.finditer(without_math_and_code(cell["source"])):
            if _worth_a_look(told) and not any(_near(known, *meant) for meant in _meanings(told)):
                yield (f"cell {n} tells {told.group().strip()}, which no cell prints and no test "
                       "of the lesson has")  # fmt: skip


def _worth_a_look(told: re.Match) -> bool:
    """Whether it is a percentage or has three digits: fewer would be found by chance."""
    written = told[1] + (told[2] or "")
    digits = re.sub(r"[,.]", "", written).lstrip("0")
    return "%" in (told[3] or "") or (len(digits) >= 3 and not YEAR.fullmatch(written))


def _meanings(told: re.Match):
    """Its value and half a unit of its last digit; of 33 % also 0.33, of 1,391 also 1.391."""
    value, decimals, unit = float(told[1].replace(",", "")), told[2] or "", told[3] or ""
    value, half = value + float(f"0{decimals}"), 0.5 * 10.0 ** -len(decimals[1:])
    yield value, half
    if "%" in unit:
        yield value / 100, half / 100
    elif unit or "," in told[1]:
        yield value / 1000, half / 1000


def _near(known: list[float], value: float, half: float) -> bool:
    """Whether one of the sorted numbers rounds to this value."""
    k = bisect_left(known, value - 1.0001 * half)
    return k < len(known) and known[k] <= value + 1.0001 * half


def _numbers(texts) -> set[float]:
    found = (m.group().replace(",", "").replace("_", "") for t in texts for m in NUMBER.finditer(t))
    return set(map(float, found))


def _texts(notebook):
    for _, cell in notebook.code:
        yield cell["source"]
        for out in outputs(cell):
            yield out["text"] + out["data"].get("text/html", "")
            # Of a figure its words; the numbers of its curves would vouch for anything.
            text = out["data"].get("text/plain", "")
            words = re.findall(r"^(?:caption|player|.* axes|.*text '|key ).*", text, flags=re.M)
            yield "\n".join(words) if "image/png" in out["data"] else text
    for _, cell in notebook.markdown:
        yield from re.findall(r"\$[^$]*\$|`[^`]*`", cell["source"])


@cache
def _beside(lesson: str) -> tuple[str, ...]:
    """The lesson's modules and tests, and what loads its data."""
    folders = (f"course_lib/lessons/{lesson}", f"tests/lessons/{lesson}", "course_lib/datasets",
               "course_lib/lessons/shared", "data")  # fmt: skip
    files = (path for folder in folders for ending in ("py", "md")
             for path in (ROOT / folder).glob(f"*.{ending}"))  # fmt: skip
    return tuple(path.read_text("utf-8") for path in files)
