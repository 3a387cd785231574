"""Networks of ten hidden layers with and without batch normalization, trained once for all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from course_lib.functions.objective import QUIET
from course_lib.lessons.batchnorm.normed_stack import NormedStack, ShiftingNoise
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled, told
from course_lib.lessons.shared.remembered import in_turn, remembered
from course_lib.lessons.shared.small_digits import small_digits

DEPTH, WIDTH, SEEDS = 10, 24, 3
DIGITS, BATCH, EPOCHS = 960, 32, 7
STEPS, EVERY = DIGITS // BATCH * EPOCHS, 10
SIZES = (196, *[WIDTH] * DEPTH, 10)


class Network(NamedTuple):
    """What is trained: where the normalization stands, how much noise follows it, at which rate."""

    place: str  #: "none", "before" or "after" the activation
    noise: float  #: strength of the noise behind each normalization
    lr: float


NETWORKS = (
    *[Network("none", 0.0, lr) for lr in (0.1, 0.3)],
    *[Network("before", 0.0, lr) for lr in (0.1, 0.3)],
    *[Network("before", noise, 0.3) for noise in (0.5, 1.0, 2.0)],
    *[Network("after", 0.0, lr) for lr in (0.1, 0.3)],
)


@dataclass(frozen=True, eq=False)
class DeepRun:
    """One network, trained from three seeds."""

    losses: np.ndarray  #: training loss of every mini-batch, shape (seeds, STEPS)
    accuracy: np.ndarray  #: percent of the test digits, shape (seeds,)
    weights: np.ndarray  #: before steps 0, 10, …, and at the end: shape (25, seeds, d)

    @property
    def last_epoch(self) -> np.ndarray:
        """Mean training loss of the last epoch, shape (seeds,)."""
        return self.losses[:, -(DIGITS // BATCH) :].mean(axis=1)


def make_stack(place: str) -> NetworkStack:
    """The networks of this place, all seeds and rates in one."""
    return NetworkStack(SIZES) if place == "none" else NormedStack(SIZES, place)


def mini_batch(step: int) -> np.ndarray:
    """Which digits each seed sees in a step: shape (seeds, BATCH)."""
    return shuffled(SEEDS, DIGITS, EPOCHS)[:, step * BATCH : (step + 1) * BATCH]


@remembered(maxsize=1)
def deep_runs(progress=None) -> dict[Network, DeepRun]:
    """Every network of `NETWORKS`, trained by plain SGD; about two seconds.

    Parameters
    ----------
    progress : callable, optional
        ``progress(Progress)`` on the way.
    """
    groups = {}
    for network in NETWORKS:
        groups.setdefault((network.place, network.noise > 0), []).append(network)
    calls = [partial(_train, tuple(networks)) for networks in groups.values()]
    runs = {}
    for found in in_turn(calls, progress):
        runs |= found
    return runs


@remembered(maxsize=None)
@np.errstate(**QUIET)  # without normalization some leave the finite numbers
def _train(networks, progress=None) -> dict[Network, DeepRun]:
    X, y, *_ = small_digits()
    stack, count = make_stack(networks[0].place), len(networks)
    w = np.tile(stack.starts(SEEDS), (count, 1))
    eta = np.repeat([n.lr for n in networks], SEEDS)[:, None]
    order = np.tile(shuffled(SEEDS, DIGITS, EPOCHS), (count, 1))
    strength = np.repeat([n.noise for n in networks], SEEDS)
    extra = [ShiftingNoise(strength, np.random.default_rng(5))] if strength.any() else []
    losses, kept = [], []
    for step in told(progress, STEPS, losses):
        if step % EVERY == 0:
            kept.append(w.copy())
        rows = order[:, step * BATCH : (step + 1) * BATCH]
        loss, grad = stack.loss_and_grad(w, X[rows], y[rows], *extra)
        losses.append(loss)
        grad *= eta
        w -= grad
        if step % EVERY == 0:
            rounded(w)
    kept = np.reshape([*kept, w], (len(kept) + 1, count, SEEDS, -1))
    losses = np.array(losses).T.reshape(count, SEEDS, STEPS)
    accuracy = test_accuracy(stack, w).reshape(count, SEEDS)
    return {
        network: DeepRun(losses[k], accuracy[k], kept[:, k]) for k, network in enumerate(networks)
    }


def test_accuracy(stack, w) -> np.ndarray:
    """Percent of the test digits, normalized by the statistics of the whole training set."""
    X, _, X_test, y_test = small_digits()
    stats = [stack.statistics(w, X[None, :DIGITS])] if isinstance(stack, NormedStack) else []
    scores = np.nan_to_num(stack.signals(w, X_test[None], *stats)[-1])
    return 100 * (scores.argmax(axis=-1) == y_test).mean(axis=-1)
