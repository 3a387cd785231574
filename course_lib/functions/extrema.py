"""Pointwise maxima and minima: of affine functions, and of any Objectives.

A tie goes to the first piece in `grad`. `active_gradients` has all limits of gradients,
`directional` the exact one-sided derivatives.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy

from course_lib import checks
from course_lib.functions.objective import Objective

TIE = 1e-12  # pieces whose values differ by less (relatively) count as equal


def _ties(values: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Which pieces (last axis) attain the best value."""
    best = best[..., None]
    return np.abs(values - best) <= TIE * np.maximum(1.0, np.abs(best))


def _unique(rows: np.ndarray) -> np.ndarray:
    return np.unique(np.atleast_2d(rows) + 0.0, axis=0)  # + 0.0: -0 and 0 are one slope


class MaxAffine(Objective):
    r"""The largest of k affine functions: a convex polyhedral surface.

    .. math:: f(x) = \max_{1 \le i \le k} \; a_i^\top x + b_i

    `grad` is the a_i of the first piece that attains the maximum.

    Parameters
    ----------
    A : array, shape (k, d)
        The slopes, one piece a row. The default has three pieces on the line.
    b : array, shape (k,)
        The offsets.

    Notes
    -----
    `minimum` and `minimizers` solve the linear program min t, A x + b ≤ t (HiGHS).
    `active_gradients` has the slopes of all pieces that tie at x; a piece that is largest at x
    only, and nowhere around, adds a point inside the hull of the others.

    Examples
    --------
    >>> f = MaxAffine([[-1.0], [1.0]], [0.0, 0.0])  # |x|
    >>> float(f([-3.0])), f.grad([0.0]).tolist(), f.active_gradients([0.0]).ravel().tolist()
    (3.0, [-1.0], [-1.0, 1.0])
    """

    convex, differentiable = True, False
    name, formula = "max of affine", r"\max_i\, a_i^\top x + b_i"

    def __init__(self, A=((-2.0,), (-0.5,), (1.0,)), b=(-2.0, 0.0, -1.0)):
        self.A, self.b = checks.array("A", A, ndim=2), checks.vector("b", b)
        checks.same_length(A=self.A, b=self.b)
        self.dim = self.A.shape[1]
        self.bounds = ((-3.0, 3.0),) * self.dim

    @classmethod
    def plane(cls) -> MaxAffine:
        """A function of two variables with five pieces and one lowest corner."""
        angles = np.deg2rad([90, 162, 234, 306, 18])
        A = np.stack([np.cos(angles), np.sin(angles)], axis=1) * [[1.0], [1.2], [0.7], [1.0], [0.8]]
        return cls(A, [0.2, -0.1, 0.0, -0.4, 0.1])

    @cached_property
    def _lowest(self):
        """The linear program's (minimizer, minimum); (None, -inf) where there is none."""
        k, d = self.A.shape
        result = scipy.optimize.linprog(
            c=np.r_[np.zeros(d), 1.0],
            A_ub=np.c_[self.A, -np.ones(k)],
            b_ub=-self.b,
            bounds=[(None, None)] * (d + 1),
            method="highs",
        )
        return (result.x[:-1], float(result.fun)) if result.status == 0 else (None, -np.inf)

    @property
    def minimum(self):
        return self._lowest[1]

    @property
    def minimizers(self):
        x = self._lowest[0]
        return np.empty((0, self.dim)) if x is None else x[None]

    def _pieces(self, x):
        return x @ self.A.T + self.b

    def _value(self, x):
        return self._pieces(x).max(axis=-1)

    def _grad(self, x):
        values = self._pieces(x)
        return self.A[_ties(values, values.max(axis=-1)).argmax(axis=-1)]

    def _hess(self, x):
        values = self._pieces(x)
        several = _ties(values, values.max(axis=-1)).sum(axis=-1) > 1
        return np.where(several[..., None, None], np.nan, np.zeros((self.dim, self.dim)))

    def _directional(self, x, d):
        values = self._pieces(x)
        slopes = d @ self.A.T
        return np.where(_ties(values, values.max(axis=-1)), slopes, -np.inf).max(axis=-1)

    def _active_gradients(self, x):
        values = self._pieces(x)
        return _unique(self.A[_ties(values, values.max())])


class _Extreme(Objective):
    """What the pointwise maximum and minimum share: choose among the values of the pieces."""

    differentiable = False
    _pick, _word = None, ""

    def __init__(self, *pieces: Objective):
        if not pieces or not all(isinstance(p, Objective) for p in pieces):
            write = f"write {self._word.capitalize()}(f, g)"
            raise TypeError(f"pieces must be Objectives, at least one, got {pieces!r:.60}; {write}")
        dims = {p.dim for p in pieces} - {None}
        if len(dims) > 1:
            raise ValueError(f"pieces must have one dimension, got {sorted(dims)}")
        self.pieces = pieces
        self.dim = dims.pop() if dims else None
        self.name = f"{self._word}({', '.join(p.name for p in pieces)})"
        self.formula = rf"\{self._word}\left({', '.join(p.formula for p in pieces)}\right)"
        self.bounds = next((p.bounds for p in pieces if p.bounds), ())

    def _chosen(self, x):
        """Values of the pieces on the last axis, and which of them attain the extreme."""
        values = np.stack([p(x) for p in self.pieces], axis=-1)
        return values, _ties(values, type(self)._pick(values, axis=-1))

    def _value(self, x):
        return type(self)._pick(np.stack([p(x) for p in self.pieces], axis=-1), axis=-1)

    def _grad(self, x):
        first = self._chosen(x)[1].argmax(axis=-1)
        grads = np.stack([p.grad(x) for p in self.pieces], axis=-2)
        return np.take_along_axis(grads, first[..., None, None], axis=-2)[..., 0, :]

    def _hess(self, x):
        active = self._chosen(x)[1]
        hessians = np.stack([p.hess(x) for p in self.pieces], axis=-3)
        first = active.argmax(axis=-1)[..., None, None, None]
        chosen = np.take_along_axis(hessians, first, axis=-3)[..., 0, :, :]
        return np.where((active.sum(axis=-1) > 1)[..., None, None], np.nan, chosen)

    def _directional(self, x, d):
        slopes = np.stack(np.broadcast_arrays(*(p.directional(x, d) for p in self.pieces)), axis=-1)
        worst = -np.inf if self._word == "max" else np.inf
        return type(self)._pick(np.where(self._chosen(x)[1], slopes, worst), axis=-1)

    def _active_gradients(self, x):
        active = self._chosen(x)[1]
        if active.sum() > 1 and self.dim == 1:  # the two slopes; a third piece may only touch
            step = np.ones(1)
            sides = [-self._directional(x, -step), self._directional(x, step)]
            return _unique(np.reshape(sides, (2, 1)))
        sets = [p.active_gradients(x) for p, on in zip(self.pieces, active, strict=True) if on]
        return _unique(np.concatenate(sets))


class Max(_Extreme):
    r"""The pointwise maximum; convex where every piece is. A tie's `grad` is the first piece's.

    .. math:: f(x) = \max_i f_i(x)

    Notes
    -----
    `active_gradients` collects those of all pieces that tie: right for smooth pieces of which
    each is largest somewhere near x.
    """

    _pick, _word = staticmethod(np.max), "max"

    def __init__(self, *pieces: Objective):
        super().__init__(*pieces)
        self.convex = True if all(p.convex for p in pieces) else None


class Min(_Extreme):
    r"""The pointwise minimum; seldom convex. A tie's `grad` is the first piece's.

    .. math:: f(x) = \min_i f_i(x)
    """

    _pick, _word = staticmethod(np.min), "min"

    @cached_property
    def minimum(self):
        """The lowest of the pieces' minima; None where one is not known."""
        lowest = [p.minimum for p in self.pieces]
        return None if None in lowest else min(lowest)

    @cached_property
    def minimizers(self):
        """Where it is attained, as far as the pieces know."""
        if self.minimum is None:
            return super().minimizers
        attained = [p.minimizers for p in self.pieces if p.minimum == self.minimum]
        return np.concatenate(attained) if all(map(len, attained)) else super().minimizers
