"""Which digits a trained network takes for which, and the digits themselves, surest first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.training_a_network.digits import (
    STORED_NET,
    digits,
    stored_params,
    unseen_digits,
)
from course_lib.nn import SoftmaxCrossEntropy, fit, mlp, predict
from course_lib.optim import Adam

BIG, SMALL, LINEAR = "network, 55,000 digits", "network, 2,000 digits", "softmax, 2,000 digits"
MODELS = (BIG, SMALL, LINEAR)
TILES, EPOCHS = 15, 10


@dataclass(frozen=True)
class Confusion:
    """The confusion matrix of a model on 10,000 test digits, and some of them."""

    counts: np.ndarray  #: row: true class, column: answer; shape (10, 10)
    cell: tuple[int, int] | None  #: true class and answer of what is shown; None: any mistake
    pictures: np.ndarray  #: of the digits, the surest answers first; shape (≤ 15, 784)
    true: np.ndarray  #: their classes
    answers: np.ndarray  #: what the model says
    sure: np.ndarray  #: the probability that it gives to its answer
    accuracy: float
    summary: str


@lru_cache(maxsize=3)
def probabilities(model: str) -> np.ndarray:
    """Of the ten classes for each of the 10,000 test digits: shape (10000, 10)."""
    checks.choice("model", model, MODELS)
    X, _ = unseen_digits()
    if model == BIG:
        net, params = STORED_NET, stored_params()
    else:
        data, net = digits(), mlp((784, 64, 10) if model == SMALL else (784, 10))
        params = fit(net, SoftmaxCrossEntropy(), data.X, data.y, Adam(0.003), epochs=EPOCHS,
                     batch_size=50, rng=np.random.default_rng(0)).params  # fmt: skip
    scores = predict(net, params, X).astype(float)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


@lru_cache(maxsize=128)
def confusion(*, model=BIG, cell=None) -> Confusion:
    """Count a model's answers, and take out the digits of a cell.

    Parameters
    ----------
    model : str
        Of `MODELS`.
    cell : (int, int), optional
        True class and answer; all mistakes if not given.
    """
    p = probabilities(model)
    X, y = unseen_digits()
    answers = p.argmax(axis=1)
    counts = np.bincount(10 * y + answers, minlength=100).reshape(10, 10)
    wanted = answers != y if cell is None else (y == cell[0]) & (answers == cell[1])
    rows = np.flatnonzero(wanted)
    rows = rows[np.argsort(-p[rows, answers[rows]], kind="stable")][:TILES]
    sure = p[rows, answers[rows]]
    accuracy = float((answers == y).mean())
    return Confusion(
        counts, cell, X[rows], y[rows], answers[rows], sure, accuracy,
        _summary(accuracy, cell, int(wanted.sum()), sure),
    )  # fmt: skip


def _summary(accuracy, cell, count, sure) -> str:
    head = f"{accuracy:.2%} of 10,000 test digits are right."
    if cell is None:
        what = f"All {count} mistakes"
    elif cell[0] == cell[1]:
        what = f"The {count} digits {cell[0]} that are right"
    else:
        what = f"The {count} digits {cell[0]} taken for a {cell[1]}"
    if not count:
        return f"{head} No digit {cell[0]} is taken for a {cell[1]}."
    return f"{head} {what}, the surest first: the first answer has the probability {sure[0]:.3f}."
