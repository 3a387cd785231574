"""The Hessian of a network's risk times a vector, exactly and without the Hessian.

Forward over reverse: `backward` computes the gradient, and the derivative of that computation
along v is the product Hv (Pearlmutter's R-operator). Every value of both passes is accompanied by
its tangent, the rate at which it changes as the parameters move along v. A kind of layer states its
two rules with `_push` and `_pull`. Tangents may have an axis more in front: those of several v.
"""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from course_lib import checks
from course_lib.nn.layers import Activation, Dense, Flatten
from course_lib.nn.losses import MulticlassHinge, OutputLoss, SoftmaxCrossEntropy
from course_lib.nn.residual import Residual
from course_lib.nn.risk import NetworkRisk
from course_lib.nn.sequential import Sequential

TOGETHER = 32  # products that `hessian` computes in one pass
#: φ'' from (x, φ(x)), of the activations whose second derivative is known here.
BENDS = {
    "identity": lambda x, y: np.zeros_like(y),
    "relu": lambda x, y: np.zeros_like(y),
    "leaky_relu": lambda x, y: np.zeros_like(y),
    "tanh": lambda x, y: -2 * y * (1 - y**2),
    "sigmoid": lambda x, y: y * (1 - y) * (1 - 2 * y),
    "softplus": lambda x, y: np.exp(-y) * -np.expm1(-y),
}


def hessian_vector(risk: NetworkRisk, theta, v) -> np.ndarray:
    r"""∇²f(θ) v for a network's risk: one pass forward and one back, each with its tangents.

    .. math:: \nabla^2 f(\theta)\, v = \frac{\mathrm d}{\mathrm d s} \nabla f(\theta + s v)
              \Big|_{s = 0}

    Parameters
    ----------
    risk : NetworkRisk
        Its network made of Dense, Activation, Flatten, Residual and Sequential; the activations
        those of `BENDS`.
    theta, v : array, shape (dim,)

    Returns
    -------
    array, shape (dim,)

    Raises
    ------
    TypeError
        ``net must be made of layers with known second derivatives, got BatchNorm(4); …``.

    Notes
    -----
    At kinks, as those of ReLU, the derivative from the same side as the layer's own: the Hessian of
    the smooth piece that θ lies in.

    References
    ----------
    Pearlmutter, Fast Exact Multiplication by the Hessian (1994).

    Examples
    --------
    >>> from course_lib.functions import SquaredError
    >>> risk = NetworkRisk(Dense(1, 1, bias=False), SquaredError(), [[1.0], [3.0]], [0.0, 0.0])
    >>> hessian_vector(risk, np.array([2.0]), np.array([1.0]))  # of 5 θ²
    array([10.])
    """
    checks.instance("risk", risk, NetworkRisk, "write NetworkRisk(net, loss, X, y)")
    theta, v = checks.vector("theta", theta, risk.dim), checks.vector("v", v, risk.dim)
    return _product(risk, theta, v)


def hessian(risk: NetworkRisk, theta) -> np.ndarray:
    """∇²f(θ), shape (dim, dim), a column for each product: for networks of a few hundred weights.

    Parameters
    ----------
    risk : NetworkRisk
        As for `hessian_vector`.
    theta : array, shape (dim,)
    """
    checks.instance("risk", risk, NetworkRisk, "write NetworkRisk(net, loss, X, y)")
    theta, eye = checks.vector("theta", theta, risk.dim), np.eye(risk.dim)
    parts = [_product(risk, theta, eye[k : k + TOGETHER]) for k in range(0, risk.dim, TOGETHER)]
    H = np.concatenate(parts)
    return (H + H.T) / 2


def _product(risk, theta, v) -> np.ndarray:
    """Hv for one v, shape (dim,), or for each row of several, shape (k, dim)."""
    params, product = risk.net.unpack(theta), np.empty_like(v)
    tangents = _views(risk.net, v)
    scores, d_scores, cache = _push(risk.net, params, tangents, risk.X, None, risk.mode)
    _, grad = risk.loss.value_and_grad(scores, risk.y)
    d_grad = _bend(risk.loss, scores, risk.y, grad, d_scores)
    _pull(risk.net, params, tangents, cache, grad, d_grad, _views(risk.net, product), False)
    return product


def _views(net, v) -> dict[str, np.ndarray]:
    """The parts of v by name, as `Layer.unpack` has them, with v's leading axis in front."""
    return {name: v[..., part].reshape(*v.shape[:-1], *shape) for name, part, shape in net._places}


# ---- forward: the outputs and how fast they change; None is a tangent of zeros ------------------


@singledispatch
def _push(layer, params, tangents, x, dx, mode):
    raise TypeError(f"net must be made of layers with known second derivatives, got {layer!r}; "
                    "Dense, Activation, Flatten, Residual and Sequential are")  # fmt: skip


@_push.register
def _(layer: Dense, params, tangents, x, dx, mode):
    y, _ = layer._forward(params, x, mode)
    dy = x @ tangents["W"]
    if layer.bias:
        dy += tangents["b"][..., None, :]
    if dx is not None:
        dy += dx @ params["W"]
    return y, dy, (x, dx)


@_push.register
def _(layer: Activation, params, tangents, x, dx, mode):
    if layer.kind not in BENDS:
        raise TypeError(f"activation must be one whose second derivative is known, got "
                        f"{layer!r}; write one of {', '.join(BENDS)}")  # fmt: skip
    y, cache = layer._forward(params, x, mode)
    slope = layer._backward(params, cache, np.ones_like(y), {}, True)
    dy = None if dx is None else slope * dx
    d_slope = None if dx is None else BENDS[layer.kind](x, y) * dx
    return y, dy, (slope, d_slope)


@_push.register
def _(layer: Flatten, params, tangents, x, dx, mode):
    y, shape = layer._forward(params, x, mode)
    return y, None if dx is None else _shaped(dx, x, y.shape), shape


@_push.register
def _(layer: Residual, params, tangents, x, dx, mode):
    y, dy, cache = _push(layer.block, params, tangents, x, dx, mode)
    return x + y, _sum(dx, dy), cache


@_push.register
def _(layer: Sequential, params, tangents, x, dx, mode):
    caches = []
    both = (layer._split(values, layer._param_names) for values in (params, tangents))
    for part, own, d_own in zip(layer.layers, *both, strict=True):
        x, dx, cache = _push(part, own, d_own, x, dx, mode)
        caches.append(cache)
    return x, dx, caches


# ---- backward: the gradients and how fast they change -------------------------------------------


@singledispatch
def _pull(layer, params, tangents, cache, grad, d_grad, out, wrt_input):
    """(∇ₓ, its tangent); the tangents of the parameters' gradients are written into `out`."""


@_pull.register
def _(layer: Dense, params, tangents, cache, grad, d_grad, out, wrt_input):
    x, dx = cache
    np.matmul(x.T, d_grad, out=out["W"])
    if dx is not None:
        out["W"] += dx.swapaxes(-1, -2) @ grad
    if layer.bias:
        d_grad.sum(axis=-2, out=out["b"])
    if not wrt_input:
        return None, None
    d_below = d_grad @ params["W"].T
    d_below += grad @ tangents["W"].swapaxes(-1, -2)
    return grad @ params["W"].T, d_below


@_pull.register
def _(layer: Activation, params, tangents, cache, grad, d_grad, out, wrt_input):
    slope, d_slope = cache
    through = slope * d_grad
    return slope * grad, through if d_slope is None else through + d_slope * grad


@_pull.register
def _(layer: Flatten, params, tangents, shape, grad, d_grad, out, wrt_input):
    return grad.reshape(shape), _shaped(d_grad, grad, shape)


@_pull.register
def _(layer: Residual, params, tangents, cache, grad, d_grad, out, wrt_input):
    inside = _pull(layer.block, params, tangents, cache, grad, d_grad, out, wrt_input)
    return (grad + inside[0], d_grad + inside[1]) if wrt_input else (None, None)


@_pull.register
def _(layer: Sequential, params, tangents, caches, grad, d_grad, out, wrt_input):
    parts = [layer._split(values, layer._param_names) for values in (params, tangents, out)]
    stop = 0 if wrt_input else layer._first
    for i in range(len(layer.layers) - 1, stop - 1, -1):
        own, d_own, d_out = (part[i] for part in parts)
        grad, d_grad = _pull(
            layer.layers[i], own, d_own, caches[i], grad, d_grad, d_out, wrt_input or i > stop
        )
    return grad, d_grad


# ---- the loss: how fast its gradient at the outputs changes -------------------------------------


@singledispatch
def _bend(loss, outputs, y, grad, d_outputs):
    raise TypeError(f"loss must be one whose second derivative is known, got {loss!r}; "
                    "write SoftmaxCrossEntropy()")  # fmt: skip


@_bend.register
def _(loss: SoftmaxCrossEntropy, outputs, y, grad, d_outputs):
    p = grad * len(outputs)
    p[np.arange(len(outputs)), y] += 1
    inner = (p * d_outputs).sum(axis=-1, keepdims=True)
    return p * (d_outputs - inner) / len(outputs)


@_bend.register
def _(loss: MulticlassHinge, outputs, y, grad, d_outputs):
    return np.zeros_like(d_outputs)


@_bend.register
def _(loss: OutputLoss, outputs, y, grad, d_outputs):
    return loss.loss.second(outputs, y) * d_outputs / len(outputs)


def _shaped(tangent, value, shape):
    """A tangent of `value` in another shape, its leading axis kept."""
    return tangent.reshape(*tangent.shape[: tangent.ndim - value.ndim], *shape)


def _sum(a, b):
    return b if a is None else a if b is None else a + b
