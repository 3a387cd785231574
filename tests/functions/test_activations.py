"""Activations: values by hand, slopes by differences, far ends, kinks, messages, an oracle."""

import numpy as np
import pytest

from course_lib.functions.activations import ACTIVATIONS, activation, maxout

# name → (value, slope) at x = −2, and at x = 1
BY_HAND = {
    "identity": ((-2.0, 1.0), (1.0, 1.0)),
    "binary_step": ((0.0, 0.0), (1.0, 0.0)),
    "sigmoid": ((0.11920292, 0.10499359), (0.73105858, 0.19661193)),
    "tanh": ((-0.96402758, 0.07065082), (0.76159416, 0.41997434)),
    "relu": ((0.0, 0.0), (1.0, 1.0)),
    "leaky_relu": ((-0.02, 0.01), (1.0, 1.0)),
    "elu": ((-0.86466472, 0.13533528), (1.0, 1.0)),
    "softplus": ((0.12692801, 0.11920292), (1.31326169, 0.73105858)),
    "arctan": ((-1.10714872, 0.2), (0.78539816, 0.5)),
    "softsign": ((-2 / 3, 1 / 9), (0.5, 0.25)),
    "isru": ((-2 / 5**0.5, 5**-1.5), (2**-0.5, 2**-1.5)),
    "silu": ((-0.23840584, -0.09078425), (0.73105858, 0.92767051)),
    "gelu": ((-0.04550026, -0.08523180), (0.84134475, 1.08331547)),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_by_hand(name):
    f = activation(name)
    for x, (value, slope) in zip((-2.0, 1.0), BY_HAND[name], strict=True):
        assert float(f(x)) == pytest.approx(value, abs=1e-8)
        assert float(f.derivative(x)) == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("alpha", [None, 0.3])
def test_the_derivative_is_the_slope(name, alpha):
    f = activation(name)
    if f.alpha is None and alpha is not None:
        alpha = None
    x = np.linspace(-4, 4, 41)
    x = x[np.abs(x) > 1e-9]
    h = 1e-6
    difference = (f(x + h, alpha) - f(x - h, alpha)) / (2 * h)
    np.testing.assert_allclose(f.derivative(x, alpha), difference, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_ends_are_finite_and_the_dtype_stays(name, dtype):
    f = activation(name)
    x = np.array([-1e4, -100, -1e-30, 0, 1e-30, 100, 1e4], dtype=dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for out in (f(x), f.derivative(x)):
            assert out.dtype == dtype
            assert out.shape == x.shape
            assert np.isfinite(out).all()


@pytest.mark.parametrize("name", ["isru", "softsign", "tanh", "sigmoid", "arctan"])
def test_those_with_limits_reach_them_at_the_ends_of_the_floats(name):
    limits = {"sigmoid": (0.0, 1.0), "arctan": (-np.pi / 2, np.pi / 2)}.get(name, (-1.0, 1.0))
    x = np.array([-1e200, 1e200])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_allclose(activation(name)(x), limits, rtol=1e-15)
        np.testing.assert_array_equal(activation(name).derivative(x), 0)
    if name == "isru":
        np.testing.assert_allclose(activation(name)(x, 4.0), [-0.5, 0.5], rtol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_kinks_are_where_they_are_said_to_be(name):
    f, h = activation(name), 1e-7
    left, right = f.derivative([-h])[0], f.derivative([h])[0]
    jumps = abs(f([h])[0] - f([-h])[0]) > 0.5 or abs(left - right) > 1e-3
    assert jumps == (0.0 in f.kinks)
    if jumps:
        assert f.derivative([0.0])[0] == left


def test_the_derivative_of_relu_at_zero_is_zero():
    np.testing.assert_array_equal(activation("relu").derivative([0.0, -0.0]), 0)
    assert activation("relu").derivative([0.0]).dtype == np.float64


def test_a_small_tail_keeps_its_digits():
    assert float(activation("sigmoid")(-40.0)) == pytest.approx(np.exp(-40), rel=1e-12)
    assert float(activation("softplus")(-40.0)) == pytest.approx(np.exp(-40), rel=1e-12)


def test_elu_with_another_alpha_has_a_kink_of_its_own():
    np.testing.assert_allclose(activation("elu").derivative([-1e-9, 1e-9], alpha=0.5), [0.5, 1])


def test_maxout_of_three_lines_is_convex_and_piecewise():
    x = np.linspace(-2, 2, 9)[:, None]
    y = maxout(np.concatenate([-x, 0.5 * x, 2 * x - 1], axis=1), pieces=3)[:, 0]
    np.testing.assert_allclose(y, np.max([-x, 0.5 * x, 2 * x - 1], axis=0)[:, 0])
    assert (np.diff(y, 2) >= -1e-12).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: activation("swish"), "activation must be one of 'identity'"),
        (lambda: activation("relu")([1.0], alpha=0.1), "alpha must be left out for relu"),
        (lambda: activation("elu")([1.0], alpha=-1), "alpha must be zero or positive, got -1"),
        (lambda: maxout(np.ones((2, 5)), 2), "pieces must divide the last axis of x, got 2"),
        (lambda: maxout(np.ones((2, 4)), 1), "pieces must be at least 2, got 1"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus",
                                  "softsign", "silu", "gelu"])  # fmt: skip
def test_torch_has_the_same_values_and_gradients(name):
    import torch

    x = np.linspace(-5, 5, 101)  # with 0
    t = torch.tensor(x, requires_grad=True)
    y = getattr(torch.nn.functional, name)(t)
    y.sum().backward()
    np.testing.assert_allclose(activation(name)(x), y.detach().numpy(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(activation(name).derivative(x), t.grad.numpy(), rtol=1e-10)
