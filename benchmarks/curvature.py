"""``python -m benchmarks.curvature``: a product with a network's Hessian, in gradients.

The product and the gradient of the same network on the same digits take turns, so that a busy
moment of the machine meets both. No peer is needed: the goal is a ratio of our own two.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import numpy as np

from benchmarks.report import machine, section
from course_lib.datasets import load_mnist
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, hessian_vector, mlp

START = "<!-- curvature: written by `python -m benchmarks.curvature` -->"
END = "<!-- end of curvature -->"
GOAL = 3.0  # gradients
SETTINGS = (
    ((784, 512, 512, 10), "relu", 1000),
    ((784, 64, 10), "relu", 1000),
    ((784, 64, 64, 64, 10), "tanh", 1000),
)
HEAD = """\
| network | activation | digits | gradient, ms | product, ms | product / gradient | goal ≤ 3 |
|---|---|---:|---:|---:|---:|---|"""


@dataclass(frozen=True)
class Row:
    """Seconds of each turn."""

    sizes: tuple[int, ...]
    activation: str
    digits: int
    gradient: tuple[float, ...]
    product: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median over the turns of the product's time in gradients of the same turn."""
        return float(np.median(np.divide(self.product, self.gradient)))

    def __str__(self) -> str:
        times = [f"{1e3 * np.median(seconds):.1f}" for seconds in (self.gradient, self.product)]
        reached = "yes" if self.ratio <= GOAL else "**no**"
        return (
            f"| {'-'.join(map(str, self.sizes))} | {self.activation} | {self.digits:,} "
            f"| {' | '.join(times)} | {self.ratio:.2f} | {reached} |"
        )


def measure(sizes, activation, digits, turns) -> Row:
    """Gradient and product in turns, after one of each that does not count."""
    data, rng = load_mnist("train", size=digits), np.random.default_rng(0)
    net = mlp(sizes, activation)
    f = NetworkRisk(net, SoftmaxCrossEntropy(), data.X.astype(float), data.y)
    theta, v = f.start(rng), rng.standard_normal(f.dim)
    calls = partial(f.value_and_grad, theta), partial(hessian_vector, f, theta, v)
    seconds = np.array([[_timed(call) for call in calls] for _ in range(turns + 1)])[1:]
    return Row(sizes, activation, digits, *(tuple(column) for column in seconds.T))


def _timed(call) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--turns", type=int, default=15)
    options = parser.parse_args(arguments)
    rows = []
    for setting in SETTINGS:
        rows.append(measure(*setting, options.turns))
        print(rows[-1], flush=True)
    facts = machine()
    text = "\n".join([
        HEAD, *map(str, rows), "",
        f"Medians of {options.turns} turns, one thread, numpy {facts['packages']['numpy']}, "
        f"{facts['cpus']} CPUs, load {facts['load'][0]:g} at the end.",
    ])  # fmt: skip
    section(text, START, END)
    return 0 if all(row.ratio <= GOAL for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
