"""``python -m benchmarks.mnist_98``: 98 of 100 test digits of MNIST right, after 20 epochs.

A 784-512-512-10 network with ReLU, dropout of 0.2 and RMSProp, in mini-batches of 128: the second
of the lecture's two networks. With ``--first`` the first one: 784-256-256-10, Adam. The test digits
are looked at after every epoch for the log; nothing is chosen by them. The logs are written beside
this file.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from course_lib.datasets import load_mnist
from course_lib.nn import EpochRecord, SoftmaxCrossEntropy, Training, fit, mlp
from course_lib.optim import Adam, RMSProp
from course_lib.threads import all_threads

HERE = Path(__file__).parent
LOG, FIRST_LOG = HERE / "mnist_98.log", HERE / "mnist_98_first.log"
GOAL = 0.98
NET = mlp((784, 512, 512, 10), dropout=0.2)
OPTIMIZER = RMSProp(0.001, rho=0.9, eps=1e-7)
FIRST_NET, FIRST_OPTIMIZER = mlp((784, 256, 256, 10)), Adam(0.001)


def load() -> tuple[np.ndarray, ...]:
    """X_train, y_train, X_test, y_test: float32 in [0, 1], one digit a row, and its class."""
    train, test = load_mnist("train"), load_mnist("test")
    return train.X, train.y, test.X, test.y


def train(X, y, X_test, y_test, epochs: int, seed: int, callback=None, *, net=NET,
          optimizer=OPTIMIZER) -> Training:  # fmt: skip
    """The training, with the test digits' score in its history."""
    return fit(
        net, SoftmaxCrossEntropy(), X, y, optimizer, epochs=epochs, batch_size=128,
        rng=np.random.default_rng(seed), validation=(X_test, y_test), callback=callback,
    )  # fmt: skip


def line(record: EpochRecord) -> str:
    """One epoch of the log."""
    return (
        f"epoch {record.epoch:2d}  loss {record.loss:.4f}  accuracy {record.accuracy:.4f}  "
        f"test loss {record.validation_loss:.4f}  test accuracy {record.validation_accuracy:.4f}"
    )


def about(seed: int, net=NET, optimizer=OPTIMIZER) -> str:
    """What was trained, on what."""
    return (
        f"{net!r}\n{optimizer!r}, batches of 128, float32, seed {seed}\n"
        f"{os.cpu_count()} CPUs ({platform.machine()}), Python {platform.python_version()}, "
        f"numpy {np.__version__}"
    )


def verdict(run: Training, seconds: float, goal: float | None = GOAL) -> str:
    """The last line of the log."""
    accuracy = run.history[-1].validation_accuracy
    said = (
        f"{len(run.history)} epochs in {seconds:.0f} s: {100 * accuracy:.2f} % of the test digits "
        "right"
    )
    if goal is None:
        return said
    word = "reached" if accuracy >= goal else "missed"
    return f"{said}; the goal of {100 * goal:.1f} % was {word}"


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", action="store_true", help="the lecture's first network")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args(arguments)
    net, optimizer, log, goal = (
        (FIRST_NET, FIRST_OPTIMIZER, FIRST_LOG, None)
        if options.first
        else (NET, OPTIMIZER, LOG, GOAL)
    )
    lines = [about(options.seed, net, optimizer)]
    print(lines[0], flush=True)

    def tell(record, params):
        lines.append(line(record))
        print(lines[-1], flush=True)

    start = perf_counter()
    with all_threads():
        run = train(*load(), options.epochs, options.seed, tell, net=net, optimizer=optimizer)
    lines.append(verdict(run, perf_counter() - start, goal))
    print(lines[-1])
    (options.log or log).write_text("\n".join(lines) + "\n", "utf-8")
    return 0 if goal is None or run.history[-1].validation_accuracy >= goal else 1


if __name__ == "__main__":
    sys.exit(main())
