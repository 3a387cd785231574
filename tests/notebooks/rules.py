"""What the rules on notebooks share: the notebook as stored, ways to read it, the table of rules.

A rule takes a `Notebook` and yields complaints; ``RULES`` maps its name to a function that returns
them as a list. `stored_form` has the rules on the file, `code_cells` those on code, `house_style`
those on the order of a notebook and on its exercises, `exploring` those on explorers and on how
much there is of everything, `numbers` that on numbers in prose, `wording` those on words.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

RULES: dict[str, Callable[[Notebook], list[str]]] = {}


def rule(check: Callable[[Notebook], Iterator[str]]):
    """Enter a rule, written as a generator of complaints, in `RULES`."""
    RULES[check.__name__] = lambda notebook: list(check(notebook))
    return check


@dataclass
class Notebook:
    """A stored notebook: where it lies, and its text as read from there."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Notebook:
        return cls(path, path.read_text(encoding="utf-8"))

    @cached_property
    def raw(self) -> dict:
        return json.loads(self.text)

    @cached_property
    def cells(self) -> list[dict]:
        """The cells with their sources joined, in order."""
        return [{**cell, "source": "".join(cell["source"])} for cell in self.raw["cells"]]

    @property
    def code(self) -> list[tuple[int, dict]]:
        """Code cells with their numbers among all cells, counted from 1."""
        return [(n, c) for n, c in enumerate(self.cells, 1) if c["cell_type"] == "code"]

    @property
    def markdown(self) -> list[tuple[int, dict]]:
        return [(n, c) for n, c in enumerate(self.cells, 1) if c["cell_type"] == "markdown"]

    def texts_after(self, number: int) -> str:
        """The Markdown between cell ``number`` and the next code cell."""
        texts = []
        for cell in self.cells[number:]:
            if cell["cell_type"] != "markdown":
                break
            texts.append(cell["source"])
        return "\n\n".join(texts)


def tree(source: str) -> ast.Module:
    """The syntax tree of a cell, its magics and shell lines taken as blank."""
    return ast.parse(re.sub(r"^\s*[%!].*$", "pass", source, flags=re.M))


def called_names(source: str) -> set[str]:
    """Names of the functions that a cell calls, without what stands before a dot."""
    calls = [node.func for node in ast.walk(tree(source)) if isinstance(node, ast.Call)]
    return {getattr(f, "id", None) or getattr(f, "attr", "") for f in calls}


def outputs(cell: dict) -> list[dict]:
    """A cell's outputs, each text joined."""
    joined = []
    for out in cell.get("outputs", []):
        data = {k: "".join(v) for k, v in out.get("data", {}).items()}
        joined.append({**out, "data": data, "text": "".join(out.get("text", ""))})
    return joined


def explorer_calls(source: str) -> set[str]:
    """Names of the explorers that a cell makes, by ``explorers.NAME(...)`` or by `Explorer`."""
    calls = [node.func for node in ast.walk(tree(source)) if isinstance(node, ast.Call)]
    made = {f.attr for f in calls if ast.unparse(f).startswith("explorers.")}
    return made | (called_names(source) & {"Explorer"})


def without_math_and_code(text: str) -> str:
    """Markdown with code and formulas taken out, which may look like links, headings or prose."""
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.M | re.S)
    text = re.sub(r"\$\$.*?\$\$", " ", text, flags=re.S)
    return re.sub(r"`[^`\n]*`|(?<!\\)\$[^$\n]*\$", " ", text)
