"""Optimizers that need nothing of f but its gradient: one recurrence, two ways to call it.

`update` overwrites x and the state's arrays, as a training loop with millions of parameters
wants. `step` is pure: it copies both, asks f for the gradient, and calls `update`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.linalg import blas

from course_lib.optim.optimizer import LearningRate, Optimizer, StepRule

# Bytes of each array that are worked on at once: a few such pieces fit into a core's cache, so
# that a recurrence of ten passes reads its long arrays from memory only once.
BLOCK = 262_144

# OpenBLAS gives longer vectors to several threads, which on a busy machine wait for each other.
_ONE_THREAD = 10_000
READ_ONLY = (
    "x and the state's arrays are overwritten by update, and one of them is read-only; "
    "give x.copy(), or call step, which copies"
)
_SINGLE, _DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
_SAXPY, _DAXPY, _SSCAL, _DSCAL = blas.saxpy, blas.daxpy, blas.sscal, blas.dscal
_AXPY = {_SINGLE: _SAXPY, _DOUBLE: _DAXPY}


def blocks(*arrays: np.ndarray, spare: int = 1) -> Iterable[tuple[np.ndarray, ...]]:
    """Matching pieces of arrays of one length, followed by `spare` empty pieces to work in."""
    first = arrays[0]
    if first.nbytes <= BLOCK or first.ndim != 1:  # (n, d) is n runs at once
        if spare == 1:  # a comprehension would take as long as a short step's arithmetic
            return ((*arrays, np.empty(first.shape, first.dtype)),)
        return ((*arrays, *(np.empty(first.shape, first.dtype) for _ in range(spare))),)
    return _pieces(arrays, spare)


def _pieces(arrays, spare: int) -> Iterator[tuple[np.ndarray, ...]]:
    first = arrays[0]
    length = BLOCK // first.itemsize
    work = [np.empty(length, first.dtype) for _ in range(spare)]
    for start in range(0, first.size, length):
        pieces = [a[start : start + length] for a in arrays]
        yield (*pieces, *(w[: pieces[0].size] for w in work))


def add_scaled(target: np.ndarray, factor: float, values: np.ndarray) -> None:
    """target ← target + factor·values, in place and in one pass where BLAS can."""
    # For a few numbers the look at the arrays takes longer than the sum: BLAS returns its argument
    # where it has worked in place, and a copy of one that is not contiguous.
    kind = target.dtype
    if not target.flags.writeable:  # BLAS does not ask
        raise ValueError(READ_ONLY)
    if target.ndim == 1 and 0 < target.size <= _ONE_THREAD:
        short = _DAXPY if kind is _DOUBLE else _SAXPY if kind is _SINGLE else None
        if short and short(values, target, target.size, factor) is target:
            return
    axpy = _AXPY.get(kind) if values.dtype == kind and values.flags.c_contiguous else None
    if axpy is None or not target.flags.c_contiguous:
        target += factor * values
        return
    x, y = values.ravel(), target.ravel()  # views, as both are contiguous
    for i in range(0, y.size, _ONE_THREAD):
        axpy(x, y, min(_ONE_THREAD, y.size - i), factor, i, 1, i, 1)


def scale(target: np.ndarray, factor: float) -> None:
    """target ← factor·target, in place; for a few numbers BLAS is called faster than NumPy."""
    if not target.flags.writeable:
        raise ValueError(READ_ONLY)
    if target.ndim == 1 and 0 < target.size <= _ONE_THREAD:
        kind = target.dtype
        short = _DSCAL if kind is _DOUBLE else _SSCAL if kind is _SINGLE else None
        if short and short(factor, target) is target:
            return
    target *= factor


def copied(state: Any) -> Any:
    """A state with arrays of its own, so that `update` may overwrite them."""
    if isinstance(state, np.ndarray):
        return state.copy()
    if isinstance(state, tuple) and hasattr(state, "_fields"):
        return type(state)(*map(copied, state))
    return state


def updates_in_place(optimizer: Optimizer) -> bool:
    """Whether it has an `update` that can do without f: a line search cannot."""
    lr = getattr(optimizer, "lr", None)
    return hasattr(optimizer, "update") and not isinstance(lr, StepRule)


class InPlaceOptimizer(Optimizer):
    """An optimizer that is defined by its `update`; its states hold t, lr, halt first.

    A training loop by hand is ``grad = f.grad(optimizer.look_ahead(x, state))`` and then
    ``state = optimizer.update(x, grad, state)``.
    """

    @abstractmethod
    def update(self, x: np.ndarray, grad: np.ndarray, state: Any) -> Any:
        """One step, in place: x and the arrays of `state` are overwritten, `grad` is not.

        Parameters
        ----------
        x, grad : array, shape (d,), of one float type
            The point, and the gradient at ``look_ahead(x, state)``.
        state : object
            From `init` or the step before; not to be used again.

        Returns
        -------
        state : object
            With `t` one larger.
        """

    def look_ahead(self, x: np.ndarray, state: Any, out: np.ndarray | None = None) -> np.ndarray:
        """Where the next `update` wants its gradient: x itself for all but Nesterov's method.

        With `out` that method writes there, which saves a long training an array in each step.
        """
        return x

    def metric(self, state: Any) -> np.ndarray | None:
        """H of the last step −ηH⁻¹∇f, shape (d, d), or (d,) for its diagonal; None for I."""
        return None

    def with_lr(self, lr: LearningRate) -> InPlaceOptimizer:
        """The same optimizer with another learning rate."""
        return replace(self, lr=lr)

    def step(self, f, x, state):
        grad = f.grad(self.look_ahead(x, state))
        x = x.astype(np.result_type(x, grad))
        state = self.update(x, grad, copied(state))
        return x, state
