"""Logistic regression in the plane, one sample per step, in four orders, and one outlier."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import add_bias
from course_lib.functions.activations import sigmoid
from course_lib.lessons.preprocessing_and_sampling.orders import ERRORS, ORDERS, shown

STEPS, LOOK, SEEDS, SAMPLES, JUDGES = 200, 5, 6, 40, 400
WIDTH, HEIGHT = 6.0, 4.5  # of the drawn half plane
AT_HOME = (-2.0, -0.7)  # where the outlier starts: inside its own class, −1


#: Which run belongs to which order and seed, shape (4, seeds). No chance is in large errors first:
#: one run stands for all its seeds.
_RUNS = np.append(np.arange(3 * SEEDS), [3 * SEEDS] * SEEDS).reshape(4, SEEDS)


@dataclass(frozen=True)
class OrderRaceRun:
    """Four orders from the same start; axis 0 is the order, in the order of `ORDERS`."""

    X: np.ndarray  #: samples, the outlier last, shape (41, 2)
    y: np.ndarray  #: −1 and +1, shape (41,)
    weights: np.ndarray  #: (b, w₁, w₂) of the first seed at each step, shape (4, 201, 3)
    looked: np.ndarray  #: steps after which the new samples were looked at, shape (41,)
    accuracy: np.ndarray  #: on 400 new samples at those steps, shape (4, 41, seeds)
    outlier_share: np.ndarray  #: part of the steps that showed the outlier, shape (4,)
    summary: str


@lru_cache(maxsize=1)
def _clouds() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Two round clouds that a line separates: 40 samples to train on and 400 to judge by."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(SAMPLES + JUDGES, 2))
    y = np.where(np.arange(len(X)) % 2 == 0, 1, -1)
    X += y[:, None] * [2.0, 0.7]
    return X[:SAMPLES], y[:SAMPLES], X[SAMPLES:], y[SAMPLES:]


@lru_cache(maxsize=1)
def _plans() -> np.ndarray:
    """Which sample is shown, for the three orders that ignore errors: shape (3, seeds, steps)."""
    y = np.append(_clouds()[1], -1)
    return np.array([
        [shown(order, y, STEPS, np.random.default_rng([order_number, seed]))
         for seed in range(SEEDS)]
        for order_number, order in enumerate(ORDERS) if order != ERRORS
    ])  # fmt: skip


@lru_cache(maxsize=256)
def order_race(*, lr=0.05, outlier=AT_HOME) -> OrderRaceRun:
    """Train in four orders, with six seeds each.

    Parameters
    ----------
    lr : float
    outlier : (float, float)
        The place of the 41st sample, whose label is −1.
    """
    X, y, X_new, y_new = _clouds()
    X, y = np.vstack([X, outlier]), np.append(y, -1)
    path, chosen = _train(add_bias(X), y, lr)
    looked = np.arange(0, STEPS + 1, LOOK)
    scores = path[looked] @ (y_new[:, None] * add_bias(X_new)).T
    accuracy = (scores > 0).mean(axis=-1)[:, _RUNS].swapaxes(0, 1)
    share = (chosen == len(y) - 1).mean(axis=1)[_RUNS].mean(axis=1)
    return OrderRaceRun(
        X, y, path[:, _RUNS[:, 0]].swapaxes(0, 1), looked, accuracy, share,
        _summary(accuracy[:, looked > STEPS // 2], share),
    )  # fmt: skip


def _train(A, y, lr) -> tuple[np.ndarray, np.ndarray]:
    """Weights (steps + 1, runs, 3) and the samples shown (runs, steps), runs as in `_RUNS`."""
    runs = 3 * SEEDS + 1
    signed = y[:, None] * A  # the loss of a sample falls with its margin, signed @ w
    plan = np.concatenate([_plans().reshape(3 * SEEDS, STEPS), np.zeros((1, STEPS), np.int64)])
    w, path = np.zeros((runs, 3)), np.empty((STEPS + 1, runs, 3))
    path[0] = w
    for t in range(STEPS):
        plan[-1, t] = np.argmin(signed @ w[-1])
        rows = signed[plan[:, t]]
        w = w + (lr * sigmoid(-(rows * w).sum(axis=1)))[:, None] * rows
        path[t + 1] = w
    return path, plan


def _summary(accuracy, share) -> str:
    ends = ", ".join(
        f"{order} {100 * a.mean():.0f}\N{NO-BREAK SPACE}%"
        for order, a in zip(ORDERS, accuracy, strict=True)
    )
    return (
        f"Right on new samples, mean over the second {STEPS // 2} steps: {ends}. Large error "
        f"first showed the ringed sample in {100 * share[-1]:.0f} % of its steps."
    )
