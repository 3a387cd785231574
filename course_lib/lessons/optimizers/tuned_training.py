"""Several optimizers, each with five learning rates and three seeds: what tuning is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from course_lib import checks
from course_lib.functions.objective import QUIET
from course_lib.lessons.optimizers.racers import RACERS, shown, training
from course_lib.lessons.shared.network_stack import NetworkStack, rounded
from course_lib.lessons.shared.remembered import in_turn, remembered
from course_lib.lessons.shared.small_digits import small_digits

DIGITS, CLASSES = 1000, 10
EPOCHS, BATCH = 6, 50
#: Name → hidden layers.
MODELS = {"network with a hidden layer": (32,), "softmax regression (convex)": ()}

CONVEX_SHIFT = 0.5  # softmax regression bears rates √10 times as large
OFFSETS = 0.5 * np.arange(-2, 3)
SEEDS = 3
LEARNED = 0.3
METRICS = ("training loss", "test accuracy")
FIRST_MODEL = next(iter(MODELS))


def grid_rates(model: str, name: str) -> np.ndarray:
    """The learning rates that an optimizer may choose from, shape (5,)."""
    shift = 0.0 if MODELS[model] else CONVEX_SHIFT
    return 10 ** (RACERS[name].middle + shift + OFFSETS)


def digit_data() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """1,000 digits of 14 × 14 pixels to train on and 500 to test: X, y, X_test, y_test."""
    X, y, X_test, y_test = small_digits()
    return X[:DIGITS], y[:DIGITS], X_test, y_test


def train_many(optimizers, hidden, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """One training for each optimizer, from one start and on the same mini-batches.

    Parameters
    ----------
    optimizers : sequence of InPlaceOptimizer
    hidden : sequence of int
        ReLU neurons in each hidden layer; none for softmax regression.
    seed : int
        Of the start and of the order of the digits.

    Returns
    -------
    loss, accuracy : array, shape (optimizers, EPOCHS + 1)
        On all digits trained on, and on the test digits in percent, before and after each epoch.
    """
    X, y, X_test, y_test = digit_data()
    nets, rng = NetworkStack((X.shape[1], *hidden, CLASSES)), np.random.default_rng(seed)
    w = np.tile(nets.start(rng), (len(optimizers), 1))
    states = [o.init(row) for o, row in zip(optimizers, w, strict=True)]
    loss, accuracy = [], []
    for epoch in range(EPOCHS + 1):
        if epoch:
            for batch in rng.permutation(DIGITS).reshape(-1, BATCH):
                _step(optimizers, nets, w, states, X[None, batch], y[None, batch])
        loss.append(nets.loss(w, X[None], y[None]))
        accuracy.append(nets.accuracy(w, X_test[None], y_test[None]))
    return np.transpose(loss), np.transpose(accuracy)


@np.errstate(**QUIET)  # overflow is told by the loss
def _step(optimizers, nets, w, states, X, y) -> None:
    rows = list(zip(optimizers, w, states, strict=True))
    ahead = np.stack([optimizer.look_ahead(row, state) for optimizer, row, state in rows])
    _, grads = nets.loss_and_grad(ahead, X, y)
    states[:] = [o.update(row, g, state) for (o, row, state), g in zip(rows, grads, strict=True)]
    rounded(w)


@dataclass(frozen=True, eq=False)
class Tuning:
    """All trainings of one model."""

    names: tuple[str, ...]  #: the optimizers
    rates: np.ndarray  #: shape (optimizers, 5)
    #: On all digits trained on; inf where a run blew up. Shape (optimizers, 5, seeds, epochs + 1).
    loss: np.ndarray
    accuracy: np.ndarray  #: percent of 500 test digits, same shape

    @cached_property
    def final(self) -> np.ndarray:
        """The middle seed's training loss at the end, shape (optimizers, 5)."""
        return np.median(self.loss[..., -1], axis=-1)

    @cached_property
    def best(self) -> np.ndarray:
        """Which rate ends with the lowest training loss, shape (optimizers,)."""
        return self.final.argmin(axis=1)

    @cached_property
    def learned(self) -> np.ndarray:
        """How many of the rates end below a training loss of 0.3, shape (optimizers,)."""
        return (self.final < LEARNED).sum(axis=1)

    def at_best(self, values) -> np.ndarray:
        """The rows of each optimizer's best rate: shape (optimizers, …)."""
        return values[np.arange(len(values)), self.best]


@remembered(maxsize=len(MODELS))
def tune(*, model=FIRST_MODEL, progress=None) -> Tuning:
    """All trainings of a model, once; two seconds.

    Parameters
    ----------
    model : str
        A key of `MODELS`.
    progress : callable, optional
        ``progress(Progress)`` after each optimizer and seed.
    """
    checks.choice("model", model, tuple(MODELS))
    names = tuple(training())
    calls = [partial(_train_grid, model, name, seed) for name in names for seed in range(SEEDS)]
    found = in_turn(calls, progress)
    loss, accuracy = (
        np.reshape(part, (len(names), SEEDS, len(OFFSETS), -1)).swapaxes(1, 2)
        for part in zip(*found, strict=True)
    )
    rates = np.array([grid_rates(model, name) for name in names])
    return Tuning(names, rates, loss, accuracy)


@remembered(maxsize=None)
def _train_grid(model: str, name: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    make = RACERS[name].make
    return train_many([make(lr) for lr in grid_rates(model, name).tolist()], MODELS[model], seed)


@dataclass(frozen=True, eq=False)
class TunedRun:
    """One optimizer and one rate, among all."""

    tuning: Tuning
    model: str
    metric: str
    optimizer: int  #: number in ``tuning.names``
    rate: int  #: number among its rates
    relative: bool  #: rates as multiples of each optimizer's best
    summary: str

    @property
    def curves(self) -> np.ndarray:
        """The metric, shape (optimizers, 5, seeds, epochs + 1)."""
        return self.tuning.loss if self.metric == METRICS[0] else self.tuning.accuracy


def tuned_training(*, model=FIRST_MODEL, metric=METRICS[1], optimizer="Adam", rate=2,
                   relative=False, progress=None) -> TunedRun:  # fmt: skip
    """The metric against the learning rate, and over time at each optimizer's best rate.

    Parameters
    ----------
    model, metric, optimizer : str
        From `MODELS`, `METRICS` and `training`.
    rate : int
        Which of the five rates of this optimizer, from 1 (smallest) to 5.
    """
    checks.choice("metric", metric, METRICS)
    k = training().index(checks.choice("optimizer", optimizer, training()))
    column = checks.choice("rate", rate, range(1, len(OFFSETS) + 1)) - 1
    tuning = tune(model=model, progress=progress)
    return TunedRun(tuning, model, metric, k, column, bool(relative), _summary(tuning, k, column))


def _summary(tuning: Tuning, k: int, column: int) -> str:
    lr, best, name = tuning.rates[k], tuning.best[k], shown(tuning.names[k])
    accuracy = np.median(tuning.accuracy[k, column, :, -1])
    if column == best:
        here = f"{name} at η = {lr[best]:.2g}, the best of its five"
    else:
        here = f"{name} at η = {lr[column]:.2g} (its best is {lr[best]:.2g})"
    return (
        f"{here}: training loss {_spread(tuning.loss[k, column, :, -1])}, test accuracy "
        f"{accuracy:.0f} %. {tuning.learned[k]} of its {lr.size} rates end below {LEARNED:g}."
    )


def _spread(values) -> str:
    if not np.isfinite(values).all():
        return "not finite: it diverges"
    low, middle, high = np.sort(values)
    return f"{middle:.2g} ({low:.2g} to {high:.2g} over three seeds)"
