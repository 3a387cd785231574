"""A skip connection: the block's output is added to its input."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib import checks
from course_lib.nn.layer import Layer


@dataclass(frozen=True)
class Residual(Layer):
    r"""y = x + block(x), so that the gradient has a way back on which nothing multiplies it.

    .. math:: \nabla_x L = \nabla_y L + \Bigl(\frac{\partial\,\mathrm{block}}{\partial x}\Bigr)^\top
              \nabla_y L

    Parameters
    ----------
    block : Layer
        Its outputs have the shape of its inputs. Its parameters keep their names.

    Raises
    ------
    ValueError
        ``block must keep the shape of its inputs, got (n, 4) → (n, 3)``.

    References
    ----------
    He, Zhang, Ren & Sun, Deep Residual Learning for Image Recognition (2016).
    """

    block: Layer

    def __post_init__(self):
        checks.instance("block", self.block, Layer, "write Residual(Dense(8, 8))")
        if self.block.input_shape is not None:
            self.output_shape(self.block.input_shape)

    @property
    def input_shape(self):
        return self.block.input_shape

    def shapes(self):
        return self.block.shapes()

    def starts(self, rng):
        return self.block.starts(rng)

    def stats(self):
        return self.block.stats()

    def track(self, stats, cache):
        return self.block.track(stats, cache)

    def output_shape(self, shape):
        out = self.block.output_shape(shape)
        if out != tuple(shape):
            came, left = (", ".join(["n", *map(str, s)]) for s in (shape, out))
            raise ValueError(f"block must keep the shape of its inputs, got ({came}) → ({left})")
        return out

    def _forward(self, params, x, mode):
        y, cache = self.block._forward(params, x, mode)
        return x + y, cache

    def _backward(self, params, cache, grad, out, wrt_input):
        inside = self.block._backward(params, cache, grad, out, wrt_input)
        return grad + inside if wrt_input else None
