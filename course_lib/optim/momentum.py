"""Steps along an average of past gradients: the heavy ball, and Nesterov's look-ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.optim.in_place import InPlaceOptimizer, add_scaled, scale
from course_lib.optim.optimizer import Halt, LearningRate, check_rate, rate


class MomentumState(NamedTuple):
    """t, lr and halt as in `State`, and v, the velocity, shape (d,)."""

    t: int
    lr: float
    halt: Halt | None
    v: np.ndarray


@dataclass(frozen=True)
class Momentum(InPlaceOptimizer):
    r"""The heavy ball: a velocity that gathers gradients and slowly forgets them.

    .. math:: v_{t+1} = \beta v_t + \nabla f(x_t), \qquad x_{t+1} = x_t - \eta_t v_{t+1}

    Gradients that agree add up, to 1/(1 − β) times a single one; those that alternate in sign
    cancel. So the ball is fast along a valley and quiet across it.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0.
    beta : float
        β, the part of the velocity that is kept, in [0, 1); usually 0.9 or 0.99. With 0 it is
        gradient descent.

    Raises
    ------
    ValueError
        ``beta must be in [0, 1), got 1.2; …``.

    Notes
    -----
    v starts at 0. PyTorch's SGD is the same (lr 0.001, momentum 0, dampening 0). Keras' SGD (lr
    0.01, momentum 0) keeps v ← βv − η∇f and adds it to x: the same path for a constant η, but there
    a new η takes effect only as the old velocity fades. With an average, v ← βv + (1 − β)∇f, the
    same path needs a rate 1/(1 − β) times as large. Decks call β also ρ and μ, and two of them
    print Δω ← η∇L + μΔω, ω ← ω + Δω: with L a loss the sign of η is minus.

    On a quadratic with curvatures from μ to L, η = 4/(√L + √μ)² and β = ((√L − √μ)/(√L + √μ))² are
    best (`best_momentum`): the error shrinks like √βᵗ, against ((κ − 1)/(κ + 1))ᵗ without.

    References
    ----------
    Polyak (1964); lecture decks A, B, C and D.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> from course_lib.optim import minimize
    >>> minimize(SquaredNorm(), [4.0], Momentum(lr=0.5, beta=0.5), steps=3).x.ravel()
    array([ 4.,  2.,  0., -1.])
    """

    lr: LearningRate
    beta: float = 0.9

    def __post_init__(self):
        hint = "the part of the velocity that is kept, such as 0.9"
        self._set(
            lr=check_rate(self.lr),
            beta=checks.in_range("beta", self.beta, 0, 1, "[)", hint),
        )

    def init(self, x):
        zeros = np.zeros_like(x, dtype=np.result_type(x, np.float32))
        return MomentumState(0, np.nan, None, zeros)

    def update(self, x, grad, state):
        alpha = rate(self.lr, state.t)
        v = state.v
        scale(v, self.beta)
        v += grad
        add_scaled(x, -alpha, v)
        return MomentumState(state.t + 1, alpha, None, v)


@dataclass(frozen=True)
class Nesterov(Momentum):
    r"""Momentum that asks for the slope where the velocity is about to carry it.

    .. math:: v_{t+1} = \beta v_t + \nabla f(x_t - \eta_t \beta v_t), \qquad
              x_{t+1} = x_t - \eta_t v_{t+1}

    A ball that overshoots feels the rising slope one step earlier, and brakes.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0.
    beta : float
        β, the part of the velocity that is kept, in [0, 1).

    Raises
    ------
    ValueError
        ``beta must be in [0, 1), got 1.2; …``.

    Notes
    -----
    One gradient a step, at ``look_ahead(x, state)``. PyTorch (``SGD(nesterov=True)``) and Keras
    store the look-ahead point instead, y_t = x_t − ηβv_t, whose step is y − η(∇f(y) + βv): the same
    run seen from there as long as η is constant. Nesterov's β grows with t; here it is constant, as
    is usual for strongly convex f and for networks. One deck looks ahead to x + βv with
    v ← βv − ∇f: it must be x + ηβv (as printed it diverges where the right one converges), and the
    year is 1983.

    References
    ----------
    Nesterov (1983); Sutskever et al. (2013) for this form; lecture deck C.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> from course_lib.optim import minimize
    >>> minimize(SquaredNorm(), [4.0], Nesterov(lr=0.5, beta=0.5), steps=3).x.ravel()
    array([ 4.  ,  2.  ,  0.5 , -0.12])
    """

    def look_ahead(self, x, state, out=None):
        ahead = np.empty(x.shape, np.result_type(x, state.v)) if out is None else out
        np.multiply(state.v, -rate(self.lr, state.t) * self.beta, out=ahead)
        ahead += x
        return ahead
