"""Methods that give each coordinate a learning rate of its own, from its past gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.optim.in_place import InPlaceOptimizer, add_scaled, blocks, scale
from course_lib.optim.optimizer import Halt, LearningRate, check_rate, rate

_EPS_HINT = "it keeps from dividing by 0; 1e-8 is usual"
_MEAN_HINT = "the weight of the old mean, such as 0.9 or 0.99"


class AdaGradState(NamedTuple):
    """t, lr and halt as in `State`, and s, the sum of squared gradients, shape (d,)."""

    t: int
    lr: float
    halt: Halt | None
    s: np.ndarray


@dataclass(frozen=True)
class AdaGrad(InPlaceOptimizer):
    r"""Divide each coordinate's gradient by the root of the sum of all its squares so far.

    .. math:: s_{t+1} = s_t + \nabla f(x_t)^2, \qquad
              x_{t+1} = x_t - \eta_t \frac{\nabla f(x_t)}{\sqrt{s_{t+1}} + \varepsilon}

    Every coordinate has a learning rate of its own, which falls by itself, and slowly where
    gradients are small or rare. The first step is η times a sign.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0.
    eps : float
        ε > 0, outside the root.

    Raises
    ------
    ValueError
        ``eps must be positive, got 0.0; …``.

    Notes
    -----
    The diagonal form; `FullMatrixAdaGrad` is the other. s starts at 0 and holds the squares of
    *each* past gradient, the present one included. PyTorch: lr 0.01, eps 1e-10 outside the root,
    accumulator 0. Keras: lr 0.001, epsilon 1e-7 inside the root, accumulator 0.1. One deck prints
    (G + εI)⁻¹ where the power is −1/2, and a sum that ends two gradients early. The sum never
    forgets, which suits convex f (the regret grows like √T) and stalls elsewhere: see `RMSProp`.
    Follow-the-regularized-leader and dual averaging keep the same sums with a proximal step.

    References
    ----------
    Duchi, Hazan & Singer, JMLR 12 (2011); lecture decks A, B, C and D.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = AdaGrad(lr=0.1)
    >>> x = np.array([4.0, -1.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(6)
    array([ 3.9, -0.9])
    """

    lr: LearningRate
    eps: float = 1e-8

    def __post_init__(self):
        self._set(lr=check_rate(self.lr), eps=checks.positive("eps", self.eps, _EPS_HINT))

    def init(self, x):
        return AdaGradState(0, np.nan, None, _zeros(x))

    def update(self, x, grad, state):
        alpha = rate(self.lr, state.t)
        for part, g, s, work in blocks(x, grad, state.s):
            # s ← s + g²
            np.multiply(g, g, out=work)
            s += work
            # x ← x − η·g/(√s + ε)
            np.sqrt(s, out=work)
            work += self.eps
            np.divide(g, work, out=work)
            add_scaled(part, -alpha, work)
        return AdaGradState(state.t + 1, alpha, None, state.s)

    def metric(self, state):
        return np.sqrt(state.s) + self.eps


class RMSPropState(NamedTuple):
    """t, lr and halt as in `State`, and s, the running mean of squared gradients, shape (d,)."""

    t: int
    lr: float
    halt: Halt | None
    s: np.ndarray


@dataclass(frozen=True)
class RMSProp(InPlaceOptimizer):
    r"""Divide each coordinate's gradient by its recent root mean square.

    .. math:: s_{t+1} = \rho s_t + (1 - \rho) \nabla f(x_t)^2, \qquad
              x_{t+1} = x_t - \eta_t \frac{\nabla f(x_t)}{\sqrt{s_{t+1}} + \varepsilon}

    Steep directions take shorter steps and flat ones longer; unlike AdaGrad's sum, the mean
    forgets, so the steps do not die out.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0.
    rho : float
        ρ, the weight of the old mean, in [0, 1). With 0 every step is η times a sign.
    eps : float
        ε > 0, outside the root.

    Raises
    ------
    ValueError
        ``rho must be in [0, 1), got 1.0; …``.

    Notes
    -----
    s starts at 0 and is not corrected for it, so the first step is η/√(1 − ρ) long in every
    coordinate. PyTorch: lr 0.01, alpha (our ρ) 0.99, eps 1e-8 outside the root. Keras: lr
    0.001, rho 0.9, epsilon 1e-7 inside the root. Other variants subtract the squared mean of the
    gradient ("centered") or add momentum; this one does not. A deck that cites 0.9 beside the
    TensorFlow and Keras defaults means this ρ; 0.99 is the other usual value.

    References
    ----------
    Tieleman & Hinton, Lecture 6.5 (2012); lecture decks A, C, D and E.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = RMSProp(lr=0.1, rho=0.75)
    >>> x = np.array([4.0, -1.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(6)
    array([ 3.8, -0.8])
    """

    lr: LearningRate
    rho: float = 0.9
    eps: float = 1e-8

    def __post_init__(self):
        self._set(
            lr=check_rate(self.lr),
            rho=checks.in_range("rho", self.rho, 0, 1, "[)", _MEAN_HINT),
            eps=checks.positive("eps", self.eps, _EPS_HINT),
        )

    def init(self, x):
        return RMSPropState(0, np.nan, None, _zeros(x))

    def update(self, x, grad, state):
        alpha = rate(self.lr, state.t)
        for part, g, s, work in blocks(x, grad, state.s):
            _average_square(s, g, self.rho, work)  # s ← ρs + (1 − ρ)g²
            # x ← x − η·g/(√s + ε)
            np.sqrt(s, out=work)
            work += self.eps
            np.divide(g, work, out=work)
            add_scaled(part, -alpha, work)
        return RMSPropState(state.t + 1, alpha, None, state.s)


class AdaDeltaState(NamedTuple):
    """t, lr and halt as in `State`; running means of squared gradients (s) and steps (u)."""

    t: int
    lr: float
    halt: Halt | None
    s: np.ndarray
    u: np.ndarray


@dataclass(frozen=True)
class AdaDelta(InPlaceOptimizer):
    r"""RMSProp whose learning rate is the root mean square of its own recent steps.

    .. math:: s_{t+1} = \rho s_t + (1 - \rho) \nabla f(x_t)^2, \qquad
              \Delta_t = \frac{\sqrt{u_t + \varepsilon}}{\sqrt{s_{t+1} + \varepsilon}}
                         \nabla f(x_t) \\
              u_{t+1} = \rho u_t + (1 - \rho) \Delta_t^2, \qquad
              x_{t+1} = x_t - \eta_t \Delta_t

    Δ has the unit of x (the others' steps have the unit of η), so that η = 1 needs no tuning; but
    the first steps are only as long as ε lets them be.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0; 1 in the paper.
    rho : float
        ρ, the weight of the old means, in [0, 1).
    eps : float
        ε > 0, *inside* both roots. It starts the run: the first step is √(ε/(1 − ρ)).

    Raises
    ------
    ValueError
        ``rho must be in [0, 1), got 1.0; …``.

    Notes
    -----
    s and u start at 0; u gathers Δ before η. PyTorch: lr 1, rho 0.9, eps 1e-6. Keras: lr 0.001, rho
    0.95, epsilon 1e-7. One deck accumulates ‖Δ‖² in a single number u; it is kept per coordinate.

    References
    ----------
    Zeiler, ADADELTA (2012); lecture deck C.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = AdaDelta(rho=0.75, eps=0.01)
    >>> x = np.array([4.0, -1.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(4)
    array([ 3.8002, -0.8039])
    """

    lr: LearningRate = 1.0
    rho: float = 0.9
    eps: float = 1e-6

    def __post_init__(self):
        self._set(
            lr=check_rate(self.lr),
            rho=checks.in_range("rho", self.rho, 0, 1, "[)", _MEAN_HINT),
            eps=checks.positive("eps", self.eps, "the first steps are about √eps long"),
        )

    def init(self, x):
        return AdaDeltaState(0, np.nan, None, _zeros(x), _zeros(x))

    def update(self, x, grad, state):
        alpha = rate(self.lr, state.t)
        for part, g, s, u, delta, work in blocks(x, grad, state.s, state.u, spare=2):
            _average_square(s, g, self.rho, work)  # s ← ρs + (1 − ρ)g²
            # Δ = √((u + ε)/(s + ε))·g: one root in place of the box's two
            np.add(u, self.eps, out=delta)
            np.add(s, self.eps, out=work)
            delta /= work
            np.sqrt(delta, out=delta)
            delta *= g
            _average_square(u, delta, self.rho, work)  # u ← ρu + (1 − ρ)Δ²
            add_scaled(part, -alpha, delta)  # x ← x − ηΔ
        return AdaDeltaState(state.t + 1, alpha, None, state.s, state.u)


def _zeros(x) -> np.ndarray:
    return np.zeros_like(x, dtype=np.result_type(x, np.float32))


def _average_square(mean, value, weight: float, work) -> None:
    """mean ← weight·mean + (1 − weight)·value², in place."""
    np.multiply(value, value, out=work)
    scale(mean, weight)
    add_scaled(mean, 1 - weight, work)
