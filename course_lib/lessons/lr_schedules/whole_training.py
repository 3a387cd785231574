"""A network of digits trained to the end: what it learns by heart, and what it has learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.lr_schedules.schedule_training import (
    EPOCH,
    cross_entropy,
    descend,
    projected_digits,
    scores_of,
)

EPOCHS = 30
#: ρ of the averaged weights: the memory of 1/(1 − ρ) = 250 steps is two epochs.
MEMORY = 0.996


@dataclass(frozen=True, eq=False)
class Scores:
    """How a network does on some digits after 0, 1, 2, … epochs."""

    loss: np.ndarray  #: Mean cross entropy, shape (K,).
    accuracy: np.ndarray  #: Percent that are right, shape (K,).


@dataclass(frozen=True, eq=False)
class WholeRun:
    """One training to the end."""

    train: Scores  #: On the 2,000 digits that it is trained on.
    test: Scores  #: On 500 others.
    averaged: Scores  #: On the others, of the averaged weights.


@lru_cache(maxsize=64)
def train_whole(lr: Callable, seed: int = 0) -> WholeRun:
    """Train for `EPOCHS` epochs with the schedule `lr`, measured after each of them."""
    X, y, X_test, y_test = projected_digits()
    _, weights, averages = descend(lr, steps=EPOCHS * EPOCH, seed=seed, every=EPOCH, memory=MEMORY)
    return WholeRun(
        _scored(weights, X, y), _scored(weights, X_test, y_test), _scored(averages, X_test, y_test)
    )


def _scored(weights, X, y) -> Scores:
    scores = scores_of(weights, X)
    return Scores(cross_entropy(scores, y[None]), 100 * np.mean(scores.argmax(-1) == y, axis=1))
