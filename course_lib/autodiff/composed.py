"""What arrays have and gates make: spread, products of entries, bounds, other shapes.

Each is a few gates in a row, so that its gradient, its tangent and its product with the Hessian
are theirs. `Tensor` has them as methods; what a method calls its arguments is what numpy or PyTorch
calls them.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.autodiff import array_gates as a
from course_lib.autodiff import gates as g
from course_lib.autodiff.tensor import Tensor, _input


def var(self: Tensor, axis=None, ddof: int = 0, keepdims: bool = False) -> Tensor:
    """Σ(x − x̄)²/(n − ddof) over all entries, or over one axis or several.

    As in numpy ddof is 0; for PyTorch's default, the unbiased estimate, give ``ddof=1``.
    """
    ddof = checks.integer("ddof", ddof, low=0)
    centred = self - a.mean(self, axis=axis, keepdims=True)
    z = a.mean(g.square(centred), axis=axis, keepdims=keepdims)
    if ddof == 0:
        return z
    count = self.size // np.size(z.value) if self.size else 0
    if ddof >= count:
        raise ValueError(f"ddof must be less than the number of entries, {count}, got {ddof}")
    return z * (count / (count - ddof))


def std(self: Tensor, axis=None, ddof: int = 0, keepdims: bool = False) -> Tensor:
    """The root of `var`; without slope (nan) where all entries are equal."""
    return g.sqrt(var(self, axis, ddof, keepdims))


def prod(self: Tensor, axis=None, keepdims: bool = False) -> Tensor:
    """Πx over all entries, or over one axis or several; its gradient is right at zeros as well."""
    keepdims, reduced = checks.flag("keepdims", keepdims), a._axes(axis, self.ndim)
    kept = [k for k in range(self.ndim) if k not in reduced]
    shape = tuple(self.shape[k] for k in kept)
    count = int(np.prod([self.shape[k] for k in reduced], dtype=int))
    rows = a.reshape(a.transpose(self, axes=(*kept, *reduced)), shape=(*shape, count))
    while count > 1:  # pairs, and pairs of pairs: never divided by an entry, which may be 0
        half, odd = divmod(count, 2)
        pairs = rows[..., :half] * rows[..., half : 2 * half]
        rows = a.concatenate(pairs, rows[..., 2 * half :], axis=-1) if odd else pairs
        count = half + odd
    z = rows if count else Tensor(np.ones(shape, self.dtype), requires_grad=False)
    long = tuple(1 if k in reduced else n for k, n in enumerate(self.shape))
    return a.reshape(z, shape=long if keepdims else shape)


def clip(self: Tensor, min=None, max=None) -> Tensor:
    """x within bounds, of which one may be left out; beyond them its slope is 0, at them 1."""
    if min is None and max is None:
        raise TypeError("min or max must be given: clip bounds x on one side at least")
    z = self if min is None else g.maximum(self, _input("clip", ["min"], 0, min))
    return z if max is None else g.minimum(z, _input("clip", ["max"], 0, max))


def argmax(self: Tensor, axis=None, keepdims: bool = False):
    """Where the largest entry stands, as plain whole numbers: they have no gradient."""
    return _where(np.argmax, self, axis, keepdims)


def argmin(self: Tensor, axis=None, keepdims: bool = False):
    """Where the smallest entry stands, as plain whole numbers: they have no gradient."""
    return _where(np.argmin, self, axis, keepdims)


def _where(find, x, axis, keepdims):
    if axis is not None:
        axis = checks.integer("axis", axis, hint="or None for the place in x.ravel()")
    return find(x.value, axis=axis, keepdims=checks.flag("keepdims", keepdims))


def ravel(self: Tensor) -> Tensor:
    """All entries on one axis."""
    return a.reshape(self, shape=-1)


def flatten(self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The axes from start_dim to end_dim as one: ``x.flatten(1)`` leaves the samples apart."""
    last = self.ndim - 1 if self.ndim else 0
    first, end = (_from_front(name, k, last)
                  for name, k in (("start_dim", start_dim), ("end_dim", end_dim)))  # fmt: skip
    if first > end:
        raise ValueError(f"start_dim must not come after end_dim, got {start_dim} and {end_dim}")
    count = int(np.prod(self.shape[first : end + 1], dtype=int))
    return a.reshape(self, shape=(*self.shape[:first], count, *self.shape[end + 1 :]))


def _from_front(name: str, axis, last: int) -> int:
    axis = checks.integer(name, axis)
    if not -last - 1 <= axis <= last:
        raise ValueError(f"{name} must be an axis from {-last - 1} to {last}, got {axis}")
    return axis % (last + 1)


def squeeze(self: Tensor, axis=None) -> Tensor:
    """Without its axes of length 1, or without those named, which must have it."""
    ones = [k for k, n in enumerate(self.shape) if n == 1]
    gone = ones if axis is None else a._axes(axis, self.ndim)
    if long := [k for k in gone if k not in ones]:
        raise ValueError(f"axis must name axes of length 1, got {axis!r}: "
                         f"axis {long[0]} has length {self.shape[long[0]]}")  # fmt: skip
    return a.reshape(self, shape=tuple(n for k, n in enumerate(self.shape) if k not in gone))


def item(self: Tensor) -> float:
    """The only entry, as a Python number."""
    if self.size != 1:
        raise ValueError(
            f"a tensor of shape {self.shape} is no single number; take one entry, x[0]"
        )
    return self.value if isinstance(self.value, float) else np.asarray(self.value).item()
