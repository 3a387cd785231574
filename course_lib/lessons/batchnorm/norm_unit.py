"""One hidden unit before and after batch normalization, on real digits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import Train, mlp

EPS, DECAY, TRACKED, RETOLD = 1e-5, 0.9, 100, 400
STATISTICS = ("batch", "running")
EDGES = np.linspace(-12, 12, 97)


@dataclass(frozen=True, eq=False)
class UnitRun:
    """A batch through one unit's normalization."""

    z: np.ndarray  #: pre-activations of the batch, the followed digit first, shape (B,)
    y: np.ndarray  #: γ x̂ + β, shape (B,)
    running: tuple[float, float]  #: mean and standard deviation after 100 batches of this size
    before: np.ndarray  #: density of all 2,000 digits between `EDGES`, shape (96,)
    after: np.ndarray  #: the same with this mean, deviation, γ and β, shape (96,)
    retold: np.ndarray  #: outputs of the followed digit, each in another batch, shape (400,)
    summary: str


@lru_cache(maxsize=1)
def unit_values() -> np.ndarray:
    """Pre-activations of one unit of a second hidden layer at initialization, for 2,000 digits."""
    X = small_digits()[0]
    net = mlp((X.shape[1], 32, 32, 10))
    rng = np.random.default_rng(3)
    outputs, _ = net.layer_outputs(net.init(rng), X.astype(float), Train(rng))
    second = outputs[2]
    # The unit that is furthest from mean 0 and variance 1.
    return 3 * second[:, np.argmax(np.abs(second.mean(axis=0)))]


@lru_cache(maxsize=512)
def norm_unit(*, batch_size=32, gamma=1.0, beta=0.0, statistics="batch", draw=0) -> UnitRun:
    """Normalize one unit over a random batch, or by the running statistics.

    Parameters
    ----------
    batch_size : int
        B ≥ 2.
    gamma, beta : float
    statistics : {"batch", "running"}
    draw : int
        Which batch.
    """
    checks.choice("statistics", statistics, STATISTICS)
    values, (z, estimates, means, stds) = unit_values(), _batches(batch_size, draw)
    by_batch = statistics == "batch"
    mean, std = (z.mean(), np.sqrt(z.var() + EPS)) if by_batch else estimates
    y = gamma * (z - mean) / std + beta
    others = (z[0] - means) / stds if by_batch else np.full(RETOLD, (z[0] - mean) / std)
    retold = gamma * others + beta
    return UnitRun(
        z, y, estimates, _density(values),
        _density(gamma * (values - mean) / std + beta), retold,
        _summary(statistics, mean, std, y, retold),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _batches(size: int, draw: int):
    """A batch; the running estimates; mean and deviation of 400 batches with its first digit."""
    values = unit_values()
    rng = np.random.default_rng([7, draw])
    z = values[np.r_[11, rng.integers(0, len(values), size - 1)]]
    mean, var = 0.0, 1.0
    for batch in values[rng.integers(0, len(values), (TRACKED, size))]:
        mean = DECAY * mean + (1 - DECAY) * batch.mean()
        var = DECAY * var + (1 - DECAY) * batch.var(ddof=1)
    company = values[rng.integers(0, len(values), (RETOLD, size - 1))]
    company = np.c_[np.full(RETOLD, z[0]), company]
    means, stds = company.mean(axis=1), np.sqrt(company.var(axis=1) + EPS)
    return z, (float(mean), float(np.sqrt(var + EPS))), means, stds


def _density(values) -> np.ndarray:
    counts, _ = np.histogram(values, EDGES)
    return counts / (len(values) * (EDGES[1] - EDGES[0]))


def _summary(statistics, mean, std, y, retold) -> str:
    if statistics == "batch":
        whose, comes = "The batch has", "it comes out"
        told = f"In other company the digit's output moves by ±{retold.std():.2g}."
    else:
        whose, comes = "The running estimates are", "the batch comes out"
        told = "Every digit has one output, whatever its company."
    text = (
        f"{whose} mean {mean:.3g} and deviation {std:.3g}; {comes} with "
        f"{round(y.mean(), 2) + 0.0:.2g} and {y.std():.2g}. {told}"
    )
    return text.replace("-", "−")
