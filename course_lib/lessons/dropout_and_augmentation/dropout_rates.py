"""Networks on few digits, with no dropout up to much of it: three seeds at each rate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from course_lib import checks
from course_lib.lessons.dropout_and_augmentation.digits import BATCH, small_pictures, train
from course_lib.lessons.shared.remembered import completed, in_turn, remembered

DIGITS = (200, 1000)
RATES = (0.0, 0.2, 0.4, 0.6, 0.8)
SEEDS, STEPS, POINTS = 3, 400, 10


@dataclass(frozen=True, eq=False)
class Curves:
    """One training, looked at ten times on its way, always with the whole network."""

    steps: np.ndarray  #: shape (10,)
    loss: np.ndarray  #: on the digits trained on, on 2,000 others: shape (2, 10)
    error: np.ndarray  #: percent of wrong answers, shape (2, 10)


@remembered(maxsize=None)
def curves(digits: int, rate: float, seed: int) -> Curves:
    """Train once on so many digits."""
    data, steps, losses, errors = small_pictures(), [], [], []
    X, y = data.X[:digits], data.y[:digits]
    per_epoch = digits // BATCH
    every = STEPS // per_epoch // POINTS

    def look(record, params):
        if record.epoch % every == 0:
            found = [_scores(params, *part) for part in ((X, y), (data.X_other, data.y_other))]
            steps.append(record.epoch * per_epoch)
            losses.append([loss for loss, _ in found])
            errors.append([error for _, error in found])

    completed(train(X, y, dropout=rate, epochs=STEPS // per_epoch, seed=seed, callback=look))
    return Curves(np.array(steps), np.array(losses).T, np.array(errors).T)


def _scores(params, X, y) -> tuple[float, float]:
    """Mean loss and percent of errors of the whole network, by hand: nothing is dropped."""
    last = max(int(name.split(".")[0]) for name in params)
    hidden = np.maximum(X @ params["0.W"] + params["0.b"], 0)
    z = hidden @ params[f"{last}.W"] + params[f"{last}.b"]
    z -= z.max(axis=1, keepdims=True)
    loss = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]
    return float(loss.mean()), float(100 * (z.argmax(axis=1) != y).mean())


@remembered(maxsize=4)
def rates(digits: int, progress=None) -> dict[float, list[Curves]]:
    """All rates and seeds on so many digits; about a second."""
    runs = [(rate, seed) for rate in RATES for seed in range(SEEDS)]
    found = iter(in_turn([partial(curves, digits, *run) for run in runs], progress))
    return {rate: [next(found) for _ in range(SEEDS)] for rate in RATES}


@dataclass(frozen=True, eq=False)
class Rates:
    """One rate among all."""

    steps: np.ndarray  #: shape (10,)
    losses: np.ndarray  #: training and validation loss at this rate: (2, seeds, 10)
    finals: np.ndarray  #: percent of errors at the end: (2, rates, seeds)
    rate: float
    summary: str


@lru_cache(maxsize=16)
def dropout_rates(*, rate=0.4, digits=200, progress=None) -> Rates:
    """The losses on the way at this rate, and the errors at the end for all rates."""
    checks.choice("rate", rate, RATES)
    found = rates(checks.choice("digits", digits, DIGITS), progress)
    finals = np.array([[[run.error[part, -1] for run in found[p]] for p in RATES]
                       for part in (0, 1)])  # fmt: skip
    train_error, other = finals[:, RATES.index(rate)].mean(axis=1)
    return Rates(
        found[rate][0].steps, np.array([run.loss for run in found[rate]]).swapaxes(0, 1), finals,
        rate,
        f"{digits:,} digits, p = {rate:g}: {train_error:.1f} % of the training digits wrong, "
        f"{other:.1f} % of the validation digits (means of {SEEDS} seeds).",
    )  # fmt: skip
