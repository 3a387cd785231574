"""The gates that act entry by entry: each is its value and its local rule.

Read ``dz`` as ∂L/∂z, the gradient that comes back to the gate. What add, multiply and maximum do
to it is worth a name: add hands it on, multiply swaps the inputs, maximum routes it.

Kinks follow docs/conventions.md: the slope of |x|, ReLU and leaky ReLU at 0 is the one from the
left (0 for |x|), and a tie of maximum or minimum goes to the first.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.autodiff import elementary as on
from course_lib.autodiff.tensor import gate

# ---- arithmetic ---------------------------------------------------------------------------------


@gate
def add(x, y):
    return x + y, lambda dz: (dz, dz)  # hands on


@gate
def subtract(x, y):
    return x - y, lambda dz: (dz, -dz)


@gate
def multiply(x, y):
    return x * y, lambda dz: (dz * y, dz * x)  # swaps


@gate
def divide(x, y):
    z = on.divide(x, y)
    return z, lambda dz: (on.divide(dz, y), on.divide(-dz * z, y))


@gate
def power(x, y):
    z = on.power(x, y)
    # xʸ log x, the gradient of the exponent: 0 at x = 0, and none (nan) for negative x.
    log_x = lambda: on.log(on.where(x == 0, 1.0, x))  # noqa: E731
    return z, lambda dz: (dz * y * _power_below(x, y), lambda: dz * z * log_x())


def _power_below(x, y):
    """xʸ⁻¹; anything finite where y = 0, so that 0 times it is 0."""
    return on.power(x, on.where(y == 0, 1.0, y - 1.0))


@gate
def negate(x):
    return -x, lambda dz: (-dz,)


@gate
def square(x):
    return x * x, lambda dz: (2.0 * dz * x,)


@gate
def reciprocal(x):
    z = on.divide(1.0, x)
    return z, lambda dz: (-dz * z * z,)


# ---- exponentials, roots, angles ----------------------------------------------------------------


@gate
def exp(x):
    z = on.exp(x)
    return z, lambda dz: (dz * z,)


@gate
def log(x):
    return on.log(x), lambda dz: (on.divide(dz, x),)


@gate
def sqrt(x):
    z = on.sqrt(x)
    return z, lambda dz: (on.divide(0.5 * dz, z),)


@gate
def sin(x):
    return on.sin(x), lambda dz: (dz * on.cos(x),)


@gate
def cos(x):
    return on.cos(x), lambda dz: (-dz * on.sin(x),)


@gate
def arctan(x):
    return on.arctan(x), lambda dz: (dz / (1.0 + x * x),)


# ---- activations --------------------------------------------------------------------------------


@gate
def tanh(x):
    z = on.tanh(x)
    return z, lambda dz: (dz * (1.0 - z * z),)


@gate
def sigmoid(x):
    """σ(x) = 1/(1 + e⁻ˣ), whose slope is σ(1 − σ)."""
    z = on.sigmoid(x)
    return z, lambda dz: (dz * z * (1.0 - z),)


@gate
def relu(x):
    """max(0, x), with slope 0 at 0."""
    return on.maximum(0.0, x), lambda dz: (dz * (x > 0),)


@gate
def leaky_relu(x, *, slope=0.01):
    """x where x > 0, else slope · x."""
    factor = on.where(x > 0, 1.0, checks.number("slope", slope))
    if type(factor) is not float:
        factor = factor.astype(x.dtype)
    return x * factor, lambda dz: (dz * factor,)


@gate
def elu(x, *, alpha=1.0):
    """x where x > 0, else α(eˣ − 1)."""
    alpha = checks.number("alpha", alpha)
    low = alpha * on.expm1(on.minimum(x, 0.0))
    return on.where(x > 0, x, low), lambda dz: (dz * on.where(x > 0, 1.0, low + alpha),)


@gate
def softplus(x):
    """log(1 + eˣ), without overflow; its slope is σ(x)."""
    return on.softplus(x), lambda dz: (dz * on.sigmoid(x),)


# ---- kinks --------------------------------------------------------------------------------------


@gate
def absolute(x):
    """|x|, with slope 0 at 0."""
    return abs(x), lambda dz: (dz * on.sign(x),)


@gate
def maximum(x, y):
    """The larger of the two, which gets the whole gradient; on a tie the first does."""
    first = x >= y
    return on.maximum(x, y), lambda dz: (dz * first, dz * _not(first))  # routes


@gate
def minimum(x, y):
    """The smaller of the two, which gets the whole gradient; on a tie the first does."""
    first = x <= y
    return on.minimum(x, y), lambda dz: (dz * first, dz * _not(first))


def _not(condition):
    return not condition if type(condition) is bool else np.logical_not(condition)
