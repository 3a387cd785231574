"""A network small enough to see every mask: 5 + 4 hidden neurons, so 512 thinned networks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_lib import checks

SIZES = (3, 5, 4, 1)
HIDDEN = SIZES[1] + SIZES[2]
DRAWS = 60
MODES = ("training", "use")
SCALINGS = {"inverted: divide by 1 − p": True, "none": False}
INPUT = np.array([1.0, 0.5, -0.5])


@lru_cache(maxsize=1)
def weights() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three weight matrices; there are no biases."""
    rng = np.random.default_rng(48)
    W1, W2, W3 = (rng.normal(size=pair) for pair in pairwise(SIZES))
    return W1, W2, np.abs(W3)


def outputs(masks, factor: float) -> np.ndarray:
    """The network's output with each mask.

    Parameters
    ----------
    masks : array of bool, shape (n, 9)
        Which hidden neurons stay, the first layer's five before the second's four.
    factor : float
        What the neurons that stay are multiplied by: 1/(1 − p) for inverted scaling, else 1.
    """
    W1, W2, W3 = weights()
    first, second = np.split(np.asarray(masks) * factor, [SIZES[1]], axis=1)
    h = np.maximum(INPUT @ W1, 0) * first
    return (np.maximum(h @ W2, 0) * second @ W3)[:, 0]


def every_mask() -> np.ndarray:
    """All 512 masks, shape (512, 9)."""
    return (np.arange(2**HIDDEN)[:, None] >> np.arange(HIDDEN) & 1).astype(bool)


@dataclass(frozen=True, eq=False)
class Masks:
    """Sixty passes of one input through the network."""

    kept: np.ndarray  #: which hidden neurons stay, shape (60, 9)
    outputs: np.ndarray  #: shape (60,)
    means: np.ndarray  #: of the outputs so far, shape (60,)
    whole: float  #: output of the whole network, nothing scaled
    expected: float  #: the outputs' mean over all 512 masks, weighed by their chances
    summary: str


@lru_cache(maxsize=256)
def dropout_masks(*, rate=0.5, mode="training", scaling=True, draw=0) -> Masks:
    """Draw sixty masks; the output with each, their running mean and what it tends to."""
    rate = checks.in_range("rate", rate, 0, 1, "[)")
    checks.choice("mode", mode, MODES)
    whole = outputs(np.ones((1, HIDDEN), dtype=bool), 1.0)[0]
    if mode == "use":
        kept, factor, expected = np.ones((DRAWS, HIDDEN), dtype=bool), 1.0, whole
    else:
        kept = np.random.default_rng([18, draw]).random((DRAWS, HIDDEN)) >= rate
        factor = 1 / (1 - rate) if scaling else 1.0
        every = every_mask()
        count = every.sum(axis=1)
        chance = (1 - rate) ** count * rate ** (HIDDEN - count)
        expected = chance @ outputs(every, factor)
    found = outputs(kept, factor)
    told = (
        "In use nothing is dropped and nothing is scaled"
        if mode == "use"
        else f"p = {rate:g}: a neuron stays with probability {1 - rate:g}"
    )
    return Masks(
        kept, found, found.cumsum() / np.arange(1, DRAWS + 1), whole, expected,
        f"{told}; the whole network says {whole:.2f}.",
    )  # fmt: skip
