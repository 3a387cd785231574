"""``python -m benchmarks.latency``: from a slider's key to the pixels, in JupyterLab in Chromium.

First one slider in three ways, in turn, on a page with one figure and on notebook 04's page: whole
pictures as PNG, the pixels that change, and pictures drawn ahead. Then a slider of every explorer.

::

    python -m benchmarks.latency                    all, about a quarter of an hour
    python -m benchmarks.latency --only pages       the first part; the rest stays as it is
    python -m benchmarks.latency --only 04 19       the explorers of these notebooks
    python -m benchmarks.latency --only 04 --no-write
"""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.latency_page import IMPORT, Slider, in_kernel, listen
from benchmarks.latency_report import AHEAD, CHANGED, END, START, WHOLE, rounded, text
from benchmarks.report import machine, section, store, stored
from tests.notebooks.rules import Notebook, explorer_calls
from tests.notebooks.support import NOTEBOOKS, write_notebook

SLIDER, EXPLORER, CHAPTER = "η", "car_regression", "04"
IMPORTS = "from course_lib.lessons.gradient_descent import explorers"
ONE = "# One figure", IMPORTS, f"explorers.{EXPLORER}()"
BLOCKS, PRESSES = 4, 25  # of each way on a page: 100 presses
SWEPT = 12  # presses of an explorer in the table, each way
WINDOW = 1280, 800  # a small laptop's; what is in sight is painted anew in every frame
PATIENCE = 20, 3  # seconds until all pictures of a slider are there, alone and in the table


def notebooks() -> dict[str, Path]:
    """Number → path."""
    return {path.name[:2]: path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def made(path: Path) -> list[str]:
    """The names of a notebook's explorers, from top to bottom."""
    calls = [explorer_calls(cell["source"]) for _, cell in Notebook.read(path).code]
    return [name for names in calls for name in sorted(names)]


@contextmanager
def opened(lab, path: Path, first: str = ""):
    """The book, run after a statement in its kernel; an error for whatever goes wrong on it."""
    with closing(lab.open(path)) as book:
        book.ask("None", f"{IMPORT}\n{first}")
        if not book.run_all():
            sys.exit(f"{path.name} has an error: " + "; ".join(book.problems()))
        listen(book)
        yield book
        if problems := book.problems():
            sys.exit(f"{path.name} reported: " + "; ".join(problems))


def the_slider(book, path: Path) -> Slider:
    """The one that is measured in three ways, warmed up."""
    names = made(path)
    slider = Slider(book, book.explorers()[names.index(EXPLORER)], SLIDER)
    slider.turn(False)
    slider.presses(5)
    return slider


def in_three_ways(lab, path: Path, folder: str, rng: Random) -> dict:
    """A page's row for each way, and how the pictures ahead come."""
    again = Path(shutil.copy(path, folder))  # JupyterLab has one kernel for a path
    ways = {way: {"press": [], "kB": [], "cpu": [], "drags": []} for way in (WHOLE, CHANGED, AHEAD)}
    with ExitStack() as books:
        before = "latency_kernel.use_whole_pictures()"
        old = the_slider(books.enter_context(opened(lab, path, before)), path)
        new = the_slider(books.enter_context(opened(lab, again)), path)
        fills = []
        for _ in range(BLOCKS):
            for way in rng.sample(list(ways), len(ways)):
                slider, found = old if way == WHOLE else new, ways[way]
                slider.turn(way == AHEAD)
                found["drags"].append(vars(slider.drag()))
                slider.turn(way == AHEAD)
                if way == AHEAD:
                    fills.append(filled(slider, PATIENCE[0]))
                had, spent = slider.received(), slider.spent()
                found["press"] += slider.presses(PRESSES)
                found["kB"].append((slider.received() - had) / 1e3 / PRESSES)
                found["cpu"].append(1e3 * (slider.spent() - spent) / PRESSES)
    return {"ways": ways, "fills": fills}


def filled(slider: Slider, seconds: float) -> dict:
    """How the pictures of a slider came that was reached for."""
    spent = slider.spent()
    came = slider.fill(seconds)
    tens = [ms for count, ms in came if count >= 10]
    drawn = slider.kernel("drawn")
    return {
        **drawn,
        "ten": min(tens, default=None),
        "all": came[-1][1] if came and not drawn["left"] else None,
        "cpu": slider.spent() - spent,
    }


def swept(lab, path: Path) -> list[dict]:
    """A row for each explorer of a notebook."""
    rows = []
    with opened(lab, path) as book:
        for name, explorer in zip(made(path), book.explorers(), strict=True):
            rows.append({"explorer": name, **row(book, explorer)})
            print(path.name[:2], text_of(rows[-1]), flush=True)
    return rows


def row(book, explorer) -> dict:
    """Of an explorer's first fast slider: as the kernel draws it, and drawn ahead."""
    model = explorer.root.evaluate("root => ring.model(root)")
    label, reason = in_kernel(book, "slider", model)
    found = {"slider": label, "why": reason}
    if not label:
        return found
    slider = Slider(book, explorer, label)
    slider.turn(False)
    if not slider.presses(2):
        return {"slider": label, "why": "a tick changes nothing at first"}
    had, spent = slider.received(), slider.spent()
    found["kernel"] = slider.presses(SWEPT)
    found["cpu"] = 1e3 * (slider.spent() - spent) / SWEPT
    found["kB"] = (slider.received() - had) / 1e3 / SWEPT
    slider.turn(True)
    if not reason:
        found |= filled(slider, PATIENCE[1]) | {"cpu": found["cpu"]}
        found["ahead"] = slider.presses(SWEPT)
    explorer.reset()
    slider.turn(True)
    return found


def text_of(found: dict) -> str:
    """A row while it comes."""
    times = [
        f"{way} {np.median(found[way]):.0f}/{np.percentile(found[way], 95):.0f} ms"
        for way in ("kernel", "ahead")
        if way in found
    ]
    return " ".join([found["explorer"], found["slider"], *times, found["why"]])


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    known = notebooks()
    parser.add_argument(
        "--only",
        nargs="+",
        choices=["pages", *known],
        metavar="PART",
        help='"pages", or numbers of notebooks: what else was measured stays',
    )
    parser.add_argument("--no-write", action="store_true", help="print the section only")
    options = parser.parse_args(arguments)
    try:
        import playwright  # noqa: F401
    except ImportError:
        sys.exit("this needs Playwright and Chromium; run `make browser` once, it installs it")
    from tests.browser.lab import Lab
    from tests.browser.server import jupyterlab

    log, rng = stored().get("latency", {}), Random(0)
    with (
        TemporaryDirectory() as folder,
        TemporaryDirectory() as again,
        jupyterlab() as server,
        Lab(server, WINDOW) as lab,
    ):
        for part in options.only or ["pages", *known]:
            if part == "pages":
                alone = write_notebook(Path(folder, "one.ipynb"), *ONE)
                log["pages"] = {
                    "one figure": in_three_ways(lab, alone, again, rng),
                    f"notebook {CHAPTER}": in_three_ways(lab, known[CHAPTER], again, rng),
                    "machine": machine(),
                }
            else:
                log.setdefault("notebooks", {})[part] = {
                    "rows": swept(lab, known[part]),
                    "load": machine()["load"][0],
                }
            if not options.no_write:  # each part as it is done: it can be taken up again
                store({"latency": rounded(log)})
    print(text(log))
    if not options.no_write:
        section(text(log), START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
