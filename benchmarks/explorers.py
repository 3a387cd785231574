"""``python -m benchmarks.explorers``: measure every explorer and write the table.

::

    python -m benchmarks.explorers                          all, about two minutes
    python -m benchmarks.explorers --only staircase         one, printed and not written
    python -m benchmarks.explorers --browser notebooks/04_gradient_descent.ipynb
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.measure import measure
from benchmarks.report import as_log, machine, misses, row, table, write
from course_lib.lessons.catalogue import EXPLORERS


def browser_latency(notebook: Path, slider: int = 0, presses: int = 40) -> list[float]:
    """Milliseconds from a key on a notebook's slider to the frame that shows its picture."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        sys.exit("--browser needs Playwright and Chromium; run `make browser` once, it installs it")
    from tests.browser.lab import Lab
    from tests.browser.server import jupyterlab

    with jupyterlab() as server, Lab(server) as lab:
        book = lab.open(notebook)
        book.run_all()
        book.slider_latency(slider, 5)  # warm up
        latency = book.slider_latency(slider, presses)
        problems = book.problems()
        book.close()
    if problems:
        sys.exit("the notebook reported: " + "; ".join(problems))
    return latency


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", choices=EXPLORERS, help="these, without writing")
    parser.add_argument("--values", type=int, default=11, help="over a slider's range")
    parser.add_argument("--rounds", type=int, default=1, help="times that each sweep is run")
    parser.add_argument("--browser", type=Path, metavar="NOTEBOOK", help="and slider to pixels")
    parser.add_argument("--presses", type=int, default=40)
    options = parser.parse_args(arguments)
    sweeps = {}
    for name in options.only or EXPLORERS:
        sweeps[name] = measure(EXPLORERS[name], options.values, options.rounds)
        print(row(name, sweeps[name]), flush=True)
    latency = browser_latency(options.browser, presses=options.presses) if options.browser else []
    rows, facts = [row(name, found) for name, found in sweeps.items()], machine()
    text = table(rows, facts, latency)
    print("\n" + text)
    if not options.only:
        write(text, as_log(sweeps, facts, latency))
    missed = misses(rows, latency)
    print(f"\n{len(missed)} goals missed." if missed else "\nEvery goal was reached.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
