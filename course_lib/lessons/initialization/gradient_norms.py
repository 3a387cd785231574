"""A gradient on its way back through a deep network is a product of one factor per layer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions.activations import activation as activation_named
from course_lib.lessons.initialization.mean_field import signal_theory

MAX_DEPTH, NETWORKS = 50, 10
WIDTHS = (20, 40, 80)

#: How the weights are drawn; both have Var w = g²/n.
KINDS = ("independent normal", "orthogonal")


@dataclass(frozen=True)
class GradientNormRun:
    """Gradients of ten random networks."""

    depth: int
    #: Shape (10, depth + 1). ‖∂J/∂a⁽ˡ⁾‖ for each network, divided by that of the last layer.
    norm: np.ndarray
    theory: np.ndarray  #: Shape (depth + 1,). The same in infinitely wide layers.
    #: Shape (width,). Singular values of ∂a⁽ᴰ⁾/∂a⁽⁰⁾ of the first network, the largest first.
    stretches: np.ndarray
    summary: str


@lru_cache(maxsize=4)
def directions(kind: str, width: int) -> np.ndarray:
    """Weights with n Var w = 1, shape (depth, networks, n, n)."""
    G = np.random.default_rng(3).standard_normal((MAX_DEPTH, NETWORKS, width, width))
    if kind == KINDS[0]:
        return G / np.sqrt(width)
    Q, R = np.linalg.qr(G)
    return Q * np.sign(np.diagonal(R, axis1=-2, axis2=-1))[..., None, :]


@lru_cache(maxsize=256)
def gradient_norms(
    *, gain=1.0, depth=30, width=40, activation="relu", kind=KINDS[0]
) -> GradientNormRun:
    """Send a gradient back through ten random networks with weights of variance gain²/n.

    Parameters
    ----------
    gain : float
        1 is 1/√n (Xavier), √2 is Kaiming.
    depth : int
        Up to 50.
    width : int
        n, one of `WIDTHS`.
    activation : str
    kind : str
        One of `KINDS`.
    """
    function, W = activation_named(activation), directions(kind, width)
    rng = np.random.default_rng(4)
    a = rng.standard_normal((NETWORKS, 1, width))
    g = rng.standard_normal((NETWORKS, 1, width))
    slopes = []
    for layer in range(depth):
        z = gain * (a @ W[layer])
        a = function.value(z, function.alpha)
        slopes.append(gain * function.slope(z, a, function.alpha))
    norm, jacobian = np.empty((NETWORKS, depth + 1)), np.eye(width)
    norm[:, depth] = np.linalg.norm(g, axis=-1)[:, 0]
    for layer in range(depth - 1, -1, -1):
        g = (g * slopes[layer]) @ W[layer].swapaxes(-1, -2)
        norm[:, layer] = np.linalg.norm(g, axis=-1)[:, 0]
        jacobian = (W[layer, 0] * slopes[layer][0]) @ jacobian
    norm /= norm[:, -1:]
    stretches = np.linalg.svd(jacobian, compute_uv=False)
    theory = signal_theory(activation, gain**2, depth)[2]
    summary = _summary(depth, norm[:, 0], theory[0])
    return GradientNormRun(depth, norm, theory, stretches, summary)


def _summary(depth, arrived, theory) -> str:
    text = (
        f"The gradient's norm is multiplied by {theory ** (1 / depth):.3g} per layer and "
        f"{theory:.2g} in all by theory, by {np.median(arrived):.2g} in the median network."
    )
    return text.replace("e-", "e−").replace("e+", "e")
