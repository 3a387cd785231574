"""Several networks of one shape that take each step together: a stack of small matrices.

numpy spends most of a small network's time between its operations. With the weights of all runs in
one array, shape (runs, d), every operation serves them all; the optimizers' `update` takes such an
array, or one of its rows, as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from time import perf_counter

import numpy as np

from course_lib import checks
from course_lib.functions.activations import ACTIVATIONS
from course_lib.functions.objective import QUIET
from course_lib.nn import Progress, mlp

#: Activations whose slope can be told from their output.
BY_OUTPUT = ("relu", "sigmoid", "tanh")


class NetworkStack:
    """Networks with softmax cross entropy, one for each row of an array of parameters.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden layers, classes: as for `course_lib.nn.mlp`. No hidden layer is softmax
        regression, whose risk is convex.
    activation : str
        Of the hidden layers, one of `BY_OUTPUT`.

    Notes
    -----
    A row is laid out as ``net.pack`` does: weights then biases, layer by layer. Samples X have
    shape (runs, n, inputs) and their classes y (runs, n), a mini-batch for each run; with 1 in
    place of `runs`, the same for all.
    """

    def __init__(self, sizes: Sequence[int], activation: str = "relu"):
        self.sizes = tuple(sizes)
        self.phi = ACTIVATIONS[checks.choice("activation", activation, BY_OUTPUT)]
        self.net = mlp(self.sizes, activation)

    def start(self, rng: np.random.Generator) -> np.ndarray:
        """A start for one run, He's for ReLU: shape (d,)."""
        return self.net.pack(self.net.init(rng))

    def starts(self, seeds: int, scale: float = 1.0) -> np.ndarray:
        """He's start times `scale`, with the seeds 0, 1, …: shape (seeds, d)."""
        return scale * np.array([self.start(np.random.default_rng(s)) for s in range(seeds)])

    def layers(self, w) -> list[tuple[np.ndarray, np.ndarray]]:
        """Views of w: the weights (runs, fan-in, fan-out) and biases (runs, 1, fan-out)."""
        views, at = [], 0
        for rows, cols in pairwise(self.sizes):
            middle, end = at + rows * cols, at + rows * cols + cols
            views.append((w[:, at:middle].reshape(-1, rows, cols), w[:, None, middle:end]))
            at = end
        return views

    def signals(self, w, X) -> list[np.ndarray]:
        """Inputs of every layer and, last, the scores: each (runs, n, width)."""
        signals, layers = [X], self.layers(w)
        for k, (weights, bias) in enumerate(layers):
            z = signals[-1] @ weights
            z += bias
            signals.append(self.phi.value(z, None) if k < len(layers) - 1 else z)
        return signals

    @np.errstate(**QUIET)
    def loss(self, w, X, y) -> np.ndarray:
        """Mean cross entropy of each run, inf where it is no number: (runs,)."""
        loss, _ = cross_entropy(self.signals(w, X)[-1], y)
        return np.where(np.isfinite(loss), loss, np.inf)

    @np.errstate(**QUIET)
    def accuracy(self, w, X, y) -> np.ndarray:
        """Percent of the samples whose own class has the highest score: (runs,)."""
        return 100 * (self.signals(w, X)[-1].argmax(axis=-1) == y).mean(axis=-1)

    def loss_and_grad(self, w, X, y) -> tuple[np.ndarray, np.ndarray]:
        """Mean cross entropy (runs,) and its gradient (runs, d)."""
        signals, layers = self.signals(w, X), self.layers(w)
        loss, delta = cross_entropy(signals[-1], y)
        grad = np.empty_like(w)
        slots = self.layers(grad)
        for k in range(len(layers) - 1, -1, -1):
            np.matmul(signals[k].swapaxes(1, 2), delta, out=slots[k][0])
            np.sum(delta, axis=1, keepdims=True, out=slots[k][1])
            if k:
                delta = delta @ layers[k][0].swapaxes(1, 2)
                delta *= self.phi.slope(None, signals[k], None)
        return loss, grad


def cross_entropy(scores, y) -> tuple[np.ndarray, np.ndarray]:
    """The mean over samples, (runs,), and its gradient; `scores` are overwritten."""
    runs, n, _ = scores.shape
    own = np.arange(runs)[:, None], np.arange(n), y
    scores -= scores.max(axis=-1, keepdims=True)
    right = scores[own]
    np.exp(scores, out=scores)
    total = scores.sum(axis=-1, keepdims=True)
    loss = (np.log(total[..., 0]) - right).mean(axis=-1)
    scores /= total
    scores[own] -= 1
    scores /= n
    return loss, scores


SPACING = 2.0**-20


def rounded(w) -> np.ndarray:
    """The weights, in place, to multiples of `SPACING`.

    Large rates make a training chaotic: the last digit of a sum, which every machine rounds in its
    own way, would grow into another picture. Rounding after every step takes it away again.
    """
    w *= 1 / SPACING
    np.rint(w, out=w)
    w *= SPACING
    return w


def shuffled(seeds: int, samples: int, epochs: int) -> np.ndarray:
    """Each seed's own order of the samples, epoch after epoch: (seeds, epochs · samples)."""
    return np.array([
        np.concatenate([rng.permutation(samples) for _ in range(epochs)])
        for rng in (np.random.default_rng([17, s]) for s in range(seeds))
    ])  # fmt: skip


def told(progress, steps: int, losses: list):
    """The numbers 0 … steps − 1, after each of which `progress` hears of it.

    Parameters
    ----------
    progress : callable or None
        ``progress(Progress)``.
    steps : int
    losses : list of array
        The last one's mean is what `progress` hears.
    """
    started = perf_counter()
    for step in range(steps):
        yield step
        if progress is not None:
            elapsed, done = perf_counter() - started, step + 1
            left = elapsed * (steps / done - 1)
            loss = float(np.nan_to_num(losses[-1]).mean())
            progress(Progress(1, 1, done, steps, loss, None, elapsed, left, done=done == steps))
