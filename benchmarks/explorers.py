"""``python -m benchmarks.explorers``: measure every explorer and write the table.

::

    python -m benchmarks.explorers                          all, about a quarter of an hour
    python -m benchmarks.explorers --only staircase         one, printed and not written
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.measure import measure
from benchmarks.report import as_log, machine, misses, row, table, write
from course_lib.lessons.catalogue import EXPLORERS


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", choices=EXPLORERS, help="these, without writing")
    parser.add_argument("--values", type=int, default=11, help="over a slider's range")
    parser.add_argument("--rounds", type=int, default=1, help="times that each sweep is run")
    options = parser.parse_args(arguments)
    sweeps = {}
    for name in options.only or EXPLORERS:
        sweeps[name] = measure(EXPLORERS[name], options.values, options.rounds)
        print(row(name, sweeps[name]), flush=True)
    rows, facts = [row(name, found) for name, found in sweeps.items()], machine()
    text = table(rows, facts)
    print("\n" + text)
    if not options.only:
        write(text, as_log(sweeps, facts))
    missed = misses(rows)
    print(f"\n{len(missed)} goals missed." if missed else "\nEvery goal was reached.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
