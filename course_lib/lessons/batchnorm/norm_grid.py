"""Which learning rates and initial scales let a network learn, with and without batch norm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions.objective import QUIET
from course_lib.lessons.batchnorm.normed_stack import NormedStack
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled, told
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.shared.small_digits import small_digits

RATES = 10 ** np.arange(-1.5, 1.1, 0.5)
SCALES = 10 ** np.arange(-1.5, 1.1, 0.5)
DIGITS, BATCH, EPOCHS, WINDOW = 600, 40, 4, 6
SIZES = (196, 32, 32, 32, 10)
LEARNED = 50.0  # percent; guessing gives about 10


@dataclass(frozen=True, eq=False)
class Grid:
    """Both networks on every pair of learning rate and scale."""

    #: Shape (2, scales, rates). Percent of the test digits; without, then with batch normalization.
    accuracy: np.ndarray
    #: Shape (2, scales, rates, 10). Mean loss of 6 successive mini-batches; NaN from where a run
    #: left the finite numbers.
    losses: np.ndarray

    @property
    def learned(self) -> np.ndarray:
        """How many cells learn: without, with."""
        return (self.accuracy > LEARNED).sum(axis=(1, 2))


@remembered(maxsize=1)
@np.errstate(**QUIET)  # a diverged network may leave the finite numbers
def compute_grid(progress=None) -> Grid:
    """All 72 trainings at once; under a second.

    Parameters
    ----------
    progress : callable, optional
        ``progress(Progress)`` after each step.
    """
    X, y, X_test, y_test = small_digits()
    stacks = NetworkStack(SIZES), NormedStack(SIZES)
    eta = np.tile(RATES, len(SCALES))[:, None]
    weights = [_starts(stack) for stack in stacks]
    order, losses = shuffled(1, DIGITS, EPOCHS)[0], []
    for step in told(progress, len(order) // BATCH, losses):
        rows = order[step * BATCH : (step + 1) * BATCH]
        found = [
            stack.loss_and_grad(w, X[None, rows], y[None, rows])
            for stack, w in zip(stacks, weights, strict=True)
        ]
        losses.append(np.array([loss for loss, _ in found]))
        for w, (_, grad) in zip(weights, found, strict=True):
            w -= eta * grad
            rounded(w)
    stats = stacks[1].statistics(weights[1], X[None, :DIGITS])
    scores = (stacks[0].signals(weights[0], X_test[None])[-1],
              stacks[1].signals(weights[1], X_test[None], stats)[-1])  # fmt: skip
    hits = [100 * (np.nan_to_num(s).argmax(axis=-1) == y_test).mean(axis=-1) for s in scores]
    shape = (2, len(SCALES), len(RATES))
    curves = np.array(losses).reshape(-1, WINDOW, *shape).mean(axis=1)
    return Grid(np.reshape(hits, shape), np.moveaxis(curves, 0, -1))


def _starts(stack) -> np.ndarray:
    """A start for each cell: the weights of all layers times the scale of the row."""
    w = np.repeat(stack.starts(1), len(SCALES) * len(RATES), axis=0)
    for weights, _ in stack.layers(w):
        weights *= np.repeat(SCALES, len(RATES))[:, None, None]
    return w


@dataclass(frozen=True, eq=False)
class GridCell:
    """One pair of learning rate and scale, among all."""

    grid: Grid
    #: row, column: Of the chosen pair.
    row: int
    column: int
    steps: np.ndarray  #: Shape (10,). Where the loss curves are measured.
    summary: str


@lru_cache(maxsize=128)
def norm_grid(*, lr=0.1, scale=1.0) -> GridCell:
    """The pair of the grid that is nearest to these values."""
    grid = compute_grid()
    row = int(np.argmin(np.abs(np.log(SCALES / scale))))
    column = int(np.argmin(np.abs(np.log(RATES / lr))))
    without, with_norm = grid.accuracy[:, row, column]
    return GridCell(
        grid, row, column, (np.arange(grid.losses.shape[-1]) + 0.5) * WINDOW,
        f"η = {RATES[column]:.2g}, weights scaled by {SCALES[row]:.2g}: {without:.0f} % of the "
        f"test digits without batch normalization, {with_norm:.0f} % with.",
    )  # fmt: skip
