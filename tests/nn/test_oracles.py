"""Layers, norms and a whole training against PyTorch, in double precision to 1e-10."""

import numpy as np
import pytest

from course_lib.functions.activations import ACTIVATIONS
from course_lib.nn import (
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    Eval,
    GroupNorm,
    InstanceNorm,
    LayerNorm,
    Maxout,
    Sequential,
    SoftmaxCrossEntropy,
    Train,
    WeightNorm,
    fit,
    mlp,
)
from course_lib.optim import Adam, GradientDescent, RMSProp

pytestmark = pytest.mark.oracle

CLOSE = dict(rtol=1e-10, atol=1e-11)


def torch_of(layer):
    """The same layer in torch, and what its parameters are called there (with a transpose)."""
    from torch import nn

    affine = {"gamma": "weight", "beta": "bias"}
    if isinstance(layer, Dense):
        module = nn.Linear(layer.n_in, layer.n_out, bias=layer.bias)
        return module, {"W": "weight", "b": "bias"} if layer.bias else {"W": "weight"}
    if isinstance(layer, WeightNorm):
        linear, v = nn.Linear(layer.dense.n_in, layer.dense.n_out), "parametrizations.weight."
        module = nn.utils.parametrizations.weight_norm(linear, dim=0)
        return module, {"g": v + "original0", "v": v + "original1", "b": "bias"}
    if isinstance(layer, BatchNorm):
        kind = nn.BatchNorm1d if layer.features != 3 else nn.BatchNorm2d
        return kind(layer.features, eps=layer.eps, momentum=1 - layer.decay), affine
    if isinstance(layer, LayerNorm):
        return nn.LayerNorm(layer.shape, eps=layer.eps), affine
    if isinstance(layer, GroupNorm):
        return nn.GroupNorm(layer.groups, layer.features, eps=layer.eps), affine
    if isinstance(layer, InstanceNorm):
        return nn.InstanceNorm2d(layer.features, eps=layer.eps, affine=True), affine
    raise AssertionError(f"no partner for {layer!r}")


LAYERS = [
    (Dense(4, 3), (4,)),
    (Dense(4, 3, bias=False), (4,)),
    (WeightNorm(Dense(4, 3)), (4,)),
    (BatchNorm(4), (4,)),
    (BatchNorm(4, decay=0.3, eps=0.1), (4,)),
    (BatchNorm(3), (3, 4, 2)),
    (LayerNorm(4), (4,)),
    (LayerNorm((3, 4, 2), eps=0.01), (3, 4, 2)),
    (GroupNorm(2, 4), (4, 3)),
    (GroupNorm(3, 6), (6,)),
    (InstanceNorm(3), (3, 4, 2)),
]


def pair(layer):
    """Parameters in general position, given to both."""
    import torch

    rng = np.random.default_rng(0)
    params = {k: v + 0.5 * rng.standard_normal(v.shape) for k, v in layer.init(rng).items()}
    module, names = torch_of(layer)
    module.double()
    theirs = dict(module.named_parameters())
    assert theirs.keys() == set(names.values())
    for ours, name in names.items():
        with torch.no_grad():
            value = params[ours].T if ours in "Wv" else params[ours]
            theirs[name].copy_(torch.tensor(value).reshape(theirs[name].shape))
    return params, module, {k: theirs[name] for k, name in names.items()}


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=repr)
def test_outputs_gradients_and_running_statistics(layer, shape, mode):
    import torch

    params, module, theirs = pair(layer)
    module.train(mode == "train")
    rng, stats = np.random.default_rng(1), layer.stats()
    if isinstance(layer, BatchNorm):
        d = layer.features
        stats = {"mean": rng.standard_normal(d), "var": rng.uniform(1, 2, d)}
        module.running_mean.copy_(torch.tensor(stats["mean"]))
        module.running_var.copy_(torch.tensor(stats["var"]))
    for _ in range(3):  # the running statistics take several batches
        x = 2 + 3 * rng.standard_normal((5, *shape))
        outputs, cache = layer.forward(params, x, Train() if mode == "train" else Eval(stats))
        weights = rng.standard_normal(outputs.shape)
        grad_x, grads = layer.backward(params, cache, weights)
        t = torch.tensor(x, requires_grad=True)
        module.zero_grad()
        out = module(t)
        out.backward(torch.tensor(weights))
        stats = layer.track(stats, cache)
        np.testing.assert_allclose(outputs, out.detach().numpy(), **CLOSE)
        np.testing.assert_allclose(grad_x, t.grad.numpy(), **CLOSE)
        for key, value in theirs.items():
            want = value.grad.numpy().T if key in "Wv" else value.grad.numpy()
            np.testing.assert_allclose(grads[key], want.reshape(grads[key].shape), **CLOSE)
        if isinstance(layer, BatchNorm):
            np.testing.assert_allclose(stats["mean"], module.running_mean.numpy(), **CLOSE)
            np.testing.assert_allclose(stats["var"], module.running_var.numpy(), **CLOSE)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_layers(name):
    """Those without a partner in torch are written in it, so that its autograd differentiates."""
    import torch

    layer = Activation(name)
    formulas = {
        "identity": lambda t: t * 1,
        "binary_step": lambda t: torch.heaviside(t, torch.ones_like(t)).detach() + 0 * t,
        "arctan": torch.arctan,
        "isru": lambda t: t / torch.sqrt(1 + t * t),
    }
    f = formulas.get(name) or getattr(torch.nn.functional, name)
    x = np.random.default_rng(0).standard_normal((4, 5))
    outputs, cache = layer.forward({}, x, Train())
    grad, _ = layer.backward({}, cache, 1 + x)
    t = torch.tensor(x, requires_grad=True)
    f(t).backward(torch.tensor(1 + x))
    np.testing.assert_allclose(outputs, f(t).detach().numpy(), **CLOSE)
    np.testing.assert_allclose(grad, t.grad.numpy(), **CLOSE)


def test_maxout():
    import torch

    x = np.random.default_rng(0).standard_normal((4, 6))
    outputs, cache = Maxout(3).forward({}, x, Train())
    grad, _ = Maxout(3).backward({}, cache, outputs)
    t = torch.tensor(x, requires_grad=True)
    out = t.reshape(4, 2, 3).max(dim=-1).values
    out.backward(out.detach())
    np.testing.assert_allclose(outputs, out.detach().numpy(), **CLOSE)
    np.testing.assert_allclose(grad, t.grad.numpy(), **CLOSE)


@pytest.mark.parametrize(
    ("ours", "name", "options"),
    [
        (GradientDescent(0.1), "SGD", {"lr": 0.1}),
        (RMSProp(0.01), "RMSprop", {"lr": 0.01, "alpha": 0.9}),
        (Adam(0.01), "Adam", {"lr": 0.01}),
    ],
    ids=repr,
)
def test_a_whole_training(ours, name, options):
    """Ten epochs of a network with batch normalization, on the same mini-batches."""
    import torch
    from torch import nn

    net, rng = mlp((4, 8, 3), "tanh", norm=BatchNorm), np.random.default_rng(0)
    X, y = rng.standard_normal((40, 4)), rng.integers(0, 3, 40)
    params = net.init(rng)
    theirs = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 3)).double()
    with torch.no_grad():
        for i in (0, 3):
            theirs[i].weight.copy_(torch.tensor(params[f"{i}.W"].T))
            theirs[i].bias.copy_(torch.tensor(params[f"{i}.b"]))
    run = fit(net, SoftmaxCrossEntropy(), X, y, ours, params=params, epochs=10, batch_size=10,
              rng=np.random.default_rng(7))  # fmt: skip
    optimizer = getattr(torch.optim, name)(theirs.parameters(), **options)
    order = np.random.default_rng(7)
    for _ in range(10):
        for rows in order.permutation(40).reshape(4, 10):
            optimizer.zero_grad()
            scores, labels = theirs(torch.tensor(X[rows])), torch.tensor(y[rows])
            nn.functional.cross_entropy(scores, labels).backward()
            optimizer.step()
    theirs.eval()
    np.testing.assert_allclose(run.params["3.W"], theirs[3].weight.detach().numpy().T, rtol=1e-8)
    np.testing.assert_allclose(run.stats["1.var"], theirs[1].running_var.numpy(), rtol=1e-8)
    np.testing.assert_allclose(run.predict(X), theirs(torch.tensor(X)).detach().numpy(), rtol=1e-7)


def test_the_sequential_is_torchs():
    import torch

    net = Sequential([Dense(4, 3), Activation("leaky_relu", 0.2), Dense(3, 2)])
    params = net.init(np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((5, 4))
    tensors = {k: torch.tensor(v, requires_grad=True) for k, v in params.items()}
    hidden = torch.nn.functional.leaky_relu(torch.tensor(x) @ tensors["0.W"] + tensors["0.b"], 0.2)
    (hidden @ tensors["2.W"] + tensors["2.b"]).square().sum().backward()
    outputs, cache = net.forward(params, x, Train())
    _, grads = net.backward(params, cache, 2 * outputs)
    for key, tensor in tensors.items():
        np.testing.assert_allclose(grads[key], tensor.grad.numpy(), **CLOSE)


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
def test_dropout_has_pytorchs_statistics_and_with_its_mask_its_gradient(rate):
    import torch

    n = 1_000_000
    x = np.random.default_rng(0).normal(1, 1, n)
    ours, _ = Dropout(rate).forward({}, x[:, None], Train(np.random.default_rng(1)))
    torch.manual_seed(2)
    leaf = torch.tensor(x, requires_grad=True)
    theirs = torch.nn.functional.dropout(leaf, rate)
    theirs.sum().backward()
    kept = theirs.detach().numpy() != 0
    np.testing.assert_allclose(theirs.detach().numpy(), x * kept / (1 - rate), rtol=1e-6)
    scaled = np.where(kept, 1 / (1 - rate), 0.0)[:, None]
    grad, _ = Dropout(rate).backward({}, scaled, np.ones((n, 1)))
    np.testing.assert_allclose(grad[:, 0], leaf.grad.numpy(), rtol=1e-6)
    spread = np.sqrt((2 / (1 - rate) - 1) / n)  # of the mean of n outputs: E x² = 2
    for out in (ours[:, 0], theirs.detach().numpy()):
        assert (out == 0).mean() == pytest.approx(rate, abs=5 * np.sqrt(rate * (1 - rate) / n))
        assert out.mean() == pytest.approx(1, abs=5 * spread)
        assert out.var() == pytest.approx(2 / (1 - rate) - 1, rel=0.02)
