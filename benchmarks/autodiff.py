"""``python -m benchmarks.autodiff``: our autodiff beside micrograd and autograd, in one run.

Two tasks, forward and backward together: a chain of 10,000 scalar gates, and the loss of a
2-16-16-1 network on a batch of 64. Then the loss of three networks with and without its gradient,
by ours and by autograd. The libraries take turns, so that a busy machine slows both; the least time
of many rounds is told.

::

    python -m benchmarks.autodiff               measure and write the section of the README
    python -m benchmarks.autodiff --print       measure only
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from benchmarks.report import machine, section
from course_lib import autodiff as ad
from course_lib.autodiff import Tensor, backward, value_and_grad

START, END = "<!-- autodiff: written by python -m benchmarks.autodiff -->", "<!-- autodiff: end -->"
MOST = 5.0  # the theorem's constant: the operations of a gradient, in times of its function
NETWORKS = (((2, 16, 16, 1), 64), ((64, 128, 128, 10), 128), ((256, 512, 512, 10), 256))


@dataclass(frozen=True)
class Race:
    """The least times of two programs for one task, in seconds; ``goal`` is theirs / ours."""

    task: str
    peer: str
    ours: float
    theirs: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours

    @property
    def reached(self) -> bool:
        return self.ratio >= self.goal


def scalar_chain(kind: Callable, gates: int):
    """The last value and the first input of a chain of additions and multiplications."""
    inputs = [kind(0.5 + 0.001 * k) for k in range(10)]
    s = inputs[0]
    for k in range(gates // 4):
        s = (inputs[k % 10] * s + inputs[(k + 3) % 10]) * 0.5 + (-0.25)
    return s, inputs[0]


def scalar_tasks(gates: int) -> tuple[Callable, Callable]:
    from micrograd.engine import Value

    def ours():
        s, x = scalar_chain(Tensor, gates)
        return backward(s)[x]

    def theirs():
        s, x = scalar_chain(Value, gates)
        s.backward()
        return x.grad

    return ours, theirs


def network_tasks() -> tuple[Callable, Callable]:
    import autograd
    import autograd.numpy as anp

    rng = np.random.default_rng(0)
    sizes = (2, 16, 16, 1)
    params = {f"W{k}": rng.normal(size=sizes[k : k + 2]) / np.sqrt(sizes[k]) for k in range(3)}
    params |= {f"b{k}": np.zeros(sizes[k + 1]) for k in range(3)}
    X, y = rng.normal(size=(64, 2)), rng.normal(size=(64, 1))

    def loss(tanh, mean, p):
        h = tanh(X @ p["W0"] + p["b0"])
        h = tanh(h @ p["W1"] + p["b1"])
        residual = h @ p["W2"] + p["b2"] - y
        return mean(residual * residual)

    ours = value_and_grad(lambda p: loss(ad.tanh, ad.mean, p))
    theirs = autograd.value_and_grad(lambda p: loss(anp.tanh, anp.mean, p))
    return lambda: ours(params), lambda: theirs(params)


def fastest(first: Callable, second: Callable, rounds: int, runs: int) -> tuple[float, float]:
    """The least processor time of each, in turns of several runs after one to warm up."""
    best = [np.inf, np.inf]
    for _ in range(rounds):
        for k, run in enumerate((first, second)):
            # What the other left behind, and what is imported, is not this one's cost.
            gc.collect()
            gc.freeze()
            run()
            for _ in range(runs):
                start = time.process_time()
                run()
                best[k] = min(best[k], time.process_time() - start)
    gc.unfreeze()
    return best[0], best[1]


def races(gates: int = 10_000, rounds: int = 10) -> list[Race]:
    # micrograd walks its graph by recursion: a chain needs a frame for each gate.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 4 * gates + 1000))
    try:
        scalar = fastest(*scalar_tasks(gates), rounds, runs=2)
    finally:
        sys.setrecursionlimit(limit)
    network = fastest(*network_tasks(), rounds, runs=50)
    return [
        Race(f"{gates:,} scalar gates", "micrograd", *scalar, 1.0),
        Race("2-16-16-1, batch 64", "autograd", *network, 2.0),
    ]


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


def cost_tasks(sizes: tuple[int, ...], batch: int) -> list[Callable]:
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
        alone, both, their_alone, their_both = cost_tasks(sizes, batch)
        best = np.full(4, np.inf)
        for _ in range(rounds):
            turn = [*fastest(alone, both, 1, 5), *fastest(their_alone, their_both, 1, 5)]
            best = np.minimum(best, turn)
        name = f"{'-'.join(map(str, sizes))}, batch {batch}"
        found.append(Cost(name, tuple(best[:2]), tuple(best[2:])))
    return found


def table(found: list[Race], prices: list[Cost], facts: dict) -> str:
    rows = [
        f"| {r.task} | {1e3 * r.ours:.3g} | {r.peer} | {1e3 * r.theirs:.3g} | {r.ratio:.2g} | "
        f"{r.goal:.2g} | {'yes' if r.reached else 'no'} |"
        for r in found
    ]
    head = [
        "| forward + backward | ours, ms | beside | ms | times faster | goal | reached |",
        "|---|---:|---|---:|---:|---:|---|",
    ]
    where = (
        f"{facts['cpus']} CPUs ({facts['architecture']}), load {facts['load'][0]:g} at the start, "
        f"Python {facts['python']}, numpy {np.__version__}, autograd {version('autograd')}, "
        f"micrograd {version('micrograd')}."
    )
    return "\n".join([*head, *rows, "", cost_table(prices), "", where])


def cost_table(found: list[Cost]) -> str:
    rows = [
        f"| {c.network} | {1e3 * c.ours[0]:.3g} | {1e3 * c.ours[1]:.3g} | {c.ratio:.1f} | "
        f"{c.their_ratio:.1f} | {'yes' if c.ratio <= MOST else 'no'} |"
        for c in found
    ]
    head = [
        "| loss of | alone, ms | with gradient, ms | ratio | autograd's ratio | at most 5 |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*head, *rows])


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gates", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--print", action="store_true", help="do not write the README")
    options = parser.parse_args(arguments)
    facts = machine()
    text = table(races(options.gates, options.rounds), costs(options.rounds), facts)
    print(text)
    if not options.print:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
