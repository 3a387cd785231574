"""The table of all gates, and the operators of Tensor that are gates."""

from __future__ import annotations

from functools import wraps

import numpy as np

from course_lib.autodiff import array_gates as a
from course_lib.autodiff import composed
from course_lib.autodiff import gates as g
from course_lib.autodiff.tensor import Tensor

#: Name → gate. ``GATES["multiply"].rule`` is its value and local rule on plain numbers.
GATES = {
    gate.__name__: gate
    for gate in (
        g.add, g.subtract, g.multiply, g.divide, g.power, g.negate, g.square, g.reciprocal,
        g.exp, g.log, g.sqrt, g.sin, g.cos, g.arctan, g.tanh, g.sigmoid, g.relu, g.leaky_relu,
        g.elu, g.softplus, g.absolute, g.maximum, g.minimum,
        a.matmul, a.sum, a.mean, a.max, a.min, a.reshape, a.transpose, a.concatenate, a.index,
        a.logsumexp, a.softmax, a.softmax_cross_entropy, a.batchnorm,
    )
}  # fmt: skip


def _swapped(gate):
    def apply(self, other):
        return gate(other, self)

    return apply


# The gates themselves, without a function between: this is what makes scalar graphs fast.
Tensor.__add__ = Tensor.__radd__ = g.add
Tensor.__sub__, Tensor.__rsub__ = g.subtract, _swapped(g.subtract)
Tensor.__mul__ = Tensor.__rmul__ = g.multiply
Tensor.__truediv__, Tensor.__rtruediv__ = g.divide, _swapped(g.divide)
Tensor.__pow__, Tensor.__rpow__ = g.power, _swapped(g.power)
Tensor.__matmul__, Tensor.__rmatmul__ = a.matmul, _swapped(a.matmul)
Tensor.__neg__, Tensor.__abs__ = g.negate, g.absolute
Tensor.__getitem__ = lambda self, key: a.index(self, key=key)
Tensor.T = property(a.transpose)


# As arrays have them: ``x.sum(0)``, ``x.reshape(2, 3)`` or ``x.reshape((2, 3))``, ``x.exp()``.
def _along(gate):
    @wraps(gate)
    def method(self, axis=None, keepdims=False):
        return gate(self, axis=axis, keepdims=keepdims)

    return method


def _one_or_several(values: tuple) -> tuple:
    several = len(values) == 1 and isinstance(values[0], list | tuple | np.ndarray)
    return tuple(values[0]) if several else values


def _reshape(self, *shape):
    return a.reshape(self, shape=_one_or_several(shape))


def _transpose(self, *axes):
    return a.transpose(self, axes=_one_or_several(axes) if axes and axes[0] is not None else None)


def _softmax(self, axis=-1):
    return a.softmax(self, axis=axis)


def _logsumexp(self, axis=-1, keepdims=False):
    return a.logsumexp(self, axis=axis, keepdims=keepdims)


Tensor.sum, Tensor.mean, Tensor.max, Tensor.min = map(_along, (a.sum, a.mean, a.max, a.min))
Tensor.reshape, Tensor.transpose = _reshape, _transpose
Tensor.softmax, Tensor.logsumexp = _softmax, _logsumexp
for _gate in (g.exp, g.log, g.sqrt, g.sin, g.cos, g.tanh, g.sigmoid, g.relu, g.square):
    setattr(Tensor, _gate.__name__, _gate)
Tensor.abs = g.absolute
for _made in (
    composed.var, composed.std, composed.prod, composed.clip, composed.argmax, composed.argmin,
    composed.ravel, composed.flatten, composed.squeeze, composed.item,
):  # fmt: skip
    setattr(Tensor, _made.__name__, _made)
