"""Pictures of a notebook's explorers as JupyterLab shows them, for authors to look at.

::

    python -m tests.browser.screenshots notebooks/04_gradient_descent.ipynb --out pictures
    python -m tests.browser.screenshots notebooks/*.ipynb --out pictures --student --ends

The notebook is run once. For every explorer, window (1280x800 and 900x800) and theme it stores
``NAME-explorer-1-1280-light.png``: the prompts above it, its cell, its controls and its picture. It
says how high that is and whether it fits on one screen. ``--ends`` also sets every control to its
ends, or to each of its options, in the first window and theme; ``--pages`` stores the whole
notebook in pieces. What went wrong on the way is printed, and the exit status is then 1.

A JupyterLab takes a while to start. One can be kept, for several checkouts as well::

    python -m tests.browser.screenshots --serve /tmp/lab.json           until Ctrl-C
    python -m tests.browser.screenshots … --connect /tmp/lab.json       as often as you like

The notebooks run on the Python that runs this, or on that of another checkout: ``--python``.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tests.browser.book import FRAMES
from tests.browser.lab import Lab
from tests.browser.server import Server, jupyterlab
from tools.student_edition import student_edition

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
TALL = 2600  # CSS pixels: an explorer with its prompts is in view at once
PIECE = 1500  # height of the window that the whole notebook is taken through

# What belongs to an explorer: its cell, and the text cell right above it.
PLACE = """root => {
  const cell = root.closest('.jp-Cell');
  const inside = ring.panel.content.node.getBoundingClientRect();
  const above = cell.previousElementSibling;
  const prompts = above && above.matches('.jp-MarkdownCell') ? above : cell;
  prompts.scrollIntoView({block: 'start'});
  const [a, b] = [prompts.getBoundingClientRect(), cell.getBoundingClientRect()];
  return {x: a.left, y: a.top, width: a.width, height: b.bottom - a.top, screen: inside.height};
}"""
SCROLLER = """() => {
  const panel = ring.panel.content.node;
  return [panel, ...panel.querySelectorAll('*')].find(e => e.scrollHeight > e.clientHeight + 5
    && ['auto', 'scroll'].includes(getComputedStyle(e).overflowY)
    && e.clientHeight > 600) || panel;
}"""
CONTENT = """e => Math.ceil(Math.max(...[...e.querySelectorAll('.jp-Cell')].map(
  c => c.getBoundingClientRect().bottom)) - e.getBoundingClientRect().top + e.scrollTop + 20)"""
SCROLL_TO = "(e, top) => { e.scrollTop = top; return e.scrollTop; }"


@dataclass(frozen=True)
class Window:
    """A window's size in CSS pixels, as a reader's; written "1280x800"."""

    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> Window:
        return cls(*map(int, text.split("x")))


@dataclass(frozen=True)
class Album:
    """Where one notebook's pictures go."""

    book: object
    out: Path
    name: str

    def save(self, picture: bytes, what: str):
        (self.out / f"{self.name}-{what}.png").write_bytes(picture)

    def shoot(self, explorer, what: str) -> tuple[float, float]:
        """Save an explorer with what belongs to it; its height and that of the panel."""
        place = explorer.root.evaluate(PLACE)
        screen = place.pop("screen")
        self.save(self.book.page.screenshot(clip=place), f"explorer-{explorer.index + 1}-{what}")
        return place["height"], screen

    def shoot_all(self, explorers, window: Window, theme: str):
        """Every explorer in one window and theme."""
        self.book.set_theme(THEMES[theme])
        self.book.resize(window.width, TALL)
        for explorer in explorers:
            height, panel = self.shoot(explorer, f"{window.width}-{theme}")
            room = panel - (TALL - window.height)
            verdict = "fits" if height <= room else f"too high by {height - room:.0f}"
            print(f"  {explorer}, {window.width} {theme}: {height:.0f} px of {room:.0f}, {verdict}")

    def shoot_ends(self, explorer):
        """An explorer with each control at its ends, from its first state."""
        for k in range(len(explorer.controls())):
            control = explorer.controls()[k]
            if control.is_reset or control.kind == "play":
                continue
            if control.disabled:
                print(f"  {control}: disabled at rest, not moved")
                continue
            for end, move in control.ends():
                move()
                explorer.settled()
                self.shoot(explorer, f"{k + 1:02}-{slug(control.name)}-{slug(end)}")
            explorer.reset()

    def shoot_pages(self):
        """The whole notebook, top to bottom, in pieces that do not overlap."""
        page = self.book.page
        self.book.resize(page.viewport_size["width"], PIECE)
        scroller = page.evaluate_handle(SCROLLER).as_element()
        height, step = scroller.evaluate(CONTENT), scroller.evaluate("e => e.clientHeight")
        for number, top in enumerate(range(0, height, step), start=1):
            skipped = top - scroller.evaluate(SCROLL_TO, top)  # the last piece
            page.evaluate(FRAMES)
            box = scroller.bounding_box()
            clip = {
                "x": box["x"], "y": box["y"] + skipped, "width": box["width"],
                "height": min(step - skipped, height - top),
            }  # fmt: skip
            self.save(page.screenshot(clip=clip), f"page-{number:02}")


def slug(text: str) -> str:
    """A name that is safe in a file name: letters and digits, the rest as hyphens."""
    return re.sub(r"[^\w.]+", "-", text).strip("-.")[:40] or "unnamed"


def photograph(lab, path: Path, options) -> list[str]:
    """All pictures of one notebook; the problems that were seen."""
    start = time.monotonic()
    book = lab.open(path)
    try:
        if not book.run_all():
            print(f"  {path.name}: a cell raised")
        explorers = book.explorers()
        chosen = [e for e in explorers if not options.only or e.index + 1 in options.only]
        album = Album(book, options.out, path.stem)
        looks = [(w, t) for t in options.themes for w in options.sizes]
        for window, theme in looks:
            album.shoot_all(chosen, window, theme)
        if options.ends:
            book.set_theme(THEMES[options.themes[0]])
            book.resize(options.sizes[0].width, TALL)
            for explorer in chosen:
                album.shoot_ends(explorer)
        if options.pages:
            album.shoot_pages()
        problems = book.problems()
    finally:
        book.close()
    seconds = time.monotonic() - start
    print(f"{path.name}: {len(explorers)} explorers, {seconds:.0f} s, {len(problems)} problems")
    return problems


def editions(paths: list[Path], student: bool, folder: Path) -> list[Path]:
    """The notebooks themselves, or their student editions written to a folder."""
    if not student:
        return paths
    written = [folder / f"{path.stem}-student.ipynb" for path in paths]
    for solved, copy in zip(paths, written, strict=True):
        nbformat.write(student_edition(nbformat.read(solved, as_version=4)), copy)
    return written


def serve(file: Path):
    """Keep a JupyterLab running, and say in a file where it is, until Ctrl-C."""
    with jupyterlab(all_drawn=True) as server:
        server.write(file)
        print(f"{server.url}: use it with --connect {file}; Ctrl-C ends it", flush=True)
        ends = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
        signal.sigwait(ends)
        file.unlink(missing_ok=True)


def parse(arguments) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, help="directory for the pictures")
    parser.add_argument("--student", action="store_true", help="the student edition of each")
    parser.add_argument("--only", type=int, nargs="+", metavar="N", help="these explorers, from 1")
    parser.add_argument("--ends", action="store_true", help="also every control at its ends")
    parser.add_argument("--pages", action="store_true", help="also the whole notebook")
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=list(THEMES))
    parser.add_argument("--sizes", nargs="+", type=Window.parse, metavar="WIDTHxHEIGHT",
                        default=[Window(1280, 800), Window(900, 800)])  # fmt: skip
    parser.add_argument("--python", default=sys.executable, help="of the checkout to be shown")
    parser.add_argument("--connect", type=Path, metavar="FILE", help="use a JupyterLab kept by …")
    parser.add_argument("--serve", type=Path, metavar="FILE", help="… keep one; tell of it here")
    options = parser.parse_args(arguments)
    if not options.serve and not (options.notebooks and options.out):
        parser.error("give notebooks and --out, or --serve")
    return options


def main(arguments=None) -> int:
    options = parse(arguments)
    if options.serve:
        serve(options.serve)
        return 0
    options.out.mkdir(parents=True, exist_ok=True)
    problems = []
    with contextlib.ExitStack() as held:
        kept = options.connect and Server.read(options.connect)
        server = kept or held.enter_context(jupyterlab(all_drawn=True))
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        lab = held.enter_context(Lab(server, python=options.python))
        for path in editions(options.notebooks, options.student, folder):
            problems += photograph(lab, path, options)
    for problem in problems:
        print("problem:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
