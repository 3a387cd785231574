"""Gradient descent, the subgradient method, and the Polyak step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.optim.in_place import InPlaceOptimizer, add_scaled
from course_lib.optim.optimizer import (
    Halt,
    LearningRate,
    Optimizer,
    State,
    StepRule,
    check_lr,
    rate,
    step_size,
)


@dataclass(frozen=True)
class GradientDescent(InPlaceOptimizer):
    r"""Go a step against the gradient.

    .. math:: x_{t+1} = x_t - \eta_t \nabla f(x_t)

    The gradient is the direction in which f rises fastest, and −η∇f minimizes the first-order
    model f(x) + ∇f(x)ᵀs + ‖s‖²/(2η).

    Parameters
    ----------
    lr : float, schedule or step rule
        The learning rate η, > 0. A step rule (line search, Polyak) looks along −∇f(x).

    Raises
    ------
    ValueError
        ``lr must be positive, got -1.0; …``.

    Notes
    -----
    One gradient a step, and no value of f unless the step rule asks for some. With the gradient
    of a random mini-batch (``minimize(..., batch_size=32, rng=rng)``) it is *stochastic* gradient
    descent: the same recurrence, so `SGD` is another name for this class. PyTorch's SGD has lr
    0.001, Keras' 0.01. Some slides print ω + η∇L: with L a loss the sign is minus.

    References
    ----------
    Cauchy (1847); Robbins & Monro (1951) for SGD; Boyd & Vandenberghe, Convex Optimization, §9.3;
    lecture decks A, C, D and E.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = GradientDescent(lr=0.5)
    >>> x = np.array([4.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))
    (array([2.]), State(t=1, lr=0.5, halt=None))
    """

    lr: LearningRate

    def __post_init__(self):
        self._set(lr=check_lr(self.lr))

    def init(self, x):
        return State()

    def step(self, f, x, state):
        grad = f.grad(x)
        alpha, halt = step_size(self.lr, f, x, -grad, grad, state.t)
        x = x.astype(np.result_type(x, grad))
        add_scaled(x, -alpha, grad)
        return x, State(state.t + 1, alpha, halt)

    def update(self, x, grad, state):
        """One step in place; a step rule cannot do without f, so that it is refused here."""
        alpha = rate(self.lr, state.t)
        add_scaled(x, -alpha, grad)
        return State(state.t + 1, alpha)


SGD = GradientDescent


class SubgradientState(NamedTuple):
    """t, lr and halt as in `State`, and the best point so far with its value."""

    t: int
    lr: float
    halt: Halt | None
    best_x: np.ndarray
    best_value: float


@dataclass(frozen=True)
class SubgradientMethod(Optimizer):
    r"""Go a step against a subgradient and remember the best point.

    .. math:: x_{k+1} = x_k - \alpha_k g_k, \qquad g_k \in \partial f(x_k)

    −g need not be a direction of descent, so f may rise; what converges is the best value so far.

    Parameters
    ----------
    lr : float, schedule or step rule
        The step α, > 0. For convex f with bounded subgradients the best value converges to the
        minimum if α_k → 0 and Σα_k = ∞ (``InverseTime``, ``InverseSqrt``), and with the Polyak
        step. A constant α gets within G²α/2 of it.

    Raises
    ------
    ValueError
        ``lr must be positive, got -1.0; …``.

    Notes
    -----
    The subgradient is ``f.grad(x)``, whose docstring says which one it is at a kink. A step
    costs one of those and one value of f (two values in the first step).

    References
    ----------
    Shor (1985); Boyd, Xiao & Mutapcic, Subgradient Methods (2003); lecture decks A, B and C.

    Examples
    --------
    >>> from course_lib.functions import AbsoluteValue
    >>> from course_lib.optim import minimize
    >>> minimize(AbsoluteValue(), [0.4], SubgradientMethod(0.3), steps=4).x.ravel().round(3)
    array([ 0.4,  0.1, -0.2,  0.1, -0.2])
    """

    lr: LearningRate

    def __post_init__(self):
        self._set(lr=check_lr(self.lr))

    def init(self, x):
        return SubgradientState(0, np.nan, None, x, np.inf)

    def step(self, f, x, state):
        best_x, best_value = state.best_x, state.best_value
        if state.t == 0:
            best_x, best_value = x, float(f(x))
        g = f.grad(x)
        alpha, halt = step_size(self.lr, f, x, -g, g, state.t)
        x = x - alpha * g
        value = float(f(x))
        if value < best_value:
            best_x, best_value = x, value
        return x, SubgradientState(state.t + 1, alpha, halt, best_x, best_value)


@dataclass(frozen=True)
class PolyakStep(StepRule):
    r"""The step that would reach the minimum if f were its tangent.

    .. math:: \alpha_k = \frac{f(x_k) - f^\star}{\lVert g_k \rVert^2}

    It minimizes the bound that the subgradient inequality gives for ‖x_{k+1} − x*‖².

    Parameters
    ----------
    minimum : float, optional
        f*; the objective's own ``minimum`` if not given.

    Raises
    ------
    ValueError
        ``minimum must be known for a Polyak step, but f has none; …`` when the first step asks.

    Notes
    -----
    At f(x) = f* the run has converged. With a guess above f* it ends on that level of f (a convex
    f never falls below it); with a guess below f* the steps stay too long and f does not settle.

    References
    ----------
    Polyak, Introduction to Optimization (1987), §5.3; lecture deck B.
    """

    minimum: float | None = None

    def __post_init__(self):
        if self.minimum is not None:
            self._set(minimum=checks.number("minimum", self.minimum))

    def step_size(self, f, x, direction, grad):
        target = self._target(f)
        gap, squared = float(f(x)) - target, float(grad.dot(grad))
        if abs(gap) <= 1e-14 * abs(target):  # a minimum that was computed is rounded
            whose = "its minimum" if self.minimum is None else "the minimum given to PolyakStep,"
            return 0.0, Halt("converged", f"f is at {whose} {target:g}")
        if gap < 0:
            return 0.0, Halt(
                "max_steps", f"f is {-gap:.3g} below the minimum {target:g} assumed; lower it"
            )
        if squared == 0:
            return 0.0, Halt(
                "max_steps", f"the gradient is 0 but f is {gap:.3g} above the minimum {target:g}"
            )
        return gap / squared, None

    def _target(self, f) -> float:
        minimum = f.minimum if self.minimum is None else self.minimum
        if minimum is None or not np.isfinite(minimum):
            have = "none is known" if minimum is None else "it is unbounded below"
            raise ValueError(f"minimum must be known for a Polyak step, but for {f.name} {have}; "
                             "pass PolyakStep(minimum=...)")  # fmt: skip
        return float(minimum)
