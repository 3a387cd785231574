"""How the inputs of a unit's activation move while the layers below it train."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.batchnorm.deep_runs import (
    DEPTH,
    EVERY,
    SEEDS,
    STEPS,
    WIDTH,
    Network,
    deep_runs,
    make_stack,
)
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.shared.small_digits import small_digits

PROBES, LEVELS = 200, (15, 50, 85)
RATE = 0.1
#: The three distributions that are compared.
SIGNALS = ("without BN", "BN: before the norm", "BN: after it")


@dataclass(frozen=True, eq=False)
class ShiftRun:
    """Percentiles of one unit's signal over 200 digits, every ten steps."""

    steps: np.ndarray  #: shape (frames,)
    percentiles: np.ndarray  #: the 15th, 50th and 85th, shape (3 signals, frames, 3)
    summary: str


@remembered(maxsize=1)
def signals_in_training(progress=None) -> np.ndarray:
    """What each unit sends or gets: shape (3 signals, frames, seeds, layers, probes, units)."""
    X = small_digits()[0][None, :PROBES]
    runs = deep_runs(progress)
    plain, normed = make_stack("none"), make_stack("before")
    without, before, after = [], [], []
    for w in runs[Network("none", 0.0, RATE)].weights:
        inputs = plain.signals(w, X)[:DEPTH]
        pairs = zip(inputs, plain.layers(w), strict=False)
        without.append([x @ weights + bias for x, (weights, bias) in pairs])
    for w in runs[Network("before", 0.0, RATE)].weights:
        kept = []
        normed.signals(w, X, kept=kept)
        before.append([of["z"] for of in kept])
        after.append([of["y"] for of in kept])
    return np.array([without, before, after], dtype=np.float32).swapaxes(2, 3)


@lru_cache(maxsize=1)
def drift() -> np.ndarray:
    """How far a unit's mean moves in ten steps, in its own standard deviations.

    Returns
    -------
    array, shape (3 signals, seeds)
        The median over steps, layers and units.
    """
    means, stds = (getattr(signals_in_training(), f)(axis=-2) for f in ("mean", "std"))
    moved = np.abs(np.diff(means, axis=1)) / np.maximum(stds[:, :-1], 1e-6)
    return np.median(moved.transpose(0, 2, 1, 3, 4).reshape(3, SEEDS, -1), axis=-1)


@remembered(maxsize=512)
def norm_shift(*, layer=8, unit=3, seed=2, progress=None) -> ShiftRun:
    """One unit of a network of ten hidden layers, while it trains.

    Parameters
    ----------
    layer, unit, seed : int
        From 1.
    progress : callable, optional
        ``progress(Progress)`` while the networks train, which they do once.
    """
    for name, value, high in (
        ("layer", layer, DEPTH),
        ("unit", unit, WIDTH),
        ("seed", seed, SEEDS),
    ):
        checks.in_range(name, value, 1, high)
    values = signals_in_training(progress)[:, :, seed - 1, layer - 1, :, unit - 1]
    percentiles = np.moveaxis(np.percentile(values, LEVELS, axis=-1), 0, -1)
    return ShiftRun(
        np.arange(0, STEPS + 1, EVERY), percentiles,
        f"Unit {unit} of hidden layer {layer}, η = {RATE:g}, seed {seed}: the middle 70 % of "
        f"{PROBES} digits and their median, from the start up to this step.",
    )  # fmt: skip
