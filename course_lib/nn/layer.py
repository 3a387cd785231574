"""What every layer is: a frozen specification with `forward` and `backward` written by hand.

A layer holds no parameters. They are a flat dictionary name → array, made by ``init``; ``pack``
and ``unpack`` turn it into one vector and back, without a copy on the way back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from course_lib import checks
from course_lib.nn.mode import Mode

Params = Mapping[str, np.ndarray]
Shape = tuple[int, ...]


class Layer(ABC):
    """A map of a batch, shape (n, ...), with its derivative.

    Subclasses are frozen dataclasses. They write `_forward`, `_backward` and, where there is
    something to say, `shapes`, `starts`, `output_shape`, `stats` and `track`.

    Attributes
    ----------
    input_shape : tuple of int, or None
        The shape of one sample; None where any will do.
    """

    @property
    def input_shape(self) -> Shape | None:
        return None

    def shapes(self) -> dict[str, Shape]:
        """The shape of each parameter."""
        return {}

    def starts(self, rng) -> dict[str, np.ndarray]:
        """The parameters to begin with, float64."""
        return {}

    def stats(self) -> dict[str, np.ndarray]:
        """The running statistics before the first batch."""
        return {}

    def track(self, stats: Params, cache) -> dict[str, np.ndarray]:
        """The running statistics after the batch that left this cache; `stats` stays as it was."""
        return dict(stats)

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of one output, for samples of that shape.

        Raises
        ------
        ValueError
            Names the layer, the shape that it takes and the one that came.
        """
        if self.input_shape is not None and tuple(shape) != self.input_shape:
            self.refuse(self.input_shape, shape)
        return tuple(shape)

    def refuse(self, wanted, shape):
        """Raise the error of an input that does not fit."""
        raise ValueError(f"{self!r} takes samples of shape {_text(wanted)}, got {_text(shape)}")

    def init(self, rng, dtype=np.float64) -> dict[str, np.ndarray]:
        """Parameters to begin with: views of one vector, by name.

        Parameters
        ----------
        rng : numpy.random.Generator
        dtype : float64 or float32
        """
        return self.unpack(self.pack(self.starts(checks.generator("rng", rng)), float_type(dtype)))

    @cached_property
    def size(self) -> int:
        """How many numbers the parameters are."""
        return sum(int(np.prod(shape)) for shape in self.shapes().values())

    @cached_property
    def _places(self) -> list[tuple[str, slice, Shape]]:
        ends = np.cumsum([0, *(int(np.prod(s)) for s in self.shapes().values())]).tolist()
        return [
            (name, slice(a, b), shape)
            for (name, shape), a, b in zip(self.shapes().items(), ends, ends[1:], strict=False)
        ]

    def pack(self, params: Params, dtype=None) -> np.ndarray:
        """All parameters in one new vector, shape (size,), in the order of `shapes`."""
        self.check_params(params)
        parts = [np.ravel(params[name]) for name, _, _ in self._places]
        return np.concatenate(parts or [np.empty(0)], dtype=dtype)

    def unpack(self, vector) -> dict[str, np.ndarray]:
        """The parameters as views of such a vector: changing one changes the other."""
        checks.instance("vector", vector, np.ndarray, "pack(params) makes one")
        if vector.shape != (self.size,):
            raise ValueError(f"{self!r} has {self.size} parameters, got a vector of shape "
                             f"{vector.shape}")  # fmt: skip
        return {name: vector[part].reshape(shape) for name, part, shape in self._places}

    def check_params(self, params: Params) -> None:
        """Refuse parameters of other names or shapes."""
        checks.instance("params", params, Mapping, "make them with init(rng)")
        wanted = self.shapes()
        found = {name: np.shape(value) for name, value in params.items()}
        if found != wanted:
            name = next(n for n in (*wanted, *found) if wanted.get(n) != found.get(n))
            raise ValueError(f"{self!r} has a parameter {name!r} of shape {wanted.get(name)}, "
                             f"got {found.get(name)}; make them with init(rng)")  # fmt: skip

    def forward(self, params: Params, x, mode: Mode) -> tuple[np.ndarray, Any]:
        """The outputs, and what `backward` will need.

        Parameters
        ----------
        params : dict of str to array
        x : array, shape (n, ...)
            A batch; it is not changed. Whole numbers are read as float64.
        mode : Train or Eval

        Returns
        -------
        outputs : array, shape (n, ...)
        cache : object
        """
        if not isinstance(mode, Mode):
            raise TypeError(f"mode must be Train(...) or Eval(...), got {mode!r}")
        x = as_batch("x", x)
        self.output_shape(x.shape[1:])
        try:
            return self._forward(params, x, mode)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            self.check_params(params)  # looked at only where something is wrong
            raise

    def backward(self, params: Params, cache, grad, out=None, wrt_input: bool = True):
        """The chain rule: from the loss's gradient at the outputs to those further back.

        Parameters
        ----------
        params : dict of str to array
            As in `forward`.
        cache : object
            From `forward`.
        grad : array, the outputs' shape
            ∂L/∂outputs; it is not changed.
        out : dict of str to array, optional
            Where to write the parameters' gradients; new arrays if not given.
        wrt_input : bool
            False spares ∂L/∂x, which nobody needs of the first layer; None is returned for it.

        Returns
        -------
        grad_x : array, the input's shape
        grads : dict of str to array
            ∂L/∂parameter by name: `out`, or new arrays.
        """
        grad = as_batch("grad", grad)
        if out is None:
            out = {name: np.empty(shape, grad.dtype) for name, shape in self.shapes().items()}
        return self._backward(params, cache, grad, out, wrt_input), out

    @abstractmethod
    def _forward(self, params, x, mode): ...

    @abstractmethod
    def _backward(self, params, cache, grad, out, wrt_input): ...


def float_type(dtype) -> np.dtype:
    """float64 or float32, of an argument `dtype`."""
    kind = dtype if isinstance(dtype, type | np.dtype | str) else None
    if kind not in (float, np.float64, np.float32, "float64", "float32"):
        raise TypeError(f"dtype must be float64 or float32, got {dtype!r}")
    return np.dtype(kind)


def as_batch(name: str, x) -> np.ndarray:
    """Samples as an array of floats, whose type stays; whole numbers become float64."""
    if not (type(x) is np.ndarray and x.dtype.kind == "f"):
        x = checks.numbers(name, x)
        x = x if x.dtype.kind == "f" else x.astype(float)
    if x.ndim == 0:
        raise ValueError(f"{name} must hold samples along its first axis, got the number {x}")
    return x


def _text(shape) -> str:
    """The shape of a batch: (n, 784)."""
    return shape if isinstance(shape, str) else "(" + ", ".join(["n", *map(str, shape)]) + ")"
