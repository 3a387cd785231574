"""Deep ReLU networks on handwritten digits, alike in all but how their weights start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from course_lib.datasets import load_mnist
from course_lib.lessons.shared.remembered import completed, in_turn, remembered
from course_lib.nn import Eval, Kaiming, SoftmaxCrossEntropy, Xavier, Zeros, evaluate, fit, mlp
from course_lib.optim import Adam, GradientDescent

PICTURES, WIDTH, BATCH, EPOCHS, SEED = 1500, 50, 50, 8, 0

STARTS = {"zeros": Zeros(), "Xavier": Xavier(), "Kaiming": Kaiming()}
OPTIMIZERS = {"gradient descent, η = 0.005": GradientDescent(0.005), "Adam, η = 0.001": Adam(0.001)}
FIRST = next(iter(OPTIMIZERS))


@dataclass(frozen=True)
class Training:
    """One network's training; entry 0 is before the first step."""

    loss: np.ndarray  #: Shape (epochs + 1,). Over all 1,500 digits that it is trained on.
    accuracy: np.ndarray  #: Shape (epochs + 1,). On the same digits.
    #: Shape (epochs + 1, depth). Root mean square of a hidden layer's outputs on 50 digits.
    signal: np.ndarray
    gradient: np.ndarray  #: Shape (epochs + 1, depth). The same of the gradient at them.


@dataclass(frozen=True)
class DeepTrainingRun:
    """The same training from each start: `runs` has the keys of `STARTS`."""

    depth: int
    optimizer: str
    runs: dict[str, Training]
    summary: str


@lru_cache(maxsize=1)
def digits() -> tuple[np.ndarray, np.ndarray]:
    """1,500 digits of MNIST: pixels with mean 0 and variance 1 over all of them, float64."""
    data = load_mnist("train", size=PICTURES)
    X = data.X.astype(float)
    return (X - X.mean()) / X.std(), data.y


@remembered(maxsize=16)
def train_deep(start: str, depth: int = 30, optimizer: str = FIRST, progress=None) -> Training:
    """Train 784 → depth × 50 ReLU → 10 for 8 epochs; a second call has the result at hand.

    Parameters
    ----------
    start : str
        A key of `STARTS`.
    depth : int
        Hidden layers.
    optimizer : str
        A key of `OPTIMIZERS`.
    progress : callable, optional
        As for `course_lib.nn.fit`.
    """
    X, y = digits()
    net = mlp((784, *[WIDTH] * depth, 10), "relu", STARTS[start])
    rng = np.random.default_rng(SEED)
    params, loss, rows = net.init(rng), SoftmaxCrossEntropy(), []

    def look(record, params):
        score = evaluate(net, loss, params, X, y, Eval())
        rows.append((score.loss, score.accuracy, *_sizes(net, loss, params, X[:BATCH], y[:BATCH])))

    look(None, params)
    completed(fit(net, loss, X, y, OPTIMIZERS[optimizer], epochs=EPOCHS, batch_size=BATCH,
                  rng=rng, params=params, progress=progress, callback=look))  # fmt: skip
    return Training(*(np.array(column) for column in zip(*rows, strict=True)))


def _sizes(net, loss, params, X, y) -> tuple[np.ndarray, np.ndarray]:
    outputs, cache = net.layer_outputs(params, X, Eval())
    grads, _ = net.layer_gradients(params, cache, loss.value_and_grad(outputs[-1], y)[1])
    return tuple(
        np.array([np.sqrt(np.square(a).mean()) for a in arrays[1:-1:2]])
        for arrays in (outputs, grads)
    )


@remembered(maxsize=16)
def deep_training(*, depth=30, optimizer=FIRST, progress=None) -> DeepTrainingRun:
    """Zeros, Xavier and Kaiming side by side: the same digits, batches and random numbers."""
    trainings = in_turn([partial(train_deep, s, depth, optimizer) for s in STARTS], progress)
    runs = dict(zip(STARTS, trainings, strict=True))
    network = f"{depth} hidden layers of {WIDTH} ReLU neurons"
    told = f"{network}, {optimizer}, {EPOCHS} epochs on 1,500 digits."
    return DeepTrainingRun(depth, optimizer, runs, told)
