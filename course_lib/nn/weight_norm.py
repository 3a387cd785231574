"""Weight normalization: length and direction of a neuron's weights, learned apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.nn.layer import Layer
from course_lib.nn.layers import Dense


@dataclass(frozen=True)
class WeightNorm(Layer):
    r"""A dense layer whose weights are a direction times a length, one pair a neuron.

    .. math:: w = g \, \frac{v}{\lVert v \rVert}, \qquad
              \nabla_g L = \frac{v^\top \nabla_w L}{\lVert v \rVert}, \quad
              \nabla_v L = \frac{g}{\lVert v \rVert}
              \Bigl(\nabla_w L - \nabla_g L \frac{v}{\lVert v \rVert}\Bigr)

    It normalizes weights, not activations: no statistics, no batch, no two modes.

    Parameters
    ----------
    dense : Dense
        The layer whose W becomes g v/‖v‖. It starts as that layer would: v = W, g = ‖W‖ by column.

    References
    ----------
    Salimans & Kingma (2016); lecture deck C.
    """

    dense: Dense

    def __post_init__(self):
        if not isinstance(self.dense, Dense):
            raise TypeError(f"dense must be a Dense layer, got {self.dense!r}")

    def __repr__(self):
        return f"WeightNorm({self.dense!r})"

    @property
    def input_shape(self):
        return self.dense.input_shape

    def output_shape(self, shape):
        return self.dense.output_shape(shape)

    def shapes(self):
        rest = self.dense.shapes()
        return {"v": rest.pop("W"), "g": (self.dense.n_out,)} | rest

    def starts(self, rng):
        rest = self.dense.starts(rng)
        v = rest.pop("W")
        return {"v": v, "g": np.linalg.norm(v, axis=0)} | rest

    def _weights(self, params):
        length = np.linalg.norm(params["v"], axis=0)
        return params | {"W": params["v"] * (params["g"] / length)}, length

    def _forward(self, params, x, mode):
        params, length = self._weights(params)
        z, _ = self.dense._forward(params, x, mode)
        return z, (x, params["W"], length)

    def _backward(self, params, cache, grad, out, wrt_input):
        x, W, length = cache
        inner = out | {"W": np.empty_like(W)}
        grad_x = self.dense._backward(params | {"W": W}, x, grad, inner, wrt_input)
        direction = params["v"] / length
        np.sum(direction * inner["W"], axis=0, out=out["g"])
        np.multiply(params["g"] / length, inner["W"] - out["g"] * direction, out=out["v"])
        return grad_x
