"""Only γ and β are trained, over weights that stay random."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib.lessons.batchnorm.norm_layers import Frozen
from course_lib.lessons.shared.remembered import completed, remembered
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import (
    Activation,
    BatchNorm,
    Dense,
    Sequential,
    SoftmaxCrossEntropy,
    Train,
    evaluate,
    fit,
)
from course_lib.optim import SGD

SEEDS, DIGITS, BATCH, EPOCHS, RATE = 3, 960, 32, 6, 1.0
LOSS = SoftmaxCrossEntropy()


class RandomFeatures(NamedTuple):
    """Percent of the test digits for each seed, before and after the training of γ and β."""

    untouched: np.ndarray
    trained: np.ndarray


def affine_only(width: int, rng) -> Sequential:
    """196-w-w-10 with random weights that stay; γ and β of two batch norms are all there is."""
    layers = []
    for n_in in (196, width):
        layers += [_frozen(Dense(n_in, width, bias=False), rng), BatchNorm(width)]
        layers.append(Activation("relu"))
    return Sequential([*layers, _frozen(Dense(width, 10, bias=False), rng)])


def _frozen(layer, rng) -> Frozen:
    return Frozen(layer, layer.init(rng))


@remembered(maxsize=8)
def random_features(width: int) -> RandomFeatures:
    """Train γ and β of networks of this width from three seeds."""
    X, y, *test = small_digits()
    scores = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        net = affine_only(width, rng)
        start = net.init(rng)
        untouched = evaluate(net, LOSS, start, *test, Train()).accuracy
        run = completed(fit(net, LOSS, X[:DIGITS], y[:DIGITS], SGD(RATE), epochs=EPOCHS,
                            batch_size=BATCH, rng=rng, params=start))  # fmt: skip
        scores.append((100 * untouched, 100 * run.evaluate(*test).accuracy))
    return RandomFeatures(*np.transpose(scores))
