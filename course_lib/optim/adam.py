"""Adam, and AdamW, which takes the weight decay out of the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.optim.in_place import InPlaceOptimizer, add_scaled, blocks, scale
from course_lib.optim.optimizer import Halt, LearningRate, check_rate, rate


class AdamState(NamedTuple):
    """t, lr and halt as in `State`; running means of the gradient (m) and its square (v)."""

    t: int
    lr: float
    halt: Halt | None
    m: np.ndarray
    v: np.ndarray


@dataclass(frozen=True)
class _TwoMeans(InPlaceOptimizer):
    """What Adam and AdamW share: the two running means, and the step that they make."""

    lr: LearningRate
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8

    def __post_init__(self):
        hint = "the weight of the old mean, such as "
        self._set(
            lr=check_rate(self.lr),
            beta1=checks.in_range("beta1", self.beta1, 0, 1, "[)", hint + "0.9"),
            beta2=checks.in_range("beta2", self.beta2, 0, 1, "[)", hint + "0.999"),
            eps=checks.positive("eps", self.eps, "it keeps from dividing by 0; 1e-8 is usual"),
            bias_correction=checks.choice("bias_correction", self.bias_correction, (True, False)),
        )

    def init(self, x):
        zeros = np.zeros_like(x, dtype=np.result_type(x, np.float32))
        return AdamState(0, np.nan, None, zeros, zeros.copy())

    def _advance(self, x, grad, state, l2: float = 0.0, weight_decay: float = 0.0):
        # The box, in which t is 1 in the first step:
        #
        #     g ← g + l2·x                            (l2 = 0 in AdamW)
        #     m ← β₁m + (1 − β₁)g
        #     v ← β₂v + (1 − β₂)g²
        #     m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ)
        #     x ← x − η·m̂/(√v̂ + ε) − η·weight_decay·x    (weight_decay = 0 in Adam)
        #
        # Below each line runs in place, on pieces that fit into the cache. m̂ and v̂ are never
        # written down: m̂/(√v̂ + ε) is factor·m/(√v + eps) with two numbers that depend on t alone.
        alpha = rate(self.lr, state.t)
        factor, eps = self._corrections(state.t)
        for part, g, m, v, work in blocks(x, grad, state.m, state.v):
            if l2:
                g = g + l2 * part
            # m ← β₁m + (1 − β₁)g
            scale(m, self.beta1)
            add_scaled(m, 1 - self.beta1, g)
            # v ← β₂v + (1 − β₂)g²
            np.multiply(g, g, out=work)
            scale(v, self.beta2)
            add_scaled(v, 1 - self.beta2, work)
            # work = m/(√v + eps)
            np.sqrt(v, out=work)
            work += eps
            np.divide(m, work, out=work)
            # x ← (1 − η·weight_decay)x − η·factor·work
            if weight_decay:
                part *= 1 - alpha * weight_decay
            add_scaled(part, -alpha * factor, work)
        return AdamState(state.t + 1, alpha, None, state.m, state.v)

    def _corrections(self, t: int) -> tuple[float, float]:
        """(factor, eps) with which m̂/(√v̂ + ε) is factor·m/(√v + eps), in step t = 0, 1, 2, …"""
        if not self.bias_correction:
            return 1.0, self.eps
        root = (1 - self.beta2 ** (t + 1)) ** 0.5
        return root / (1 - self.beta1 ** (t + 1)), self.eps * root


@dataclass(frozen=True)
class Adam(_TwoMeans):
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
        λ ≥ 0 of a penalty λ/2 ‖x‖² whose gradient is rescaled with the rest: weights with large
        gradients are hardly decayed. `AdamW` decays all alike.
    bias_correction : bool
        False leaves m̂ = m and v̂ = v: the first step is then (1 − β₁)/√(1 − β₂) times as long,
        3.162 times with the usual β.

    Raises
    ------
    ValueError
        ``beta1 must be in [0, 1), got 1.0; …``.

    Notes
    -----
    Algorithm 1 of the paper, which counts from t = 1. PyTorch: lr 0.001, betas (0.9, 0.999), eps
    1e-8 outside the root, and its weight_decay is our l2. Keras: the same with epsilon 1e-7, which
    is added to the uncorrected √v. One lecture deck leaves out the correction, another the new
    square in v's mean, and one names the RMSProp class in its line of code for Adam.

    References
    ----------
    Kingma & Ba, Adam (2014); lecture decks A, B, C, D and E.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = Adam(lr=0.1)
    >>> x = np.array([4.0, -1.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(6)
    array([ 3.9, -0.9])
    """

    l2: float = 0.0
    bias_correction: bool = True

    def __post_init__(self):
        super().__post_init__()
        self._set(l2=checks.non_negative("l2", self.l2, "0 is no penalty"))

    def update(self, x, grad, state):
        return self._advance(x, grad, state, l2=self.l2)


@dataclass(frozen=True)
class AdamW(_TwoMeans):
    r"""Adam whose weights shrink by themselves, not through the rescaled gradient.

    .. math:: x_{t+1} = x_t - \eta_t \left( \frac{\hat m}{\sqrt{\hat v} + \varepsilon}
                                           + \lambda x_t \right)

    m̂ and v̂ as in `Adam`, of ∇f alone. Every weight decays at the same relative speed η_tλ, however
    large its gradients are.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0; a schedule scales the decay as well.
    beta1, beta2 : float
        The weights of the old means, in [0, 1).
    eps : float
        ε > 0, outside the root.
    weight_decay : float
        λ ≥ 0. With 0 it is Adam.
    bias_correction : bool
        As in `Adam`.

    Raises
    ------
    ValueError
        ``weight_decay must be zero or positive, got -0.1; …``.

    Notes
    -----
    Decoupled, times η_t, as PyTorch does it (weight_decay 0.01, the rest as Adam) and Keras
    (weight_decay 0.004, epsilon 1e-7). The paper multiplies λ by the schedule's multiplier alone,
    not by the base rate: its λ is our η₀λ. Bias and normalization weights are decayed too unless
    the caller keeps them in an optimizer of their own.

    References
    ----------
    Loshchilov & Hutter, Decoupled Weight Decay Regularization (2017, ICLR 2019); lecture decks D
    and E.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = AdamW(lr=0.1, weight_decay=0.5)
    >>> x = np.array([4.0, -1.0])
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(6)
    array([ 3.7 , -0.85])
    """

    weight_decay: float = 0.01
    bias_correction: bool = True

    def __post_init__(self):
        super().__post_init__()
        value = checks.non_negative("weight_decay", self.weight_decay, "0 is no decay")
        self._set(weight_decay=value)

    def update(self, x, grad, state):
        return self._advance(x, grad, state, weight_decay=self.weight_decay)
