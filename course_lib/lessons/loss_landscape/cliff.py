"""A recurrent unit's loss has a cliff: what one huge gradient does, clipped or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit

from course_lib.functions.objective import QUIET, Objective

REPEATS, TARGET, STEPS = 50, 0.7, 60
START = (4.4, -2.7)
BOUNDS = ((3.5, 6.0), (-3.2, -1.0))
GRID = np.linspace(*BOUNDS[0], 151), np.linspace(*BOUNDS[1], 133)


class RecurrentUnit(Objective):
    r"""(h_50 − 0.7)², with h₀ = ½ and h_{k+1} = σ(w h_k + b): one unit fed back 50 times."""

    name, dim, convex, minimum = "recurrent unit", 2, False, 0.0
    formula, bounds = r"(h_{50} - 0.7)^2", BOUNDS

    def states(self, x) -> np.ndarray:
        """h₀ … h_50 at the points x = (w, b): shape (51, ...)."""
        h, (w, b) = np.empty((REPEATS + 1, *x.shape[:-1])), np.moveaxis(x, -1, 0)
        h[0] = 0.5
        for k in range(REPEATS):
            h[k + 1] = expit(w * h[k] + b)
        return h

    def value_and_grad(self, x) -> tuple[np.ndarray, np.ndarray]:
        """J and ∇J at the points x, shape (..., 2)."""
        h = self.states(x)
        # On the way back each repeat multiplies by w σ'; the last one only by σ'.
        factors = (h[1:] * (1 - h[1:]))[::-1]
        factors[1:] *= x[..., 0]
        at_z = 2 * (h[-1] - TARGET) * np.cumprod(factors, axis=0)
        grad = np.stack([(at_z * h[-2::-1]).sum(axis=0), at_z.sum(axis=0)], axis=-1)
        return (h[-1] - TARGET) ** 2, grad

    def _value(self, x):
        return (self.states(x)[-1] - TARGET) ** 2

    def _grad(self, x):
        return self.value_and_grad(x)[1]


@dataclass(frozen=True)
class Cliff:
    """Gradient descent with and without clipping from one start."""

    start: tuple[float, float]
    lr: float
    threshold: float
    heights: np.ndarray  #: the loss on `GRID`, shape (133, 151)
    plain: np.ndarray  #: points (w, b), shape (61, 2)
    clipped: np.ndarray  #: the same with clipping
    plain_norms: np.ndarray  #: ‖∇J‖ at each point, shape (61,)
    clipped_norms: np.ndarray  #: the same, before it is clipped
    plain_loss: np.ndarray  #: J at each point, shape (61,)
    clipped_loss: np.ndarray
    summary: str


@lru_cache(maxsize=1)
def heights() -> np.ndarray:
    """The loss on `GRID`, a row for each b."""
    return RecurrentUnit()(np.stack(np.meshgrid(*GRID), axis=-1))


@lru_cache(maxsize=256)
def cliff(*, lr=0.5, threshold=0.5, start=START) -> Cliff:
    """Both descents.

    Parameters
    ----------
    lr : float
    threshold : float
        The largest norm that a gradient may have.
    start : (float, float)
        w and b.
    """
    x, loss, norm = descents(np.array([start, start]), lr, np.array([np.inf, threshold]))
    return Cliff(
        start, lr, threshold, heights(), x[:, 0], x[:, 1], norm[:, 0], norm[:, 1], loss[:, 0],
        loss[:, 1], _summary(lr, threshold),
    )  # fmt: skip


@np.errstate(**QUIET)
def descents(starts, lr, threshold) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Clipped gradient descent from several starts at once.

    Parameters
    ----------
    starts : array, shape (n, 2)
    lr : float
    threshold : float or array, shape (n,)
        The largest norm that a gradient may have; inf does not clip.

    Returns
    -------
    x, loss, norm : array, shapes (61, n, 2), (61, n), (61, n)
        The points, J there, and ‖∇J‖ there before it is clipped.
    """
    f, x, rows = RecurrentUnit(), np.array(starts, dtype=float), []
    for _ in range(STEPS + 1):
        loss, grad = f.value_and_grad(x)
        norm = np.hypot(grad[:, 0], grad[:, 1])
        rows.append((x, loss, norm))
        x = x - lr * grad * np.minimum(1, threshold / np.maximum(norm, 1e-300))[:, None]
    return tuple(np.array(part) for part in zip(*rows, strict=True))


@lru_cache(maxsize=8)
def ends_of_many(lr=0.5, threshold=0.5, starts=40) -> tuple[np.ndarray, np.ndarray]:
    """The last loss from random starts near the cliff, not clipped and clipped: (starts,) each."""
    rng = np.random.default_rng(22)
    w, b = rng.uniform(4.2, 6.0, starts), rng.uniform(-3.0, -1.6, starts)
    points = np.column_stack([w, b])
    return tuple(descents(points, lr, c)[1][-1] for c in (np.inf, threshold))


def _summary(lr, threshold) -> str:
    return (
        f"A clipped step is at most ηc = {lr * threshold:.3g} long. "
        f"The picture is {BOUNDS[0][1] - BOUNDS[0][0]:g} wide and "
        f"{BOUNDS[1][1] - BOUNDS[1][0]:g} high."
    )
