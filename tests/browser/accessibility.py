"""Whether a page's explorers can be used by all: WCAG 2.2 AA, as far as a program can tell.

axe-core judges names, roles, states and the contrast of text. What it does not look at is asked
here: whether the focus can be seen, and whether everything is large enough to be hit.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.contrast import contrast

SCRIPT = Path(__file__).with_suffix(".js")
LEAST = 24  # CSS pixels (WCAG 2.5.8)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL = {"runOnly": LEVELS, "preload": False, "rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": ["color-contrast"], "preload": False}
# What is no matter of colour is the same in both. Lab keeps the last theme for the next page.
THEMES = {"JupyterLab Dark": COLOURS, "JupyterLab Light": ALL}


def inaccessible(book) -> list[str]:
    """What stands in somebody's way. The page has nothing but its explorers afterwards."""
    from axe_playwright_python.base import AXE_SCRIPT

    found = []
    roots = [explorer.root for explorer in book.explorers()]
    book.page.evaluate(AXE_SCRIPT)
    book.page.evaluate(SCRIPT.read_text("utf-8"))
    book.page.evaluate("() => access.alone()")
    for theme, rules in THEMES.items():
        book.set_theme(theme)
        lines, judged = book.page.evaluate("rules => access.findings(rules)", rules)
        found += lines
        if judged < 2 * len(roots):  # each has a caption and the name of a control at least
            found.append(f"the contrast of {judged} texts only is known")
        for root in roots:
            found += map(_at_stop, root.evaluate("root => access.stops(root)"))
    return [f"{book.path}: {line}" for line in found if line]


def _at_stop(stop: dict) -> str:
    """What is wrong where the Tab key stops, or nothing."""
    if stop["line"] < 2 or contrast(hexed(stop["colour"]), hexed(stop["paper"])) < 3:
        return f"{stop['name']}: the focus on it is not seen"
    if stop["size"] < LEAST - 0.5:  # of a browser that rounds
        return f"{stop['name']}: {stop['size']:.0f} px are hard to hit"
    return ""


def hexed(css: str) -> str:
    """`rgb(255, 0, 0)` as `#ff0000`."""
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", css)[:3])
