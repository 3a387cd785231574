"""Pictures of a notebook as JupyterLab shows it, for authors to look at.

::

    python -m tests.browser.screenshots notebooks/04_gradient_descent.ipynb --out pictures
    python -m tests.browser.screenshots notebooks/*.ipynb --out pictures --theme dark

For every notebook: ``NAME-page-01.png`` … (the whole notebook in pieces), and for every explorer
``NAME-explorer-1-rest.png`` and one picture after each control has been moved. ``--pages-only``
leaves the explorers alone. What went wrong on the way is printed, and the exit status is then 1.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

from tests.browser.lab import THEMES, Lab

PIECE = 1500  # CSS pixels of the notebook in one picture; fits a window of 1600

SCROLLER = """() => {
  const panel = window.labPanel.content.node;
  return [panel, ...panel.querySelectorAll('*')].find(e => e.scrollHeight > e.clientHeight + 5
    && ['auto', 'scroll'].includes(getComputedStyle(e).overflowY)
    && e.clientHeight > 600) || panel;
}"""
CONTENT = """e => Math.ceil(Math.max(...[...e.querySelectorAll('.jp-Cell')].map(
  c => c.getBoundingClientRect().bottom)) - e.getBoundingClientRect().top + e.scrollTop + 20)"""
SCROLL_TO = "(e, top) => { e.scrollTop = top; return e.scrollTop; }"


def pages(book, save):
    """Save the whole notebook, top to bottom, in pieces that do not overlap."""
    scroller = book.page.evaluate_handle(SCROLLER).as_element()
    height = scroller.evaluate(CONTENT)
    for number, top in enumerate(range(0, height, PIECE), start=1):
        at = scroller.evaluate(SCROLL_TO, top)
        book.page.wait_for_timeout(150)  # what scrolls into view is drawn
        box = scroller.bounding_box()
        skipped = top - at  # the last piece cannot be scrolled to the top
        clip = {
            "x": box["x"],
            "y": box["y"] + skipped,
            "width": box["width"],
            "height": min(PIECE, box["height"] - skipped, height - top),
        }
        save(book.page.screenshot(clip=clip), f"page-{number:02}")


def explorer_pictures(explorer, save):
    """Save an explorer at rest and after each of its controls has been moved."""
    area = explorer.root.locator("xpath=ancestor::*[contains(@class,'jp-OutputArea')][last()]")

    def shoot(what):
        save(area.screenshot(), f"explorer-{explorer.index + 1}-{what}")

    explorer.settled()
    shoot("rest")
    for k in range(len(explorer.controls())):
        control = explorer.controls()[k]
        if control.disabled:
            print(f"  {control}: disabled now, not moved")
            continue
        next(iter(control.moves()))()
        explorer.page.wait_for_timeout(250)
        if control.kind != "play":
            explorer.settled()
        shoot(f"{k + 1:02}-{control.kind}-{slug(control.name)}")
        if control.kind == "play":
            control.activate()


def slug(text: str) -> str:
    """A name that is safe in a file name: letters and digits, the rest as hyphens."""
    return re.sub(r"[^\w]+", "-", text).strip("-")[:40] or "unnamed"


def photograph(lab, path: str, out: Path, pages_only: bool = False) -> list[str]:
    """All pictures of one notebook into a directory; the problems that were seen."""
    name = Path(path).stem

    def save(picture: bytes, what: str):
        (out / f"{name}-{what}.png").write_bytes(picture)

    start = time.monotonic()
    book = lab.open(path)
    if not book.run_all():
        print(f"  {path}: a cell raised")
    explorers = book.explorers()
    pages(book, save)
    for explorer in [] if pages_only else explorers:
        explorer_pictures(explorer, save)
    problems = book.problems()
    book.close()
    seconds = time.monotonic() - start
    print(f"{path}: {len(explorers)} explorers, {seconds:.0f} s, {len(problems)} problems")
    return problems


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="directory for the pictures")
    parser.add_argument("--theme", choices=THEMES, default="light")
    parser.add_argument("--width", type=int, default=1280, help="of the window, in CSS pixels")
    parser.add_argument("--pages-only", action="store_true", help="move nothing")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    problems = []
    for folder in dict.fromkeys(path.resolve().parent for path in options.notebooks):
        with Lab(folder, theme=options.theme, size=(options.width, 1600)) as lab:
            for path in options.notebooks:
                if path.resolve().parent == folder:
                    problems += photograph(lab, path.name, options.out, options.pages_only)
    for problem in problems:
        print("problem:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
