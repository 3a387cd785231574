"""Optimizers around an optimizer: clip its gradient, keep it in a set, lower its rate."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from course_lib import checks
from course_lib.optim.in_place import InPlaceOptimizer
from course_lib.optim.optimizer import Halt, LearningRate, check_rate
from course_lib.optim.sets import ConvexSet


@dataclass(frozen=True)
class Wrapper(InPlaceOptimizer):
    """What all wrappers share: they are the optimizer inside, but for one thing.

    Parameters
    ----------
    optimizer : InPlaceOptimizer
        Its `lr` must be a number or a schedule.
    """

    optimizer: InPlaceOptimizer

    def __post_init__(self):
        if not isinstance(self.optimizer, InPlaceOptimizer):
            raise TypeError(f"optimizer must be one with an update, such as Adam(0.1), got "
                            f"{self.optimizer!r}")  # fmt: skip
        if isinstance(self.optimizer, ReduceOnPlateau):
            raise ValueError(f"optimizer must not be a ReduceOnPlateau, which looks at f itself; "
                             f"write ReduceOnPlateau({type(self).__name__}(...))")  # fmt: skip
        check_rate(self.optimizer.lr, "the optimizer's lr")

    @property
    def lr(self) -> LearningRate:
        """The learning rate of the optimizer inside."""
        return self.optimizer.lr

    def with_lr(self, lr):
        return replace(self, optimizer=self.optimizer.with_lr(lr))

    def init(self, x):
        return self.optimizer.init(x)

    def look_ahead(self, x, state, out=None):
        return self.optimizer.look_ahead(x, state, out)

    def metric(self, state):
        return self.optimizer.metric(state)

    @abstractmethod
    def update(self, x, grad, state): ...


@dataclass(frozen=True)
class Clipped(Wrapper):
    r"""Shorten long gradients before the optimizer sees them.

    .. math:: g \leftarrow g \cdot \min \Bigl( 1, \frac{\text{max norm}}{\lVert g \rVert} \Bigr)

    The direction stays. One exploding gradient then costs one step and not the run.

    Parameters
    ----------
    optimizer : InPlaceOptimizer
    max_norm : float
        > 0, of the whole gradient (all layers of a network together).

    Raises
    ------
    ValueError
        ``max_norm must be positive, got 0; …``.

    Notes
    -----
    PyTorch's clip_grad_norm_ divides by ‖g‖ + 1e-6; Keras calls it global_clipnorm (its clipnorm
    clips each weight array by itself). A gradient of infinite or undefined length stays as it is.
    For methods that divide by the size of past gradients a factor that never changes would have
    no effect: with Adam, clipping matters where *some* gradients are long.

    References
    ----------
    Pascanu, Mikolov & Bengio (2013).

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> from course_lib.optim import GradientDescent
    >>> optimizer = Clipped(GradientDescent(1.0), max_norm=5.0)
    >>> x = np.array([30.0, 40.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0]
    array([27., 36.])
    """

    max_norm: float

    def __post_init__(self):
        super().__post_init__()
        hint = "the longest gradient that is let through, such as 1.0"
        self._set(max_norm=checks.positive("max_norm", self.max_norm, hint))

    def update(self, x, grad, state):
        norm = _norm(grad)
        if self.max_norm < norm < np.inf:
            grad = grad * (self.max_norm / norm)
        return self.optimizer.update(x, grad, state)


def _norm(grad) -> float:
    """‖g‖, also where the squares would overflow."""
    norm = float(np.sqrt(np.vdot(grad, grad)))
    if norm < np.inf:
        return norm
    largest = float(np.abs(grad).max())
    return largest * float(np.linalg.norm(grad / largest)) if largest < np.inf else largest


@dataclass(frozen=True)
class Projected(Wrapper):
    r"""After each step, go to the nearest point of a set.

    .. math:: x_{t+1} = \operatorname*{arg\,min}_{z \in C} \;
              \lVert z - \tilde x_{t+1} \rVert_{H_t}, \qquad
              \lVert z \rVert_H = \sqrt{z^\top H z}

    x̃ is where the optimizer's own step −η H⁻¹∇f leads.

    Parameters
    ----------
    optimizer : InPlaceOptimizer
    set : ConvexSet
        Such as ``Ball(1.0)`` or ``Box(-1, 1)``. The start may lie outside.

    Raises
    ------
    TypeError
        ``set must be a convex set such as Ball(1.0), got 1.0``.

    Notes
    -----
    The norm is the optimizer's ``metric``: for AdaGrad the one it steps in, as in its paper (the
    Mahalanobis norm of G^½, or of its diagonal), the Euclidean one for the others. A velocity
    keeps what it had gathered.

    References
    ----------
    Duchi, Hazan & Singer (2011); lecture decks A and B.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> from course_lib.optim import Ball, GradientDescent
    >>> optimizer = Projected(GradientDescent(0.5), Ball(1.0, center=(6.0, 8.0)))
    >>> x = np.array([6.0, 8.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0]
    array([5.4, 7.2])
    """

    set: ConvexSet

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.set, ConvexSet):
            raise TypeError(f"set must be a convex set such as Ball(1.0), got {self.set!r}")

    def update(self, x, grad, state):
        state = self.optimizer.update(x, grad, state)
        if not self.set.contains(x):
            x[:] = self.set.project(x, self.optimizer.metric(state))
        return state


class PlateauState(NamedTuple):
    """t, lr and halt as in `State`; the factor on the rate, the best value, and how long ago.

    inner is the state of the optimizer inside.
    """

    t: int
    lr: float
    halt: Halt | None
    factor: float
    best: float
    waited: int
    inner: Any


@dataclass(frozen=True)
class ReduceOnPlateau(Wrapper):
    r"""Multiply the learning rate with `factor` when the loss has stopped falling.

    A wrapper and not a schedule, because the rate depends on the losses seen so far and not on t
    alone: it cannot be plotted before the run, and is another one for another seed.

    Parameters
    ----------
    optimizer : InPlaceOptimizer
        A schedule of its own is multiplied as well.
    factor : float
        In (0, 1).
    patience : int
        So many values in a row may be no better than the best one; one more lowers the rate.
    threshold : float
        "Better" is lower by more than this part of the best value, ≥ 0.
    min_factor : float
        In [0, 1): the rate is never multiplied with less than this.

    Raises
    ------
    ValueError
        ``patience must be at least 0, got -1; …``.

    Notes
    -----
    `step` observes f itself at x, before its step: one more value of f each time, of the mini-batch
    where there is one. A training loop calls ``state = optimizer.observe(state, loss)`` when it has
    a loss worth looking at (usually after an epoch, of the validation set) and `update` in between.
    PyTorch's ReduceLROnPlateau (factor 0.1, patience 10, threshold 1e-4, no cooldown) and Keras'
    ReduceLROnPlateau (min_delta 1e-4, absolute) are driven by the latter kind of call.

    Examples
    --------
    >>> from course_lib.optim import GradientDescent
    >>> optimizer = ReduceOnPlateau(GradientDescent(0.5), factor=0.1, patience=1)
    >>> state = optimizer.init(np.zeros(2))
    >>> for loss in (3.0, 2.0, 2.0, 2.0):
    ...     state = optimizer.observe(state, loss)
    >>> state.factor
    0.1
    """

    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    min_factor: float = 0.0

    def __post_init__(self):
        super().__post_init__()
        patience = checks.integer("patience", self.patience, 0, "how many values to wait")
        self._set(
            factor=checks.in_range("factor", self.factor, 0, 1, "()", "such as 0.1"),
            patience=patience,
            threshold=checks.non_negative("threshold", self.threshold, "a part of the best value"),
            min_factor=checks.in_range("min_factor", self.min_factor, 0, 1, "[)", "0 is no limit"),
        )

    def init(self, x):
        return PlateauState(0, np.nan, None, 1.0, np.inf, 0, self.optimizer.init(x))

    def observe(self, state: PlateauState, value: float) -> PlateauState:
        """The state after a loss was seen; nothing is changed in place."""
        best = state.best
        margin = self.threshold * abs(best) if best < np.inf else 0.0
        if value < best - margin:
            return state._replace(best=float(value), waited=0)
        if state.waited < self.patience:
            return state._replace(waited=state.waited + 1)
        return state._replace(factor=max(state.factor * self.factor, self.min_factor), waited=0)

    def update(self, x, grad, state):
        inner = self._reduced(state).update(x, grad, state.inner)
        return state._replace(t=inner.t, lr=inner.lr, halt=inner.halt, inner=inner)

    def look_ahead(self, x, state, out=None):
        return self._reduced(state).look_ahead(x, state.inner, out)

    def metric(self, state):
        return self.optimizer.metric(state.inner)

    def step(self, f, x, state):
        return super().step(f, x, self.observe(state, float(f(x))))

    def _reduced(self, state) -> InPlaceOptimizer:
        lr = self.lr
        if state.factor == 1:
            return self.optimizer
        # The rate of this one step, as a schedule: it may well be 0, which a number may not be.
        return self.optimizer.with_lr(
            lambda t: state.factor * (lr if isinstance(lr, float) else lr(t))
        )
