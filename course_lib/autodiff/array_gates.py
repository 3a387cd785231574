"""The gates that change shapes: products, reductions, rearrangements.

What a reduction collects, its local rule spreads; what a rearrangement moves, its rule moves back.
"""

from __future__ import annotations

from math import prod
from numbers import Integral

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from course_lib import checks
from course_lib.autodiff.dual import Dual
from course_lib.autodiff.tensor import gate


@gate
def matmul(x, y):
    """The matrix product; an argument with one axis is a row on the left, a column on the right."""
    z = np.matmul(x, y)
    if np.ndim(x) == np.ndim(y) == 2:  # the usual case, and the rule to remember
        return z, lambda dz: (lambda: dz @ y.T, lambda: x.T @ dz)
    left, right = np.atleast_2d(x), y[:, None] if np.ndim(y) == 1 else y
    batch = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    shape = (*batch, left.shape[-2], right.shape[-1])

    def pull(dz):
        dz = np.reshape(dz, shape)
        dx, dy = dz @ np.swapaxes(right, -1, -2), np.swapaxes(left, -1, -2) @ dz
        return dx[..., 0, :] if np.ndim(x) == 1 else dx, dy[..., 0] if np.ndim(y) == 1 else dy

    return z, pull


@gate
def sum(x, *, axis=None, keepdims=False):
    """Σx over all entries, or over one axis or several: hands dz to every summand."""
    return np.sum(x, axis=axis, keepdims=keepdims), lambda dz: (_spread(dz, x, axis, keepdims),)


@gate
def mean(x, *, axis=None, keepdims=False):
    """The mean over all entries, or over one axis or several."""
    total = np.sum(x, axis=axis, keepdims=keepdims)
    count = np.size(x) // np.size(total) if np.size(x) else 0
    with np.errstate(invalid="ignore"):  # of no entries the mean is nan, as in numpy
        z = np.divide(total, count)
    share = 1 / count if count else np.nan
    return z, lambda dz: (_spread(dz * share, x, axis, keepdims),)


def _spread(dz, x, axis, keepdims):
    """dz repeated along the axes that were reduced."""
    if axis is not None and not keepdims:
        dz = np.expand_dims(dz, axis)
    return np.broadcast_to(dz, np.shape(x))


@gate
def max(x, *, axis=None, keepdims=False):
    """The largest entry, of all or along axes; the first of several gets the gradient."""
    return _extreme(np.argmax, x, axis, keepdims)


@gate
def min(x, *, axis=None, keepdims=False):
    """The smallest entry, of all or along axes; the first of several gets the gradient."""
    return _extreme(np.argmin, x, axis, keepdims)


def _extreme(find, x, axis, keepdims):
    x, keepdims = _array(x), checks.flag("keepdims", keepdims)
    reduced = _axes(axis, x.ndim)
    order = [k for k in range(x.ndim) if k not in reduced] + reduced
    rows = x.transpose(order)  # what is compared, on the last axes, …
    shape = rows.shape
    rows = rows.reshape(*shape[: x.ndim - len(reduced)], -1)  # … and then on one
    where = find(rows, axis=-1)[..., None]
    z = np.take_along_axis(rows, where, -1)[..., 0]

    def pull(dz):
        parts = np.zeros_like(rows)
        np.put_along_axis(parts, where, np.reshape(dz, where.shape), -1)
        return (parts.reshape(shape).transpose(np.argsort(order)),)

    return (np.expand_dims(z, tuple(reduced)) if keepdims else z[()]), pull


def _axes(axis, ndim: int) -> list[int]:
    """The axes from first to last, counted from 0; all of them for None."""
    several = axis if isinstance(axis, tuple | list) else (axis,)
    if axis is None:
        return list(range(ndim))
    if not all(isinstance(k, Integral) and not isinstance(k, bool) for k in several):
        raise TypeError(f"axis must be a whole number, a tuple of them or None, got {axis!r}")
    return sorted(normalize_axis_tuple(tuple(several), ndim))


@gate
def reshape(x, *, shape):
    """The same entries in another shape; one length may be −1."""
    if shape is None:
        raise TypeError("shape must be a whole number or a tuple of them, got None")
    return np.reshape(x, shape)[()], lambda dz: (np.reshape(dz, np.shape(x)),)


@gate
def transpose(x, *, axes=None):
    """The axes in another order; reversed unless ``axes`` says which comes first, second, …"""
    z = np.transpose(x, axes)
    # Axes may be counted from the end, −1 the last; only then are they put in order.
    back = None if axes is None else np.argsort(normalize_axis_tuple(axes, np.ndim(x)))
    return z, lambda dz: (np.transpose(dz, back),)


@gate
def concatenate(*parts, axis=0):
    """The arrays one after the other along an axis: ``concatenate(x, y, axis=1)``."""
    ends = np.cumsum([np.shape(p)[axis] for p in parts[:-1]])
    return np.concatenate(parts, axis), lambda dz: tuple(np.split(dz, ends, axis))


@gate
def index(x, *, key):
    """x[key] as numpy means it; an entry taken several times collects several gradients."""
    z = _array(x)[key]

    def pull(dz):
        dx = np.zeros_like(x)
        if _repeats(key):
            np.add.at(dx, key, dz)
        else:
            dx[key] = dz
        return (dx,)

    return z, pull


def _array(x):
    return x if isinstance(x, Dual) else np.asarray(x)


def _repeats(key) -> bool:
    """Whether a key may name one entry twice: only lists and arrays of numbers can."""
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(k, list | np.ndarray) and np.asarray(k).dtype != bool for k in parts)


# ---- softmax ------------------------------------------------------------------------------------


@gate
def logsumexp(x, *, axis=-1, keepdims=False):
    """log Σ eˣ along an axis, without overflow: a smooth maximum, whose gradient is softmax."""
    keepdims = checks.flag("keepdims", keepdims)
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, np.zeros_like(top))  # ∞ − ∞ is no number
    with np.errstate(divide="ignore"):  # log 0 is −∞, the sum of nothing but e^−∞
        e = np.exp(x - top)
        total = e.sum(axis=axis, keepdims=True)
        z = np.log(total) + top
    z = z if keepdims else np.squeeze(z, axis)[()]
    return z, lambda dz: (_spread(dz, x, axis, keepdims) * (e / total),)


@gate
def softmax(x, *, axis=-1):
    """eˣ / Σ eˣ along an axis."""
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    p = e / e.sum(axis=axis, keepdims=True)
    return p, lambda dp: (p * (dp - (dp * p).sum(axis=axis, keepdims=True)),)


@gate
def softmax_cross_entropy(scores, *, labels):
    r"""The mean over the samples of −log softmax(scores)[label], in one gate.

    .. math:: L = \frac1n \sum_i \Big( \log \sum_k e^{s_{ik}} - s_{i y_i} \Big), \qquad
              \frac{\partial L}{\partial s_{ik}} = \frac1n \left( p_{ik} - [k = y_i] \right)

    Parameters
    ----------
    scores : shape (n, k)
    labels : whole numbers from 0 to k − 1, shape (n,)

    Raises
    ------
    ValueError
        ``labels must be class numbers from 0 to 2, got 3 at [0]``
    """
    labels = _class_numbers(scores, labels)
    n = len(labels)
    rows = np.arange(n)
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    total = e.sum(axis=1, keepdims=True)
    loss = (np.log(total[:, 0]) - shifted[rows, labels]).mean()

    def pull(dz):
        dscores = e / total
        dscores[rows, labels] -= 1
        dscores *= dz / n
        return (dscores,)

    return loss, pull


def _class_numbers(scores, labels) -> np.ndarray:
    labels = np.asarray(labels)
    if np.ndim(scores) != 2 or labels.shape != scores.shape[:1]:
        raise ValueError(
            f"scores must have shape (n, k) and labels (n,), got {np.shape(scores)} "
            f"and {labels.shape}"
        )
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers, got {labels.dtype}; use .astype(int)")
    k = scores.shape[1]
    outside = (labels < 0) | (labels >= k)
    if outside.any():
        (first,) = np.argwhere(outside)[0]
        raise ValueError(
            f"labels must be class numbers from 0 to {k - 1}, got {labels[first]} at [{first}]"
        )
    return labels


# ---- normalization ------------------------------------------------------------------------------


@gate
def batchnorm(x, gain, shift, *, axis=0, eps=1e-5):
    r"""Normalize over an axis (the samples, for BatchNorm), then scale and shift; in one gate.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad
              y = \gamma \hat x + \beta

    .. math:: d\hat x = \gamma\, dy, \qquad dx = \frac{1}{\sqrt{\sigma^2 + \epsilon}}
              \Big( d\hat x - \overline{d\hat x} - \hat x\, \overline{d\hat x\, \hat x} \Big)

    Parameters
    ----------
    x : shape (n, d), or any
    gain, shift : γ and β, of a shape that broadcasts to x
    axis : int or tuple of int
        Over which μ, σ² (the biased variance) and the means in dx are taken.
    eps : float > 0

    References
    ----------
    Ioffe and Szegedy, 2015. Deck C, normalization.
    """
    eps = checks.positive("eps", eps)
    if prod(np.shape(x)[k] for k in np.atleast_1d(axis)) < 2:
        raise ValueError("a batch of 1 has no variance; give at least two samples")
    centred = x - x.mean(axis=axis, keepdims=True)
    scale = 1.0 / np.sqrt(np.mean(centred * centred, axis=axis, keepdims=True) + eps)
    hat = centred * scale

    def pull(dy):
        dhat = dy * gain
        spread = dhat - dhat.mean(axis=axis, keepdims=True)
        return scale * (spread - hat * (dhat * hat).mean(axis=axis, keepdims=True)), dy * hat, dy

    return hat * gain + shift, pull
