"""Second-order steps on mini-batches: what noise does to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import load_breast_cancer, standardize
from course_lib.functions import EmpiricalRisk, LogLoss, Objective, SquaredNorm
from course_lib.optim import Newton, minimize, two_loops
from course_lib.optim.quasi_newton import teaches

FEATURES = "worst concave points", "worst texture"
PENALTY = 0.01
GRADIENT, NEWTON, SAME, OTHER = "gradient", "Newton", "L-BFGS, one batch", "L-BFGS, two batches"
METHODS = (GRADIENT, NEWTON, SAME, OTHER)
BATCHES = {"8": 8, "32": 32, "128": 128, "all 569": 569}
STEPS, SEEDS, CLOUD, MEMORY = 40, 9, 120, 5
BOX = (-0.5, 4.5), (-0.5, 3.5)
FARTHEST = 1e6


@dataclass(frozen=True)
class NoisyRun:
    """Where one step lands for many batches, and the gap of whole runs."""

    sides: tuple[np.ndarray, np.ndarray]  #: ticks of the drawn grid
    height: np.ndarray  #: J on it
    best: np.ndarray  #: w*, shape (2,)
    start: np.ndarray  #: where the cloud's steps begin, shape (2,)
    cloud: np.ndarray  #: where they land, shape (CLOUD, 2)
    gaps: np.ndarray  #: J(w_t) − J*, shape (SEEDS, STEPS + 1)
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


def derivatives(rows, w):
    """Gradient (m, 2) and Hessian (m, 2, 2) of m batches (m, B, 2), each at its own w (m, 2)."""
    p = 0.5 * (1 - np.tanh(np.einsum("mbk,mk->mb", rows, w) / 2))  # σ(−z)
    B = rows.shape[1]
    g = -np.einsum("mb,mbk->mk", p, rows) / B + PENALTY * w
    weighted = (p * (1 - p))[..., None] * rows
    return g, np.einsum("mbj,mbk->mjk", weighted, rows) / B + PENALTY * np.eye(2)


def draw(rng, m: int, batch: int) -> np.ndarray:
    """m batches without repeats, shape (m, batch, 2)."""
    rows = tumours()[0]
    return rows[np.argsort(rng.random((m, len(rows))), axis=1)[:, :batch]]


def step_of(method: str, rows, w, damping: float) -> np.ndarray:
    """−g, or −(H + λI)⁻¹g, of each batch, shape (m, 2)."""
    g, H = derivatives(rows, w)
    if method == GRADIENT:
        return -g
    return -np.linalg.solve(H + damping * np.eye(2), g[..., None])[..., 0]


@lru_cache(maxsize=256)
def noisy_newton(*, method=NEWTON, batch=32, lr=0.5, damping=0.001) -> NoisyRun:
    """One step from a point for many batches, and runs of 40 steps for nine seeds."""
    checks.choice("method", method, METHODS)
    _, J, best, sides, height = tumours()
    start = np.array([0.5, 2.5])
    rng = np.random.default_rng(0)
    rows, at = draw(rng, CLOUD, batch), np.tile(start, (CLOUD, 1))
    if method in (GRADIENT, NEWTON):
        cloud = start + lr * step_of(method, rows, at, damping)
        path = _runs(method, batch, lr, damping)
    else:
        cloud = start + lr * _second_steps(method, rows, start, batch)
        path = np.stack([_lbfgs(method, batch, lr, seed) for seed in range(SEEDS)])
    gaps = np.maximum(J(path.clip(-FARTHEST, FARTHEST)) - J(best), 0)
    spread = float(np.sqrt(((cloud - cloud.mean(axis=0)) ** 2).sum(axis=1).mean()))
    return NoisyRun(sides, height, best, start, cloud, gaps,
                    _summary(method, batch, lr, spread, gaps))  # fmt: skip


def _runs(method, batch, lr, damping) -> np.ndarray:
    rng, w = np.random.default_rng(1), np.zeros((SEEDS, 2))
    path = [w]
    for _ in range(STEPS):
        w = w + lr * step_of(method, draw(rng, SEEDS, batch), w, damping)
        path.append(w)
    return np.stack(path, axis=1)


def _lbfgs(method, batch, lr, seed) -> np.ndarray:
    """L-BFGS with the change of the gradient on one batch, or between two batches."""
    rng, w, pairs = np.random.default_rng(seed), np.zeros(2), ()
    batches = draw(rng, STEPS + 1, batch)
    path = [w]
    for t in range(STEPS):
        g = _gradient(batches[t], w)
        after = w - lr * two_loops(pairs, g)
        later = _gradient(batches[t if method == SAME else t + 1], after)
        pairs = learnt(pairs, after - w, later - g)
        w = after
        path.append(w)
        if not np.abs(w).max() < FARTHEST:
            path += [w] * (STEPS - t - 1)
            break
    return np.nan_to_num(np.array(path), nan=FARTHEST, posinf=FARTHEST, neginf=-FARTHEST)


def _gradient(rows, w):
    return derivatives(rows[None], w[None])[0][0]


def learnt(pairs, dw, dg):
    """The pairs with one more, if it has curvature."""
    return (*pairs, (dw, dg))[-MEMORY:] if teaches(dw, dg) else pairs


def _second_steps(method, rows, start, batch) -> np.ndarray:
    """For each batch the second step: the first, along −g, has given one pair."""
    others = draw(np.random.default_rng(2), CLOUD, batch)
    at = np.tile(start, (CLOUD, 1))
    g = derivatives(rows, at)[0]
    dw = -g
    after = derivatives(rows if method == SAME else others, at + dw)[0]
    pairs = zip(dw, after - g, g, strict=True)
    return np.array([-two_loops(learnt((), a, b), c) for a, b, c in pairs])


def _summary(method, batch, lr, spread, gaps) -> str:
    last = np.median(gaps[:, -10:])
    return (
        f"{method[0].upper()}{method[1:]}, {batch} samples in each step, η = {lr:.2g}: one step "
        f"lands {spread:.2g} from its mean (root mean square of {CLOUD} batches). Median gap "
        f"of the last 10 of {STEPS} steps over {SEEDS} seeds: {last:.1e}."
    ).replace("e-", "e−")


def objective() -> Objective:
    """J(w) of the two features."""
    return tumours()[1]
