"""Does batch normalization regularize? Small training sets, several batch sizes, both losses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib.lessons.batchnorm.normed_stack import NormedStack
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.shared.small_digits import small_digits

DIGITS, STEPS, RATE, SEEDS = 240, 160, 0.2, 5
SIZES = (196, 32, 32, 10)


class Gap(NamedTuple):
    """Mean losses after training, shape (seeds,) each."""

    train: np.ndarray
    test: np.ndarray


@remembered(maxsize=8)
def generalization_gap(normed: bool, batch_size: int) -> Gap:
    """Train on 240 digits for 160 steps; the losses on them and on 500 others, as in use."""
    X, y, X_test, y_test = small_digits()
    X, y = X[:DIGITS], y[:DIGITS]
    stack = NormedStack(SIZES) if normed else NetworkStack(SIZES)
    w, order = stack.starts(SEEDS), shuffled(SEEDS, DIGITS, 1 + STEPS * batch_size // DIGITS)
    for step in range(STEPS):
        rows = order[:, step * batch_size : (step + 1) * batch_size]
        w -= RATE * stack.loss_and_grad(w, X[rows], y[rows])[1]
        rounded(w)
    stats = [stack.statistics(w, X[None])] if normed else []
    return Gap(*[_loss(stack.signals(w, A[None], *stats)[-1], b)
                 for A, b in ((X, y), (X_test, y_test))])  # fmt: skip


def _loss(scores, y) -> np.ndarray:
    top = scores.max(axis=-1)
    total = np.log(np.exp(scores - top[..., None]).sum(axis=-1)) + top
    return (total - scores[:, np.arange(len(y)), y]).mean(axis=-1)
