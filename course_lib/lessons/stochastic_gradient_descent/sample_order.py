"""What the order of the samples does: logistic regression on patients, one per step or some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.stochastic_gradient_descent.risks import (
    LAM,
    best_patient_weights,
    patient_objective,
    patients,
    slopes,
)

EPOCHS, SEEDS, LAST = 20, 10, 5
RATES = 10.0 ** np.arange(-3, -0.75, 0.25)  # from 0.001 to 0.1
ORDERS = ("with replacement", "reshuffled", "shuffled once", "sorted by class")
SIZES = (1, 10, 50, 297)


@dataclass(frozen=True, eq=False)
class OrderRun:
    """Four orders with one step size; means over ten seeds."""

    gap: np.ndarray  #: J − J* after each epoch, shape (4, 21)
    least: np.ndarray  #: smallest of the seeds for the chosen order, shape (21,)
    most: np.ndarray  #: largest
    bias: np.ndarray  #: b after each step of the last two epochs, first seed, shape (4, k)
    at: np.ndarray  #: in epochs, shape (k,)
    best_bias: float
    chosen: int  #: which order
    summary: str


def epoch_rows(order: str, rng) -> Callable[[], np.ndarray]:
    """What gives the rows of the next epoch each time it is called."""
    labels = patients().y
    n = len(labels)
    kept = np.argsort(labels, kind="stable")
    if order == "shuffled once":
        kept = rng.permutation(n)

    def rows():
        if order == "with replacement":
            return rng.integers(n, size=n)
        return rng.permutation(n) if order == "reshuffled" else kept

    return rows


@lru_cache(maxsize=16)
def table(order: str, batch: int):
    """All rates and seeds in step: gaps (rates, seeds, epochs + 1), biases (rates, steps)."""
    f, J = patients(), patient_objective()
    signed = f.X * f.y[:, None]  # its product with w is the margin
    next_rows = [epoch_rows(order, np.random.default_rng(seed)) for seed in range(SEEDS)]
    lr, w = RATES[:, None, None], np.zeros((len(RATES), SEEDS, 19))
    kept, biases = [w.copy()], []
    for epoch in range(EPOCHS):
        part = np.stack([signed[rows()] for rows in next_rows])  # (seeds, n, 19)
        for begin in range(0, f.samples, batch):
            x = part[:, begin : begin + batch]
            pull = slopes(np.einsum("rsd,sbd->rsb", w, x)) / x.shape[1]
            w = w - lr * (np.einsum("rsb,sbd->rsd", pull, x) + LAM * w)
            if epoch >= EPOCHS - 2:
                biases.append(w[:, 0, 0].copy())
        kept.append(w.copy())
    gaps = J(np.stack(kept, axis=2)) - J(best_patient_weights())
    return np.maximum(gaps, 1e-12), np.stack(biases, axis=1)


@lru_cache(maxsize=256)
def sample_order(*, order="reshuffled", batch=1, lr=10**-1.5) -> OrderRun:
    """Twenty epochs."""
    chosen = ORDERS.index(checks.choice("order", order, ORDERS))
    checks.choice("batch", batch, SIZES)
    k = int(np.argmin(np.abs(np.log(RATES / lr))))
    tables = [table(name, batch) for name in ORDERS]
    gap = np.stack([gaps[k].mean(axis=0) for gaps, _ in tables])
    bias = np.stack([biases[k] for _, biases in tables])
    at = np.linspace(EPOCHS - 2, EPOCHS, bias.shape[1] + 1)[1:]
    late = gap[:, -LAST:].mean(axis=1)
    ends = "; ".join(f"{name} {g:.2g}" for name, g in zip(ORDERS, late, strict=True))
    seeds = tables[chosen][0][k]
    return OrderRun(
        gap, seeds.min(axis=0), seeds.max(axis=0), bias, at, float(best_patient_weights()[0]),
        chosen, f"η = {RATES[k]:.3g}. Mean gap of the last {LAST} epochs: {ends}.",
    )  # fmt: skip
