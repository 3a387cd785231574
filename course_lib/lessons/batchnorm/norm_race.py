"""Six networks that differ in their normalization only, with batches of 2, 8 and 64."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from course_lib import checks
from course_lib.datasets import load_mnist
from course_lib.lessons.batchnorm.norm_layers import Patches
from course_lib.lessons.shared.remembered import completed, in_turn, remembered
from course_lib.nn import (
    Activation,
    BatchNorm,
    Dense,
    Flatten,
    GroupNorm,
    InstanceNorm,
    LayerNorm,
    Sequential,
    SoftmaxCrossEntropy,
    Train,
    WeightNorm,
    evaluate,
    fit,
)
from course_lib.optim import SGD

NORMS = ("none", "batch", "layer", "instance", "group", "weight")
BATCHES = (2, 8, 64)
DIGITS, TESTED, EPOCHS, SEEDS = 256, 200, 2, 2
CHANNELS, HIDDEN, RATE = 12, 24, 0.6
LOSS = SoftmaxCrossEntropy()


def make_network(norm: str) -> Sequential:
    """16 patches of 7 × 7 pixels → 12 channels at 4 × 4 places → 24 neurons → 10 scores."""
    dense = (lambda a, b: WeightNorm(Dense(a, b))) if norm == "weight" else Dense
    maps = {
        "batch": [BatchNorm(CHANNELS)], "layer": [LayerNorm((CHANNELS, 4, 4))],
        "instance": [InstanceNorm(CHANNELS)], "group": [GroupNorm(3, CHANNELS)],
    }  # fmt: skip
    flat = {
        "batch": [BatchNorm(HIDDEN)],
        "layer": [LayerNorm(HIDDEN)],
        "group": [GroupNorm(3, HIDDEN)],
    }  # without places there is nothing for instance normalization to average over
    return Sequential([
        Patches(dense(49, CHANNELS), 1, 28, 7), *maps.get(norm, []), Activation("relu"),
        Flatten(), dense(16 * CHANNELS, HIDDEN), *flat.get(norm, []), Activation("relu"),
        Dense(HIDDEN, 10),
    ])  # fmt: skip


@dataclass(frozen=True, eq=False)
class Race:
    """All trainings."""

    test: np.ndarray  #: loss on 200 other digits, in use: (norms, batches, seeds, epochs)
    #: Loss on the digits trained on, after training: in training mode, on mini-batches of the
    #: size trained with, and in evaluation mode. Shape (norms, batches, seeds).
    by_batch: np.ndarray
    by_running: np.ndarray


@remembered(maxsize=1)
def compute_race(progress=None) -> Race:
    """All 36 trainings, once; some seconds.

    Parameters
    ----------
    progress : callable, optional
        ``progress(Progress)`` after each.
    """
    shape = (len(NORMS), len(BATCHES), SEEDS)
    race = Race(np.zeros((*shape, EPOCHS)), np.zeros(shape), np.zeros(shape))
    runs = list(np.ndindex(shape))
    found = in_turn([partial(_train, NORMS[k], BATCHES[b], seed) for k, b, seed in runs], progress)
    for run, losses in zip(runs, found, strict=True):
        race.test[run], race.by_batch[run], race.by_running[run] = losses
    return race


@lru_cache(maxsize=1)
def _digits():
    train, test = load_mnist("train", size=DIGITS), load_mnist("test", size=TESTED)
    centre = train.X.mean(dtype=float)
    return train.X - centre, train.y, test.X - centre, test.y


@remembered(maxsize=None)
def _train(norm: str, batch: int, seed: int):
    X, y, *test = _digits()
    net, curve = make_network(norm), []
    params, stats, rng = None, None, np.random.default_rng(seed)
    for _ in range(EPOCHS):  # the step grows with the batch, as is the custom
        run = completed(fit(net, LOSS, X, y, SGD(RATE * batch / 64), epochs=1, batch_size=batch,
                            rng=rng, params=params, stats=stats))  # fmt: skip
        params, stats = run.params, run.stats
        curve.append(run.evaluate(*test).loss)
    pieces = [
        evaluate(net, LOSS, params, X[i : i + batch], y[i : i + batch], Train(rng)).loss
        for i in range(0, len(X), batch)
    ]
    return curve, np.mean(pieces), run.evaluate(X, y).loss


@dataclass(frozen=True, eq=False)
class RaceView:
    """One batch size and one normalization, among all."""

    race: Race
    batch: int  #: number in `BATCHES`
    norm: int  #: number in `NORMS`
    summary: str


@lru_cache(maxsize=64)
def norm_race(*, batch_size=8, norm="layer") -> RaceView:
    """The six curves for this batch size, and one network's loss in both modes."""
    checks.choice("batch_size", batch_size, BATCHES)
    race, b, k = compute_race(), BATCHES.index(batch_size), NORMS.index(norm)
    modes = race.by_batch[k, b].mean(), race.by_running[k, b].mean()
    name = "no normalization" if norm == "none" else f"{norm} normalization"
    same = np.isclose(*modes, rtol=1e-6)
    gap = (
        "the same loss in training and evaluation mode"
        if same
        else f"loss {modes[0]:.2f} in training mode, {modes[1]:.2f} in evaluation mode"
    )
    return RaceView(
        race, b, k, f"Batches of {batch_size}. With {name}, on the digits trained on: {gap}.",
    )  # fmt: skip
