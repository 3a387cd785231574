"""Which learning rates and initial scales let a network learn, with and without batch norm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from course_lib.lessons.shared.remembered import completed, in_turn, remembered
from course_lib.lessons.shared.small_digits import small_digits, smoothed
from course_lib.nn import BatchNorm, SoftmaxCrossEntropy, fit, mlp
from course_lib.optim import SGD

RATES = 10 ** np.arange(-1.5, 1.1, 0.5)
SCALES = 10 ** np.arange(-1.5, 1.1, 0.5)
DIGITS, BATCH, EPOCHS, WINDOW = 600, 40, 4, 6
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
def compute_grid(progress=None) -> Grid:
    """All 72 trainings, once; a few seconds.

    Parameters
    ----------
    progress : callable, optional
        ``progress(Progress)`` after each.
    """
    shape = (2, len(SCALES), len(RATES))
    accuracy = np.zeros(shape)
    losses = np.full((*shape, DIGITS // BATCH * EPOCHS // WINDOW), np.nan)
    cells = list(np.ndindex(shape))
    runs = in_turn(
        [partial(_train, norm == 1, SCALES[s], RATES[r]) for norm, s, r in cells], progress
    )
    for cell, (percent, curve) in zip(cells, runs, strict=True):
        accuracy[cell], losses[cell][: len(curve)] = percent, curve
    return Grid(accuracy, losses)


@remembered(maxsize=None)
def _train(with_norm: bool, scale: float, lr: float):
    X, y, X_test, y_test = small_digits()
    net = mlp((X.shape[1], 32, 32, 32, 10), norm=BatchNorm if with_norm else None)
    rng = np.random.default_rng(0)
    params = {k: scale * v if k.endswith("W") else v for k, v in net.init(rng).items()}
    run = completed(fit(net, SoftmaxCrossEntropy(), X[:DIGITS], y[:DIGITS], SGD(lr),
                        epochs=EPOCHS, batch_size=BATCH, rng=rng, params=params))  # fmt: skip
    with np.errstate(all="ignore"):  # a diverged network may overflow in evaluation too
        outputs = np.nan_to_num(run.predict(X_test))
    return 100 * float((outputs.argmax(axis=1) == y_test).mean()), smoothed(run.losses, WINDOW)


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
    few, many = grid.learned
    counts = f"{few} of {grid.accuracy[0].size} cells learn without, {many} with"
    return GridCell(
        grid, row, column, (np.arange(grid.losses.shape[-1]) + 0.5) * WINDOW,
        f"η = {RATES[column]:.2g}, weights scaled by {SCALES[row]:.2g}: {without:.0f} % of the "
        f"test digits without batch normalization, {with_norm:.0f} % with; {counts}.",
    )  # fmt: skip
