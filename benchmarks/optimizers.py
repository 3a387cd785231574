"""``python -m benchmarks.optimizers``: our optimizers beside torch.optim (foreach), in one run.

A gradient that is always the same is handed to each, so that only the optimizer works. The two take
turns, so that a busy machine slows both; the least time by the clock of many rounds is told.

::

    python -m benchmarks.optimizers               measure and write the section of the README
    python -m benchmarks.optimizers --print       measure only
"""

from __future__ import annotations

import argparse
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from time import perf_counter

import numpy as np

from benchmarks.report import machine, section
from course_lib.functions.objective import Objective
from course_lib.optim import OPTIMIZERS, FullMatrixAdaGrad

START = "<!-- optimizers: written by python -m benchmarks.optimizers -->"
END = "<!-- optimizers: end -->"

SIZES = (10, 10_000, 1_000_000)
GOALS = {10: 1.0, 10_000: 1.0, 1_000_000: 1.5}  # our time at most so many times theirs
PEERS = {
    "gradient descent": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "Nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "AdaGrad": ("Adagrad", {}),
    "RMSProp": ("RMSprop", {}),
    "AdaDelta": ("Adadelta", {}),
    "Adam": ("Adam", {}),
    "AdamW": ("AdamW", {}),
}
HEAD = """\
| numbers | dimensions | optimizer | `update` | `step` | torch | torch, all threads | `update` / torch | goal | reached |
|---|---:|---|---:|---:|---:|---:|---:|---:|---|"""  # noqa: E501


@dataclass(frozen=True)
class Race:
    """Steps a second of one optimizer: in place, pure, PyTorch's on one thread and on all."""

    dtype: str
    size: int
    optimizer: str
    update: float
    step: float
    torch: float
    torch_threads: float

    @property
    def ratio(self) -> float:
        """Our time over theirs on one thread, as ours."""
        return self.torch / self.update

    @property
    def reached(self) -> bool:
        return self.ratio <= GOALS.get(self.size, np.inf)

    def __str__(self) -> str:
        steps = (self.update, self.step, self.torch, self.torch_threads)
        rates = " | ".join(f"{rate:,.0f}" for rate in steps)
        return (
            f"| {self.dtype} | {self.size:,} | {self.optimizer} | {rates} | {self.ratio:.2f} "
            f"| {GOALS.get(self.size, np.inf):g} | {'yes' if self.reached else 'no'} |"
        )


@contextmanager
def torch_threads(count: int):
    """PyTorch on so many threads."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Given(Objective):
    """A gradient without any work."""

    def __init__(self, gradient):
        self.gradient, self.dim = gradient, gradient.size

    def _value(self, x):
        return x @ self.gradient

    def _grad(self, x):
        return self.gradient

    def grad(self, x):
        return self.gradient


def ours(name: str, start: np.ndarray, gradient: np.ndarray) -> tuple[Callable, Callable]:
    """(a step in place, a pure step), each going on from where it was."""
    optimizer, f = OPTIMIZERS[name](1e-3), Given(gradient)
    x, ahead = start.copy(), np.empty_like(start)
    place, point = [optimizer.init(x)], [start, optimizer.init(start)]

    def update():
        where = optimizer.look_ahead(x, place[0], ahead)
        place[0] = optimizer.update(x, f.grad(where), place[0])
        return x

    def step():
        point[:] = optimizer.step(f, *point)
        return point[0]

    return update, step


def theirs(name: str, start: np.ndarray, gradient: np.ndarray) -> Callable:
    """A step of torch.optim with all parameters handled at once.

    With foreach, its Nesterov adds to the gradient itself, as a training loop renews it anyway:
    here it grows from step to step, at the same speed.
    """
    import torch

    kind, options = PEERS[name]
    weight = torch.tensor(start, requires_grad=True)
    weight.grad = torch.tensor(gradient)
    optimizer = getattr(torch.optim, kind)([weight], lr=1e-3, foreach=True, **options)

    def step():
        optimizer.step()
        return weight.detach().numpy()

    return step


def fastest(runs: list[Callable], rounds: int, seconds: float) -> list[float]:
    """Steps a second of each, in turns of about so many seconds."""
    counts = []
    for run in runs:
        run()
        begin = perf_counter()
        run()
        counts.append(max(1, int(seconds / max(perf_counter() - begin, 1e-9))))
    best = [np.inf] * len(runs)
    for _ in range(rounds):
        for k, (run, count) in enumerate(zip(runs, counts, strict=True)):
            begin = perf_counter()
            for _ in range(count):
                run()
            best[k] = min(best[k], (perf_counter() - begin) / count)
    return [1 / b for b in best]


def races(
    sizes: Iterable[int] = SIZES,
    dtypes=("float32", "float64"),
    names: Iterable[str] = PEERS,
    rounds: int = 100,
    seconds: float = 0.002,
) -> list[Race]:
    found = []
    for dtype in dtypes:
        for size in sizes:
            rng = np.random.default_rng(0)
            start, gradient = rng.standard_normal((2, size)).astype(dtype)
            for name in names:
                torch = theirs(name, start, gradient)
                with torch_threads(1):
                    runs = [*ours(name, start, gradient), torch]
                    alone = fastest(runs, rounds, seconds)
                with torch_threads(os.cpu_count()):
                    together = fastest([torch], rounds, seconds)
                found.append(Race(dtype, size, name, *alone, *together))
    return found


def growth(name: str, size: int = 10_000, steps: int = 200) -> int:
    """Bytes held after that many steps in place beyond those held after the first."""
    size = 50 if OPTIMIZERS[name] is FullMatrixAdaGrad else size
    start, gradient = np.random.default_rng(0).standard_normal((2, size))
    update, _ = ours(name, start, gradient)
    tracemalloc.start()
    try:
        update()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(steps):
            update()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def table(found: list[Race], facts: dict) -> str:
    grown = max(growth(name) for name in OPTIMIZERS)
    missed = [r for r in found if not r.reached]
    return "\n".join(
        [
            HEAD,
            *map(str, found),
            "",
            f"{len(found) - len(missed)} of {len(found)} goals reached. After 200 further steps in "
            f"place an optimizer holds at most {grown} bytes more than after the first.",
            "",
            f"{facts['cpus']} CPUs ({facts['architecture']}), load {facts['load'][0]:g}, "
            f"Python {facts['python']}, numpy {np.__version__}, torch {version('torch')}.",
        ]
    )


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--dtypes", nargs="+", default=("float32", "float64"))
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--print", action="store_true", help="do not write the README")
    options = parser.parse_args(arguments)
    found = races(options.sizes, options.dtypes, rounds=options.rounds)
    text = table(found, machine())
    print(text)
    if not options.print:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
