"""Logistic regression of tumours by gradient descent, on raw and on prepared measurements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import Standardizer, load_breast_cancer
from course_lib.functions import EmpiricalRisk, LogLoss, add_bias
from course_lib.functions.activations import sigmoid
from course_lib.linear import whitening

RAW, CENTRED, SCALED, WHITE = "raw", "zero mean", "standardized", "whitened"
PREPARATIONS = (RAW, CENTRED, SCALED, WHITE)
TRAINING, VALIDATION = 285, 142  # of 569; the other 142 are the test set
FACTORS, STEPS, LOOK = (1, 4, 16, 64), 300, 100
GOAL = 0.1  # a run has arrived when the training loss is at most so much


@dataclass(frozen=True)
class TumourDescent:
    """One preparation, at the rate whose validation loss was lowest after 100 steps."""

    condition: float  #: λ_max/λ_min of XᵀX/n with the column of ones
    factor: int  #: the rate as a multiple of 1/L
    steps: int | None  #: until the training loss is at most 0.1; None if not within 300
    validation: float  #: loss after 100 steps
    test: float  #: accuracy after 100 steps


@lru_cache(maxsize=8)
def _parts(seed: int) -> tuple:
    data = load_breast_cancer(labels=(1, -1))
    order = np.random.default_rng([569, seed]).permutation(len(data))
    rows = np.split(order, [TRAINING, TRAINING + VALIDATION])
    return tuple((data.X[r], data.y[r]) for r in rows)


def preparation(name: str, X_train: np.ndarray):
    """A function of samples, made from the training samples alone."""
    if name == RAW:
        return lambda X: X
    if name == CENTRED:
        mean = X_train.mean(axis=0)
        return lambda X: X - mean
    scaler = Standardizer.fit(X_train)
    if name == SCALED:
        return scaler.transform
    white = whitening(scaler.transform(X_train))
    return lambda X: white.apply(scaler.transform(X))


@lru_cache(maxsize=64)
def tumour_descent(name: str, seed: int = 0) -> TumourDescent:
    """Prepare 30 measurements, and count the steps of gradient descent from 0.

    Parameters
    ----------
    name : str
        One of `PREPARATIONS`.
    seed : int
        Splits the 569 tumours.
    """
    (X, y), validation, test = _parts(seed)
    prepare = preparation(name, X)
    risk = EmpiricalRisk(LogLoss(), add_bias(prepare(X)), y)
    curvature = np.linalg.eigvalsh(risk.X.T @ risk.X / len(y))
    paths = [_descend(risk.X, y, factor / risk.smoothness) for factor in FACTORS]
    looks = [_loss(path[LOOK : LOOK + 1], add_bias(prepare(validation[0])), validation[1])[0]
             for path in paths]  # fmt: skip
    best = int(np.argmin(looks))
    arrived = np.flatnonzero(_loss(paths[best], risk.X, y) <= GOAL)
    scores = add_bias(prepare(test[0])) @ paths[best][LOOK]
    return TumourDescent(
        float(curvature[-1] / curvature[0]), FACTORS[best],
        int(arrived[0]) if len(arrived) else None, float(looks[best]),
        float((scores * test[1] > 0).mean()),
    )  # fmt: skip


def _descend(A, y, lr) -> np.ndarray:
    """Weights of all steps of gradient descent on the mean logistic loss, (steps + 1, d)."""
    signed = A * y[:, None]
    path = np.zeros((STEPS + 1, A.shape[1]))
    for t in range(STEPS):
        path[t + 1] = path[t] + lr / len(y) * (sigmoid(-(signed @ path[t])) @ signed)
    return path


def _loss(path, A, y) -> np.ndarray:
    """The mean logistic loss at each row of weights."""
    return np.logaddexp(0, -(path @ (A * y[:, None]).T)).mean(axis=1)
