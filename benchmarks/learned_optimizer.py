"""``python -m benchmarks.learned_optimizer``: learn the stored optimizers of notebook 24 anew.

Nine recipes (three families to learn on, three lengths of the way back), each from its seed, two
more seeds of the first one, and the rates of the hand-made optimizers, tuned on validation
functions. Everything is written to ``data/learned_optimizers.npz``, whose checksum is printed: it
belongs into ``course_lib/datasets/files.py`` and ``data/README.md``. On another processor the last
digits of sums differ, and with them the checksum.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from course_lib.lessons.learning_to_learn.racing import ARENAS, FILE, tune_all
from course_lib.lessons.learning_to_learn.recipes import (
    FAMILIES,
    UNROLLS,
    key,
    record,
    record_seeds,
)

DATA = Path(__file__).parents[1] / "data"


def tuned_rates() -> dict[str, np.ndarray]:
    """The hand-made optimizers' rates, shape (arenas, optimizers)."""
    return {"rates": np.array([tune_all(arena) for arena in ARENAS])}


#: Name → what makes a part of the file.
PARTS = {"rates": tuned_rates, "seeds": record_seeds} | {
    key(family, unroll): partial(record, family, unroll)
    for family in FAMILIES
    for unroll in UNROLLS
}


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=DATA / FILE)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=tuple(PARTS),
                        help="make these anew and keep the others in the file")  # fmt: skip
    options = parser.parse_args(arguments)
    found = {}
    if set(options.only) < set(PARTS) and options.out.exists():
        with np.load(options.out, allow_pickle=False) as before:
            found = {name: before[name] for name in before.files}
    for name in options.only:
        start = perf_counter()
        found |= PARTS[name]()
        print(f"{name}: {perf_counter() - start:.0f} s", flush=True)
    np.savez(options.out, **dict(sorted(found.items())))
    print(hashlib.sha256(options.out.read_bytes()).hexdigest(), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
