"""Use a network: outputs, loss and accuracy on data of any length, in pieces."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.nn.layer import Layer
from course_lib.nn.losses import network_loss
from course_lib.nn.mode import Eval, Mode

PIECE = 1000  # samples at once: bounds the memory, and keeps matrix products long enough


class Score(NamedTuple):
    """The mean loss, and the part of samples classified rightly (None where there are none)."""

    loss: float
    accuracy: float | None


def predict(net: Layer, params, X, mode: Mode | None = None) -> np.ndarray:
    """The outputs for X, shape (n, ...); argmax over the last axis is the class.

    Parameters
    ----------
    net : Layer
    params : dict of str to array
    X : array, shape (n, ...)
    mode : Eval or Train, optional
        `Eval()` if not given; a network with batch normalization needs ``Eval(stats)``.
    """
    checks.instance("net", net, Layer, "write mlp((784, 512, 10))")
    net.check_params(params)
    mode = Eval() if mode is None else mode
    X, dtype = checks.numbers("X", X), parameter_dtype(params)
    if not X.ndim:
        raise ValueError(f"X must have one sample per row, got the number {X}")
    parts = [
        net.forward(params, np.asarray(X[i : i + PIECE], dtype=dtype), mode)[0]
        for i in range(0, len(X), PIECE)
    ]
    return np.concatenate(parts) if parts else np.empty((0, *net.output_shape(X.shape[1:])))


def evaluate(net: Layer, loss, params, X, y, mode: Mode | None = None) -> Score:
    """Mean loss and accuracy on (X, y).

    Parameters
    ----------
    net : Layer
    loss : NetworkLoss or Loss
    params : dict of str to array
    X, y : array, shapes (n, ...) and (n,) or (n, k)
    mode : Eval or Train, optional
        `Eval()` if not given; a network with batch normalization needs ``Eval(stats)``.

    Examples
    --------
    >>> from course_lib.nn import SoftmaxCrossEntropy, mlp
    >>> net = mlp((2, 2))
    >>> params = {"0.W": np.eye(2), "0.b": np.zeros(2)}
    >>> evaluate(net, SoftmaxCrossEntropy(), params, np.eye(2), np.array([0, 0]))
    Score(loss=0.813262, accuracy=0.5)
    """
    X = checks.numbers("X", X)
    checks.same_length(X=X, y=y)
    checks.integer("the number of samples", len(X), low=1)
    outputs = predict(net, params, X, mode)
    loss = network_loss(loss)
    y = loss.check_targets(y, outputs.shape)
    value, _ = loss.value_and_grad(outputs, y)
    hits = loss.hits(outputs, y)
    return Score(value, None if hits is None else hits / len(y))


def parameter_dtype(params) -> np.dtype:
    """The float type of the parameters; float64 where there are none."""
    return next((value.dtype for value in params.values()), np.dtype(float))
