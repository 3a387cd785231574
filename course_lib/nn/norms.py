"""Normalization: shift and scale the activations to mean 0 and variance 1, over chosen axes.

The four differ only in the axes over which mean and variance are taken. In the words of Wu & He,
for activations of shape (n, channels, ...):

=============  ==================================  =========================
BatchNorm      the batch and all places            one pair a channel
LayerNorm      all channels and places             one pair a sample
InstanceNorm   all places                          one pair a sample, channel
GroupNorm      all places and channels of a group  one pair a sample, group
=============  ==================================  =========================

All end with learnable γ and β: y = γ x̂ + β.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from numbers import Integral

import numpy as np

from course_lib import checks
from course_lib.nn.layer import Layer
from course_lib.nn.mode import Eval


def normalize(x, axes, eps: float):
    r"""x̂ = (x − mean)/√(var + ε) over some axes, with the mean, the variance and 1/√(var + ε).

    The variance is the biased one: divided by how many numbers there are.
    """
    mean = x.mean(axis=axes, keepdims=True)
    centred = x - mean
    var = np.square(centred).mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(var + x.dtype.type(eps))
    centred *= inverse
    return centred, mean, var, inverse


def normalize_backward(grad, x_hat, inverse, axes):
    r"""The gradient at x, from that at x̂: mean and variance depend on every x.

    .. math:: \nabla_x L = \frac{1}{\sqrt{\sigma^2 + \varepsilon}}
              \Bigl(g - \bar g - \hat x \, \overline{g \hat x}\Bigr), \qquad g = \nabla_{\hat x} L
    """
    mean = grad.mean(axis=axes, keepdims=True)
    slope = (grad * x_hat).mean(axis=axes, keepdims=True)
    out = x_hat * -slope
    out += grad
    out -= mean
    out *= inverse
    return out


class _Norm(Layer):
    """γ x̂ + β: what the four have in common. `features` is the axis with a γ and a β each."""

    def _check(self, **sizes):
        for name, value in sizes.items():
            checks.integer(name, value, low=1)
        object.__setattr__(self, "eps", checks.positive("eps", self.eps))
        if not isinstance(self.affine, bool):
            raise TypeError(f"affine must be True or False, got {self.affine!r}")

    @property
    def _parameter_shape(self):
        return (self.features,)

    def shapes(self):
        return dict.fromkeys(("gamma", "beta"), self._parameter_shape) if self.affine else {}

    def starts(self, rng):
        start = {"gamma": np.ones(self._parameter_shape), "beta": np.zeros(self._parameter_shape)}
        return start if self.affine else {}

    def output_shape(self, shape):
        if not shape or shape[0] != self.features:
            self.refuse(f"(n, {self.features}, ...)", shape)
        return tuple(shape)

    def _spread(self, parameter, ndim):
        """A parameter with axes for the batch and the places, to broadcast."""
        return parameter.reshape(-1, *[1] * (ndim - 2))

    def _scale_shift(self, params, x_hat):
        if not self.affine:
            return x_hat
        y = x_hat * self._spread(params["gamma"], x_hat.ndim)
        y += self._spread(params["beta"], x_hat.ndim)
        return y

    def _unscale(self, params, x_hat, grad, out):
        """Write the gradients of γ and β; return that at x̂."""
        if not self.affine:
            return grad
        axes = tuple(a for a in range(grad.ndim) if a != 1)
        (grad * x_hat).sum(axis=axes, out=out["gamma"])
        grad.sum(axis=axes, out=out["beta"])
        return grad * self._spread(params["gamma"], grad.ndim)


@dataclass(frozen=True)
class BatchNorm(_Norm):
    r"""Each channel to mean 0 and variance 1 over the batch; in use, over what training saw.

    .. math:: y = \gamma \frac{x - \mu_B}{\sqrt{\sigma_B^2 + \varepsilon}} + \beta, \qquad
              m \leftarrow \text{decay} \cdot m + (1 - \text{decay}) \, \mu_B

    Parameters
    ----------
    features : int
        Channels, on axis 1: inputs have the shape (n, features) or (n, features, ...).
    decay : float
        The weight of the old value in the running statistics, in [0, 1].
    eps : float, > 0
    affine : bool
        Whether there are γ and β.

    Raises
    ------
    ValueError
        ``BatchNorm(512) needs at least 2 numbers a channel in training, got 1; …``.

    Notes
    -----
    The biased variance normalizes, the unbiased one goes into the running estimate. PyTorch's
    ``momentum`` is 1 − decay; Keras's is decay, and its default 0.99. The running statistics
    start at mean 0 and variance 1.

    References
    ----------
    Ioffe & Szegedy (2015); lecture decks A, B and C.
    """

    features: int
    decay: float = 0.9
    eps: float = 1e-5
    affine: bool = True

    def __post_init__(self):
        self._check(features=self.features)
        object.__setattr__(self, "decay", checks.in_range("decay", self.decay, 0, 1))

    def __repr__(self):
        return f"BatchNorm({self.features})"

    def stats(self):
        return {"mean": np.zeros(self.features), "var": np.ones(self.features)}

    def track(self, stats, cache):
        if cache.batch is None:  # an evaluation teaches nothing
            return dict(stats)
        old, new = self.decay, 1 - self.decay
        mean, var, count = cache.batch
        unbiased = var * (count / (count - 1))
        return {
            "mean": old * stats["mean"] + new * mean.ravel(),
            "var": old * stats["var"] + new * unbiased.ravel(),
        }

    def _forward(self, params, x, mode):
        if isinstance(mode, Eval):
            x_hat, inverse = self._by_running(x, mode.stats)
            return self._scale_shift(params, x_hat), _Cache(x_hat, inverse, None)
        axes = (0, *range(2, x.ndim))
        count = x.size // self.features
        if count < 2:
            raise ValueError(f"{self!r} needs at least 2 numbers a channel in training, got "
                             f"{count}; use a larger batch, or Eval(stats)")  # fmt: skip
        x_hat, mean, var, inverse = normalize(x, axes, self.eps)
        return self._scale_shift(params, x_hat), _Cache(x_hat, inverse, (mean, var, count))

    def _by_running(self, x, stats):
        if stats is None:
            raise ValueError(f"stats must be given to evaluate {self!r}; write Eval(stats)")
        mean, var = (self._spread(stats[k], x.ndim).astype(x.dtype) for k in ("mean", "var"))
        inverse = 1 / np.sqrt(var + x.dtype.type(self.eps))
        return (x - mean) * inverse, inverse

    def _backward(self, params, cache, grad, out, wrt_input):
        grad = self._unscale(params, cache.x_hat, grad, out)
        if not wrt_input:
            return None
        if cache.batch is None:  # the running statistics do not depend on x
            return grad * cache.inverse
        axes = (0, *range(2, grad.ndim))
        return normalize_backward(grad, cache.x_hat, cache.inverse, axes)


@dataclass(frozen=True, eq=False)
class _Cache:
    """x̂, 1/√(σ² + ε), and the batch's (mean, variance, count) where it was used."""

    x_hat: np.ndarray
    inverse: np.ndarray
    batch: tuple | None


class _SampleNorm(_Norm):
    """Norms that look at one sample alone: the same in training and evaluation."""

    @abstractmethod
    def _grouped(self, x):
        """x with the numbers that are normalized together on the last axis."""

    def _forward(self, params, x, mode):
        x_hat, _, _, inverse = normalize(self._grouped(x), -1, self.eps)
        x_hat = x_hat.reshape(x.shape)
        return self._scale_shift(params, x_hat), (x_hat, inverse)

    def _backward(self, params, cache, grad, out, wrt_input):
        x_hat, inverse = cache
        grad = self._unscale(params, x_hat, grad, out)
        if not wrt_input:
            return None
        g, h = self._grouped(grad), self._grouped(x_hat)
        return normalize_backward(g, h, inverse, -1).reshape(grad.shape)


@dataclass(frozen=True)
class LayerNorm(_SampleNorm):
    """Each sample to mean 0 and variance 1 over all its numbers: no batch is needed.

    Parameters
    ----------
    shape : int or tuple of int
        Of one sample; every number has its own γ and β.
    eps : float, > 0
    affine : bool

    References
    ----------
    Ba, Kiros & Hinton (2016); lecture deck C.
    """

    shape: int | tuple[int, ...]
    eps: float = 1e-5
    affine: bool = True

    def __post_init__(self):
        single = isinstance(self.shape, Integral)
        shape = (self.shape,) if single else checks.items("shape", self.shape, "whole numbers")
        self._check(**{f"shape[{i}]": side for i, side in enumerate(shape)})
        checks.integer("the number of axes in shape", len(shape), low=1)
        object.__setattr__(self, "shape", shape)

    @property
    def input_shape(self):
        return self.shape

    @property
    def _parameter_shape(self):
        return self.shape

    def output_shape(self, shape):
        return Layer.output_shape(self, shape)

    def _spread(self, parameter, ndim):
        return parameter

    def _grouped(self, x):
        return x.reshape(len(x), -1)

    def _unscale(self, params, x_hat, grad, out):
        if not self.affine:
            return grad
        (grad * x_hat).sum(axis=0, out=out["gamma"])
        grad.sum(axis=0, out=out["beta"])
        return grad * params["gamma"]


@dataclass(frozen=True)
class GroupNorm(_SampleNorm):
    """Each group of channels of each sample to mean 0 and variance 1.

    Parameters
    ----------
    groups : int
        Divides `features`. 1 is all channels together; `features` is `InstanceNorm`.
    features : int
        Channels, on axis 1; each has its own γ and β.
    eps : float, > 0
    affine : bool

    References
    ----------
    Wu & He (2018); lecture deck C.
    """

    groups: int
    features: int
    eps: float = 1e-5
    affine: bool = True

    def __post_init__(self):
        self._check(groups=self.groups, features=self.features)
        if self.features % self.groups:
            raise ValueError(f"groups must divide features, got {self.groups} and {self.features}")

    def output_shape(self, shape):
        shape = super().output_shape(shape)
        if int(np.prod(shape)) <= self.groups:
            raise ValueError(f"{self!r} needs at least 2 numbers a group, got samples of shape "
                             f"{shape}; each would become 0")  # fmt: skip
        return shape

    def _grouped(self, x):
        return x.reshape(len(x), self.groups, -1)


@dataclass(frozen=True)
class InstanceNorm(_SampleNorm):
    """Each channel of each sample to mean 0 and variance 1 over its places.

    Parameters
    ----------
    features : int
        Channels, on axis 1; inputs need places too: (n, features, ...).
    eps : float, > 0
    affine : bool

    References
    ----------
    Ulyanov, Vedaldi & Lempitsky (2016); lecture deck C.
    """

    features: int
    eps: float = 1e-5
    affine: bool = True

    def __post_init__(self):
        self._check(features=self.features)

    def output_shape(self, shape):
        shape = super().output_shape(shape)
        if int(np.prod(shape)) <= self.features:
            raise ValueError(f"{self!r} needs at least 2 numbers a channel, got samples of shape "
                             f"{shape}; each would become 0")  # fmt: skip
        return shape

    def _grouped(self, x):
        return x.reshape(len(x), self.features, -1)
