"""Several networks with batch normalization that take each step together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.functions.objective import QUIET
from course_lib.lessons.shared.network_stack import NetworkStack, cross_entropy

PLACES = ("before", "after")
EPS = 1e-5


@dataclass(frozen=True, eq=False)
class ShiftingNoise:
    r"""Noise after each batch normalization, whose mean and spread are drawn anew in every step.

    .. math:: y \leftarrow s \, y + m, \qquad m \sim \mathcal U(\mu_t \pm 0.1\,c), \quad
              s \sim \mathcal N(\sigma_t, (0.1\,c)^2)

    with one :math:`\mu_t \sim \mathcal U(\pm 0.5\,c)` and :math:`\sigma_t \sim
    \mathcal U(1, 1 + 0.25\,c)` for each unit and step.

    References
    ----------
    Santurkar et al., How Does Batch Normalization Help Optimization? (2018): noise of this kind.
    """

    strength: np.ndarray  #: c of each run, shape (runs,)
    rng: np.random.Generator

    def draw(self, shape) -> tuple[np.ndarray, np.ndarray]:
        """The factors s and the summands m for one layer, shape (runs, n, units)."""
        c = self.strength[:, None, None]
        runs, _, units = shape
        c = c.astype(np.float32)  # noise needs no more digits, and they take half the time
        m = 0.2 * self.rng.random(shape, np.float32)
        m += self.rng.random((runs, 1, units), np.float32) - 0.6
        s = 0.1 * self.rng.standard_normal(shape, np.float32)
        s += 0.25 * self.rng.random((runs, 1, units), np.float32)
        m *= c
        s *= c
        s += 1
        return s, m


class NormedStack(NetworkStack):
    """ReLU networks with a batch normalization in every hidden layer, one for each row.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden layers, classes.
    place : {"before", "after"}
        Where it stands: before the activation or behind it.

    Notes
    -----
    A row holds weights and biases as in `NetworkStack`, then γ and β, layer by layer.
    """

    def __init__(self, sizes, place: str = "before"):
        super().__init__(sizes)
        self.place = checks.choice("place", place, PLACES)

    def start(self, rng) -> np.ndarray:
        affine = [np.repeat([1.0, 0.0], width) for width in self.sizes[1:-1]]
        return np.concatenate([super().start(rng), *affine])

    def affine(self, w) -> list[tuple[np.ndarray, np.ndarray]]:
        """Views of w: γ and β, shape (runs, 1, width) each, of every hidden layer."""
        at, views = self.net.size, []
        for width in self.sizes[1:-1]:
            pair = w[:, at : at + 2 * width].reshape(-1, 2, 1, width)
            views.append((pair[:, 0], pair[:, 1]))
            at += 2 * width
        return views

    def signals(self, w, X, stats=None, noise=None, kept=None) -> list[np.ndarray]:
        """Inputs of every layer and, last, the scores.

        Parameters
        ----------
        w, X : array
        stats : list of (mean, var), optional
            For use, from `statistics`; without them the batch X normalizes itself.
        noise : ShiftingNoise, optional
        kept : list, optional
            Gets what the backward pass needs, a dictionary for each hidden layer.
        """
        signals, layers = [X], self.layers(w)
        for k, (weights, bias) in enumerate(layers[:-1]):
            z = signals[-1] @ weights
            z += bias
            if self.place == "after":
                np.maximum(z, 0, out=z)
            of = {"z": z, "on": z > 0 if self.place == "after" else None}
            y = self._normalized(z, *self.affine(w)[k], stats and stats[k], of)
            if noise is not None:
                of["factor"], summand = noise.draw(y.shape)
                y *= of["factor"]
                y += summand
            of["y"] = y
            if self.place == "before":
                of["on"] = y > 0
                y = np.maximum(y, 0)
            signals.append(y)
            if kept is not None:
                kept.append(of)
        weights, bias = layers[-1]
        return [*signals, signals[-1] @ weights + bias]

    @staticmethod
    def _normalized(z, gamma, beta, stats, of):
        mean = stats[0] if stats else _mean(z)
        x_hat = z - mean
        var = stats[1] if stats else _mean_product(x_hat, x_hat)
        of["inverse"] = 1 / np.sqrt(var + EPS)
        x_hat *= of["inverse"]
        of["stats"], of["x_hat"] = (mean, var), x_hat
        y = gamma * x_hat
        y += beta
        return y

    @np.errstate(**QUIET)
    def statistics(self, w, X) -> list[tuple[np.ndarray, np.ndarray]]:
        """Mean and variance over all of X in each hidden layer: (runs, 1, width) each."""
        kept = []
        self.signals(w, X, kept=kept)
        return [of["stats"] for of in kept]

    @np.errstate(**QUIET)
    def loss_and_grad(self, w, X, y, noise=None) -> tuple[np.ndarray, np.ndarray]:
        """Mean cross entropy (runs,) and its gradient (runs, d), in training mode."""
        kept, layers, affine = [], self.layers(w), self.affine(w)
        signals = self.signals(w, X, noise=noise, kept=kept)
        loss, delta = cross_entropy(signals[-1], y)
        grad = np.empty_like(w)
        slots, affine_slots = self.layers(grad), self.affine(grad)
        for k in range(len(layers) - 1, -1, -1):
            np.matmul(signals[k].swapaxes(1, 2), delta, out=slots[k][0])
            np.sum(delta, axis=1, keepdims=True, out=slots[k][1])
            if k:
                delta = delta @ layers[k][0].swapaxes(1, 2)
                delta = self._back(delta, affine[k - 1][0], affine_slots[k - 1], kept[k - 1])
        return loss, grad

    def _back(self, delta, gamma, slots, of):
        """From ∂J/∂(output of a hidden layer) to that at its x @ W + b."""
        if self.place == "before":
            delta *= of["on"]
        if "factor" in of:
            delta *= of["factor"]
        shift, along = _mean(delta), _mean_product(delta, of["x_hat"])
        slots[0][:], slots[1][:] = along * delta.shape[1], shift * delta.shape[1]
        delta -= shift
        of["x_hat"] *= along
        delta -= of["x_hat"]
        delta *= gamma * of["inverse"]
        if self.place == "after":
            delta *= of["on"]
        return delta


def _mean(a) -> np.ndarray:
    """Over the samples of each run: (runs, n, units) → (runs, 1, units)."""
    return np.einsum("rnu->ru", a)[:, None] / a.shape[1]


def _mean_product(a, b) -> np.ndarray:
    """The mean of a · b over the samples of each run."""
    return np.einsum("rnu,rnu->ru", a, b)[:, None] / a.shape[1]
