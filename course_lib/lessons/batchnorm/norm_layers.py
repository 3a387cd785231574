"""Layers that the experiments on normalization need: patches, frozen weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.nn import Dense, Layer, WeightNorm


@dataclass(frozen=True)
class Patches(Layer):
    """A small convolution: one dense layer on every patch of a picture, without overlap.

    Parameters
    ----------
    dense : Dense or WeightNorm
        From the channels · patch² numbers of a patch to the new channels.
    channels, side, patch : int
        Inputs are pictures (n, channels · side²) or (n, channels, side, side); `patch`, the side
        of a patch, divides `side`. Outputs have the shape
        (n, new channels, side/patch, side/patch).
    """

    dense: Dense | WeightNorm
    channels: int
    side: int
    patch: int

    def __post_init__(self):
        if self.side % self.patch:
            raise ValueError(f"patch must divide side, got {self.patch} and {self.side}")
        self.dense.output_shape((self.channels * self.patch**2,))

    def shapes(self):
        return self.dense.shapes()

    def starts(self, rng):
        return self.dense.starts(rng)

    def output_shape(self, shape):
        if int(np.prod(shape)) != self.channels * self.side**2:
            self.refuse(f"(n, {self.channels}, {self.side}, {self.side})", shape)
        many = self.side // self.patch
        return (*self.dense.output_shape((self.channels * self.patch**2,)), many, many)

    def _forward(self, params, x, mode):
        many = self.side // self.patch
        parts = x.reshape(len(x), self.channels, many, self.patch, many, self.patch)
        rows = parts.transpose(0, 2, 4, 1, 3, 5).reshape(len(x) * many**2, -1)
        out, cache = self.dense._forward(params, rows, mode)
        out = out.reshape(len(x), many, many, -1).transpose(0, 3, 1, 2)
        return np.ascontiguousarray(out), (cache, x.shape)

    def _backward(self, params, cache, grad, out, wrt_input):
        inner, shape = cache
        n, channels, many, _ = grad.shape
        rows = grad.transpose(0, 2, 3, 1).reshape(-1, channels)
        back = self.dense._backward(params, inner, rows, out, wrt_input)
        if not wrt_input:
            return None
        parts = back.reshape(n, many, many, self.channels, self.patch, self.patch)
        return parts.transpose(0, 3, 1, 4, 2, 5).reshape(shape)


@dataclass(frozen=True, eq=False)
class Frozen(Layer):
    """A layer whose parameters stay as they are: they are no parameters any more.

    Parameters
    ----------
    layer : Layer
        Without running statistics.
    values : dict of str to array
        Its parameters.
    """

    layer: Layer
    values: dict

    @property
    def input_shape(self):
        return self.layer.input_shape

    def output_shape(self, shape):
        return self.layer.output_shape(shape)

    def _forward(self, params, x, mode):
        return self.layer._forward(self.values, x, mode)

    def _backward(self, params, cache, grad, out, wrt_input):
        unused = {name: np.empty_like(value) for name, value in self.values.items()}
        return self.layer._backward(self.values, cache, grad, unused, wrt_input)
