"""Patches are a convolution, frozen layers have no parameters."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm.norm_layers import Frozen, Patches
from course_lib.nn import Dense, Eval, Train, WeightNorm


def gradient_by_differences(f, a, h=1e-6):
    out = np.empty_like(a)
    for i in np.ndindex(a.shape):
        step = np.zeros_like(a)
        step[i] = h
        out[i] = (f(a + step) - f(a - step)) / (2 * h)
    return out


@pytest.mark.parametrize("inner", [Dense(8, 3), WeightNorm(Dense(8, 3))])
def test_patches_have_the_gradient_of_differences(inner):
    layer, rng = Patches(inner, 2, 4, 2), np.random.default_rng(0)
    x, params = rng.normal(size=(2, 2, 4, 4)), layer.init(rng)
    out, cache = layer.forward(params, x, Train())
    up = rng.normal(size=out.shape)
    assert out.shape == (2, 3, 2, 2)
    grad_x, grads = layer.backward(params, cache, up)

    def value(a):
        return np.sum(up * layer.forward(params, a, Train())[0])

    np.testing.assert_allclose(grad_x, gradient_by_differences(value, x), atol=1e-7)
    for name, p in params.items():

        def of(a, name=name):
            return np.sum(up * layer.forward({**params, name: a}, x, Train())[0])

        np.testing.assert_allclose(grads[name], gradient_by_differences(of, p), atol=1e-7)


def test_patches_are_a_convolution_without_overlap():
    layer = Patches(Dense(4, 1), 1, 4, 2)
    params = {"W": np.array([[1.0], [10.0], [100.0], [1000.0]]), "b": np.zeros(1)}
    x = np.arange(16.0).reshape(1, 16)
    out = layer.forward(params, x, Eval())[0][0, 0]
    assert out[0, 1] == 2 + 30 + 600 + 7000
    with pytest.raises(ValueError, match="patch must divide side"):
        Patches(Dense(9, 1), 1, 4, 3)


def test_frozen_layers_pass_gradients_and_have_no_parameters():
    inner, rng = Dense(3, 2), np.random.default_rng(0)
    values = inner.init(rng)
    frozen, x, up = Frozen(inner, values), rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    assert frozen.size == 0
    out, cache = frozen.forward({}, x, Train())
    np.testing.assert_allclose(out, x @ values["W"])
    np.testing.assert_allclose(frozen.backward({}, cache, up)[0], up @ values["W"].T)
