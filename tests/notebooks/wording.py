"""The rules on words and symbols: a reader without the slides, a native ear, one notation."""

from __future__ import annotations

import re

from tests.notebooks.rules import Notebook, outputs, rule, without_math_and_code

# what is not said → what is; each has a bad example in `examples`
REFUSED = {
    r"\bdearer|\bdear\b|\bdearly\b": "expensive, costs more",
    r"\bthousand million": "billion, or a power of ten",
    r"\be?-?mails\b|\ba mail\b": "messages, a message",
    r"\bwhom\b": "turn the sentence round",
    r"\bshall\b": "will, or the present tense",
    r"\b[Ww]ho does not\b": "if you do not",
    r"\bpocket calculator": "a calculator",
    r"\b(take|takes|took|taking) off the\b": "subtract",
    r"\bis well\b|\bas all is well\b": "is fine, is in order",
    r"\bput right\b": "corrected",
    r"\btold apart\b": "distinguished",
    r"\bmind (the|their|your|rounding)\b": "watch out for, be careful with",
    r"\bdoes not mind\b|\bdo not mind\b": "is not affected by",
    r"\bat one's\b|\bone's own\b": "your own",
}
SLIDES = re.compile(
    r"\bdecks?\b|\b(?:the|a|one|an?other|this|that|which|last) slides?\b|\bslides\b", re.I
)
# in formulas, unless the cell says that it quotes the lecture → what docs/notation.md has
RETIRED = {
    r"\\alpha_\{?[kt0](?![a-z])": "η: α is a multiplier",
    r"\\partial_s\b": "∂f for the subdifferential, ∂_C f for Clarke's",
    r"\b[wx]\[\d\]": "an index below",
    r"\\beta_0\b": "b, and w for the weights",
}
FORMULA = re.compile(r"\$\$.*?\$\$|(?<!\\)\$[^$\n]*\$", re.S)
FRAMES = re.compile(r"\bframes?\b", re.I)


def prose(cell: dict) -> str:
    """A text cell without formulas and code, or the comments of a code cell."""
    if cell["cell_type"] == "markdown":
        text = re.sub(r"\]\([^)]*\)|<[^>]+>", " ", without_math_and_code(cell["source"]))
        return re.sub(r"\s+", " ", text)
    return " ".join(re.findall(r"#\s(.*)$", cell["source"], re.M))


def spoken(notebook: Notebook) -> list[tuple[int, str]]:
    """(number, words) of every cell but the last, which lists the lecture's items."""
    return [(n, prose(cell)) for n, cell in enumerate(notebook.cells[:-1], 1)]


@rule
def no_word_of_slides(notebook):
    for n, text in spoken(notebook):
        for match in SLIDES.finditer(text):
            yield f"cell {n} says {match[0]!r}; say 'a common slip', 'the lecture'"


@rule
def steps_are_not_frames(notebook):
    for n, text in spoken(notebook):
        for match in FRAMES.finditer(text):
            yield f"cell {n} says {match[0]!r}; count in steps, epochs or gates"
    for n, cell in notebook.code:
        for out in outputs(cell):
            if re.search(r"\bframe\s*=?\s*\d", out["data"].get("text/plain", "")):
                yield f"cell {n}: the player counts in frames; give it the unit of the text"


@rule
def words_are_a_teachers(notebook):
    for n, text in spoken(notebook):
        for pattern, better in REFUSED.items():
            for word in sorted({match[0] for match in re.finditer(pattern, text)}):
                yield f"cell {n} says {word!r}; better: {better}"


@rule
def symbols_are_those_of_the_notation(notebook):
    for n, cell in notebook.markdown[:-1]:
        if "lecture" in cell["source"]:
            continue
        formulas = " ".join(FORMULA.findall(cell["source"]))
        for pattern, better in RETIRED.items():
            for symbol in sorted(set(re.findall(pattern, formulas))):
                yield f"cell {n} has {symbol}; write {better} (docs/notation.md)"
