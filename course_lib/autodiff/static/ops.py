"""The operations of a static graph: how each computes, and which nodes its derivatives are.

`pull` and `push` do not compute numbers. They add nodes to the graph: the gradient of a static
graph is again a static graph, and what it costs can be counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_lib.autodiff import elementary as on


@dataclass(frozen=True)
class Op:
    """One kind of operation."""

    sign: str  #: how a drawing writes it
    arguments: int
    compute: Callable  #: values → value
    #: (gradient, output, *inputs) → for each input a function that makes (±1, part), or None.
    pull: Callable
    push: Callable  #: (output, *inputs, *tangents) → tangent; None is a tangent known to be 0


def _smooth(sign: str, compute: Callable, times_slope: Callable) -> Op:
    """An operation on one number: both modes multiply by the same slope."""

    def pull(g, z, x):
        return (lambda: times_slope(g, z, x),)

    def push(z, x, dx):
        plus, tangent = times_slope(dx, z, x)
        return tangent if plus > 0 else -tangent

    return Op(sign, 1, compute, pull, push)


def _flat(sign: str, arguments: int, compute: Callable) -> Op:
    """An operation whose slope is 0 wherever it has one."""
    return Op(sign, arguments, compute, lambda g, z, *x: (None,) * arguments, lambda z, *rest: None)


# ---- two arguments ------------------------------------------------------------------------------


def _plus(a, b):
    return b if a is None else a if b is None else a + b


def _minus(a, b):
    return a if b is None else -b if a is None else a - b


def _times(a, b):
    return None if a is None or b is None else a * b


def _pull_divide(g, z, x, y):
    t = g / y
    return lambda: (1, t), lambda: (-1, t * z)


def _push_divide(z, x, y, dx, dy):
    return _minus(dx, _times(z, dy)) / y


def _lower_power(x, exponent):
    """p xᵖ⁻¹ for a constant exponent p."""
    p = exponent.value
    if p is None:
        raise ValueError("the exponent must be a constant here; write exp(y * log(x)) for x ** y")
    return p * x ** (p - 1.0)


def _extreme(sign: str, compute: Callable, first: str) -> Op:
    """The larger or the smaller of two; a tie goes to the first."""

    def pull(g, z, x, y):
        part = g * x.graph.apply(first, x, y)
        return lambda: (1, part), lambda: (1, g - part)

    def push(z, x, y, dx, dy):
        mask = x.graph.apply(first, x, y)
        return _plus(dy, _times(mask, _minus(dx, dy)))

    return Op(sign, 2, compute, pull, push)


OPS = {
    "add": Op("+", 2, lambda x, y: x + y, lambda g, z, x, y: (lambda: (1, g),) * 2,
              lambda z, x, y, dx, dy: _plus(dx, dy)),
    "subtract": Op("−", 2, lambda x, y: x - y,
                   lambda g, z, x, y: (lambda: (1, g), lambda: (-1, g)),
                   lambda z, x, y, dx, dy: _minus(dx, dy)),
    "multiply": Op("×", 2, lambda x, y: x * y,
                   lambda g, z, x, y: (lambda: (1, g * y), lambda: (1, g * x)),
                   lambda z, x, y, dx, dy: _plus(_times(dx, y), _times(x, dy))),
    "divide": Op("÷", 2, on.divide, _pull_divide, _push_divide),
    "power": Op("^", 2, on.power,
                lambda g, z, x, y: (lambda: (1, g * _lower_power(x, y)), None),
                lambda z, x, y, dx, dy: _times(_lower_power(x, y), dx)),
    "maximum": _extreme("max", on.maximum, "first_larger"),
    "minimum": _extreme("min", on.minimum, "first_smaller"),
    "first_larger": _flat("≥", 2, lambda x, y: 1.0 * (x >= y)),
    "first_smaller": _flat("≤", 2, lambda x, y: 1.0 * (x <= y)),
    "negate": _smooth("neg", lambda x: -x, lambda g, z, x: (-1, g)),
    "square": _smooth("sq", lambda x: x * x, lambda g, z, x: (1, g * (2.0 * x))),
    "reciprocal": _smooth("1/·", lambda x: on.divide(1.0, x), lambda g, z, x: (-1, g * (z * z))),
    "exp": _smooth("exp", on.exp, lambda g, z, x: (1, g * z)),
    "log": _smooth("log", on.log, lambda g, z, x: (1, g / x)),
    "sqrt": _smooth("√", on.sqrt, lambda g, z, x: (1, g / (2.0 * z))),
    "sin": _smooth("sin", on.sin, lambda g, z, x: (1, g * x.cos())),
    "cos": _smooth("cos", on.cos, lambda g, z, x: (-1, g * x.sin())),
    "tanh": _smooth("tanh", on.tanh, lambda g, z, x: (1, g * (1.0 - z * z))),
    "sigmoid": _smooth("σ", on.sigmoid, lambda g, z, x: (1, g * (z * (1.0 - z)))),
    "softplus": _smooth("softplus", on.softplus, lambda g, z, x: (1, g * x.sigmoid())),
    "relu": _smooth("ReLU", lambda x: on.maximum(0.0, x),
                    lambda g, z, x: (1, g * x.graph.apply("step", x))),
    "absolute": _smooth("|·|", abs, lambda g, z, x: (1, g * x.graph.apply("slope_sign", x))),
    "step": _flat("step", 1, lambda x: 1.0 * (x > 0)),
    "slope_sign": _flat("sign", 1, on.sign),
    # An array and a number: the one rule is the other operation.
    "sum": Op("Σ", 1, np.sum, lambda g, z, x: (lambda: (1, x.graph.apply("spread", g, like=x)),),
              lambda z, x, dx: dx.sum()),
    "spread": Op("spread", 1, None, lambda g, z, x: (lambda: (1, g.sum()),),
                 lambda z, x, dx: x.graph.apply("spread", dx, like=z)),
}  # fmt: skip

#: Those whose arguments may change places.
COMMUTATIVE = {"add", "multiply"}
