"""Backpropagation layer by layer: a small sigmoid network, its errors δ and its gradients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.autodiff.steps import short

SIZES = (2, 3, 3, 1)
SEED = 5


@dataclass(frozen=True, eq=False)
class LayerRun:
    """One example, forward and backward through the layers."""

    #: Shape (s_{l+1}, s_l + 1) each. Θ⁽¹⁾, Θ⁽²⁾, Θ⁽³⁾; column 0 belongs to the bias unit.
    theta: tuple[np.ndarray, ...]
    a: tuple[np.ndarray, ...]  #: Shape (s_l,) each. a⁽¹⁾ = x, ..., a⁽⁴⁾ = ŷ.
    delta: tuple[np.ndarray, ...]  #: Shape (s_l,) each. δ⁽²⁾, δ⁽³⁾, δ⁽⁴⁾: ∂J/∂z of each layer.
    #: Shape (s_{l+1}, s_l + 1) each. ∂J/∂Θ⁽ˡ⁾ = δ⁽ˡ⁺¹⁾ (1, a⁽ˡ⁾)ᵀ.
    gradients: tuple[np.ndarray, ...]
    loss: float
    sentences: tuple[str, ...]  #: One for each step: inputs, three layers forward, three backward.
    summary: str

    @property
    def last_step(self) -> int:
        return 2 * len(self.theta)


@lru_cache(maxsize=256)
def layer_gradients(*, x1=1.0, x2=-0.5, scale=1.0, positive=True) -> LayerRun:
    """The gradient of −[y log ŷ + (1 − y) log(1 − ŷ)] by the recursion for δ.

    .. math:: \\delta^{(D+1)} = a^{(D+1)} - y, \\qquad
              \\delta^{(l)} = a^{(l)} (1 - a^{(l)}) \\odot \\Theta^{(l)\\top} \\delta^{(l+1)}

    Parameters
    ----------
    x1, x2 : float
        The example.
    scale : float > 0
        Factor of all weights.
    positive : bool
        Whether y is 1; 0 otherwise.
    """
    theta, y = weights(scale), float(positive)
    a, z = [np.array([x1, x2], dtype=float)], np.empty(0)
    for matrix in theta:
        z = matrix @ np.append(1.0, a[-1])
        a.append(_sigmoid(z))
    delta = [a[-1] - y]
    for matrix, activation in zip(theta[:0:-1], a[-2:0:-1], strict=True):
        delta.insert(0, activation * (1 - activation) * (matrix[:, 1:].T @ delta[0]))
    gradients = tuple(np.outer(d, np.append(1.0, b)) for d, b in zip(delta, a[:-1], strict=True))
    loss = float(np.logaddexp(0.0, z[0]) - y * z[0])  # no logarithm of a rounded 0
    return LayerRun(theta, tuple(a), tuple(delta), gradients, loss,
                    _sentences(a, delta, y, loss), _summary(a, y, loss))  # fmt: skip


@lru_cache(maxsize=64)
def weights(scale: float = 1.0) -> tuple[np.ndarray, ...]:
    """The network's matrices: the same random numbers each time, multiplied by a factor."""
    rng = np.random.default_rng(SEED)
    shapes = zip(SIZES[1:], SIZES[:-1], strict=True)
    return tuple(scale * rng.normal(size=(m, n + 1)) for m, n in shapes)


def _sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def _sentences(a, delta, y, loss) -> tuple[str, ...]:
    return (
        f"the example: a⁽¹⁾ = x = ({short(a[0][0])}, {short(a[0][1])}); every layer also sees a 1",
        "forward: z⁽²⁾ = Θ⁽¹⁾a⁽¹⁾, and a⁽²⁾ = σ(z⁽²⁾), unit by unit",
        "forward: z⁽³⁾ = Θ⁽²⁾a⁽²⁾, and a⁽³⁾ = σ(z⁽³⁾)",
        f"forward: ŷ = a⁽⁴⁾ = σ(Θ⁽³⁾a⁽³⁾) = {short(a[3][0], 3)}; the loss is J = {short(loss, 3)}",
        f"backward: δ⁽⁴⁾ = a⁽⁴⁾ − y = {short(a[3][0], 3)} − {short(y)} = {short(delta[2][0], 3)}; "
        "with it ∂J/∂Θ⁽³⁾ = δ⁽⁴⁾a⁽³⁾ᵀ",
        "backward: δ⁽³⁾ = a⁽³⁾(1 − a⁽³⁾) ⊙ Θ⁽³⁾ᵀδ⁽⁴⁾; with it ∂J/∂Θ⁽²⁾ = δ⁽³⁾a⁽²⁾ᵀ",
        "backward: δ⁽²⁾ = a⁽²⁾(1 − a⁽²⁾) ⊙ Θ⁽²⁾ᵀδ⁽³⁾; with it ∂J/∂Θ⁽¹⁾ = δ⁽²⁾a⁽¹⁾ᵀ",
    )


def _summary(a, y, loss) -> str:
    return f"ŷ = {short(a[-1][0], 3)} for y = {short(y)}: the loss is J = {short(loss, 3)}."
