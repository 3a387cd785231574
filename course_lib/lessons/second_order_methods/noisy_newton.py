"""Second-order steps on mini-batches: what noise does to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_lib import checks
from course_lib.datasets import load_breast_cancer, standardize
from course_lib.functions import EmpiricalRisk, LogLoss, SquaredNorm
from course_lib.optim import Newton, minimize
from course_lib.optim.quasi_newton import LEAST_CURVATURE

FEATURES = "worst concave points", "worst texture"
PENALTY = 0.01
GRADIENT, NEWTON, SAME, OTHER = "gradient", "Newton", "L-BFGS, one batch", "L-BFGS, two batches"
METHODS = (GRADIENT, NEWTON, SAME, OTHER)
BATCHES = {"8": 8, "32": 32, "128": 128, "all 569": 569}
STEPS, SEEDS, CLOUD, MEMORY = 100, 9, 120, 5
SEEN = np.arange(0, STEPS + 1, 2)  # the steps at which the gap is computed
BOX = (-0.5, 4.5), (-1.5, 3.5)
FARTHEST = 1e6
EYE = np.eye(2)


@dataclass(frozen=True)
class NoisyRun:
    """Where one step lands for many batches, and the gap of whole runs."""

    sides: tuple[np.ndarray, np.ndarray]  #: ticks of the drawn grid
    height: np.ndarray  #: J on it
    best: np.ndarray  #: w*, shape (2,)
    start: np.ndarray  #: where the cloud's steps begin, shape (2,)
    cloud: np.ndarray  #: where they land, shape (CLOUD, 2)
    gaps: np.ndarray  #: J(w_t) − J* at the steps `SEEN`, shape (SEEDS, 51)
    plain: np.ndarray  #: the median gap of gradient steps with η = 1/L, shape (51,)
    summary: str


@lru_cache(maxsize=1)
def tumours():
    """yᵢxᵢ of 569 tumours, two features, shape (569, 2); J; w*; J on a grid."""
    X, y = load_breast_cancer(FEATURES, labels=(1, -1))
    Z, _ = standardize(X)
    J = EmpiricalRisk(LogLoss(), Z, y) + PENALTY * SquaredNorm()
    best = minimize(J, np.zeros(2), Newton(), 20).x[-1]
    sides = tuple(np.linspace(*side, 61) for side in BOX)
    return Z * y[:, None], J, best, sides, J(np.stack(np.meshgrid(*sides), axis=-1))


def slopes(rows, w):
    """Gradients of m batches (m, 2, B), each at its own w (m, 2), and σ(−zᵢ), shape (m, 1, B)."""
    p = 0.5 * (1 - np.tanh(0.5 * (w[:, None] @ rows)))
    return PENALTY * w - (rows @ p.swapaxes(1, 2))[..., 0] / rows.shape[2], p


def hessians(rows, p):
    """Hessians of m batches, from what `slopes` gave, shape (m, 2, 2)."""
    weighted = p * (1 - p) * rows
    return weighted @ rows.swapaxes(1, 2) / rows.shape[2] + PENALTY * EYE


@lru_cache(maxsize=16)
def draws(steps: int, m: int, batch: int) -> np.ndarray:
    """m batches for each step, drawn with replacement, shape (steps, m, 2, batch).

    With all samples there is nothing to draw: each comes once.
    """
    rows = tumours()[0]
    if batch == len(rows):
        return np.broadcast_to(rows.T, (steps, m, *rows.T.shape))
    chosen = np.random.default_rng(1).integers(0, len(rows), (steps, m, batch))
    return np.ascontiguousarray(rows[chosen].swapaxes(2, 3))


def step_of(method: str, rows, w, damping: float) -> np.ndarray:
    """−g, or −(H + λI)⁻¹g, of each batch, shape (m, 2)."""
    g, p = slopes(rows, w)
    if method == GRADIENT:
        return -g
    return -np.linalg.solve(hessians(rows, p) + damping * EYE, g[..., None])[..., 0]


@lru_cache(maxsize=256)
def noisy_newton(*, method=NEWTON, batch=32, lr=0.1, damping=0.001) -> NoisyRun:
    """One step from a point for many batches, and runs of 100 steps for nine seeds."""
    checks.choice("method", method, METHODS)
    _, _, best, sides, height = tumours()
    start = np.array([0.5, 2.5])
    # L-BFGS's first step is a gradient step: its second one is the first that knows a curvature.
    before = 0 if method in (GRADIENT, NEWTON) else 1
    cloud = walk(method, batch, lr, damping, np.tile(start, (CLOUD, 1)), before + 1)
    landed = start + (cloud[:, -1] - cloud[:, before])
    gaps = gap_of(walk(method, batch, lr, damping, np.zeros((SEEDS, 2)), STEPS)[:, SEEN])
    return NoisyRun(sides, height, best, start, landed, gaps, plain_descent(batch),
                    _summary(method, batch, lr, landed, gaps))  # fmt: skip


def gap_of(path) -> np.ndarray:
    """J − J* along paths (..., 2)."""
    _, J, best, _, _ = tumours()
    return np.maximum(J(path.clip(-FARTHEST, FARTHEST)) - J(best), 0)


@lru_cache(maxsize=8)
def plain_descent(batch: int) -> np.ndarray:
    """The median gap of gradient steps with η = 1/L at the steps `SEEN`, shape (51,)."""
    lr = 1 / tumours()[1].smoothness
    path = walk(GRADIENT, batch, lr, 0.0, np.zeros((SEEDS, 2)), STEPS)
    return np.median(gap_of(path[:, SEEN]), axis=0)


def walk(method, batch, lr, damping, w, steps) -> np.ndarray:
    """Runs from the rows of w, side by side, shape (m, steps + 1, 2)."""
    if batch == len(tumours()[0]) and len(w) > 1:  # no chance is left: all runs are the same
        return walk(method, batch, lr, damping, w[:1], steps).repeat(len(w), axis=0)
    batches, memory, path = draws(steps + 1, len(w), batch), Pairs(len(w)), [w]
    for rows, following in pairwise(batches):
        if method in (GRADIENT, NEWTON):
            after = w + lr * step_of(method, rows, w, damping)
        else:
            g, _ = slopes(rows, w)
            after = w - lr * memory.product(g)
            later, _ = slopes(rows if method == SAME else following, after)
            memory.learn(after - w, later - g)
        w = after.clip(-FARTHEST, FARTHEST)
        path.append(w)
    return np.stack(path, axis=1)


class Pairs:
    """The pairs (Δw, Δg) of the last steps of m runs, and the product of `two_loops` for all."""

    def __init__(self, m: int):
        self.kept: list = []
        self.gamma = np.ones(m)

    def learn(self, dw, dg) -> None:
        """Add one pair to each run; those without curvature count for nothing."""
        along = (dw * dg).sum(axis=1)
        lengths = np.linalg.norm(dw, axis=1) * np.linalg.norm(dg, axis=1)
        good = along > LEAST_CURVATURE * lengths
        rho = np.where(good, 1 / np.where(good, along, 1.0), 0.0)
        squared = (dg**2).sum(axis=1)
        self.gamma = np.where(good, along / np.where(good, squared, 1.0), self.gamma)
        self.kept = [*self.kept, (dw, dg, rho)][-MEMORY:]

    def product(self, g):
        """M times g, run by run, shape (m, 2)."""
        q, shares = g, []
        for dw, dg, rho in reversed(self.kept):
            share = rho * (dw * q).sum(axis=1)
            q = q - share[:, None] * dg
            shares.append(share)
        q = self.gamma[:, None] * q
        for (dw, dg, rho), share in zip(self.kept, reversed(shares), strict=True):
            q = q + (share - rho * (dg * q).sum(axis=1))[:, None] * dw
        return q


def _summary(method, batch, lr, landed, gaps) -> str:
    spread = np.sqrt(((landed - landed.mean(axis=0)) ** 2).sum(axis=1).mean())
    last = np.median(gaps[:, SEEN > STEPS - 20])
    text = (
        f"{method}, {batch} samples in each step, η = {lr:.2g}: {CLOUD} batches land "
        f"{spread:.1g} from their mean (root mean square). Median gap of the last 20 of {STEPS} "
        f"steps: {max(last, 1e-16):.0e}."
    )
    return text.replace("e-", "e−")
