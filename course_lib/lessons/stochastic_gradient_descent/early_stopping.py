"""When to stop: few e-mail messages, many features, and a validation set that watches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import Standardizer, load_spambase
from course_lib.functions import add_bias
from course_lib.lessons.stochastic_gradient_descent.risks import slopes

EPOCHS, BATCH, LR = 150, 10, 0.1
SIZES = (50, 100, 200, 400)
LAMBDAS = (0.0, 0.001, 0.01, 0.1, 1.0)
WATCHED = ("loss", "error rate")
VALIDATION, TEST = 500, 2000


@dataclass(frozen=True, eq=False)
class StoppingRun:
    """Losses and error rates after each epoch, and where it stops."""

    loss: np.ndarray  #: mean loss, training and validation, shape (2, 151)
    error: np.ndarray  #: share of wrong answers, training and validation, shape (2, 151)
    best: int  #: epoch of the smallest watched value before the stop
    stop: int  #: epoch at which the patience was used up; the last one if never
    watched: str
    test: tuple  #: error rates on the test set: at the best epoch and at the last
    summary: str


@lru_cache(maxsize=8)
def messages(n: int, seed: int):
    """Training, validation and test set as (signed X with bias): its product with w is z."""
    data = load_spambase(labels=(-1, 1))
    rows = np.random.default_rng(seed).permutation(len(data))[: n + VALIDATION + TEST]
    X, y = np.log1p(data.X[rows]), data.y[rows]
    X = add_bias(np.clip(Standardizer.fit(X[:n]).transform(X), -5, 5)) * y[:, None]
    return X[:n], X[n : n + VALIDATION], X[n + VALIDATION :]


@lru_cache(maxsize=64)
def training(n: int, lam: float, seed: int):
    """Loss and error after each epoch, shape (3 sets, 151) each."""
    parts = messages(n, seed)
    X, rng, w = parts[0], np.random.default_rng([seed, 1]), np.zeros(58)
    decay = lam * np.r_[0.0, np.ones(57)]
    path = [w]
    for _ in range(EPOCHS):
        rows = rng.permutation(n)
        for begin in range(0, n, BATCH):
            x = X[rows[begin : begin + BATCH]]
            w = w - LR * (slopes(x @ w) @ x / len(x) + decay * w)
        path.append(w)
    margins = [part @ np.array(path).T for part in parts]
    loss = np.stack([np.logaddexp(0, -z).mean(axis=0) for z in margins])
    error = np.stack([(z <= 0).mean(axis=0) for z in margins])
    return loss, error


def stopped(values, patience: int) -> tuple[int, int]:
    """The best epoch and the one at which `patience` epochs had brought nothing better.

    Examples
    --------
    >>> stopped([5, 3, 4, 4, 2], 2), stopped([5, 3, 4, 4, 2], 3)
    ((1, 3), (4, 4))
    """
    best = 0
    for epoch, value in enumerate(values):
        if value < values[best]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(values) - 1


@lru_cache(maxsize=256)
def early_stopping(*, n=100, lam=0.0, patience=10, watched="loss", seed=0) -> StoppingRun:
    """150 epochs on n messages; 500 others watch, 2,000 others judge."""
    checks.choice("n", n, SIZES)
    checks.choice("watched", watched, WATCHED)
    patience = checks.integer("patience", patience, low=1)
    loss, error = training(n, checks.non_negative("lam", lam), seed)
    best, stop = stopped((loss if watched == "loss" else error)[1].tolist(), patience)
    test = float(error[2, best]), float(error[2, -1])
    found = (f"Stops after epoch {stop} and goes back to epoch {best}" if stop < EPOCHS
             else f"Does not stop in {EPOCHS} epochs; the best is epoch {best}")  # fmt: skip
    summary = (
        f"{found}. Validation loss there {loss[1, best]:.3f}, at the end {loss[1, -1]:.3f}; error "
        f"rate {error[1, best]:.1%} and {error[1, -1]:.1%}; on the test set {test[0]:.1%} and "
        f"{test[1]:.1%}."
    )
    return StoppingRun(loss[:2], error[:2], best, stop, watched, test, summary)
