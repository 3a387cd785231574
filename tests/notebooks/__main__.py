"""The rules on text and code, for the writer of a notebook: ``python -m tests.notebooks FILE …``.

What a recording brings (outputs, ids, execution counts) is left to ``make test``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.notebooks import house_style, stored_form
from tests.notebooks.every_rule import RULES
from tests.notebooks.exploring import counts, honest_minutes
from tests.notebooks.rules import Notebook

OF_THE_RECORDING = {name for name in vars(stored_form) if name in RULES} - {
    "no_final_semicolon",
    "no_absolute_paths",
    "links_lead_somewhere",
} | {"numbers_in_prose_are_computed"}


def report(path: Path) -> bool:
    """Print what the notebook has and what is to be mended; whether nothing is."""
    notebook = Notebook.read(path)
    numbers = counts(notebook) | {"exercises": len(house_style.exercises(notebook))}
    numbers["honest minutes"] = honest_minutes(notebook)
    print(f"{path.name}: " + ", ".join(f"{count} {what}" for what, count in numbers.items()))
    found = [(name, complaint) for name in RULES.keys() - OF_THE_RECORDING
             for complaint in RULES[name](notebook)]  # fmt: skip
    for name, complaint in sorted(found):
        print(f"  {name}: {complaint}")
    return not found


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.notebooks notebooks/NN_topic.ipynb …")
    verdicts = [report(Path(path)) for path in sys.argv[1:]]
    sys.exit(not all(verdicts))
