"""Methods that give each coordinate a learning rate of its own, from its past gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.optim.in_place import InPlaceOptimizer, blocks, check_rate, rate
from course_lib.optim.optimizer import Halt, LearningRate


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
    decay : float
        ρ, the weight of the old mean, in [0, 1). With 0 every step is η times a sign.
    eps : float
        ε > 0, outside the root.

    Raises
    ------
    ValueError
        ``decay must be in [0, 1), got 1.0``.

    Notes
    -----
    s starts at 0 and is not corrected for it, so the first step is η/√(1 − ρ) long in every
    coordinate. PyTorch: lr 0.01, alpha (our decay) 0.99, eps 1e-8 outside the root. Keras: lr
    0.001, rho 0.9, epsilon 1e-7 inside the root. Other variants subtract the squared mean of the
    gradient ("centered") or add momentum; this one does not. Some slides print the power −1 for
    the −1/2.

    References
    ----------
    Tieleman & Hinton, Lecture 6.5 (2012); lecture decks A, C, D and E.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = RMSProp(lr=0.1, decay=0.75)
    >>> x = np.array([4.0, -1.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(6)
    array([ 3.8, -0.8])
    """

    lr: LearningRate
    decay: float = 0.9
    eps: float = 1e-8

    def __post_init__(self):
        self._set(
            lr=check_rate(self.lr),
            decay=checks.in_range("decay", self.decay, 0, 1, "[)"),
            eps=checks.positive("eps", self.eps),
        )

    def init(self, x):
        return RMSPropState(0, np.nan, None, np.zeros_like(x, dtype=np.result_type(x, np.float32)))

    def update(self, x, grad, state):
        alpha = rate(self.lr, state.t)
        for part, g, s, work in blocks(x, grad, state.s):
            np.multiply(g, g, out=work)
            work *= 1 - self.decay
            s *= self.decay
            s += work
            np.sqrt(s, out=work)
            work += self.eps
            np.divide(g, work, out=work)
            work *= alpha
            part -= work
        return RMSPropState(state.t + 1, alpha, None, state.s)


class AdamState(NamedTuple):
    """t, lr and halt as in `State`; running means of the gradient (m) and its square (v)."""

    t: int
    lr: float
    halt: Halt | None
    m: np.ndarray
    v: np.ndarray


@dataclass(frozen=True)
class Adam(InPlaceOptimizer):
    r"""The running mean of gradients over the root of the running mean of their squares.

    .. math:: m_{t+1} &= \beta_1 m_t + (1 - \beta_1) g_t, \qquad
              v_{t+1} = \beta_2 v_t + (1 - \beta_2) g_t^2, \qquad
              g_t = \nabla f(x_t) + \lambda x_t \\
              x_{t+1} &= x_t - \eta_t \frac{\hat m}{\sqrt{\hat v} + \varepsilon}, \qquad
              \hat m = \frac{m_{t+1}}{1 - \beta_1^{t+1}}, \quad
              \hat v = \frac{v_{t+1}}{1 - \beta_2^{t+1}}

    Momentum for the direction, RMSProp for the length. The means start at 0 and are therefore too
    small at first; dividing by 1 − β^{t+1} makes up for it exactly when gradients do not change.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0; about the length of a step in every coordinate.
    beta1, beta2 : float
        The weights of the old means, in [0, 1).
    eps : float
        ε > 0, outside the root.
    l2 : float
        λ ≥ 0 of a penalty λ/2 ‖x‖² whose gradient is rescaled with the rest; this is not AdamW.
    bias_correction : bool
        False leaves m̂ = m and v̂ = v: the first step is then (1 − β₁)/√(1 − β₂) times as long,
        3.162 times with the usual β.

    Raises
    ------
    ValueError
        ``beta1 must be in [0, 1), got 1.0``.

    Notes
    -----
    Algorithm 1 of the paper, which counts from t = 1. PyTorch: lr 0.001, betas (0.9, 0.999), eps
    1e-8 outside the root, and its weight_decay is our l2. Keras: the same, epsilon 1e-7, added to
    the uncorrected √v. One lecture deck leaves out the correction.

    References
    ----------
    Kingma & Ba, Adam (2014); lecture decks A, C, D and E.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = Adam(lr=0.1)
    >>> x = np.array([4.0, -1.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(6)
    array([ 3.9, -0.9])
    """

    lr: LearningRate
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    l2: float = 0.0
    bias_correction: bool = True

    def __post_init__(self):
        self._set(
            lr=check_rate(self.lr),
            beta1=checks.in_range("beta1", self.beta1, 0, 1, "[)"),
            beta2=checks.in_range("beta2", self.beta2, 0, 1, "[)"),
            eps=checks.positive("eps", self.eps),
            l2=checks.non_negative("l2", self.l2),
            bias_correction=checks.choice("bias_correction", self.bias_correction, (True, False)),
        )

    def init(self, x):
        zeros = np.zeros_like(x, dtype=np.result_type(x, np.float32))
        return AdamState(0, np.nan, None, zeros, zeros.copy())

    def update(self, x, grad, state):
        alpha = rate(self.lr, state.t)
        if self.l2:
            grad = grad + self.l2 * x
        mean_factor, square_factor = self._corrections(state.t)
        for part, g, m, v, work in blocks(x, grad, state.m, state.v):
            np.multiply(g, 1 - self.beta1, out=work)
            m *= self.beta1
            m += work
            np.multiply(g, g, out=work)
            work *= 1 - self.beta2
            v *= self.beta2
            v += work
            np.sqrt(v, out=work)
            work *= square_factor
            work += self.eps
            np.divide(m, work, out=work)
            work *= alpha * mean_factor
            part -= work
        return AdamState(state.t + 1, alpha, None, state.m, state.v)

    def _corrections(self, t: int) -> tuple[float, float]:
        """What makes m into m̂, and √v into √v̂, in step t = 0, 1, …"""
        if not self.bias_correction:
            return 1.0, 1.0
        return 1 / (1 - self.beta1 ** (t + 1)), 1 / (1 - self.beta2 ** (t + 1)) ** 0.5
