"""``python -m benchmarks.playground``: the playground's training steps a second beside PyTorch.

The same network on the same samples, a mini-batch of 10 in each step, in double precision and on
one thread. Both sides keep the losses of all samples every 20 steps, as the playground draws them.
They take turns, block by block.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import numpy as np

from benchmarks.report import machine, section
from course_lib.lessons.neural_networks.plane_data import split
from course_lib.lessons.neural_networks.playground import EVERY, Setting, advance, trained

START, END = (
    "<!-- playground: written by python -m benchmarks.playground -->",
    "<!-- playground: end -->",
)
GOAL = 2.0  # times PyTorch's steps a second
BLOCK = 200  # steps of one side before the other has its turn
SETTINGS = (
    Setting("spirals", layers=(8, 8), lr=0.03),
    Setting("spirals", layers=(8, 8), optimizer="Adam", lr=0.03),
    Setting("spirals", layers=(8, 8, 8, 8), optimizer="Adam", lr=0.03, l2=0.001),
)


class Ours:
    """The playground's own functions; each call is one more block of steps."""

    def __init__(self, setting: Setting):
        self.learner = trained(setting, 0)
        self.rules = dict(data=setting.data, noise=setting.noise, optimizer=setting.optimizer,
                          lr=setting.lr, penalty=setting.penalty, batch=setting.batch)  # fmt: skip

    def __call__(self) -> None:
        self.learner = advance(self.learner, BLOCK, **self.rules)


class Torch:
    """The same in PyTorch, as its tutorials write it."""

    def __init__(self, setting: Setting):
        import torch

        torch.set_num_threads(1)
        self.torch, self.batch, self.history = torch, setting.batch, []
        X, y, X_test, y_test = (torch.tensor(part) for part in split(setting.data, setting.noise))
        self.train, self.test = (X, y), (X_test, y_test)
        layers = []
        for n_in, n_out in pairwise((2, *setting.layers)):
            layers += [torch.nn.Linear(n_in, n_out), torch.nn.Tanh()]
        layers.append(torch.nn.Linear(setting.layers[-1], 1))
        self.net = torch.nn.Sequential(*layers).double()
        weights, biases = ([p for p in self.net.parameters() if (p.ndim > 1) == kind]
                           for kind in (True, False))  # fmt: skip
        groups = [{"params": weights, "weight_decay": setting.l2}, {"params": biases}]
        self.optimizer = getattr(torch.optim, setting.optimizer)(groups, lr=setting.lr)

    def loss(self, X, y):
        return self.torch.nn.functional.softplus(-y * self.net(X)[:, 0]).mean()

    def __call__(self) -> None:
        X, y = self.train
        order = iter(())
        for step in range(1, BLOCK + 1):
            rows = next(order, None)
            if rows is None:
                order = iter(self.torch.randperm(len(X)).split(self.batch))
                rows = next(order)
            self.optimizer.zero_grad()
            self.loss(X[rows], y[rows]).backward()
            self.optimizer.step()
            if step % EVERY == 0:
                with self.torch.no_grad():
                    self.history.append((self.loss(X, y).item(), self.loss(*self.test).item()))


@dataclass(frozen=True)
class Row:
    """Seconds of each block on both sides, in turns."""

    name: str
    ours: tuple[float, ...]
    torch: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Our steps a second over PyTorch's, by the medians of the blocks."""
        return float(np.median(self.torch) / np.median(self.ours))

    def __str__(self) -> str:
        ours, torch = (BLOCK / np.median(seconds) for seconds in (self.ours, self.torch))
        reached = "yes" if self.ratio >= GOAL else "**no**"
        return f"| {self.name} | {ours:,.0f} | {torch:,.0f} | {self.ratio:.1f} | {reached} |"


HEAD = """\
| network, batch 10 | ours, steps/s | PyTorch, steps/s | ours / PyTorch | goal ≥ 2 |
|---|---:|---:|---:|---|"""


def name_of(setting: Setting) -> str:
    """Such as "2-8-8-1, Adam"."""
    sizes = "-".join(map(str, (2, *setting.layers, 1)))
    return f"{sizes}, {setting.optimizer}" + (f", L2 {setting.l2:g}" if setting.l2 else "")


def measure(setting: Setting, rounds: int) -> Row:
    """Blocks in turns, after one of each that warms up."""
    sides = Ours(setting), Torch(setting)
    times: tuple[list, list] = ([], [])
    for side in sides:
        side()
    for _ in range(rounds):
        for side, seconds in zip(sides, times, strict=True):
            began = perf_counter()
            side()
            seconds.append(perf_counter() - began)
    return Row(name_of(setting), tuple(times[0]), tuple(times[1]))


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15, help="blocks counted on each side")
    parser.add_argument("--no-write", action="store_true", help="print the table only")
    options = parser.parse_args(arguments)
    try:
        import torch
    except ImportError:
        sys.exit("PyTorch is not here; run `make oracles` once, it installs it")
    rows = [measure(setting, options.rounds) for setting in SETTINGS]
    facts = machine()
    about = (
        f"{options.rounds} blocks of {BLOCK} steps each, in turns, on one thread. {facts['cpus']} "
        f"CPUs ({facts['architecture']}), load {facts['load'][0]} at the end, Python "
        f"{facts['python']}, numpy {np.__version__}, torch {torch.__version__}."
    )
    text = "\n".join([HEAD, *map(str, rows), "", about])
    print(text)
    if not options.no_write:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
