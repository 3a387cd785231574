"""Activation functions: what a neuron does to its weighted sum, with the derivative.

Plain elementwise maps on arrays of any shape; float32 stays float32. `maxout` alone is no
elementwise map: it takes the largest of several numbers, and stands apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import pi, sqrt

import numpy as np
from scipy.special import expit, ndtr

from course_lib import checks


@dataclass(frozen=True)
class ActivationFunction:
    """An elementwise function with its derivative; call it like any function.

    Attributes
    ----------
    name, formula : str
        `formula` in LaTeX, without the dollar signs.
    alpha : float or None
        The default of its one parameter, None where it has none.
    kinks : tuple of float
        Where it has no derivative; `derivative` says there what its docstring says.
    value, slope : callable
        f(x, alpha), and f'(x) from (x, f(x), alpha): often f(x) is all that it takes.

    Examples
    --------
    >>> sigmoid([0.0]), sigmoid.derivative([0.0])
    (array([0.5]), array([0.25]))
    >>> leaky_relu([-2.0, 3.0], alpha=0.1), leaky_relu.derivative([-2.0, 3.0], alpha=0.1)
    (array([-0.2,  3. ]), array([0.1, 1. ]))
    """

    name: str
    formula: str
    value: Callable = field(repr=False, compare=False)
    slope: Callable = field(repr=False, compare=False)
    alpha: float | None = None
    kinks: tuple = ()

    def __call__(self, x, alpha: float | None = None) -> np.ndarray:
        """f(x), elementwise."""
        return self.value(_floats(x), self.check_alpha(alpha))

    def derivative(self, x, alpha: float | None = None) -> np.ndarray:
        """f'(x), elementwise; at a kink the slope on the left."""
        x, alpha = _floats(x), self.check_alpha(alpha)
        return np.asarray(self.slope(x, self.value(x, alpha), alpha), dtype=x.dtype)

    def check_alpha(self, alpha: float | None) -> float | None:
        """The parameter, or its default; refused where the function has none."""
        if self.alpha is None and alpha is not None:
            raise ValueError(f"alpha must be left out for {self.name}, which has no parameter, "
                             f"got {alpha!r}")  # fmt: skip
        return self.alpha if alpha is None else checks.non_negative("alpha", alpha)


def _floats(x) -> np.ndarray:
    x = checks.numbers("x", x)
    return x if x.dtype.kind == "f" else x.astype(float)


def _isru_root(x, alpha):
    """√(1 + αx²), also where x² is beyond the largest float."""
    return np.hypot(x.dtype.type(1), sqrt(alpha) * x)


def _isru_slope(x, y, alpha):
    root = 1 / _isru_root(x, alpha)
    return root * root * root


identity = ActivationFunction("identity", "x", lambda x, a: x, lambda x, y, a: np.ones_like(x))

# No slope anywhere: a network of steps cannot be trained by gradients.
binary_step = ActivationFunction(
    "binary_step", r"[x \geq 0]", lambda x, a: (x >= 0).astype(x.dtype),
    lambda x, y, a: np.zeros_like(x), kinks=(0.0,),
)  # fmt: skip

sigmoid = ActivationFunction(
    "sigmoid", r"\frac{1}{1 + e^{-x}}", lambda x, a: expit(x), lambda x, y, a: y * (1 - y)
)

tanh = ActivationFunction(
    "tanh", r"\tanh x", lambda x, a: np.tanh(x), lambda x, y, a: 1 - np.square(y)
)

relu = ActivationFunction(
    "relu", r"\max(0, x)", lambda x, a: np.maximum(x, 0), lambda x, y, a: y > 0, kinks=(0.0,)
)

leaky_relu = ActivationFunction(
    "leaky_relu", r"\max(\alpha x, x)", lambda x, a: np.where(x > 0, x, a * x),
    lambda x, y, a: np.where(x > 0, x.dtype.type(1), x.dtype.type(a)), alpha=0.01, kinks=(0.0,),
)  # fmt: skip

# The smaller of 0 and x keeps exp from overflowing where it is not used.
elu = ActivationFunction(
    "elu", r"x \text{ if } x > 0,\ \alpha (e^x - 1) \text{ otherwise}",
    lambda x, a: np.where(x > 0, x, a * np.expm1(np.minimum(x, 0))),
    lambda x, y, a: np.where(x > 0, x.dtype.type(1), y + a), alpha=1.0,
)  # fmt: skip

softplus = ActivationFunction(
    "softplus", r"\log(1 + e^x)", lambda x, a: np.logaddexp(x.dtype.type(0), x),
    lambda x, y, a: expit(x),
)  # fmt: skip

arctan = ActivationFunction(
    "arctan",
    r"\arctan x",
    lambda x, a: np.arctan(x),
    lambda x, y, a: np.square(1 / np.hypot(x.dtype.type(1), x)),
)

softsign = ActivationFunction(
    "softsign", r"\frac{x}{1 + |x|}", lambda x, a: x / (1 + np.abs(x)),
    lambda x, y, a: np.square(1 / (1 + np.abs(x))),
)  # fmt: skip

isru = ActivationFunction(
    "isru", r"\frac{x}{\sqrt{1 + \alpha x^2}}", lambda x, a: x / _isru_root(x, a),
    _isru_slope, alpha=1.0,
)  # fmt: skip

silu = ActivationFunction(
    "silu", r"\frac{x}{1 + e^{-x}}", lambda x, a: x * expit(x),
    lambda x, y, a: expit(x) * (1 + x * expit(-x)),
)  # fmt: skip

# Φ is the distribution function of the standard normal, whose density is its slope.
gelu = ActivationFunction(
    "gelu", r"x\,\Phi(x)", lambda x, a: x * ndtr(x),
    lambda x, y, a: ndtr(x) + x * np.exp(-np.square(x) / 2) * x.dtype.type(1 / sqrt(2 * pi)),
)  # fmt: skip

ACTIVATIONS = {
    function.name: function
    for function in (
        identity, binary_step, sigmoid, tanh, relu, leaky_relu, elu, softplus, arctan, softsign,
        isru, silu, gelu,
    )
}  # fmt: skip


def activation(name: str) -> ActivationFunction:
    """An activation by its name.

    Raises
    ------
    ValueError
        ``activation must be one of 'identity', …, got 'swish'``.
    """
    return ACTIVATIONS[checks.choice("activation", name, ACTIVATIONS)]


def maxout(x, pieces: int = 2) -> np.ndarray:
    """The largest of each `pieces` neighbours on the last axis: shape (..., d) → (..., d/pieces).

    With the weights learned, it can become |x|, a ReLU, or any convex function made of that many
    lines. Ties go to the first.

    Examples
    --------
    >>> maxout([1.0, 3.0, -2.0, -5.0], pieces=2)
    array([ 3., -2.])
    """
    x = _floats(x)
    pieces = checks.integer("pieces", pieces, low=2)
    if x.ndim == 0 or x.shape[-1] % pieces:
        raise ValueError(f"pieces must divide the last axis of x, got {pieces} and shape {x.shape}")
    return x.reshape(*x.shape[:-1], -1, pieces).max(axis=-1)
