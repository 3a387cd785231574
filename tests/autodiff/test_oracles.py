"""Every gate against PyTorch; whole graphs against micrograd and autograd."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import GATES, Tensor, backward
from tests.autodiff.samples import CASES, IDS

pytestmark = pytest.mark.oracle


def torch_forms():
    """Gate name → the same in PyTorch."""
    import torch
    from torch.nn import functional as F

    def reduced(of_all, along):
        def apply(x, *, axis=None, keepdims=False):
            if axis is not None:
                return along(x, axis, keepdims)
            z = of_all(x)
            return z.reshape((1,) * x.ndim) if keepdims else z

        return apply

    def batchnorm(x, gain, shift, *, axis=0, eps=1e-5):
        centred = x - x.mean(axis, keepdim=True)
        return centred / torch.sqrt((centred**2).mean(axis, keepdim=True) + eps) * gain + shift

    def transpose(x, *, axes=None):
        return x.permute(tuple(range(x.ndim))[::-1] if axes is None else axes)

    forms = {name: getattr(torch, name) for name in
             ("add", "subtract", "multiply", "divide", "negative", "square", "reciprocal", "exp",
              "log", "sqrt", "sin", "cos", "arctan", "tanh", "sigmoid", "relu", "absolute",
              "maximum", "minimum", "matmul", "reshape")}  # fmt: skip
    return forms | {
        "negate": forms.pop("negative"),
        "power": torch.pow,
        "leaky_relu": lambda x, *, slope=0.01: F.leaky_relu(x, slope),
        "elu": lambda x, *, alpha=1.0: F.elu(x, alpha),
        "softplus": F.softplus,
        "sum": reduced(torch.sum, torch.sum),
        "mean": reduced(torch.mean, torch.mean),
        "max": reduced(torch.max, torch.amax),  # without ties, where amax splits evenly
        "min": reduced(torch.min, torch.amin),
        "transpose": transpose,
        "concatenate": lambda *parts, axis=0: torch.cat(parts, axis),
        "index": lambda x, *, key: x[torch.tensor(key) if isinstance(key, np.ndarray) else key],
        "logsumexp": lambda x, *, axis=-1, keepdims=False: torch.logsumexp(x, axis, keepdims),
        "softmax": lambda x, *, axis=-1: torch.softmax(x, axis),
        "softmax_cross_entropy": lambda s, *, labels: F.cross_entropy(s, torch.tensor(labels)),
        "batchnorm": batchnorm,
    }


def test_every_gate_has_a_torch_form():
    assert set(torch_forms()) == set(GATES)


@pytest.mark.parametrize(("name", "arguments", "settings"), CASES, ids=IDS)
def test_torch(name, arguments, settings):
    import torch

    theirs = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in arguments]
    expected = torch_forms()[name](*theirs, **settings)
    ours = [Tensor(a) for a in arguments]
    z = GATES[name](*ours, **settings)
    np.testing.assert_allclose(z.value, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    seed = np.random.default_rng(8).normal(size=z.shape)
    expected.backward(torch.tensor(seed))
    grads = backward(z, seed=seed)
    for x, y in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(grads[x], y.grad.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda x: x.var(1), lambda x: x.var(1, correction=0)),
        (lambda x: x.std((0, 1), ddof=1), lambda x: x.std((0, 1))),
        (lambda x: x.prod(0), lambda x: x.prod(0)),
        (lambda x: x.clip(-0.5, 1), lambda x: x.clip(-0.5, 1)),
        (lambda x: x.flatten(), lambda x: x.flatten()),
    ],
    ids=["var", "std", "prod", "clip", "flatten"],
)
def test_methods_of_arrays(ours, theirs):
    import torch

    start = np.array([[1.0, -0.5, 0.0], [2.0, -3.0, 0.0], [0.3, 0.2, 0.1]])
    x, y = Tensor(start), torch.tensor(start, requires_grad=True)
    mine, expected = ours(x), theirs(y)
    np.testing.assert_allclose(mine.value, expected.detach().numpy(), rtol=1e-12)
    seed = np.random.default_rng(9).normal(size=mine.shape)
    expected.backward(torch.tensor(seed))
    np.testing.assert_allclose(backward(mine, seed=seed)[x], y.grad.numpy(), rtol=1e-12, atol=1e-14)


def test_batchnorm_is_torchs():
    import torch

    x = np.random.default_rng(1).normal(size=(7, 3))
    theirs = torch.tensor(x, requires_grad=True)
    layer = torch.nn.BatchNorm1d(3, dtype=torch.float64)
    seed = np.random.default_rng(2).normal(size=(7, 3))
    layer(theirs).backward(torch.tensor(seed))
    ours, gain, shift = Tensor(x), Tensor(np.ones(3)), Tensor(np.zeros(3))
    grads = backward(ad.batchnorm(ours, gain, shift), seed=seed)
    np.testing.assert_allclose(grads[ours], theirs.grad.numpy(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(grads[gain], layer.weight.grad.numpy(), rtol=1e-10)


def scalar_graph(a, b, relu):
    """The graph of micrograd's own test of more operations."""
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + relu(b + a))
    d = d + (3 * d + relu(b - a))
    e = c - d
    f = e**2
    return f / 2.0 + 10.0 / f


def test_micrograd():
    from micrograd.engine import Value

    a, b = Value(-4.0), Value(2.0)
    theirs = scalar_graph(a, b, Value.relu)
    theirs.backward()
    x, y = Tensor(-4.0), Tensor(2.0)
    ours = scalar_graph(x, y, ad.relu)
    grads = backward(ours)
    found = (ours.value, grads[x], grads[y])
    np.testing.assert_allclose(found, (theirs.data, a.grad, b.grad), rtol=1e-12)


def mlp(np_like, params, X, y):
    h = X
    for k in (0, 1):
        h = np_like.tanh(h @ params[f"W{k}"] + params[f"b{k}"])
    out = h @ params["W2"] + params["b2"]
    return np_like.mean((out - y) ** 2)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_autograd(dtype):
    import autograd
    import autograd.numpy as anp

    rng = np.random.default_rng(0)
    sizes = [2, 16, 16, 1]
    params = {f"W{k}": rng.normal(size=sizes[k : k + 2]).astype(dtype) for k in range(3)}
    params |= {f"b{k}": rng.normal(size=sizes[k + 1]).astype(dtype) for k in range(3)}
    X, y = rng.normal(size=(64, 2)).astype(dtype), rng.normal(size=(64, 1)).astype(dtype)
    value, grads = ad.value_and_grad(lambda p: mlp(ad, p, X, y))(params)
    expected = autograd.grad(lambda p: mlp(anp, p, X, y))(params)
    tolerance = 1e-10 if dtype == np.float64 else 1e-4
    assert value == pytest.approx(mlp(np, params, X, y), rel=tolerance)
    for name in params:
        assert grads[name].dtype == dtype
        np.testing.assert_allclose(grads[name], expected[name], rtol=tolerance, atol=tolerance)
