"""The penalty's gradient against decay of the weights, under SGD and under Adam."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import load_toyota_corolla, standardize
from course_lib.functions import EmpiricalRisk, SquaredError
from course_lib.optim import Adam
from course_lib.schedules import Linear

STEPS, BATCH, EVERY, SEED = 600, 16, 6, 0
RATES = {"SGD": 0.05, "Adam": 0.02}
LAMBDAS = 10 ** (np.arange(-20, 1) / 10)  # from 0.01 to 1


@dataclass(frozen=True, eq=False)
class DecayRun:
    """Two runs on the same mini-batches; rows are the steps 0, 6, …, 600."""

    method: str
    lam: float
    penalty: np.ndarray  #: weights with the penalty in the gradient, shape (101, 2)
    decay: np.ndarray  #: weights with decay beside the step, shape (101, 2)
    free: np.ndarray  #: the minimizer of the loss, shape (2,)
    target: np.ndarray  #: the minimizer of loss + λ/2 ‖w‖², shape (2,)
    effective: np.ndarray  #: λ√ŝ at the end: what decay beside Adam amounts to, shape (2,)
    curvature: np.ndarray  #: of the loss, shape (2, 2)
    summary: str

    @property
    def distance(self) -> np.ndarray:
        """Of both runs to the target, shape (2, 101)."""
        return np.linalg.norm(np.stack([self.penalty, self.decay]) - self.target, axis=-1)


@lru_cache(maxsize=1)
def car_loss() -> EmpiricalRisk:
    """½ mean squared error of standardized prices by distance driven and weight, no bias."""
    data = load_toyota_corolla(("KM", "Weight"))
    X, _ = standardize(data.X)
    y = (data.y - data.y.mean()) / data.y.std()
    root = np.sqrt(0.5)  # the library's squared error has no ½
    return EmpiricalRisk(SquaredError(), root * X, root * y)


@lru_cache(maxsize=8)
def _table(method: str):
    """Weights (2 runs, λs, rows, 2), and √ŝ of the runs with decay at the end, (λs, 2)."""
    loss, rng, lam = car_loss(), np.random.default_rng(SEED), LAMBDAS[:, None]
    rate, w = Linear(RATES[method], STEPS), np.zeros((2, len(LAMBDAS), 2))
    adam = Adam(rate)
    states, rows = [adam.init(part) for part in w], [w.copy()]
    for t in range(STEPS):
        gradient = loss.sample(rng, BATCH).grad(w)
        gradient[0] += lam * w[0]
        w[1] *= 1 - rate(t) * lam
        for k in (0, 1):
            if method == "SGD":
                w[k] -= rate(t) * gradient[k]
            else:
                states[k] = adam.update(w[k], gradient[k], states[k])
        if (t + 1) % EVERY == 0:
            rows.append(w.copy())
    size = np.ones_like(w[1]) if method == "SGD" else np.sqrt(states[1].v)
    return np.stack(rows, axis=2), size


@lru_cache(maxsize=256)
def decay_or_penalty(*, method="SGD", lam=10**-0.5) -> DecayRun:
    """600 steps on mini-batches of 16 cars with a rate that falls to 0, both ways."""
    checks.choice("method", method, RATES)
    k = int(np.argmin(np.abs(np.log(LAMBDAS / lam))))
    table, size = _table(method)
    loss, lam = car_loss(), float(LAMBDAS[k])
    H = loss.hess(np.zeros(2))
    free, right = loss.minimizer, H @ loss.minimizer
    run = DecayRun(
        method, lam, table[0, k], table[1, k], free,
        np.linalg.solve(H + lam * np.eye(2), right), lam * size[k], H, "",
    )  # fmt: skip
    return DecayRun(**{**vars(run), "summary": _summary(run)})


def _summary(run: DecayRun) -> str:
    places = (f"({w[0]:.3f}, {w[1]:.3f})" for w in (run.free, run.target))
    text = "{}, λ = {:.2g}: the loss is least at {}, and J, with the penalty, at {}."
    return text.format(run.method, run.lam, *places).replace("-", "−")
