"""The first steps of deep ReLU networks on digits, with a warm-up and without."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions.objective import QUIET
from course_lib.lessons.lr_schedules.schedule_training import DIRECTIONS, projected_digits, starts
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled
from course_lib.lessons.shared.small_digits import TRAIN
from course_lib.optim import SGD, Adam
from course_lib.schedules import Linear, Warmup

SEEDS, WIDTH, BATCH, STEPS = 5, 32, 50, 160
GUESSING = float(np.log(10))
OPTIMIZERS = {"SGD": SGD, "Adam": Adam}
#: A rate for each at which the first steps matter.
RATES = {"SGD": 0.4, "Adam": 0.04}
#: A loss that counts as having learned.
LEARNED = GUESSING / 2


@dataclass(frozen=True, eq=False)
class FirstSteps:
    """Five trainings with one schedule; NaN after an overflow."""

    rates: np.ndarray  #: Shape (T,).
    loss: np.ndarray  #: Shape (T, seeds). Of each mini-batch, before its step.
    slope: np.ndarray  #: Shape (T, seeds). ‖g‖, the length of the mini-batch's gradient.
    moved: np.ndarray  #: Shape (T, seeds). ‖Δw‖ / ‖w‖ of each step.

    @property
    def final(self) -> np.ndarray:
        """The mean loss of each seed's last 20 steps; infinite where it ended before."""
        tail = self.loss[-20:].mean(axis=0)
        return np.where(np.isfinite(tail), tail, np.inf)

    @property
    def learned(self) -> int:
        """How many seeds end below half the loss of guessing."""
        return int((self.final < LEARNED).sum())


@dataclass(frozen=True, eq=False)
class WarmupRun:
    """The same trainings with a warm-up and without: weights, digits and their order alike."""

    cold: FirstSteps
    warm: FirstSteps
    summary: str


def schedule(lr: float, warmup: int):
    """A straight line up to `lr` in `warmup` steps, and one down to 0 at the end."""
    down = Linear(lr, STEPS - warmup)
    return Warmup(warmup, down) if warmup else down


@lru_cache(maxsize=256)
def first_steps(*, optimizer="SGD", lr=0.4, warmup=0, depth=5, scale=1.6) -> FirstSteps:
    """Train 49 → depth × 32 ReLU → 10 for 160 steps, from five seeds at once.

    Parameters
    ----------
    optimizer : str
        A key of `OPTIMIZERS`.
    lr : float
        The largest rate.
    warmup : int
        Steps of the warm-up; 0 for none.
    depth : int
        Hidden layers.
    scale : float
        The weights' start, in multiples of He's.
    """
    checks.choice("optimizer", optimizer, tuple(OPTIMIZERS))
    X, y, *_ = projected_digits()
    X = X[:, :DIRECTIONS]  # the stack has its own biases
    nets, rates = NetworkStack((DIRECTIONS, *[WIDTH] * depth, 10)), schedule(lr, warmup)
    w, opt = starts(nets, SEEDS, scale), OPTIMIZERS[optimizer](rates)
    state, order = opt.init(w), shuffled(SEEDS, TRAIN, -(-STEPS * BATCH // TRAIN))
    losses, slopes, moved = (np.full((STEPS, SEEDS), np.nan) for _ in range(3))
    # Overflow is how a training ends here: it is told by NaN, not by warnings.
    with np.errstate(**QUIET):
        for t in range(STEPS):
            rows, before = order[:, t * BATCH : (t + 1) * BATCH], w.copy()
            losses[t], grad = nets.loss_and_grad(w, X[rows], y[rows])
            if not np.isfinite(losses[t]).any():
                break  # all have overflowed
            state = opt.update(w, grad, state)
            rounded(w)
            slopes[t] = np.linalg.norm(grad, axis=1)
            moved[t] = np.linalg.norm(w - before, axis=1) / np.linalg.norm(before, axis=1)
    ended = np.cumsum(~np.isfinite(losses), axis=0) > 0
    for values in (losses, slopes, moved):
        values[ended | ~np.isfinite(values)] = np.nan
    return FirstSteps(rates(np.arange(STEPS)), losses, slopes, moved)


@lru_cache(maxsize=256)
def warmup_training(*, optimizer="SGD", lr=0.4, warmup=40, depth=5, scale=1.6) -> WarmupRun:
    """The trainings of `first_steps` with and without a warm-up; ``warmup`` ≥ 1."""
    checks.integer("warmup", warmup, low=1)
    given = dict(optimizer=optimizer, lr=lr, depth=depth, scale=scale)
    cold, warm = first_steps(**given), first_steps(warmup=warmup, **given)
    told = (
        f"{optimizer} up to η = {lr:.2g}. Median loss at the end: {_end(cold)} without warm-up, "
        f"{_end(warm)} with {warmup} steps of it."
    )
    return WarmupRun(cold, warm, told)


def _end(run: FirstSteps) -> str:
    middle = np.median(run.final)
    loss = f"{middle:.2f}" if np.isfinite(middle) else "overflow"
    return f"{loss} ({run.learned} of {SEEDS} learn)"
