"""Elementary functions of a Python float or of an array.

A graph of scalars runs on Python floats, which are several times faster than numpy's numbers. But
where floats end, Python raises; here, as in numpy, the result is inf or nan.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

import numpy as np

from course_lib.autodiff.dual import Dual


def _either(of_floats: Callable, of_arrays: Callable) -> Callable:
    """A function of one argument: the first where it is a float, else the second."""

    def apply(x):
        if type(x) is not float:
            return of_arrays(x)
        try:
            return of_floats(x)
        except (ValueError, ArithmeticError):
            return _limit(of_arrays, x)

    return apply


def _either2(of_floats: Callable, of_arrays: Callable) -> Callable:
    """The same for two arguments."""

    def apply(x, y):
        if type(x) is not float or type(y) is not float:
            return of_arrays(x, y)
        try:
            return of_floats(x, y)
        except (ValueError, ArithmeticError):
            return _limit(of_arrays, x, y)

    return apply


def _limit(function: Callable, *x: float) -> float:
    with np.errstate(all="ignore"):
        return float(function(*x))


exp = _either(math.exp, np.exp)
log = _either(math.log, np.log)
sqrt = _either(math.sqrt, np.sqrt)
sin = _either(math.sin, np.sin)
cos = _either(math.cos, np.cos)
tanh = _either(math.tanh, np.tanh)
arctan = _either(math.atan, np.arctan)
log1p = _either(math.log1p, np.log1p)
expm1 = _either(math.expm1, np.expm1)
sign = _either(lambda x: (x > 0.0) - (x < 0.0) if x == x else x, np.sign)
divide = _either2(operator.truediv, np.divide)
power = _either2(math.pow, np.power)  # x**y would leave the reals for x < 0
maximum = _either2(lambda x, y: x if x >= y or x != x else y, np.maximum)
minimum = _either2(lambda x, y: x if x <= y or x != x else y, np.minimum)


def where(condition, x, y):
    """x where the condition holds, else y."""
    if type(condition) is bool:
        return x if condition else y
    return np.where(condition, x, y)[()]  # a number where the condition is one


# Both are smooth, but written with |x|: a tangent goes by the slope, which is right at 0 too.
def sigmoid(x):
    """1/(1 + e⁻ˣ), without overflow and exact in both tails."""
    if type(x) is Dual:
        s = sigmoid(x.value)
        return Dual(s, s * (1.0 - s) * x.tangent)
    small = exp(-abs(x))
    return where(x >= 0, 1.0, small) / (1.0 + small)


def softplus(x):
    """log(1 + eˣ), without overflow."""
    if type(x) is Dual:
        return Dual(softplus(x.value), sigmoid(x.value) * x.tangent)
    return maximum(x, 0.0) + log1p(exp(-abs(x)))
