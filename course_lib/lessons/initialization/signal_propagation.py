"""A signal forward and its gradient backward through up to 50 random layers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions.activations import activation as activation_named
from course_lib.lessons.initialization.mean_field import signal_theory
from course_lib.nn import Kaiming, LeCun, Normal, Zeros

MAX_DEPTH, SAMPLES, BINS, EDGE = 50, 32, 41, 3.0

#: Names to choose from → initializer. Layers are square here, so Xavier is 1/√n.
STARTS = {
    "zeros": Zeros(),
    "N(0, 0.01²): std 0.01": Normal(0.01),
    "N(0, 0.01): variance 0.01": Normal(0.1),
    "N(0, 1): large": Normal(1.0),
    "Xavier = 1/√n here": LeCun(),
    "Kaiming √(2/n)": Kaiming(),
}


@dataclass(frozen=True)
class SignalRun:
    """What arrives in each layer; entry 0 is the input."""

    depth: int
    #: activation_hist, gradient_hist: shape (depth + 1, 41). The part of the numbers in each of 41
    #: bins from −3 to 3; the outer bins hold what lies beyond.
    activation_hist: np.ndarray
    gradient_hist: np.ndarray
    #: mean, std: shape (depth + 1,). Of the activations.
    mean: np.ndarray
    std: np.ndarray
    #: Shape (depth + 1,). Root mean square of ∂J/∂a⁽ˡ⁾, 1 at the last layer on average.
    gradient: np.ndarray
    #: theory_std, theory_gradient: shape (depth + 1,). `std` and `gradient` in infinitely wide
    #: layers.
    theory_std: np.ndarray
    theory_gradient: np.ndarray
    summary: str


@lru_cache(maxsize=1)
def _largest_draw() -> np.ndarray:
    return np.random.default_rng(16).standard_normal((MAX_DEPTH, 128, 128))


@lru_cache(maxsize=8)
def standard_weights(width: int) -> np.ndarray:
    """50 square matrices of standard normal numbers: every initializer scales the same ones."""
    return np.ascontiguousarray(_largest_draw()[:, :width, :width])


@lru_cache(maxsize=1)
def _ends() -> np.ndarray:
    """Standard normal inputs, and the gradient that is sent back from the last layer."""
    return np.random.default_rng(17).standard_normal((2, SAMPLES, 128))


@lru_cache(maxsize=256)
def signal_propagation(*, initializer="Xavier = 1/√n here", activation="relu", depth=30, width=100,
           scale=1.0) -> SignalRun:  # fmt: skip
    """Send 32 standard normal inputs forward, and standard normal gradients back.

    Parameters
    ----------
    initializer : str
        A key of `STARTS`.
    activation : str
    depth, width : int
        Up to 50 layers of up to 128 neurons.
    scale : float
        A factor on all weights.
    """
    std = scale * STARTS[initializer].deviation((width, width))
    a, g = propagate(activation, std, depth, width)
    _, *theory = signal_theory(activation, width * std**2, depth)
    mean, spread = a.mean(axis=1), a.std(axis=1)
    size = np.sqrt(np.square(g).mean(axis=1))
    return SignalRun(
        depth, histograms(a), histograms(g), mean, spread, size, *theory,
        summary=_summary(activation, spread, size, theory, a[-1]),
    )  # fmt: skip


def propagate(kind: str, std: float, depth: int, width: int):
    """All activations a⁽⁰⁾ … a⁽ᴰ⁾ and gradients ∂J/∂a⁽⁰⁾ … ∂J/∂a⁽ᴰ⁾, each (D + 1, 32 n)."""
    function, W = activation_named(kind), standard_weights(width)
    a = np.empty((depth + 1, SAMPLES, width))
    g = np.empty_like(a)
    a[0], g[depth] = _ends()[:, :, :width]
    slopes = []
    for layer in range(depth):
        z = a[layer] @ W[layer]
        z *= std
        a[layer + 1] = function.value(z, function.alpha)
        slopes.append(function.slope(z, a[layer + 1], function.alpha))
    for layer in range(depth, 0, -1):
        np.matmul(g[layer] * slopes[layer - 1], W[layer - 1].T, out=g[layer - 1])
        g[layer - 1] *= std
    return a.reshape(depth + 1, -1), g.reshape(depth + 1, -1)


def histograms(values: np.ndarray) -> np.ndarray:
    """The part of each row in each bin; every second number is enough for a picture."""
    part = values[:, ::2]
    place = np.clip((part + EDGE) * (BINS / (2 * EDGE)), 0, BINS - 1).astype(np.int64)
    place += BINS * np.arange(len(part), dtype=np.int64)[:, None]
    counts = np.bincount(place.ravel(), minlength=BINS * len(part))
    return counts.reshape(len(part), BINS) / part.shape[1]


def _summary(kind, std, gradient, theory, last) -> str:
    saturated = float(np.mean(np.abs(last) > 0.99))
    full = f" {saturated:.0%} of the last activations are beyond ±0.99." if kind == "tanh" else ""
    text = (
        f"Std of the activations: 1 → {std[-1]:.2g} (theory {theory[0][-1]:.2g}). Rms of the "
        f"gradients, on the way back: 1 → {gradient[0]:.2g} (theory {theory[1][0]:.2g}).{full}"
    )
    return text.replace("e-", "e−").replace("e+", "e")
