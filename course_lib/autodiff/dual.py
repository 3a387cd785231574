"""Dual numbers: a value with its tangent, the rate at which it changes along a direction.

A Dual stands where a gate expects a number or an array. numpy hands every operation on it to
`__array_ufunc__` or `__array_function__`, so the rules of the gates need not know of it: run
forward, a rule computes a Jacobian-vector product; its `pull`, run on Duals, the tangent of a
gradient, which is a Hessian-vector product.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks


class Dual(np.lib.mixins.NDArrayOperatorsMixin):
    r"""x + ẋ ε with ε² = 0: numbers or arrays x and ẋ of one shape.

    .. math:: f(x + \dot x \varepsilon) = f(x) + f'(x)\, \dot x\, \varepsilon

    Parameters
    ----------
    value, tangent : number or array
        The tangent is spread to the value's shape. Tangents of tangents are refused: one Dual does
        not stand in another.

    Examples
    --------
    >>> x = Dual(3.0, 1.0)
    >>> x * x + 1.0
    Dual(10.0, 6.0)
    >>> np.exp(Dual([0.0, 0.0], [1.0, 2.0]))
    Dual([1. 1.], [1. 2.])
    """

    __slots__ = ("tangent", "value")

    def __init__(self, value, tangent=0.0):
        if isinstance(value, Dual) or isinstance(tangent, Dual):
            raise TypeError("a Dual cannot hold a Dual: take one derivative forward at a time")
        self.value, tangent = _plain(value, "value"), _plain(tangent, "tangent")
        if np.shape(tangent) != np.shape(self.value):
            if np.ndim(tangent):
                raise ValueError(f"tangent must be of the shape of value, {np.shape(self.value)}, "
                                 f"or a number, got {np.shape(tangent)}")  # fmt: skip
            tangent = np.full(np.shape(self.value), tangent)
        self.tangent = tangent

    def __repr__(self) -> str:
        return f"Dual({self.value}, {self.tangent})"

    def __array__(self, *_, **__):
        raise TypeError("a Dual is no plain array: this operation has no rule for tangents")

    shape = property(lambda self: np.shape(self.value))
    ndim = property(lambda self: np.ndim(self.value))
    dtype = property(lambda self: np.result_type(self.value))
    T = property(lambda self: np.transpose(self))

    # As arrays have them, for the rules that call methods.
    def sum(self, axis=None, keepdims=False):
        return np.sum(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        return np.mean(self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        return np.max(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape):
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, axes=None):
        return np.transpose(self, axes)

    def __getitem__(self, key):
        return Dual(np.asarray(self.value)[key], np.asarray(self.tangent)[key])

    def __setitem__(self, key, new):
        self.value[key], self.tangent[key] = value_of(new), tangent_of(new)

    # A Dual is an object of its own, not compared by value, as tensors are.
    __hash__ = object.__hash__

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **settings):
        if method == "at" and ufunc is np.add:
            where, key, parts = inputs
            np.add.at(where.value, key, value_of(parts))
            np.add.at(where.tangent, key, tangent_of(parts))
            return None
        if method != "__call__" or settings:
            return NotImplemented
        x, dx = [value_of(v) for v in inputs], [tangent_of(v) for v in inputs]
        z = ufunc(*x)
        if ufunc in FLAT:
            return z
        if ufunc not in SLOPES:
            return NotImplemented
        made = Dual(z, SLOPES[ufunc](z, *x, *dx))
        if out is not None:  # x *= y
            out[0].value, out[0].tangent = made.value, made.tangent
            return out[0]
        return made

    def __array_function__(self, function, types, args, kwargs):
        if function in OF_VALUES:
            return function(*(value_of(a) for a in args), **kwargs)
        if function in LINEAR:
            first, *rest = args
            value, tangent = (function(part(first), *rest, **kwargs)
                              for part in (value_of, tangent_of))  # fmt: skip
            if isinstance(value, list):
                return [Dual(*pair) for pair in zip(value, tangent, strict=True)]
            return Dual(value, tangent)
        rule = RULES.get(function)
        return NotImplemented if rule is None else rule(*args, **kwargs)


def value_of(x):
    """The value of a Dual, of each in a list; anything else as it is."""
    if isinstance(x, list | tuple):
        return [value_of(part) for part in x]
    return x.value if isinstance(x, Dual) else x


def tangent_of(x):
    """The tangent of a Dual, of each in a list; zeros for anything else."""
    if isinstance(x, list | tuple):
        return [tangent_of(part) for part in x]
    return x.tangent if isinstance(x, Dual) else np.zeros(np.shape(x))[()]


def as_dual(x) -> Dual:
    """The Dual itself; anything else with tangent 0."""
    return x if isinstance(x, Dual) else Dual(x)


def _plain(x, name: str = "x"):
    """Floats for numbers, as in tensors; arrays of floats for the rest."""
    if type(x) is float or (isinstance(x, np.ndarray) and x.ndim and x.dtype.kind == "f"):
        return x
    x = checks.numbers(name, x)
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    return x if x.ndim else float(x) if x.dtype == np.float64 else x[()]


# ---- the tangent of each operation: from its value z, its inputs and their tangents -------------


def _power(z, x, y, dx, dy):
    base = y * np.power(x, np.where(y == 0, 1.0, np.subtract(y, 1.0))) * dx
    if not np.any(dy):
        return base
    return base + z * np.log(np.where(np.equal(x, 0), 1.0, x)) * dy


def _sides(first, dx, dy):
    return np.where(first, dx, dy)


SLOPES = {
    np.add: lambda z, x, y, dx, dy: dx + dy,
    np.subtract: lambda z, x, y, dx, dy: dx - dy,
    np.multiply: lambda z, x, y, dx, dy: dx * y + x * dy,
    np.divide: lambda z, x, y, dx, dy: np.divide(dx - z * dy, y),
    np.matmul: lambda z, x, y, dx, dy: np.matmul(dx, y) + np.matmul(x, dy),
    np.power: _power,
    np.maximum: lambda z, x, y, dx, dy: _sides(np.greater_equal(x, y), dx, dy),
    np.minimum: lambda z, x, y, dx, dy: _sides(np.less_equal(x, y), dx, dy),
    np.negative: lambda z, x, dx: -dx,
    np.absolute: lambda z, x, dx: np.sign(x) * dx,
    np.sign: lambda z, x, dx: 0.0 * dx,
    np.exp: lambda z, x, dx: z * dx,
    np.expm1: lambda z, x, dx: (z + 1.0) * dx,
    np.log: lambda z, x, dx: np.divide(dx, x),
    np.log1p: lambda z, x, dx: dx / (1.0 + x),
    np.sqrt: lambda z, x, dx: np.divide(0.5 * dx, z),
    np.sin: lambda z, x, dx: np.cos(x) * dx,
    np.cos: lambda z, x, dx: -np.sin(x) * dx,
    np.tanh: lambda z, x, dx: (1.0 - z * z) * dx,
    np.arctan: lambda z, x, dx: dx / (1.0 + x * x),
}  # fmt: skip

#: What comes out of them is true or false, and has no tangent.
FLAT = {
    np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal, np.isfinite,
    np.logical_not,
}  # fmt: skip
OF_VALUES = {np.shape, np.ndim, np.size, np.argmax, np.argmin}
#: Applied to the value and to the tangent alike.
LINEAR = {
    np.sum, np.mean, np.reshape, np.transpose, np.expand_dims, np.squeeze, np.swapaxes,
    np.broadcast_to, np.atleast_2d, np.take_along_axis, np.concatenate, np.split, np.zeros_like,
}  # fmt: skip


def _where(condition, x, y):
    return Dual(*(np.where(condition, part(x), part(y)) for part in (value_of, tangent_of)))


def _max(x, axis=None, keepdims=False):
    at = np.argmax(x.value, axis=axis, keepdims=True)
    if axis is None:
        largest = np.reshape(x, -1)[at.item()]
        return np.reshape(largest, (1,) * x.ndim) if keepdims else largest
    rows = np.take_along_axis(x, at, axis)
    return rows if keepdims else np.squeeze(rows, axis)


def _put_along_axis(x, indices, new, axis):
    np.put_along_axis(x.value, indices, value_of(new), axis)
    np.put_along_axis(x.tangent, indices, tangent_of(new), axis)


RULES = {np.where: _where, np.max: _max, np.put_along_axis: _put_along_axis}
