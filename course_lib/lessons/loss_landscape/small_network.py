"""Critical points of a network small enough for its whole Hessian."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import make_xor
from course_lib.functions import SquaredError
from course_lib.nn import NetworkRisk, hessian, mlp

SAMPLES, HIDDEN, LAM, SEED = 30, 3, 0.005, 0
STARTS, STEPS = 50, 40
DOWNHILL, LR = (0, 10, 30, 100, 300), 0.1  # steps of gradient descent before the search
FLAT = 1e-8  # an eigenvalue nearer to 0 than this has no sign


@dataclass(frozen=True)
class CriticalPoints:
    """Where the gradient of a 2-3-1 tanh network's objective is 0."""

    theta: np.ndarray  #: shape (found, 13)
    objective: np.ndarray  #: J, shape (found,)
    eigenvalues: np.ndarray  #: of the Hessian, rising, shape (found, 13)
    started: int  #: searches

    @property
    def down(self) -> np.ndarray:
        """How many eigenvalues are negative, shape (found,)."""
        return (self.eigenvalues < -FLAT).sum(axis=1)


@lru_cache(maxsize=1)
def small_risk() -> NetworkRisk:
    """Squared error of a 2-3-1 tanh network on 30 points of a noisy XOR, labels ±1."""
    data = make_xor(SAMPLES, 0.2, rng=np.random.default_rng(SEED))
    return NetworkRisk(mlp((2, HIDDEN, 1), "tanh"), SquaredError(), data.X, 2.0 * data.y - 1)


def gradient(theta) -> np.ndarray:
    """∇J, where J is the risk and λ/2 ‖θ‖² with λ = 0.005, which keeps points from infinity."""
    return small_risk().grad(theta) + LAM * theta


def full_hessian(theta) -> np.ndarray:
    """∇²J, shape (13, 13)."""
    return hessian(small_risk(), theta) + LAM * np.eye(len(theta))


@lru_cache(maxsize=1)
def small_network() -> CriticalPoints:
    """Search for zeros of the gradient, of whatever kind, on and beside the way downhill."""
    f, rng = small_risk(), np.random.default_rng([SEED, 1])
    found = []
    for k in range(STARTS):
        theta = rng.standard_normal(f.dim)
        for _ in range(DOWNHILL[k % len(DOWNHILL)]):
            theta = theta - LR * gradient(theta)
        theta = zero_of_gradient(theta)
        if theta is not None:
            found.append(theta)
    theta = np.array(found)
    eigenvalues = np.array([np.linalg.eigvalsh(full_hessian(point)) for point in theta])
    objective = f(theta) + LAM / 2 * np.sum(theta**2, axis=1)
    return CriticalPoints(theta, objective, eigenvalues, STARTS)


def zero_of_gradient(theta):
    """Levenberg–Marquardt on ‖∇J‖²: the steps −(H² + μI)⁻¹ H ∇J, with μ raised where one fails.

    None where the gradient is not below 10⁻⁸ after 40 steps.
    """
    g, mu, H = gradient(theta), 1e-2, full_hessian(theta)
    for _ in range(STEPS):
        step = -np.linalg.solve(H @ H + mu * np.eye(len(theta)), H @ g)
        new = gradient(theta + step)
        if new @ new < g @ g:
            theta, g, mu = theta + step, new, max(mu / 5, 1e-12)
            H = full_hessian(theta)
        else:
            mu *= 8
        if np.linalg.norm(g) < 1e-8:
            return theta
    return None
