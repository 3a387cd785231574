"""``python -m benchmarks.gradient_cost``: a gradient's time, in times of its function.

The loss of a network of tanh layers, with and without its gradient, by our autodiff and by
autograd. All four take turns, so that a busy moment of the machine meets them all; the least time
of many rounds is told. The goal is the theorem's constant: 5.

::

    python -m benchmarks.gradient_cost               measure and write the section of the README
    python -m benchmarks.gradient_cost --print       measure only
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from benchmarks.autodiff import fastest
from benchmarks.report import machine, section
from course_lib import autodiff as ad
from course_lib.autodiff import Tensor, value_and_grad

START = "<!-- gradient_cost: written by python -m benchmarks.gradient_cost -->"
END = "<!-- gradient_cost: end -->"
GOAL = 5.0
NETWORKS = (((2, 16, 16, 1), 64), ((64, 128, 128, 10), 128), ((256, 512, 512, 10), 256))


@dataclass(frozen=True)
class Cost:
    """The least times for a network's loss alone and with its gradient, in seconds."""

    network: str
    ours: tuple[float, float]
    theirs: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.ours[1] / self.ours[0]

    @property
    def their_ratio(self) -> float:
        return self.theirs[1] / self.theirs[0]


def tasks(sizes: tuple[int, ...], batch: int) -> list[Callable]:
    """Ours alone, ours with the gradient, theirs alone, theirs with the gradient."""
    import autograd
    import autograd.numpy as anp

    rng = np.random.default_rng(0)
    weights = {k: rng.normal(size=sizes[k : k + 2]) / np.sqrt(sizes[k])
               for k in range(len(sizes) - 1)}  # fmt: skip
    X, y = rng.normal(size=(batch, sizes[0])), rng.normal(size=(batch, sizes[-1]))

    def loss(tanh, mean, p):
        h = X
        for k in range(len(p) - 1):
            h = tanh(h @ p[k])
        residual = h @ p[len(p) - 1] - y
        return mean(residual * residual)

    def ours(p):
        return loss(ad.tanh, ad.mean, p)

    def theirs(p):
        return loss(anp.tanh, anp.mean, p)

    constants = {k: Tensor(w, requires_grad=False) for k, w in weights.items()}
    with_gradient, their_gradient = value_and_grad(ours), autograd.value_and_grad(theirs)
    return [
        lambda: ours(constants).value, lambda: with_gradient(weights),
        lambda: theirs(weights), lambda: their_gradient(weights),
    ]  # fmt: skip


def costs(rounds: int = 10, networks=NETWORKS) -> list[Cost]:
    found = []
    for sizes, batch in networks:
        alone, both, their_alone, their_both = tasks(sizes, batch)
        best = np.full(4, np.inf)
        for _ in range(rounds):
            turn = [*fastest(alone, both, 1, 5), *fastest(their_alone, their_both, 1, 5)]
            best = np.minimum(best, turn)
        name = f"{'-'.join(map(str, sizes))}, batch {batch}"
        found.append(Cost(name, tuple(best[:2]), tuple(best[2:])))
    return found


def table(found: list[Cost], facts: dict) -> str:
    rows = [
        f"| {c.network} | {1e3 * c.ours[0]:.3g} | {1e3 * c.ours[1]:.3g} | {c.ratio:.1f} | "
        f"{c.their_ratio:.1f} | {'yes' if c.ratio <= GOAL else 'no'} |"
        for c in found
    ]
    head = [
        "| loss of | alone, ms | with gradient, ms | ratio | autograd's ratio | at most 5 |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    where = (
        f"{facts['cpus']} CPUs ({facts['architecture']}), load {facts['load'][0]:g} at the start, "
        f"Python {facts['python']}, numpy {np.__version__}, autograd {version('autograd')}."
    )
    return "\n".join([*head, *rows, "", where])


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--print", action="store_true", help="do not write the README")
    options = parser.parse_args(arguments)
    facts = machine()
    text = table(costs(options.rounds), facts)
    print(text)
    if not options.print:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
