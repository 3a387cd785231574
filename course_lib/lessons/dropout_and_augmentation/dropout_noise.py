"""One linear neuron with dropped inputs: what it says over many masks, and how far it spreads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks

WHOLE, MASKS = 2.0, 3000
INPUTS = (1, 4, 16, 64, 256)
BINS = np.arange(-4, 8.01, 0.2)


@lru_cache(maxsize=8)
def terms(inputs: int) -> np.ndarray:
    """The products w_j x_j that the neuron adds: of both signs, their sum is 2."""
    drawn = np.random.default_rng(18).normal(size=inputs) / np.sqrt(inputs)
    return drawn + (WHOLE - drawn.sum()) / inputs


def predicted_std(products, rate, inverted=True):
    """The standard deviation by the theorem; without scaling it is 1 − p times as large."""
    scaled = np.sqrt(rate / (1 - rate) * np.sum(np.square(products)))
    return scaled if inverted else (1 - rate) * scaled


@dataclass(frozen=True, eq=False)
class Noise:
    """The outputs over 3,000 masks."""

    outputs: np.ndarray  #: shape (3000,)
    shares: np.ndarray  #: of the outputs in each bin of `BINS`
    std: float  #: measured
    predicted: float  #: by the theorem
    rate: float
    inverted: bool
    products: np.ndarray  #: w_j x_j
    summary: str


@lru_cache(maxsize=256)
def dropout_noise(*, rate=0.5, inputs=16, scaling=True) -> Noise:
    """Drop the neuron's inputs 3,000 times."""
    rate = checks.in_range("rate", rate, 0, 1, "[)")
    products = terms(checks.choice("inputs", inputs, INPUTS))
    kept = np.random.default_rng([inputs, 5]).random((MASKS, inputs)) >= rate
    found = kept @ products / (1 - rate if scaling else 1.0)
    shares = np.histogram(found, np.r_[-np.inf, BINS[1:-1], np.inf])[0] / MASKS
    predicted = predicted_std(products, rate, scaling)
    return Noise(
        found, shares, found.std(), predicted, rate, scaling, products,
        f"{MASKS:,} masks: mean {found.mean():.2f}, standard deviation {found.std():.2f} "
        f"(by the theorem {predicted:.2f}).",
    )  # fmt: skip
