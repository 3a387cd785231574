"""``python -m benchmarks.stochastic``: mini-batch SGD beside scikit-learn's, and SGD in parallel.

The first table needs scikit-learn (``make oracles`` installs it). Both train the same logistic
regression, epoch by epoch, until the mean loss of the training set is as small as asked for. Both
may choose the best of the same step sizes; the loss is measured with the clock stopped, by the same
function. The two take turns, and the shortest time of each counts. The second table is what the
processors of this machine give, and no more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from benchmarks.report import machine, section
from course_lib.datasets import load_mnist, load_spambase, standardize
from course_lib.functions import EmpiricalRisk, LogLoss, add_bias
from course_lib.optim import sgd_epochs
from course_lib.optim.parallel import hogwild, synchronous_sgd
from course_lib.threads import processors

START = "<!-- stochastic: written by `python -m benchmarks.stochastic` -->"
END = "<!-- end of stochastic -->"
RATES = (1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0)
BATCH, EPOCHS, TURNS = 64, 30, 3
HEAD = """\
| data | loss | course | scikit-learn | ratio | samples/s, course | samples/s, scikit-learn |
|---|---:|---:|---:|---:|---:|---:|"""
PARALLEL = """\
| method | processes | seconds | times one | loss | lost updates | waiting |
|---|---:|---:|---:|---:|---:|---:|"""


@dataclass(frozen=True)
class Result:
    """Shortest seconds to the goal and samples per second of both; NaN where it is not reached."""

    data: str
    goal: float
    seconds: tuple[float, float]
    speed: tuple[float, float]

    def __str__(self) -> str:
        ours, theirs = self.seconds
        told = [f"{s:.3g} s" if np.isfinite(s) else "> budget" for s in self.seconds]
        ratio = f"{ours / theirs:.2f}" if np.isfinite(ours + theirs) else "–"
        speeds = [f"{v:,.0f}" for v in self.speed]
        return f"| {' | '.join([self.data, f'{self.goal:g}', *told, ratio, *speeds])} |"


def problems() -> dict[str, tuple]:
    """Name → (X, y, losses to reach)."""
    digits, labels = load_mnist("train")
    spam = load_spambase(labels=(-1, 1))
    return {
        "MNIST 0 or not, 60,000 × 784": (
            digits.astype(float), np.where(labels == 0, 1, -1), (0.05, 0.03)),
        "spambase, 4,601 × 57": (standardize(np.log1p(spam.X))[0], spam.y, (0.2, 0.17)),
    }  # fmt: skip


def ours_with(X, y, lr) -> Iterator[np.ndarray]:
    """Weights after each epoch, the bias first. The risk is made, and checked, ahead of them."""
    f, rng = EmpiricalRisk(LogLoss(), add_bias(X), y), np.random.default_rng(0)

    def epochs():
        w = np.zeros(f.dim)
        while True:
            w = sgd_epochs(f, w, lr, epochs=1, batch_size=BATCH, rng=rng).x[-1]
            yield w

    return epochs()


def theirs_with(X, y, lr) -> Iterator[np.ndarray]:
    """The same of scikit-learn, which steps on single samples in compiled code."""
    from sklearn.linear_model import SGDClassifier

    model = SGDClassifier(
        loss="log_loss", penalty=None, learning_rate="constant", eta0=lr, random_state=0,
        max_iter=1, tol=None, average=False,
    )  # fmt: skip
    while True:
        model.partial_fit(X, y, classes=[-1, 1])
        yield np.r_[model.intercept_, model.coef_[0]]


def seconds_to(run, X, y, goal, lr, risk) -> tuple[float, float]:
    """Seconds until the loss is reached (infinite if never), and seconds an epoch."""
    epochs, spent = run(X, y, lr), 0.0
    for epoch in range(1, EPOCHS + 1):
        begin = perf_counter()
        w = next(epochs)
        spent += perf_counter() - begin
        if risk(w) <= goal:
            return spent, spent / epoch
    return np.inf, spent / EPOCHS


def compare(name, X, y, goals, turns=TURNS, rates=RATES, peer=theirs_with) -> list[Result]:
    """Both at each goal, each with its best step size."""
    risk, results = EmpiricalRisk(LogLoss(), add_bias(X), y), []
    runs = (ours_with, peer)
    for goal in goals:
        best = [min(rates, key=lambda lr, run=run: seconds_to(run, X, y, goal, lr, risk)[0])
                for run in runs]  # fmt: skip
        times = np.array([
            [seconds_to(run, X, y, goal, lr, risk) for run, lr in zip(runs, best, strict=True)]
            for _ in range(turns)
        ]).min(axis=0)  # fmt: skip
        results.append(Result(name, goal, tuple(times[:, 0]), tuple(len(y) / times[:, 1])))
    return results


def in_parallel(X, y, epochs=10, steps=100, most=None) -> Iterator[str]:
    """Rows of the second table."""
    f, start = EmpiricalRisk(LogLoss(), X, y), np.zeros(X.shape[1])
    counts = range(1, (most or processors()) + 1)
    alone = None
    for count in counts:
        for lock in (False, True)[: 1 + (count > 1)]:
            run = hogwild(LogLoss(), X, y, start, 0.05, epochs=epochs, processes=count, lock=lock)
            spent = run.seconds[-1]
            alone = alone or spent
            name = "Hogwild!, a lock" if lock else "Hogwild!"
            yield (f"| {name} | {count} | {spent:.2f} | {alone / spent:.2f} | {f(run.x):.3f} "
                   f"| {run.lost / max(run.written, 1):.1%} | |")  # fmt: skip
    alone = None
    for count in counts:
        run = synchronous_sgd(f, start, 0.1, steps=steps, batch_size=len(y) // 2, workers=count,
                              rng=np.random.default_rng(0))  # fmt: skip
        spent = run.seconds.sum()
        alone = alone or spent
        times = alone / spent if spent else 1.0
        yield (f"| Dask, {steps} steps | {count} | {spent:.2f} | {times:.2f} "
               f"| {f(run.x[-1]):.3f} | | {run.waiting:.0%} |")  # fmt: skip


def main(arguments=None) -> int:
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args(arguments)
    try:
        import sklearn
    except ImportError:
        sys.exit("scikit-learn is missing; run `make oracles` once, it installs it")
    rows, more = [], []
    for name, (X, y, goals) in problems().items():
        for result in compare(name, X, y, goals):
            rows.append(str(result))
            print(result, flush=True)
    spam = load_spambase(labels=(-1, 1))
    for row in in_parallel(np.log1p(spam.X), spam.y):
        more.append(row)
        print(row, flush=True)
    facts = machine()
    told = (f"scikit-learn {sklearn.__version__}, numpy {facts['packages']['numpy']}, "
            f"{processors()} processors, load {facts['load'][0]:g} at the end.")  # fmt: skip
    section("\n".join([HEAD, *rows, "", PARALLEL, *more, "", told]), START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
