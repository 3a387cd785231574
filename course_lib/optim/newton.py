"""Newton's method: step to where the second-order model has slope 0, in a leash if need be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy
from scipy.linalg import cho_factor, cho_solve

from course_lib import checks
from course_lib.optim.optimizer import (
    Halt,
    LearningRate,
    Optimizer,
    State,
    check_lr,
    step_size,
)

_SINGULAR = Halt(
    "max_steps",
    "the Hessian is singular, so the model has no single stationary point; give a damping > 0",
)


def solve_model(H, g) -> np.ndarray | None:
    """The solution of Hp = −g, shape (d,); None where H is singular or not finite.

    Cholesky's factors where H is positive definite (d³/3 operations), else Gaussian elimination.
    """
    if not (np.isfinite(H).all() and np.isfinite(g).all()):
        return None
    try:
        p = cho_solve(cho_factor(H), -g)
    except np.linalg.LinAlgError:
        try:
            p = np.linalg.solve(H, -g)
        except np.linalg.LinAlgError:
            return None
    return p if np.isfinite(p).all() else None


@dataclass(frozen=True)
class Newton(Optimizer):
    r"""Go to where the second-order model of f is stationary.

    .. math:: x_{t+1} = x_t - \eta_t \bigl( \nabla^2 f(x_t) + \lambda_t I \bigr)^{-1} \nabla f(x_t)

    The gradient along each eigenvector of the Hessian is divided by the curvature there, so that
    steep and flat directions are equally fast. Near a minimum the number of right digits doubles.

    Parameters
    ----------
    lr : float, schedule or step rule
        η; 1 is the pure step. Less than 1, or a line search such as ``Backtracking()``, makes it
        converge from further away.
    damping : float
        λ ≥ 0, added to every curvature: the larger, the shorter the step and the more it turns
        towards −∇f.
    floor : float, optional
        If given (> 0), λ is raised where it must be for every curvature of ∇²f + λI to be at
        least `floor`. Then every step goes downhill, as a line search needs, and no step is drawn
        to a saddle.

    Raises
    ------
    ValueError
        ``damping must be zero or positive, got -1.0; …``.

    Notes
    -----
    A step costs a gradient, a Hessian and d³/3 operations (with `floor` its eigenvalues too, about
    ten times as many). Where f is not convex the pure method goes to whatever stationary point is
    near, a maximum as gladly as a minimum. Without `floor` a line search stops with a sentence
    where the step does not go downhill.

    References
    ----------
    Nocedal & Wright, Numerical Optimization, §3.3 and §3.4; Boyd & Vandenberghe, Convex
    Optimization, §9.5; lecture decks C and D.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.functions import Quadratic
    >>> f, newton = Quadratic([1.0, 100.0], center=[3.0, 4.0]), Newton()
    >>> newton.step(f, np.zeros(2), newton.init(np.zeros(2)))[0]
    array([3., 4.])
    """

    lr: LearningRate = 1.0
    damping: float = 0.0
    floor: float | None = None

    def __post_init__(self):
        self._set(
            lr=check_lr(self.lr),
            damping=checks.non_negative("damping", self.damping, "it is added to every curvature"),
            floor=None if self.floor is None else checks.positive(
                "floor", self.floor, "the least curvature that is let through, such as 1e-3"
            ),
        )  # fmt: skip

    def init(self, x):
        return State()

    def step(self, f, x, state):
        grad, H = f.grad(x), f.hess(x)
        p = solve_model(self._lifted(H), grad)
        if p is None:
            return x, State(state.t + 1, 0.0, _SINGULAR)
        eta, halt = step_size(self.lr, f, x, p, grad, state.t)
        return x + eta * p, State(state.t + 1, eta, halt)

    def _lifted(self, H) -> np.ndarray:
        """∇²f + λI, with λ as large as `floor` wants it."""
        lift = self.damping
        if self.floor is not None and np.isfinite(H).all():
            lift = max(lift, self.floor - np.linalg.eigvalsh(H)[0])
        return H + lift * np.eye(len(H))


class TrustState(NamedTuple):
    """t, lr and halt as in `State` (lr is 0 where the step was refused), and the next radius."""

    t: int
    lr: float
    halt: Halt | None
    radius: float


@dataclass(frozen=True)
class TrustRegionNewton(Optimizer):
    r"""The lowest point of the model within a radius; the radius follows how well it predicted.

    .. math:: p_t = \arg\min_{\|p\| \le r_t} g^\top p + \tfrac12 p^\top H p, \qquad
              \rho_t = \frac{f(x_t) - f(x_t + p_t)}{-(g^\top p_t + \tfrac12 p_t^\top H p_t)}

    The share ρ of the promised decrease that came decides: below ¼ the radius is cut to a quarter
    of the step's length, above ¾ on the rim it is doubled. A step with ρ ≤ `accept` is refused.

    Parameters
    ----------
    radius : float
        r₀ > 0.
    largest : float
        No radius is larger, ≥ `radius`.
    accept : float
        In [0, ¼).

    Raises
    ------
    ValueError
        ``largest must be at least radius = 1, got 0.5``.

    Notes
    -----
    The lowest point within the radius exists for every H, indefinite and singular ones too, so that
    the step leaves a saddle by itself. It is found from the eigenvectors of H (`trust_step`): about
    10 d³ operations. A refused step counts as a step; x stays.

    References
    ----------
    Moré & Sorensen (1983); Nocedal & Wright, Numerical Optimization, Algorithms 4.1 and 4.3.
    """

    radius: float = 1.0
    largest: float = 1e3
    accept: float = 0.0

    def __post_init__(self):
        radius = checks.positive("radius", self.radius)
        largest = checks.positive("largest", self.largest)
        if largest < radius:
            raise ValueError(f"largest must be at least radius = {radius:g}, got {largest:g}")
        self._set(
            radius=radius,
            largest=largest,
            accept=checks.in_range("accept", self.accept, 0, 0.25, "[)"),
        )

    def init(self, x):
        return TrustState(0, np.nan, None, self.radius)

    def step(self, f, x, state):
        value, grad, H = float(f(x)), f.grad(x), f.hess(x)
        p, _ = trust_step(H, grad, state.radius)
        promised = -(grad @ p + 0.5 * p @ H @ p)
        if not promised > 4 * np.finfo(float).eps * abs(value):
            why = f"the model promises a decrease of {promised + 0.0:.2g}, which rounding hides"
            return x, TrustState(state.t + 1, 0.0, Halt("converged", why), state.radius)
        with np.errstate(all="ignore"):
            share = (value - float(f(x + p))) / promised
        length, radius = float(np.linalg.norm(p)), state.radius
        if not share >= 0.25:  # NaN: the step has left the domain of f
            radius = length / 4
        elif share > 0.75 and length > 0.999 * radius:
            radius = min(2 * radius, self.largest)
        if not share > self.accept:
            return x, TrustState(state.t + 1, 0.0, None, radius)
        return x + p, TrustState(state.t + 1, 1.0, None, radius)


def trust_step(H, g, radius: float) -> tuple[np.ndarray, float]:
    r"""The lowest point of :math:`g^\top p + \tfrac12 p^\top H p` with ‖p‖ ≤ radius.

    Parameters
    ----------
    H : array, shape (d, d)
        Symmetric; it need not be positive definite.
    g : array, shape (d,)
    radius : float
        > 0.

    Returns
    -------
    p : array, shape (d,)
    damping : float
        The λ ≥ 0 with (H + λI)p = −g: 0 where the whole Newton step lies inside.

    Notes
    -----
    p is a lowest point exactly if H + λI is positive semidefinite, (H + λI)p = −g and
    λ(radius − ‖p‖) = 0. In the eigenvectors of H, ‖p‖ falls as λ grows, and 1/‖p‖ − 1/radius has
    one zero. Where g has no part along the lowest eigenvector (the hard case) even the largest p
    of this kind may be too short: then that eigenvector fills up what is missing.

    Examples
    --------
    >>> p, damping = trust_step(np.diag([1.0, 2.0]), np.array([-3.0, 0.0]), radius=1.0)
    >>> p.round(6).tolist(), round(damping, 6)
    ([1.0, 0.0], 2.0)
    """
    H, g = checks.array("H", H, ndim=2), checks.vector("g", g)
    if H.shape != (g.size, g.size):
        raise ValueError(f"H must be square of the size of g, got {H.shape} and {g.size}")
    radius = checks.positive("radius", radius)
    curvatures, vectors = np.linalg.eigh(H)
    slopes, lowest = vectors.T @ g, curvatures[0]

    def part(damping):
        lifted = curvatures + damping
        return np.divide(-slopes, lifted, out=np.zeros_like(g), where=lifted > 0)

    if lowest > 0 and np.linalg.norm(part(0.0)) <= radius:
        return vectors @ part(0.0), 0.0
    size = np.linalg.norm(slopes)
    least, most = max(-lowest, 0.0), max(-lowest, 0.0) + size / radius
    tiny = 1e-14 * max(1.0, np.abs(curvatures).max())
    # Along the lowest eigenvectors ‖p‖ has a pole at `least`, unless g has no part there.
    flat = curvatures + least <= tiny
    if np.linalg.norm(slopes[flat]) <= 1e-14 * size or size == 0:
        inside = np.where(flat, 0.0, part(least))
        missing = radius**2 - inside @ inside
        if missing >= 0:
            if lowest < -tiny:
                inside[0] = np.sqrt(missing)
            return vectors @ inside, least

    def excess(damping):
        return 1 / np.linalg.norm(part(damping)) - 1 / radius

    start = least + 1e-3 * (most - least)
    while excess(start) > 0:
        start = least + (start - least) / 1e3
    damping = most
    if excess(most) > 0:
        damping = scipy.optimize.brentq(excess, start, most, xtol=1e-300, rtol=1e-14)
    p = part(damping)
    return vectors @ (p * (radius / np.linalg.norm(p))), float(damping)
