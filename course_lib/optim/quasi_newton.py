"""Quasi-Newton methods: curvature learnt from how the gradient changes from step to step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.optim.line_search import Wolfe
from course_lib.optim.optimizer import Halt, LearningRate, Optimizer, check_lr, step_size

# A pair with less curvature than this says more about rounding than about f.
LEAST_CURVATURE = 1e-10
SEARCH = Wolfe()


class Known(NamedTuple):
    """What is known of one function at one point, so that nobody asks for it twice."""

    f: Any
    x: np.ndarray
    value: float | None
    grad: np.ndarray


class Latest:
    """f, with its last value and its last gradient kept: a line search ends where it looked."""

    def __init__(self, f: Objective, known: Known | None):
        self._f, self._value, self._grad = f, None, None
        if known is not None and known.f is asked(f):
            self._grad = known.x, known.grad
            self._value = None if known.value is None else (known.x, known.value)

    def __getattr__(self, name):
        return getattr(self._f, name)

    def __call__(self, x):
        if self._value is None or not np.array_equal(self._value[0], x):
            self._value = x, float(self._f(x))
        return self._value[1]

    def grad(self, x):
        if self._grad is None or not np.array_equal(self._grad[0], x):
            self._grad = x, self._f.grad(x)
        return self._grad[1]

    def known(self, x) -> Known:
        """f and ∇f at x; the value only if somebody asked for it there."""
        value = self._value
        here = None if value is None or not np.array_equal(value[0], x) else value[1]
        return Known(asked(self._f), x, here, self.grad(x))


def asked(f: Objective) -> Objective:
    """The objective behind a counter; in a run on mini-batches it is another one in each step."""
    return getattr(f, "target", f)


class QuasiNewtonState(NamedTuple):
    """t, lr and halt as in `State`; what the past steps taught; what is known at x.

    The memory is the matrix M, shape (d, d), for `BFGS` (None before the first pair), and a tuple
    of pairs (Δx, Δg), the oldest first, for `LBFGS`.
    """

    t: int
    lr: float
    halt: Halt | None
    memory: Any
    known: Known | None


@dataclass(frozen=True)
class _QuasiNewton(Optimizer):
    """One step along −M∇f, then one more pair for M."""

    lr: LearningRate = SEARCH

    def init(self, x):
        return QuasiNewtonState(0, np.nan, None, self._empty(), None)

    def step(self, f, x, state):
        latest = Latest(f, state.known)
        grad = latest.grad(x)
        p = -self.product(state.memory, grad)
        eta, halt = step_size(self.lr, latest, x, p, grad, state.t)
        if halt is not None:
            return x, QuasiNewtonState(state.t + 1, eta, halt, state.memory, None)
        after = x + eta * p
        known = latest.known(after)
        memory = self._learn(state.memory, after - x, known.grad - grad)
        return after, QuasiNewtonState(state.t + 1, eta, None, memory, known)

    def product(self, memory, g) -> np.ndarray:
        """Mg, shape (d,)."""
        raise NotImplementedError

    def _empty(self):
        raise NotImplementedError

    def _learn(self, memory, dx, dg):
        raise NotImplementedError


def first_product(g) -> np.ndarray:
    """Mg before anything is known of the scale of f: g, cut to length 1 where it is longer."""
    return g / max(1.0, float(np.linalg.norm(g)))


def teaches(dx, dg) -> bool:
    """Whether Δgᵀ Δx is clearly positive: then some positive definite M has MΔg = Δx."""
    return bool(dg @ dx > LEAST_CURVATURE * np.linalg.norm(dx) * np.linalg.norm(dg))


def bfgs_update(M, dx, dg) -> np.ndarray:
    r"""The matrix nearest to M that maps Δg to Δx.

    .. math:: M_{+} = (I - \rho\, \Delta x \Delta g^\top) M (I - \rho\, \Delta g \Delta x^\top)
              + \rho\, \Delta x \Delta x^\top, \qquad \rho = \frac{1}{\Delta g^\top \Delta x}

    Parameters
    ----------
    M : array, shape (d, d)
        Symmetric positive definite; it stays so.
    dx, dg : array, shape (d,)
        The step and the change of the gradient, with Δgᵀ Δx > 0.

    Notes
    -----
    Multiplied out: one product MΔg and two outer products, 4d² operations and not d³.
    """
    M, dx, dg = checks.array("M", M, ndim=2), checks.vector("dx", dx), checks.vector("dg", dg)
    checks.same_length(M=M, dx=dx, dg=dg)
    return _updated(M, dx, dg)


def _updated(M, dx, dg):
    rho = 1 / (dg @ dx)
    v = M @ dg
    twist = np.outer(dx, v)
    return M + rho * ((1 + rho * (dg @ v)) * np.outer(dx, dx) - twist - twist.T)


def two_loops(pairs, g) -> np.ndarray:
    r"""The product Mg of the inverse that the pairs (Δx, Δg) define, without ever forming M.

    Parameters
    ----------
    pairs : sequence of (array, array), each of shape (d,)
        The oldest first.
    g : array, shape (d,)

    Returns
    -------
    array, shape (d,)
        What `bfgs_update`, applied pair by pair to γI, would give times g, where
        :math:`\gamma = \Delta x^\top \Delta g / \Delta g^\top \Delta g` of the newest pair.
        Without pairs g itself, cut to length 1.
    """
    pairs = [_pair(pair) for pair in checks.items("pairs", pairs, "pairs (Δx, Δg)")]
    return _product(pairs, checks.vector("g", g))


def _product(pairs, g):
    if not pairs:
        return first_product(g)
    q, shares = g.copy(), []
    for dx, dg in reversed(pairs):
        share = (dx @ q) / (dg @ dx)
        q -= share * dg
        shares.append(share)
    dx, dg = pairs[-1]
    q *= (dx @ dg) / (dg @ dg)
    for (dx, dg), share in zip(pairs, reversed(shares), strict=True):
        q += (share - (dg @ q) / (dg @ dx)) * dx
    return q


def _pair(pair):
    """Two arrays of one length."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise TypeError(f"pairs must hold pairs (Δx, Δg), got {pair!r:.60}")
    dx, dg = (checks.vector("pairs", part) for part in pair)
    return dx, checks.vector("pairs", dg, dx.size)


@dataclass(frozen=True)
class BFGS(_QuasiNewton):
    r"""Newton's step with an inverse Hessian that is learnt from gradients.

    .. math:: x_{t+1} = x_t - \eta_t M_t \nabla f(x_t), \qquad
              M_{t+1} \Delta g_t = \Delta x_t

    Δx is a step and Δg the change of the gradient over it. Of all symmetric matrices that explain
    the last pair, M_{t+1} is the nearest to M_t.

    Parameters
    ----------
    lr : float, schedule or step rule
        η; a Wolfe search makes sure that every pair teaches (Δgᵀ Δx > 0).
    scaled : bool
        Whether M is set to (ΔxᵀΔg/ΔgᵀΔg) I before the first pair is learnt, so that its unknown
        directions have the right order of magnitude.

    Raises
    ------
    ValueError
        ``lr must be positive, got -1.0; …``.

    Notes
    -----
    No Hessian and no system to solve: 4d² operations and d² numbers. M starts at I, shortened so
    that the first step along −∇f has at most length η. A pair with Δgᵀ Δx ≤ 1e-10 ‖Δx‖‖Δg‖ is not
    learnt. On a quadratic, with exact line searches, the iterates are those of conjugate gradients
    and M is the inverse Hessian after d steps. SciPy does not scale M.

    References
    ----------
    Broyden, Fletcher, Goldfarb, Shanno (1970); Nocedal & Wright, Numerical Optimization,
    Algorithm 6.1 and (6.20); lecture deck D.

    Examples
    --------
    >>> from course_lib.functions import Rosenbrock
    >>> from course_lib.optim import minimize
    >>> minimize(Rosenbrock(), [-1.2, 1.0], BFGS(), steps=60).x[-1].round(6)
    array([1., 1.])
    """

    scaled: bool = True

    def __post_init__(self):
        self._set(lr=check_lr(self.lr), scaled=checks.flag("scaled", self.scaled))

    def _empty(self):
        return None

    def product(self, memory, g):
        return first_product(g) if memory is None else memory @ g

    def _learn(self, memory, dx, dg):
        if not teaches(dx, dg):
            return memory
        if memory is None:
            scale = (dx @ dg) / (dg @ dg) if self.scaled else 1.0
            memory = scale * np.eye(dx.size)
        return _updated(memory, dx, dg)

    def metric(self, state: QuasiNewtonState) -> np.ndarray | None:
        """The inverse of M, shape (d, d): what is believed of the Hessian; None at first."""
        return None if state.memory is None else np.linalg.inv(state.memory)


@dataclass(frozen=True)
class LBFGS(_QuasiNewton):
    r"""BFGS that remembers the last few pairs instead of the matrix.

    .. math:: x_{t+1} = x_t - \eta_t\, M_t \nabla f(x_t)

    Only the product of M with the gradient is needed, and `two_loops` gets it from the pairs.

    Parameters
    ----------
    lr : float, schedule or step rule
        η; a Wolfe search makes sure that every pair teaches.
    memory : int
        How many pairs are kept, ≥ 1; 5 to 20 are usual.

    Raises
    ------
    ValueError
        ``memory must be at least 1, got 0; …``.

    Notes
    -----
    4md operations and 2md numbers for m pairs. M starts from γI with the newest pair's
    γ = ΔxᵀΔg/ΔgᵀΔg, in every step anew. PyTorch's LBFGS (its default: no line search, memory 100)
    cuts the first step by the 1-norm of the gradient, here it is the 2-norm.

    References
    ----------
    Nocedal (1980); Liu & Nocedal (1989); Nocedal & Wright, Numerical Optimization, Algorithms 7.4
    and 7.5; lecture deck D, which speaks of the inverse Hessian: it is never formed.

    Examples
    --------
    >>> from course_lib.functions import Rosenbrock
    >>> from course_lib.optim import minimize
    >>> minimize(Rosenbrock(), [-1.2, 1.0], LBFGS(), steps=60).x[-1].round(6)
    array([1., 1.])
    """

    memory: int = 10

    def __post_init__(self):
        hint = "the number of pairs kept, such as 10"
        self._set(lr=check_lr(self.lr), memory=checks.integer("memory", self.memory, 1, hint))

    def _empty(self):
        return ()

    def product(self, memory, g):
        return _product(memory, g)

    def _learn(self, memory, dx, dg):
        return (*memory, (dx, dg))[-self.memory :] if teaches(dx, dg) else memory
