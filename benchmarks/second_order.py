"""``python -m benchmarks.second_order``: our L-BFGS beside SciPy's L-BFGS-B, to equal accuracy.

Both minimize the same softmax risk of handwritten digits, with the same two functions for f and ∇f
and the same memory, from the same start. They take turns, so that a busy machine slows both; of
each the least time of the rounds is told.

::

    python -m benchmarks.second_order             measure and write the section of the README
    python -m benchmarks.second_order --print     measure only
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import scipy.optimize

from benchmarks.report import machine, section
from course_lib.datasets import load_mnist
from course_lib.functions import MulticlassRisk, SoftmaxCrossEntropy, SquaredNorm, add_bias
from course_lib.functions.objective import Objective
from course_lib.optim import LBFGS
from course_lib.threads import all_threads

START = "<!-- second order: written by `python -m benchmarks.second_order` -->"
END = "<!-- end of second order -->"
GAPS = (1e-2, 1e-3, 1e-4)  # of the gap at the start
GOAL, PENALTY, MEMORY, MOST = 1.0, 1e-4, 10, 600
HEAD = """\
| gap, of the first | course | SciPy | course / SciPy | goal | reached |
|---:|---:|---:|---:|---:|---|"""


@dataclass(frozen=True)
class Race:
    """Seconds of both until the gap is this share of the first one; NaN: never."""

    gap: float
    ours: float
    scipy: float

    @property
    def ratio(self) -> float:
        return self.ours / self.scipy

    def __str__(self) -> str:
        reached = "yes" if self.ratio <= GOAL else "no"
        return (f"| {self.gap:.0e} | {self.ours:.3g} s | {self.scipy:.3g} s | {self.ratio:.2f} "
                f"| {GOAL:g} | {reached} |")  # fmt: skip


def digits_risk(size: int) -> Objective:
    """The penalized softmax risk of so many digits, 7,850 weights."""
    data = load_mnist("train", size=size)
    J = MulticlassRisk(SoftmaxCrossEntropy(), add_bias(data.X.astype(float)), data.y, 10)
    return J + PENALTY * SquaredNorm(unpenalized=10)


def ours(J: Objective, target: float) -> tuple[np.ndarray, np.ndarray]:
    """(seconds, values) after each step, until the value is below target."""
    method, x = LBFGS(memory=MEMORY), np.zeros(J.dim)
    began, state, seconds, values = perf_counter(), method.init(x), [], []
    for _ in range(MOST):
        x, state = method.step(J, x, state)
        if state.halt is not None:
            break
        seconds.append(perf_counter() - began)
        values.append(state.known.value)
        if values[-1] <= target:
            break
    return np.array(seconds), np.array(values)


def theirs(J: Objective, target: float) -> tuple[np.ndarray, np.ndarray]:
    """The same of SciPy's L-BFGS-B."""
    seconds, values = [], []

    def note(intermediate_result):
        seconds.append(perf_counter() - began)
        values.append(intermediate_result.fun)
        if values[-1] <= target:
            raise StopIteration

    began = perf_counter()
    scipy.optimize.minimize(
        J, np.zeros(J.dim), jac=J.grad, method="L-BFGS-B", callback=note,
        options=dict(maxiter=MOST, maxcor=MEMORY, ftol=0, gtol=0),
    )  # fmt: skip
    return np.array(seconds), np.array(values)


def races(J: Objective, rounds: int) -> list[Race]:
    """One row for each gap: both in turn, the least time of the rounds."""
    _, values = ours(J, -np.inf)
    least, first = values.min(), float(J(np.zeros(J.dim)))
    targets = [least + gap * (first - least) for gap in GAPS]
    best = np.full((2, len(GAPS)), np.nan)
    for _ in range(rounds):
        for row, solve in enumerate((ours, theirs)):
            seconds, values = solve(J, targets[-1])
            for column, target in enumerate(targets):
                there = np.flatnonzero(values <= target)
                if len(there):
                    best[row, column] = np.fmin(best[row, column], seconds[there[0]])
    return [Race(gap, *map(float, times)) for gap, times in zip(GAPS, best.T, strict=True)]


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--digits", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--print", action="store_true", dest="only_print")
    options = parser.parse_args(arguments)
    with all_threads():
        rows = races(digits_risk(options.digits), options.rounds)
    facts = machine()
    text = "\n".join([
        HEAD, *map(str, rows), "",
        f"{options.digits:,} digits, memory {MEMORY}, scipy {facts['packages']['scipy']}, "
        f"numpy {facts['packages']['numpy']}, {facts['cpus']} CPUs, "
        f"load {facts['load'][0]:g} at the end.",
    ])  # fmt: skip
    print(text)
    if not options.only_print:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
