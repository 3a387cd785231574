"""Gradient descent, single samples and mini-batches on the cars, at equal cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.stochastic_gradient_descent.risks import START, car_moments, car_risk

#: The budget: its unit → how much of it each run gets.
BUDGETS = {"steps": 60, "samples": 10 * 1436, "seconds": 1.5e-3}
#: A step with numpy, measured: so long for itself, and so long for each sample in it.
STEP_SECONDS, SAMPLE_SECONDS = 4.0e-6, 13e-9
SHOWN = 400  # points of a path that are drawn, at most


@dataclass(frozen=True, eq=False)
class Path:
    """One run: every step, or as many as can be drawn."""

    batch: int  #: B
    w: np.ndarray  #: weights, shape (k, 2)
    spent: np.ndarray  #: what each of them had cost, in the budget's unit, shape (k,)
    excess: np.ndarray  #: √(J(w) − J*): distance of its predictions from the best line's, 1,000 €
    steps: int  #: how many the budget was enough for


@dataclass(frozen=True, eq=False)
class PathsRun:
    """Three runs from one start with one step size."""

    budget: str
    full: Path  #: B = n
    mini: Path
    single: Path  #: B = 1
    summary: str


def cost_of_a_step(budget: str, batch: int) -> float:
    """In the budget's unit."""
    return {"steps": 1.0, "samples": float(batch),
            "seconds": STEP_SECONDS + batch * SAMPLE_SECONDS}[budget]  # fmt: skip


def path_of(batch: int, lr: float, seed: int, steps: int) -> np.ndarray:
    """Mini-batch SGD, reshuffled in each epoch: the weights after each step, (steps + 1, 2).

    The sums over all batches of an epoch are made in one go; what is left are five products a
    step, faster on plain numbers than on arrays.
    """
    moments, rng = car_moments(), np.random.default_rng(seed)
    n = len(moments)
    begins = np.arange(0, n, batch)
    sizes = np.diff([*begins, n])[:, None]
    b, w = START
    path = [(b, w)]
    while len(path) <= steps:
        sums = np.add.reduceat(moments[rng.permutation(n)], begins) / sizes
        for _, x, xx, y, xy in sums[: steps + 1 - len(path)].tolist():
            b, w = b - 2 * lr * (b + x * w - y), w - 2 * lr * (x * b + xx * w - xy)
            if not abs(b) < 1e8:
                return np.array(path)
            path.append((b, w))
    return np.array(path)


def _path(batch, lr, seed, budget) -> Path:
    cost = cost_of_a_step(budget, batch)
    steps = max(1, int(BUDGETS[budget] / cost + 1e-9))
    w = path_of(batch, lr, seed, steps)
    kept = np.unique(np.linspace(0, len(w) - 1, min(SHOWN, len(w))).astype(int))
    f = car_risk()
    excess = np.sqrt(np.maximum(f(w[kept]) - f.minimum, 0))
    return Path(batch, w[kept], cost * kept, excess, len(w) - 1)


@lru_cache(maxsize=128)
def descent_paths(*, batch=10.0, lr=0.1, budget="steps", seed=0) -> PathsRun:
    """Three batch sizes: all n cars, B of them, one."""
    checks.choice("budget", budget, BUDGETS)
    n = car_risk().samples
    B = min(n, round(checks.positive("batch", batch)))
    runs = [_path(size, lr, seed, budget) for size in (n, B, 1)]
    return PathsRun(budget, *runs, _summary(budget, runs))


def _summary(budget, runs) -> str:
    names = ("all cars", f"{runs[1].batch} per step", "one per step")
    parts = [f"{name}: {run.steps:,} steps, €{1e3 * _end(run):,.0f}"
             for name, run in zip(names, runs, strict=True)]  # fmt: skip
    return f"Distance from the best line at the end, at equal {budget}. {'; '.join(parts)}."


def _end(run) -> float:
    """Root mean square over the last quarter of what is drawn: one step says little."""
    return float(np.sqrt(np.mean(run.excess[-max(1, len(run.excess) // 4) :] ** 2)))
