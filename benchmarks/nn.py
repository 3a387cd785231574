"""``python -m benchmarks.nn``: an epoch of training beside PyTorch, and what memory does.

The network is 784-512-512-10 in float32, on MNIST's 60,000 digits in mini-batches of 128. Both
sides gather mini-batches from one array, run on the same number of threads, and take turns epoch by
epoch; ours also keeps the accuracy of every mini-batch, PyTorch only the loss.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import numpy as np

from benchmarks.mnist_98 import load
from benchmarks.report import section
from course_lib.nn import BatchNorm, Layer, SoftmaxCrossEntropy, fit, mlp
from course_lib.optim import Adam, GradientDescent, Optimizer, RMSProp
from course_lib.threads import all_threads, processors

START, END = "<!-- nn: written by python -m benchmarks.nn -->", "<!-- nn: end -->"
SIZES, BATCH, SAMPLES = (784, 512, 512, 10), 128, 60_000
GOAL = 1.0  # of PyTorch's time


@dataclass(frozen=True)
class Setting:
    """One training, described for both sides."""

    name: str
    optimizer: Optimizer
    torch_name: str
    torch_options: dict
    norm: Callable[[int], Layer] | None = None
    dropout: float = 0.0

    def net(self):
        return mlp(SIZES, norm=self.norm, dropout=self.dropout)


SETTINGS = (
    Setting("gradient descent", GradientDescent(0.01), "SGD", {"lr": 0.01}),
    Setting("dropout 0.2, RMSProp", RMSProp(1e-3), "RMSprop",
            {"lr": 1e-3, "alpha": 0.9}, dropout=0.2),
    Setting("batch norm, Adam", Adam(1e-3), "Adam", {"lr": 1e-3}, norm=BatchNorm),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """Seconds of each epoch on both sides, in turns; megabytes that ours grew by."""

    name: str
    ours: tuple[float, ...]
    torch: tuple[float, ...]
    growth: float

    @property
    def ratio(self) -> float:
        """Our time over PyTorch's: the least of each, the one that neighbours disturbed least."""
        return min(self.ours) / min(self.torch)

    def __str__(self) -> str:
        reached = "yes" if self.ratio <= GOAL else "**no**"
        return (
            f"| {self.name} | {min(self.ours):.2f} | {np.median(self.ours):.2f} "
            f"| {min(self.torch):.2f} | {np.median(self.torch):.2f} | {self.ratio:.2f} | {reached} "
            f"| {self.growth:.1f} |"
        )


HEAD = """\
| 784-512-512-10, batch 128 | ours, s | median | PyTorch, s | median | ours / PyTorch | goal ≤ 1 | growth, MB |
|---|---:|---:|---:|---:|---:|---|---:|"""  # noqa: E501


def data(samples: int):
    """The first of MNIST's 60,000 digits, and their classes."""
    X, y, _, _ = load()
    return X[:samples], y[:samples]


class Ours:
    """Our training; each call is one more epoch."""

    def __init__(self, setting: Setting, X, y):
        self.setting, self.net, self.X, self.y = setting, setting.net(), X, y
        self.rng, self.last = np.random.default_rng(0), {}

    def __call__(self) -> None:
        run = fit(self.net, SoftmaxCrossEntropy(), self.X, self.y, self.setting.optimizer,
                  epochs=1, batch_size=BATCH, rng=self.rng, **self.last)  # fmt: skip
        self.last = dict(params=run.params, stats=run.stats, state=run.state)


class Torch:
    """The same in PyTorch, as its tutorials write it; each call is one more epoch."""

    def __init__(self, setting: Setting, X, y):
        import torch

        torch.set_num_threads(threads())
        self.torch, self.loss = torch, torch.nn.functional.cross_entropy
        self.X, self.y = torch.tensor(X), torch.tensor(y)
        self.net = torch.nn.Sequential(*self._layers(torch.nn, setting))
        kind = getattr(torch.optim, setting.torch_name)
        self.optimizer = kind(self.net.parameters(), **setting.torch_options)

    @staticmethod
    def _layers(nn, setting):
        for n_in, n_out in pairwise(SIZES[:-1]):
            yield nn.Linear(n_in, n_out)
            if setting.norm:
                yield nn.BatchNorm1d(n_out)
            yield nn.ReLU()
            if setting.dropout:
                yield nn.Dropout(setting.dropout)
        yield nn.Linear(*SIZES[-2:])

    def __call__(self) -> None:
        losses = []
        for rows in self.torch.randperm(len(self.X)).split(BATCH):
            self.optimizer.zero_grad()
            loss = self.loss(self.net(self.X[rows]), self.y[rows])
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())


def threads() -> int:
    """How many threads both may use: the environment's OMP_NUM_THREADS, or all processors."""
    return int(os.environ.get("OMP_NUM_THREADS", processors()))


def memory() -> float:
    """Megabytes that this process has held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(setting: Setting, samples: int = SAMPLES, rounds: int = 4) -> Row:
    """Epochs in turns, after two that warm up: from the second on, ours holds a former result."""
    X, y = data(samples)
    sides = Ours(setting, X, y), Torch(setting, X, y)
    times: tuple[list, list] = ([], [])
    for side in sides * 2:
        side()
    growth = 0.0
    for _ in range(rounds):
        for side, seconds in zip(sides, times, strict=True):
            held, start = memory(), perf_counter()
            side()
            seconds.append(perf_counter() - start)
            growth += (memory() - held) * (side is sides[0])
    return Row(setting.name, tuple(times[0]), tuple(times[1]), growth)


def table(rows: list[Row], rounds: int) -> str:
    """The Markdown between the marks."""
    import torch

    about = (
        f"{rounds} epochs each, in turns, on {threads()} threads. {os.cpu_count()} CPUs "
        f"({platform.machine()}), load {os.getloadavg()[0]:.1f} at the end, Python "
        f"{platform.python_version()}, numpy {np.__version__}, torch {torch.__version__}."
    )
    return "\n".join([HEAD, *map(str, rows), "", about])


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=4, help="epochs counted on each side")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--no-write", action="store_true", help="print the table only")
    options = parser.parse_args(arguments)
    try:
        import torch  # noqa: F401
    except ImportError:
        sys.exit("PyTorch is not here; run `make oracles` once, it installs it")
    rows = []
    with all_threads():
        for setting in SETTINGS:
            rows.append(measure(setting, options.samples, options.rounds))
            print(rows[-1], flush=True)
    text = table(rows, options.rounds)
    if not options.no_write:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
