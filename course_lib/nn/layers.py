"""The layers without a state of their own: dense, activations, maxout, flatten, dropout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.functions.activations import activation
from course_lib.nn.initializers import Initializer, Kaiming
from course_lib.nn.layer import Layer
from course_lib.nn.mode import Eval

KAIMING = Kaiming()


@dataclass(frozen=True)
class Dense(Layer):
    r"""Every neuron sees every input.

    .. math:: Z = XW + b, \qquad
              \nabla_W L = X^\top \Delta, \quad \nabla_b L = \sum_i \Delta_i, \quad
              \nabla_X L = \Delta W^\top \quad (\Delta = \nabla_Z L)

    Parameters
    ----------
    n_in, n_out : int
        Inputs (the fan-in of each neuron) and neurons.
    initializer : Initializer
        Of W, shape (n_in, n_out). Biases start at 0.
    bias : bool
        False leaves b out, as before a batch normalization, which would take it off again.

    Raises
    ------
    ValueError
        ``Dense(784, 512) takes samples of shape (n, 784), got (n, 28, 28)`` for a batch.

    Examples
    --------
    >>> from course_lib.nn import Eval
    >>> layer = Dense(2, 1)
    >>> params = {"W": np.array([[3.0], [4.0]]), "b": np.array([0.5])}
    >>> layer.forward(params, np.array([[1.0, 1.0]]), Eval())[0]
    array([[7.5]])
    """

    n_in: int
    n_out: int
    initializer: Initializer = KAIMING
    bias: bool = True

    def __post_init__(self):
        checks.integer("n_in", self.n_in, low=1)
        checks.integer("n_out", self.n_out, low=1)
        if not isinstance(self.initializer, Initializer):
            raise TypeError(f"initializer must be an Initializer, got {self.initializer!r}; "
                            "write Kaiming()")  # fmt: skip
        checks.flag("bias", self.bias)

    def __repr__(self):
        return f"Dense({self.n_in}, {self.n_out})"

    @property
    def input_shape(self):
        return (self.n_in,)

    def shapes(self):
        return {"W": (self.n_in, self.n_out)} | ({"b": (self.n_out,)} if self.bias else {})

    def starts(self, rng):
        W = self.initializer(rng, (self.n_in, self.n_out))
        return {"W": W} | ({"b": np.zeros(self.n_out)} if self.bias else {})

    def output_shape(self, shape):
        super().output_shape(shape)
        return (self.n_out,)

    def _forward(self, params, x, mode):
        z = x @ params["W"]
        if self.bias:
            z += params["b"]
        return z, x

    def _backward(self, params, x, grad, out, wrt_input):
        np.matmul(x.T, grad, out=out["W"])
        if self.bias:
            grad.sum(axis=0, out=out["b"])
        return grad @ params["W"].T if wrt_input else None


@dataclass(frozen=True)
class Activation(Layer):
    """An activation function on every number.

    Parameters
    ----------
    kind : str
        identity, binary_step, sigmoid, tanh, relu, leaky_relu, elu, softplus, arctan, softsign,
        isru, silu or gelu: a key of `course_lib.functions.activations.ACTIVATIONS`.
    alpha : float, optional
        The parameter of leaky_relu (0.01), elu (1) and isru (1).
    """

    kind: str = "relu"
    alpha: float | None = None

    def __post_init__(self):
        object.__setattr__(self, "alpha", activation(self.kind).check_alpha(self.alpha))

    def __repr__(self):
        own = activation(self.kind).alpha is not None
        return f"Activation({self.kind!r}{f', alpha={self.alpha:g}' if own else ''})"

    def _forward(self, params, x, mode):
        y = activation(self.kind).value(x, self.alpha)
        return y, (x, y)

    def _backward(self, params, cache, grad, out, wrt_input):
        return grad * activation(self.kind).slope(*cache, self.alpha) if wrt_input else None


@dataclass(frozen=True)
class Maxout(Layer):
    """The largest of each `pieces` neighbouring inputs; ties send the gradient to the first.

    Parameters
    ----------
    pieces : int, ≥ 2
        A layer of m maxout neurons is ``Dense(n, m * pieces)`` followed by ``Maxout(pieces)``.

    References
    ----------
    Goodfellow et al., Maxout Networks (2013); lecture deck A.
    """

    pieces: int = 2

    def __post_init__(self):
        checks.integer("pieces", self.pieces, low=2)

    def output_shape(self, shape):
        if len(shape) != 1 or shape[0] % self.pieces:
            self.refuse(f"(n, a multiple of {self.pieces})", shape)
        return (shape[0] // self.pieces,)

    def _forward(self, params, x, mode):
        groups = x.reshape(len(x), -1, self.pieces)
        winner = groups.argmax(axis=-1)[..., None]
        return np.take_along_axis(groups, winner, axis=-1)[..., 0], winner

    def _backward(self, params, winner, grad, out, wrt_input):
        groups = np.zeros((*grad.shape, self.pieces), grad.dtype)
        np.put_along_axis(groups, winner, grad[..., None], axis=-1)
        return groups.reshape(len(grad), -1)


@dataclass(frozen=True)
class Flatten(Layer):
    """Each sample as one row: (n, 28, 28) → (n, 784)."""

    def output_shape(self, shape):
        return (int(np.prod(shape)),)

    def _forward(self, params, x, mode):
        return x.reshape(len(x), -1), x.shape

    def _backward(self, params, shape, grad, out, wrt_input):
        return grad.reshape(shape)


@dataclass(frozen=True)
class Dropout(Layer):
    r"""Inverted dropout: in training each number is 0 with probability `rate`, else scaled up.

    .. math:: y = x \odot m / (1 - p), \qquad m_i \sim \mathrm{Bernoulli}(1 - p)

    The scale keeps the mean, so evaluation changes nothing: it is the identity.

    Parameters
    ----------
    rate : float
        p, the part dropped, in [0, 1).

    Raises
    ------
    ValueError
        ``rng must be given to drop at random, got Train(); write Train(rng)``.

    References
    ----------
    Srivastava et al. (2014); lecture decks A and E.
    """

    rate: float = 0.5

    def __post_init__(self):
        object.__setattr__(self, "rate", checks.in_range("rate", self.rate, 0, 1, "[)"))

    def _forward(self, params, x, mode):
        if isinstance(mode, Eval) or self.rate == 0:
            return x, None
        if mode.rng is None:
            raise ValueError("rng must be given to drop at random, got Train(); write Train(rng)")
        kept = mode.rng.random(x.shape, dtype=np.float32) >= self.rate
        mask = np.multiply(kept, x.dtype.type(1 / (1 - self.rate)))
        return x * mask, mask

    def _backward(self, params, mask, grad, out, wrt_input):
        return grad if mask is None else grad * mask
