"""A network with a loss and data is an objective like any other."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.nn.layer import Layer, as_batch
from course_lib.nn.losses import network_loss
from course_lib.nn.mode import Eval, Mode, Train


class NetworkRisk(Objective):
    r"""The mean loss of a network over n samples, as a function of its parameters.

    .. math:: f(\theta) = \frac1n \sum_{i=1}^n \ell\bigl(\mathrm{net}_\theta(x_i), y_i\bigr)

    All parameters are one vector; ``net.unpack(theta)`` has them by name.

    Parameters
    ----------
    net : Layer
    loss : NetworkLoss or Loss
    X, y : array, shapes (n, ...) and (n,) or (n, k)
    mode : Eval or Train, optional
        How the whole risk is evaluated: `Eval()` if not given (nothing is dropped). With batch
        normalization give ``Train()`` for the statistics of all of X, or ``Eval(stats)``. A
        mini-batch, from `sample`, is always in training mode.

    Raises
    ------
    ValueError
        What the network says of X, or the loss of y.

    Examples
    --------
    >>> from course_lib.nn import SoftmaxCrossEntropy, mlp
    >>> from course_lib.optim import Adam, minimize
    >>> X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    >>> f = NetworkRisk(mlp((2, 8, 2)), SoftmaxCrossEntropy(), X, y)
    >>> trace = minimize(f, f.start(np.random.default_rng(0)), Adam(0.1), steps=100)
    >>> bool(trace.value[-1] < 0.01)
    True
    """

    name, convex = "network risk", None
    formula = r"\frac1n \sum_i \ell(\mathrm{net}_\theta(x_i), y_i)"

    def __init__(self, net: Layer, loss, X, y, mode: Mode | None = None):
        if not isinstance(net, Layer):
            raise TypeError(f"net must be a Layer, got {net!r}; write mlp((2, 8, 2))")
        X = as_batch("X", X)
        checks.same_length(X=X, y=y)
        checks.integer("the number of samples", len(X), low=1)
        self.net, self.loss, self.X, self.dim = net, network_loss(loss), X, net.size
        self.y = self.loss.check_targets(y, (len(X), *net.output_shape(X.shape[1:])))
        self.mode = Eval() if mode is None else _checked_mode(mode)

    def start(self, rng) -> np.ndarray:
        """Parameters to begin with, as the initializers draw them: shape (dim,)."""
        return self.net.pack(self.net.init(rng))

    def subset(self, rows, mode: Mode) -> NetworkRisk:
        """The risk on some samples only, by index or slice."""
        rows, part = checks.rows("rows", rows), type(self).__new__(type(self))
        part.net, part.loss, part.dim = self.net, self.loss, self.dim
        part.mode = _checked_mode(mode)
        part.X, part.y = self.X[rows], self.y[rows]
        return part

    def sample(self, rng, batch: int) -> NetworkRisk:
        """The risk on `batch` samples drawn without replacement, in the mode ``Train(rng)``."""
        rng, batch = checks.generator("rng", rng), checks.integer("batch", batch, low=1)
        if batch > len(self.X):
            raise ValueError(f"batch must be at most the {len(self.X)} samples, got {batch}")
        return self.subset(rng.choice(len(self.X), batch, replace=False), Train(rng))

    def value_and_grad(self, theta) -> tuple[float, np.ndarray]:
        """f and ∇f at one point, shape (dim,): one pass forward, one back."""
        theta = checks.instance("theta", theta, np.ndarray, "start(rng) makes one")
        params, grad = self.net.unpack(theta), np.empty_like(theta)
        outputs, cache = self.net.forward(params, self.X, self.mode)
        value, at_outputs = self.loss.value_and_grad(outputs, self.y)
        out = self.net.unpack(grad)
        self.net.backward(params, cache, at_outputs, out=out, wrt_input=False)
        return value, grad

    def _value(self, x):
        rows = x.reshape(-1, self.dim)
        return np.reshape([self._risk(row) for row in rows], x.shape[:-1])

    def _risk(self, theta) -> float:
        outputs, _ = self.net.forward(self.net.unpack(theta), self.X, self.mode)
        return self.loss.value_and_grad(outputs, self.y)[0]

    def _grad(self, x):
        rows = x.reshape(-1, self.dim)
        return np.reshape([self.value_and_grad(row)[1] for row in rows], x.shape)


def _checked_mode(mode) -> Mode:
    if not isinstance(mode, Mode):
        raise TypeError(f"mode must be Eval(stats) or Train(rng), got {mode!r:.60}")
    return mode
