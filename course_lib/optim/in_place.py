"""Optimizers that need nothing of f but its gradient: one recurrence, two ways to call it.

`update` overwrites x and the state's arrays, as a training loop with millions of parameters
wants. `step` is pure: it copies both, asks f for the gradient, and calls `update`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib.optim.optimizer import LearningRate, Optimizer, StepRule, check_lr, step_size

# Numbers of each array that are worked on at once: a few such pieces fit into a core's cache, so
# that a recurrence of ten passes reads its long arrays from memory only once.
BLOCK = 65_536


def blocks(*arrays: np.ndarray) -> Iterator[tuple[np.ndarray, ...]]:
    """Matching pieces of contiguous arrays of one shape, with an empty piece to work in as the last."""
    first = arrays[0]
    if first.size <= BLOCK:  # of any shape: many runs may step at once, points on the last axis
        yield (*arrays, np.empty_like(first))
        return
    arrays, work = [a.reshape(-1) for a in arrays], np.empty(BLOCK, first.dtype)
    for start in range(0, first.size, BLOCK):
        pieces = [a[start : start + BLOCK] for a in arrays]
        yield (*pieces, work[: pieces[0].size])


def descend(x: np.ndarray, direction: np.ndarray, alpha: float) -> None:
    """x ← x − α·direction, in place."""
    for part, along, work in blocks(x, direction):
        np.multiply(along, alpha, out=work)
        part -= work


def check_rate(lr, name: str = "lr") -> float | Callable[[int], float]:
    """A learning rate that is known without f: a positive number or a schedule.

    Raises
    ------
    TypeError, ValueError
        ``lr must be a number or a schedule, got ExactLineSearch(); …``.
    """
    if isinstance(lr, StepRule):
        raise TypeError(f"{name} must be a number or a schedule, got {lr!r}; line searches and "
                        "Polyak steps go with GradientDescent")  # fmt: skip
    return check_lr(lr, name)


def rate(lr: LearningRate, t: int) -> float:
    """The learning rate of step t, of a number or a schedule."""
    return step_size(check_rate(lr), None, None, None, None, t)[0]


class InPlaceOptimizer(Optimizer):
    """An optimizer that is defined by its `update`; its states hold t, lr, halt first."""

    @abstractmethod
    def update(self, x: np.ndarray, grad: np.ndarray, state: Any) -> Any:
        """One step, in place: x and the arrays of `state` are overwritten, `grad` is not.

        Parameters
        ----------
        x, grad : array, shape (d,), of one float type
            The point and ∇f(x).
        state : object
            From `init` or the step before; not to be used again.

        Returns
        -------
        state : object
            With `t` one larger.
        """

    def step(self, f, x, state):
        grad = f.grad(x)
        x = x.astype(np.result_type(x, grad))
        own = (v.copy() if isinstance(v, np.ndarray) else v for v in state)
        state = self.update(x, grad, type(state)(*own))
        return x, state
