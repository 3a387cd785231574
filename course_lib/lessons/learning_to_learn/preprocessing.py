"""What the LSTM sees of a gradient: its size on a log scale, and its sign."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.learning_to_learn.racing import TEST, Arena
from course_lib.nn import log_and_sign
from course_lib.optim import Momentum

STEPS, FUNCTIONS, RATE = 200, 6, 0.5
SMALLEST, LARGEST = -9, 2  # powers of 10 that are drawn


@lru_cache(maxsize=1)
def met() -> np.ndarray:
    """The gradients that momentum meets on six quadratics: shape (201, coordinates)."""
    problems, optimizer = Arena().problems(TEST, FUNCTIONS), Momentum(RATE)
    x, rows = problems.start.copy(), []
    state = optimizer.init(x.ravel())
    for t in range(STEPS + 1):
        grad = problems.value_and_grad(x, t)[1].ravel()
        rows.append(grad.astype(float))
        state = optimizer.update(x.reshape(-1), grad, state)
    return np.array(rows)


@dataclass(frozen=True)
class PreprocessingRun:
    """Both features, as functions of a gradient and along a run."""

    log_range: float
    step: int
    power: np.ndarray  #: shape (k,), log₁₀ g
    features: np.ndarray  #: shape (k, 2), of g = 10^power
    now: np.ndarray  #: shape (coordinates,), log₁₀|g| at this step
    seen: np.ndarray  #: shape (coordinates, 2), their features, the second one without its sign
    first: np.ndarray  #: shape (201, 3), the log feature's quantiles 10, 50 and 90 % by step
    raw: np.ndarray  #: shape (201, 3), those of |g|
    summary: str


@lru_cache(maxsize=256)
def preprocessing(*, log_range=10.0, step=20) -> PreprocessingRun:
    """The features with the constant p = `log_range`, and the gradients at one step of a run."""
    power, grads = np.linspace(SMALLEST, LARGEST, 300), met()
    features, quantiles = log_and_sign(grads, log_range), (10, 50, 90)
    now = np.abs(grads[step])
    low = np.mean(now < np.exp(-log_range))
    summary = (
        f"At step {step} the gradients' median size is {np.median(now):.2g}; the network is shown "
        f"{np.median(features[step, :, 0]):.2f}. {low:.0%} of them are below e^−{log_range:g} = "
        f"{np.exp(-log_range):.1g} and count as small."
    ).replace(" -", " −")
    return PreprocessingRun(
        log_range, step, power, log_and_sign(10.0**power, log_range),
        np.log10(np.maximum(now, 10.0**SMALLEST)), log_and_sign(now, log_range),
        np.percentile(features[..., 0], quantiles, axis=1).T,
        np.percentile(np.abs(grads), quantiles, axis=1).T, summary,
    )  # fmt: skip
