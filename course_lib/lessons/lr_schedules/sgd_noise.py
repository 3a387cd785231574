"""SGD on a quadratic with noisy gradients: five schedules in theory, one of them many times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.optim import noise_floor, noisy_path
from course_lib.schedules import Constant, Cosine, Delayed, InverseSqrt, InverseTime

STEPS, EVERY, RUNS, SEED = 300, 5, 160, 0
START = (-2.4, 1.3)
DECAY = 0.1  # of 1/t: half the rate after ten steps

#: Name → η → schedule. "delayed 1/t" first holds the rate for half of the run.
SCHEDULES = {
    "constant": Constant,
    "1/√t": InverseSqrt,
    "1/t": lambda lr: InverseTime(lr, decay=DECAY),
    "cosine": lambda lr: Cosine(lr, STEPS),
    "delayed 1/t": lambda lr: Delayed(STEPS // 2, InverseTime(lr, decay=DECAY)),
}


@dataclass(frozen=True, eq=False)
class NoiseRun:
    """Theory for all schedules, and many runs with one of them; f = ½ (x₁²/κ + x₂²)."""

    schedule: str  #: A key of `SCHEDULES`.
    eigenvalues: np.ndarray  #: Shape (2,). 1/κ and 1.
    rates: np.ndarray  #: Shape (T, 5). η_t of each schedule.
    expected: np.ndarray  #: Shape (T + 1, 5). E f(x_t), by theory.
    floor: float  #: The limit of E f(x_t) at the constant rate; infinite where there is none.
    at: np.ndarray  #: Shape (K,). The steps at which the runs are kept: every fifth.
    cloud: np.ndarray  #: Shape (K, runs, 2). Where the runs are.
    #: mean, spread: shape (K, 2). Of the cloud by theory: mean and standard deviation of each
    #: coordinate.
    mean: np.ndarray
    spread: np.ndarray
    #: measured, low, high: shape (K,). Mean of f over the runs, and the values that 10 % and 90 %
    #: of them are below.
    measured: np.ndarray
    low: np.ndarray
    high: np.ndarray
    summary: str


@lru_cache(maxsize=1)
def gradient_noise() -> np.ndarray:
    """The same standard normal numbers for all settings, (T, runs, 2): a cloud moves smoothly."""
    return np.random.default_rng(SEED).standard_normal((STEPS, RUNS, 2))


@lru_cache(maxsize=64)
def sgd_noise(
    *, schedule="constant", lr=0.3, noise=1.0, batch_size=4, condition=10.0, start=START
) -> NoiseRun:
    """SGD under five schedules from one first rate.

    Parameters
    ----------
    schedule : str
        Which of `SCHEDULES` is run many times.
    lr : float
        η₀ > 0, the first rate of all of them.
    noise : float
        σ ≥ 0 of one sample's gradient, in each coordinate.
    batch_size : int
        B ≥ 1.
    condition : float
        κ ≥ 1.
    start : (float, float)
    """
    checks.choice("schedule", schedule, SCHEDULES)
    lam = np.array([1 / condition, 1.0])
    t = np.arange(STEPS)
    rates = np.stack([make(lr)(t) for make in SCHEDULES.values()], axis=-1)
    theory = noisy_path(lam, start, rates, noise, batch_size)
    chosen = list(SCHEDULES).index(schedule)
    cloud = _many_runs(lam, start, rates[:, chosen], noise / np.sqrt(batch_size))
    values = 0.5 * np.square(cloud) @ lam
    ranked = np.sort(values, axis=1)
    floor = noise_floor(lam, lr, noise, batch_size)
    at = np.arange(0, STEPS + 1, EVERY)
    return NoiseRun(
        schedule, lam, rates, theory.value, floor, at, cloud,
        theory.mean[at, chosen], np.sqrt(theory.variance[at, chosen]),
        values.mean(axis=1), ranked[:, RUNS // 10], ranked[:, -RUNS // 10 - 1],
        _summary(theory.value, floor, values[-1].mean()),
    )  # fmt: skip


def _many_runs(lam, start, rates, sigma) -> np.ndarray:
    x = np.tile(np.asarray(start, dtype=float), (RUNS, 1))
    kept, step, pushed = [x.copy()], np.empty_like(x), np.empty_like(x)
    factors = 1 - rates[:, None] * lam
    for t, noise in enumerate(gradient_noise()):
        # x − η(λx + σξ), in two passes without a new array
        np.multiply(x, factors[t], out=step)
        np.multiply(noise, rates[t] * sigma, out=pushed)
        np.subtract(step, pushed, out=x)
        if (t + 1) % EVERY == 0:
            kept.append(x.copy())
    return np.array(kept)


def _summary(expected, floor, measured) -> str:
    end = dict(zip(SCHEDULES, expected[-1], strict=True))
    told = ", ".join(f"{name} {_short(value)}" for name, value in end.items())
    limit = "no floor, as η ≥ 2/λ" if np.isinf(floor) else f"floor {_short(floor)}"
    return f"Expected f at step {STEPS}: {told} ({limit}). The runs: {_short(measured)}."


def _short(value: float) -> str:
    """Two digits, without a power of ten as far as one can read it.

    >>> [_short(value) for value in (3e-5, 2e5, 0.25, 0.0)]
    ['3.0e−5', '2.0e5', '0.25', '0']
    """
    if value < 1e-12:
        return "0"
    if not 1e-4 <= value < 1e4:
        return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e-", "e−")
    return f"{value:.2g}"
