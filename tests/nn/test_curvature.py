"""Hessian-vector products against closed forms, differences of gradients and PyTorch."""

from itertools import pairwise

import numpy as np
import pytest

from course_lib import autodiff
from course_lib.functions import LogLoss, SquaredError
from course_lib.nn import (
    Activation,
    BatchNorm,
    Dense,
    Flatten,
    MulticlassHinge,
    NetworkRisk,
    Residual,
    Sequential,
    SoftmaxCrossEntropy,
    hessian,
    hessian_vector,
    mlp,
)
from course_lib.nn.curvature import BENDS, TOGETHER

NETS = {
    **{kind: mlp((4, 5, 6, 3), kind) for kind in BENDS},
    "without bias": Sequential([Dense(4, 5, bias=False), Activation("tanh"), Dense(5, 3)]),
    "activation first": Sequential([Activation("tanh"), Dense(4, 3), Activation("sigmoid")]),
    "residual": Sequential([
        Dense(4, 5), Residual(Sequential([Activation("tanh"), Dense(5, 5)])), Dense(5, 3),
    ]),
    "residual after a bend": Sequential([
        Dense(4, 5), Activation("tanh"), Residual(mlp((5, 6, 5), "tanh")), Dense(5, 3),
    ]),
    "residual first": Sequential([Residual(mlp((4, 6, 4), "tanh")), Dense(4, 3)]),
    "flatten": Sequential([Dense(4, 6), Flatten(), Activation("tanh"), Dense(6, 3)]),
}  # fmt: skip


def example(net, loss=None, n=7):
    rng = np.random.default_rng(3)
    X, y = rng.standard_normal((n, 4)), rng.integers(0, 3, n)
    risk = NetworkRisk(net, SoftmaxCrossEntropy() if loss is None else loss, X, y)
    theta = risk.start(rng) + 0.3 * rng.standard_normal(risk.dim)
    return risk, theta, rng.standard_normal(risk.dim)


def by_differences(risk, theta, v, h=1e-6):
    return (risk.grad(theta + h * v) - risk.grad(theta - h * v)) / (2 * h)


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MulticlassHinge()], ids=repr)
def test_the_product_against_differences_of_gradients(name, loss):
    risk, theta, v = example(NETS[name], loss)
    expected = by_differences(risk, theta, v)
    np.testing.assert_allclose(hessian_vector(risk, theta, v), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("loss", [SquaredError(), LogLoss()], ids=repr)
def test_a_loss_of_one_number(loss):
    rng = np.random.default_rng(0)
    y = np.sign(rng.standard_normal(6))
    risk = NetworkRisk(mlp((4, 5, 1), "tanh"), loss, rng.standard_normal((6, 4)), y)
    theta, v = risk.start(rng), rng.standard_normal(risk.dim)
    expected = by_differences(risk, theta, v)
    np.testing.assert_allclose(hessian_vector(risk, theta, v), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MulticlassHinge()], ids=repr)
def test_the_hessian_has_the_products_as_columns(name, loss):
    risk, theta, v = example(NETS[name], loss)
    assert risk.dim > TOGETHER or name == "activation first"  # more than fit into one pass
    H = hessian(risk, theta)
    np.testing.assert_allclose(H @ v, hessian_vector(risk, theta, v), rtol=1e-10, atol=1e-13)


def test_softmax_regression_has_a_hessian_in_closed_form():
    risk, theta, _ = example(Dense(4, 3))
    X = np.column_stack([risk.X, np.ones(len(risk.X))])
    params = risk.net.unpack(theta)
    scores = np.exp(risk.X @ params["W"] + params["b"])
    p = scores / scores.sum(axis=1, keepdims=True)
    blocks = [
        np.kron(np.outer(x, x), np.diag(q) - np.outer(q, q)) for x, q in zip(X, p, strict=True)
    ]
    np.testing.assert_allclose(hessian(risk, theta), np.mean(blocks, axis=0), atol=1e-14)


def test_the_product_is_linear_and_symmetric_and_changes_nothing():
    risk, theta, v = example(NETS["tanh"])
    u = np.random.default_rng(9).standard_normal(risk.dim)
    kept = theta.copy(), v.copy()
    Hu, Hv = hessian_vector(risk, theta, u), hessian_vector(risk, theta, v)
    np.testing.assert_allclose(hessian_vector(risk, theta, u + 2 * v), Hu + 2 * Hv, atol=1e-12)
    assert v @ Hu == pytest.approx(u @ Hv, rel=1e-10)
    np.testing.assert_array_equal(theta, kept[0])
    np.testing.assert_array_equal(v, kept[1])


def test_what_has_no_rule_is_named():
    with pytest.raises(TypeError, match=r"net must be made of .* got BatchNorm\(5\)"):
        hessian_vector(*example(mlp((4, 5, 3), norm=BatchNorm)))
    with pytest.raises(TypeError, match=r"activation must be .* got Activation\('softsign'\)"):
        hessian_vector(*example(mlp((4, 5, 3), "softsign")))
    risk, theta, v = example(NETS["tanh"])
    with pytest.raises(ValueError, match="v must"):
        hessian_vector(risk, theta, v[1:])
    with pytest.raises(TypeError, match="risk must be"):
        hessian_vector(lambda w: w, theta, v)


@pytest.mark.oracle
@pytest.mark.parametrize("kind", ["relu", "tanh", "sigmoid", "softplus", "leaky_relu"])
def test_the_product_against_pytorch(kind):
    import torch

    phi = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
           "softplus": torch.nn.functional.softplus,
           "leaky_relu": torch.nn.functional.leaky_relu}[kind]  # fmt: skip
    risk, theta, v = example(mlp((4, 5, 6, 3), kind))
    sizes = [(4, 5), (5, 6), (6, 3)]

    def J(w):
        a, at = torch.tensor(risk.X), 0
        for k, (n_in, n_out) in enumerate(sizes):
            W = w[at : at + n_in * n_out].reshape(n_in, n_out)
            b = w[at + n_in * n_out : at + n_in * n_out + n_out]
            at += n_in * n_out + n_out
            a = a @ W + b
            a = phi(a) if k < 2 else a
        return torch.nn.functional.cross_entropy(a, torch.tensor(risk.y))

    _, expected = torch.autograd.functional.hvp(J, torch.tensor(theta), torch.tensor(v))
    np.testing.assert_allclose(hessian_vector(risk, theta, v), expected, rtol=1e-10, atol=1e-12)
    H = torch.autograd.functional.hessian(J, torch.tensor(theta))
    np.testing.assert_allclose(hessian(risk, theta), H, rtol=1e-10, atol=1e-12)


def test_autodiff_over_the_same_network_agrees():
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(7, 3)), rng.integers(3, size=7)
    risk = NetworkRisk(mlp((3, 4, 3), "tanh"), SoftmaxCrossEntropy(), X, y)
    theta, v = rng.normal(size=(2, risk.dim))
    parts = risk.net.unpack(theta)
    names = list(parts)

    def loss(theta):
        ends = np.cumsum([0, *(parts[name].size for name in names)])
        p = {
            name: theta[a:b].reshape(parts[name].shape)
            for name, (a, b) in zip(names, pairwise(ends), strict=True)
        }
        W0, b0, W1, b1 = (p[name] for name in names)
        scores = autodiff.tanh(X @ W0 + b0) @ W1 + b1
        return autodiff.softmax_cross_entropy(scores, labels=y)

    gradient, product = autodiff.hvp(loss, theta, v)
    np.testing.assert_allclose(gradient, risk.grad(theta), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(product, hessian_vector(risk, theta, v), rtol=1e-10, atol=1e-13)
