"""Four ways away from a saddle, from a start a hair's breadth off its ridge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions.objective import Objective
from course_lib.optim import Adam, GradientDescent, Momentum, minimize_each

STEPS, BETA, SEED = 250, 0.9, 0
FAR = 0.5  # |x₂| beyond which the saddle counts as left
OFFSETS = {"0": 0.0, "10⁻¹²": 1e-12, "10⁻⁶": 1e-6, "10⁻²": 1e-2}
METHODS = ("plain", "noisy", "momentum", "Adam")


class TwoValleys(Objective):
    """½x₁² − ½x₂² + ¼x₂⁴: a saddle at 0 and minima at (0, ±1)."""

    name, formula = "two valleys", r"\tfrac12 x_1^2 - \tfrac12 x_2^2 + \tfrac14 x_2^4"
    dim, convex, minimum = 2, False, -0.25
    minimizers = np.array([[0.0, 1.0], [0.0, -1.0]])

    def _value(self, x):
        return x[..., 0] ** 2 / 2 - x[..., 1] ** 2 / 2 + x[..., 1] ** 4 / 4

    def _grad(self, x):
        return np.stack([x[..., 0], x[..., 1] ** 3 - x[..., 1]], axis=-1)

    def _hess(self, x):
        one = np.ones_like(x[..., 0])
        return np.stack([
            np.stack([one, 0 * one], axis=-1), np.stack([0 * one, 3 * x[..., 1] ** 2 - 1], axis=-1),
        ], axis=-2)  # fmt: skip


@dataclass(frozen=True)
class Escape:
    """Paths from (1, offset); `paths` and `left` have the keys of `METHODS`."""

    offset: float
    lr: float
    noise: float
    paths: dict[str, np.ndarray]  #: shape (T + 1, 2) each
    left: dict[str, int | None]  #: the first step with |x₂| > ½; None where there is none
    summary: str


@lru_cache(maxsize=128)
def escape(*, offset=1e-6, lr=0.1, noise=0.001) -> Escape:
    """Run plain, noisy, heavy-ball and Adam descent from (1, offset).

    Parameters
    ----------
    offset : float
        x₂ at the start.
    lr : float
        η of all four.
    noise : float
        Standard deviation of each coordinate of ζ in the noisy one's gradient.
    """
    f, start = TwoValleys(), np.array([1.0, offset])
    plain, momentum, adam = (
        run.x
        for run in minimize_each(
            f, start, [GradientDescent(lr), Momentum(lr, BETA), Adam(lr)], steps=STEPS
        )
    )
    noisy = noisy_descent(f, start, lr, noise)
    paths = dict(zip(METHODS, (plain, noisy, momentum, adam), strict=True))
    left = {name: _first_beyond(path) for name, path in paths.items()}
    return Escape(offset, lr, noise, paths, left, _summary(offset, lr))


def noisy_descent(f, x, lr, noise, seed=SEED) -> np.ndarray:
    """x ← x − η(∇f + ζ), with normal ζ: shape (STEPS + 1, 2)."""
    path = np.tile(x, (STEPS + 1, 1))
    zeta = noise * np.random.default_rng(seed).standard_normal((STEPS, 2))
    for t in range(STEPS):
        path[t + 1] = path[t] - lr * (f._grad(path[t]) + zeta[t])
    return path


def escape_steps(offset: float, lr: float, curvature: float, far: float = FAR) -> int:
    """How many steps of gradient descent bring offset to far where λ = −curvature.

    Examples
    --------
    >>> escape_steps(1e-6, 0.1, 1.0)
    138
    """
    return int(np.ceil(np.log(far / offset) / np.log1p(lr * curvature)))


def _first_beyond(path):
    beyond = np.flatnonzero(np.abs(path[:, 1]) > FAR)
    return int(beyond[0]) if len(beyond) else None


def _summary(offset, lr) -> str:
    name = next((name for name, value in OFFSETS.items() if value == offset), f"{offset:g}")
    return (
        f"Start at (1, {name}). Near the saddle each plain step multiplies |x₂| by {1 + lr:.3g}. "
        "A method has left once |x₂| > ½, above the dashed line."
    )
