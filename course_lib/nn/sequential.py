"""Layers one after the other, and the usual network made of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from course_lib import checks
from course_lib.functions.activations import ACTIVATIONS
from course_lib.nn.initializers import Initializer, Kaiming
from course_lib.nn.layer import Layer
from course_lib.nn.layers import Activation, Dense, Dropout
from course_lib.nn.mode import Eval


@dataclass(frozen=True)
class Sequential(Layer):
    """Layers in a row: itself a layer, whose parameters are named ``"0.W", "0.b", "2.W", …``.

    Parameters
    ----------
    layers : sequence of Layer

    Raises
    ------
    ValueError
        ``layer 2: Dense(500, 10) takes samples of shape (n, 500), got (n, 512)``, when it is made
        or when a batch comes.

    Examples
    --------
    >>> from course_lib.nn import Train
    >>> net = Sequential([Dense(2, 3), Activation("relu"), Dense(3, 1)])
    >>> params = net.init(np.random.default_rng(0))
    >>> {name: value.shape for name, value in params.items()}
    {'0.W': (2, 3), '0.b': (3,), '2.W': (3, 1), '2.b': (1,)}
    >>> outputs, cache = net.forward(params, np.ones((5, 2)), Train())
    >>> _, grads = net.backward(params, cache, np.ones((5, 1)))
    >>> grads["2.b"]
    array([5.])
    """

    layers: tuple[Layer, ...]

    def __post_init__(self):
        object.__setattr__(self, "layers", checks.items("layers", self.layers, "Layer objects"))
        checks.integer("the number of layers", len(self.layers), low=1)
        for layer in self.layers:
            if not isinstance(layer, Layer):
                raise TypeError(f"layers must be Layer objects, got {layer!r}; write Dense(2, 1)")
        if self.input_shape is not None:
            self.output_shape(self.input_shape)

    def __repr__(self):
        return f"Sequential([{', '.join(map(repr, self.layers))}])"

    @cached_property
    def input_shape(self):
        """That of the first layer, if it has one and nothing before it changes shapes."""
        for layer in self.layers:
            if layer.input_shape is not None or type(layer).output_shape is not Layer.output_shape:
                return layer.input_shape
        return None

    def output_shape(self, shape):
        for i, layer in enumerate(self.layers):
            try:
                shape = layer.output_shape(shape)
            except ValueError as error:
                raise ValueError(f"layer {i}: {error}") from None
        return shape

    def compile(self, optimizer="rmsprop", loss=None, metrics=()):
        """A `Model`, which has Keras's fit, evaluate and predict and remembers its parameters."""
        from course_lib.nn.keras_like import Model  # which itself needs the layers

        return Model(self, optimizer, loss, metrics)

    def _gather(self, dictionaries) -> dict:
        """One dictionary a layer as one for all, with the layer's number before the names."""
        return {
            f"{i}.{name}": value
            for i, part in enumerate(dictionaries)
            for name, value in part.items()
        }

    def shapes(self):
        return self._gather(layer.shapes() for layer in self.layers)

    def starts(self, rng):
        return self._gather(layer.starts(rng) for layer in self.layers)

    def stats(self):
        return self._gather(layer.stats() for layer in self.layers)

    def track(self, stats, cache):
        parts = self._split(stats, self._stat_names)
        return self._gather(
            layer.track(part, own)
            for layer, part, own in zip(self.layers, parts, cache, strict=True)
        )

    @cached_property
    def _param_names(self) -> list[list[tuple[str, str]]]:
        return [[(f"{i}.{n}", n) for n in layer.shapes()] for i, layer in enumerate(self.layers)]

    @cached_property
    def _stat_names(self) -> list[list[tuple[str, str]]]:
        return [[(f"{i}.{n}", n) for n in layer.stats()] for i, layer in enumerate(self.layers)]

    @staticmethod
    def _split(values: Mapping, names) -> list[dict]:
        """What belongs to each layer, by its own names."""
        return [{short: values[long] for long, short in pairs} for pairs in names]

    def _modes(self, mode) -> list:
        """The mode for each layer: the same in training, its own statistics in evaluation."""
        if not isinstance(mode, Eval) or mode.stats is None:
            return [mode] * len(self.layers)
        return [Eval(part) for part in self._split(mode.stats, self._stat_names)]

    @cached_property
    def _first(self) -> int:
        """The first layer with parameters: no gradient is wanted further back."""
        return next((i for i, names in enumerate(self._param_names) if names), len(self.layers))

    def layer_outputs(self, params, x, mode) -> tuple[list[np.ndarray], list]:
        """The output of every layer, and their caches: what `forward` computes on the way."""
        self.output_shape(x.shape[1:])
        outputs, caches = [], []
        parts = self._split(params, self._param_names)
        for layer, part, own in zip(self.layers, parts, self._modes(mode), strict=True):
            x, cache = layer._forward(part, x, own)
            outputs.append(x)
            caches.append(cache)
        return outputs, caches

    def layer_gradients(self, params, cache, grad) -> tuple[list[np.ndarray], dict]:
        """∂L/∂(output of each layer), and the parameters' gradients: `backward`'s way."""
        grads = {name: np.empty(shape, grad.dtype) for name, shape in self.shapes().items()}
        below = list(self._sweep(params, cache, grad, grads, stop=0, wrt_input=False))
        return [*below[-2::-1], grad], grads

    def _forward(self, params, x, mode):
        outputs, caches = self.layer_outputs(params, x, mode)
        return outputs[-1], caches

    def _backward(self, params, cache, grad, out, wrt_input):
        stop = 0 if wrt_input else self._first
        below = deque(self._sweep(params, cache, grad, out, stop, wrt_input), maxlen=1)
        return below[0] if wrt_input else None

    def _sweep(self, params, cache, grad, out, stop, wrt_input):
        """From the last layer back to layer `stop`: ∂L/∂(input of the layer), one at a time."""
        parts, outs = (self._split(values, self._param_names) for values in (params, out))
        for i in range(len(self.layers) - 1, stop - 1, -1):
            grad = self.layers[i]._backward(
                parts[i], cache[i], grad, outs[i], wrt_input or i > stop
            )
            yield grad


def mlp(
    sizes,
    activation: str = "relu",
    initializer: Initializer | None = None,
    norm: Callable[[int], Layer] | None = None,
    dropout: float = 0.0,
) -> Sequential:
    """A multi-layer perceptron: Dense → norm → activation → dropout, and a last Dense.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, neurons of each hidden layer, outputs: ``(784, 512, 512, 10)``.
    activation : str
        Of the hidden layers; the outputs are scores.
    initializer : Initializer, optional
        Of every weight matrix; `Kaiming()` if not given.
    norm : callable, optional
        ``norm(width)`` makes the normalization before each activation, as ``BatchNorm``.
    dropout : float
        The part dropped after each activation, in [0, 1).

    Examples
    --------
    >>> mlp((784, 32, 10), dropout=0.2)
    Sequential([Dense(784, 32), Activation('relu'), Dropout(rate=0.2), Dense(32, 10)])
    """
    sizes = checks.items("sizes", sizes, "whole numbers")
    sizes = [checks.integer("sizes", size, low=1) for size in sizes]
    checks.integer("the number of sizes", len(sizes), low=2, hint="write (inputs, outputs)")
    dropout = checks.in_range("dropout", dropout, 0, 1, "[)")
    initializer = Kaiming() if initializer is None else initializer
    if norm is not None:
        checks.function("norm", norm, "write norm=BatchNorm")
    checks.choice("activation", activation, ACTIVATIONS)
    layers: list[Layer] = []
    for n_in, n_out in pairwise(sizes[:-1]):
        layers.append(Dense(n_in, n_out, initializer))
        layers += [norm(n_out)] if norm else []
        layers.append(Activation(activation))
        layers += [Dropout(dropout)] if dropout else []
    return Sequential([*layers, Dense(sizes[-2], sizes[-1], initializer)])
