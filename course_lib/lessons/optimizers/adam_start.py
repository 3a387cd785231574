"""Adam's first steps, with and without bias correction, for one coordinate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import Rosenbrock
from course_lib.optim import Adam, minimize

ROSENBROCK_START, ROSENBROCK_LR = (-1.5, 1.5), 0.02
STEPS = 200


def _noisy(seed):
    return 1 + 1.5 * np.random.default_rng(seed).standard_normal(STEPS)


def _sparse(seed):
    return (np.random.default_rng(seed).random(STEPS) < 0.1).astype(float)


def _rosenbrock(bias_correction, beta1, beta2, eps, steps):
    optimizer = Adam(ROSENBROCK_LR, beta1, beta2, eps, bias_correction=bias_correction)
    f = Rosenbrock()
    return f.grad(minimize(f, ROSENBROCK_START, optimizer, steps=steps).x[:-1])[:, 0]


#: Signals that do not depend on the steps: name → gradients of a seed. Where the first one of a
#: random signal is 0, the run begins with it: a coordinate that waits.
SIGNALS = {
    "constant": lambda seed: np.ones(STEPS),
    "noisy: 1 ± 1.5": _noisy,
    "alternating: +1, −1, …": lambda seed: (-1.0) ** np.arange(STEPS),
    "sparse: 1 in a tenth of the steps": _sparse,
    "Rosenbrock's valley, from (−1.5, 1.5)": None,
}
RANDOM = ("noisy: 1 ± 1.5", "sparse: 1 in a tenth of the steps")


@dataclass(frozen=True, eq=False)
class AdamRecord:
    """What Adam computes in its first T steps for one coordinate, each array of shape (T,)."""

    grad: np.ndarray
    m: np.ndarray  #: running mean of g
    s: np.ndarray  #: running mean of g²
    m_hat: np.ndarray  #: m corrected; equal to m without the correction
    s_hat: np.ndarray  #: s corrected, likewise
    step: np.ndarray  #: m̂/(√ŝ + ε): the step against the gradient in units of η


@dataclass(frozen=True, eq=False)
class AdamStart:
    """Both kinds of Adam on one signal; on a landscape each goes its own way."""

    corrected: AdamRecord
    plain: AdamRecord
    summary: str


@lru_cache(maxsize=256)
def adam_start(
    *, signal="constant", scale=1.0, forget1=0.1, forget2=0.1, eps=1e-8, steps=STEPS, seed=0
) -> AdamStart:
    """Adam's quantities for given gradients.

    Parameters
    ----------
    signal : str
        A key of `SIGNALS`.
    scale : float
        All gradients are multiplied with it.
    forget1, forget2 : float
        1 − β₁ and 1 − β₂, in (0, 1].
    eps : float
        ε > 0.
    steps : int
        1 to 200.
    seed : int
        Of the random signals.

    Returns
    -------
    AdamStart
    """
    beta1, beta2 = 1 - forget1, 1 - forget2
    make, records = SIGNALS[signal], []
    for bias_correction in (True, False):
        if make is None:
            # Gradients times c and ε times c make the same steps: this is c·f.
            grad = scale * _rosenbrock(bias_correction, beta1, beta2, eps / scale, steps)
        else:
            grad = scale * make(seed)[:steps]
        records.append(_record(grad, beta1, beta2, eps, bias_correction))
    summary = _summary(*records, forget1, forget2)
    return AdamStart(*records, summary=summary)


def _record(grad, beta1, beta2, eps, bias_correction) -> AdamRecord:
    t = np.arange(1, len(grad) + 1)
    m, s = _running_mean(grad, beta1), _running_mean(grad**2, beta2)
    m_hat, s_hat = m, s
    if bias_correction:
        m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return AdamRecord(grad, m, s, m_hat, s_hat, m_hat / (np.sqrt(s_hat) + eps))


def _running_mean(values, beta):
    means, mean = np.empty(len(values)), 0.0
    for k, value in enumerate(values):
        mean = means[k] = beta * mean + (1 - beta) * value
    return means


def _summary(corrected, plain, forget1, forget2) -> str:
    if not plain.grad[0]:
        moved = np.flatnonzero(plain.grad)
        if not len(moved):
            return "No gradient has come yet, so nothing moves, with or without the correction."
        k = moved[0]
        return (
            f"The first gradient comes in step {k + 1}; that step is {plain.step[k]:.3g} η "
            f"without the correction and {corrected.step[k]:.3g} η with it."
        )
    ratio, first = forget1 / forget2**0.5, np.abs([plain.step[0], corrected.step[0]])
    return (
        f"First step: {first[0]:.4g} η without the correction "
        f"((1 − β₁)/√(1 − β₂) = {ratio:.4g}), {first[1]:.4g} η with it."
    )
