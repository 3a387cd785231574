"""What theory says of a signal that passes through wide random layers.

In a wide layer a pre-activation is a sum of many independent terms: normal, with mean 0 and a
variance q that only depends on the layer. Three integrals over that normal distribution say what
the activation makes of it, and the next layer's q follows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib.functions.activations import activation

# Nodes crowd around 0, where steep activations turn, and none lies at 0 itself, where some kink.
_U = (np.arange(400) - 199.5) / 200 * np.arcsinh(8e3)
NODES = 1e-3 * np.sinh(_U)
WEIGHTS = np.cosh(_U) * np.exp(-(NODES**2) / 2)
WEIGHTS /= WEIGHTS.sum()


class Passing(NamedTuple):
    """Moments of φ(z) for z ~ N(0, q)."""

    #: mean, square, slope_square: E φ(z), E φ(z)² and E φ′(z)².
    mean: float
    square: float
    slope_square: float

    @property
    def std(self) -> float:
        return float(np.sqrt(max(self.square - self.mean**2, 0.0)))


def passing(kind: str, q: float) -> Passing:
    r"""What an activation does to a normal pre-activation of variance q.

    .. math:: \mathbb E\,\varphi(z), \quad \mathbb E\,\varphi(z)^2, \quad
              \mathbb E\,\varphi'(z)^2, \qquad z \sim \mathcal N(0, q)

    Parameters
    ----------
    kind : str
        A key of `course_lib.functions.activations.ACTIVATIONS`.
    q : float, ≥ 0

    Examples
    --------
    >>> p = passing("relu", 1.0)
    >>> round(p.square, 3), round(p.slope_square, 3)
    (0.5, 0.5)
    """
    function = activation(kind)
    z = np.sqrt(q) * NODES
    y = function.value(z, function.alpha)
    slope = np.asarray(function.slope(z, y, function.alpha), dtype=float)
    return Passing(float(WEIGHTS @ y), float(WEIGHTS @ (y * y)), float(WEIGHTS @ (slope * slope)))


def signal_theory(kind: str, weight_power: float, depth: int):
    r"""Mean and standard deviation of activations, and size of gradients, layer by layer.

    .. math:: q_{l+1} = n \sigma_w^2\, \mathbb E\,\varphi(\sqrt{q_l}\,\varepsilon)^2, \qquad
              \gamma_{l-1}^2 = n \sigma_w^2\, \mathbb E\,\varphi'(\sqrt{q_l}\,\varepsilon)^2
              \,\gamma_l^2, \quad \gamma_D = 1

    Parameters
    ----------
    kind : str
        The activation.
    weight_power : float
        n Var w, ≥ 0; 1 for 1/√n, 2 for Kaiming.
    depth : int
        D, ≥ 1.

    Returns
    -------
    mean, std, gradient : array, shape (D + 1,)
        Entry 0 is the input, standard normal; ``gradient[l]`` is the root mean square of
        ∂J/∂a⁽ˡ⁾ where it is 1 at the last layer.

    References
    ----------
    He et al. (2015), section 2.2; Poole et al. (2016) and Schoenholz et al. (2017) for a general
    activation.
    """
    layers, square = [], 1.0
    for _ in range(depth):
        layers.append(passing(kind, weight_power * square))
        square = layers[-1].square
    back = weight_power * np.array([p.slope_square for p in layers])
    gradient = np.sqrt(np.append(np.cumprod(back[::-1])[::-1], 1.0))
    mean = np.array([0.0, *(p.mean for p in layers)])
    return mean, np.array([1.0, *(p.std for p in layers)]), gradient
