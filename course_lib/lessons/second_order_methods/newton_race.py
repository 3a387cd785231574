"""Five methods from one start: the gap by steps, by calls of f and by seconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

import numpy as np

from course_lib import checks
from course_lib.datasets import load_breast_cancer, standardize
from course_lib.functions import (
    EmpiricalRisk,
    LogLoss,
    Quadratic,
    Rosenbrock,
    SquaredNorm,
    add_bias,
)
from course_lib.optim import (
    BFGS,
    LBFGS,
    Backtracking,
    GradientDescent,
    Nesterov,
    Newton,
    Optimizer,
    best_constant_lr,
    minimize,
)
from course_lib.optim.counting import Counted

QUADRATIC, ROSENBROCK, TUMOURS = "quadratic", "Rosenbrock", "logistic risk, tumours"
PROBLEMS = (QUADRATIC, ROSENBROCK, TUMOURS)
MEASURES = ("calls", "seconds")
STEPS, FLOOR = 300, 1e-12
ROUNDS = 3  # each run is timed so often; the fastest counts
# Of the rates 1, 2, 3, 5, 7 · 10^k (and β 0.8, 0.9, 0.95, 0.98 for Nesterov) those with the lowest
# gap after 300 steps from the start below; the test tries them all.
ROSENBROCK_RATES = {"GD": 0.003, "Nesterov": (0.001, 0.95)}
PENALTY = 0.01


@dataclass(frozen=True)
class Racer:
    """One method's run."""

    name: str
    gap: np.ndarray  #: f(x_t) − f*, shape (T+1,)
    calls: np.ndarray  #: values, gradients and d for each Hessian, so far, shape (T+1,)
    seconds: np.ndarray  #: so far, shape (T+1,); zeros unless they were asked for


@dataclass(frozen=True)
class RaceRun:
    """The racers that take part."""

    racers: tuple[Racer, ...]
    measure: str  #: "calls" or "seconds"
    summary: str


@lru_cache(maxsize=1)
def tumour_risk():
    """J(w) of a logistic regression on 569 tumours, 30 features, and w*."""
    X, y = load_breast_cancer(labels=(1, -1))
    Z, _ = standardize(X)
    J = EmpiricalRisk(LogLoss(), add_bias(Z), y) + PENALTY * SquaredNorm(unpenalized=1)
    best = minimize(J, np.zeros(J.dim), Newton(), 20).x[-1]
    return J, best


@lru_cache(maxsize=64)
def problem(name: str, condition: float):
    """The objective, the start and f*."""
    if name == QUADRATIC:
        curvatures = np.geomspace(1.0 / condition, 1.0, 20)
        f = Quadratic(curvatures)
        return f, 1 / np.sqrt(curvatures), 0.0  # each direction has the same share of f
    if name == ROSENBROCK:
        return Rosenbrock(), np.array([-1.2, 1.0]), 0.0
    J, best = tumour_risk()
    return J, np.zeros(J.dim), float(J(best))


def methods(name: str, f) -> dict[str, Optimizer]:
    """The five, the first two with tuned rates."""
    if name == ROSENBROCK:
        descent = GradientDescent(ROSENBROCK_RATES["GD"])
        nesterov = Nesterov(*ROSENBROCK_RATES["Nesterov"])
    else:
        mu, L = f.strong_convexity or PENALTY, f.smoothness
        root = np.sqrt(mu / L)
        descent = GradientDescent(best_constant_lr(L, mu))
        nesterov = Nesterov(1 / L, (1 - root) / (1 + root))
    newton = Newton(Backtracking(), floor=1e-6)
    return {"GD": descent, "Nesterov": nesterov, "Newton": newton, "BFGS": BFGS(),
            "L-BFGS": LBFGS()}  # fmt: skip


NAMES = ("GD", "Nesterov", "Newton", "BFGS", "L-BFGS")


@lru_cache(maxsize=256)
def race_one(name: str, method: str, condition: float, timed: bool) -> Racer:
    """One run, stopped where the gap is below `FLOOR`."""
    f, start, least = problem(name, condition)
    optimizer = methods(name, f)[method]
    runs = [_run(f, start, least, optimizer) for _ in range(ROUNDS if timed else 1)]
    gap, calls, _ = runs[0]
    seconds = np.min([run[2] for run in runs], axis=0) if timed else np.zeros(len(gap))
    return Racer(method, gap, calls, seconds)


def _run(f, start, least, optimizer):
    counted, x = Counted(f), start
    state = optimizer.init(x)
    gap, calls, seconds = [float(f(x)) - least], [0], [0.0]
    for _ in range(STEPS):
        began = perf_counter()
        x, state = optimizer.step(counted, x, state)
        seconds.append(seconds[-1] + perf_counter() - began)
        if state.halt is not None:
            seconds.pop()
            break
        gap.append(float(f(x)) - least)
        calls.append(counted.f_evals + counted.grad_evals + x.size * counted.hess_evals)
        if gap[-1] < FLOOR:
            break
    return np.array(gap), np.array(calls), np.array(seconds)


@lru_cache(maxsize=256)
def newton_race(*, problem=QUADRATIC, condition=100.0, measure=MEASURES[0], descent=True,
                nesterov=True, newton=False, bfgs=True, lbfgs=False) -> RaceRun:  # fmt: skip
    """The race of those that are ticked."""
    checks.choice("problem", problem, PROBLEMS)
    checks.choice("measure", measure, MEASURES)
    taking = [
        name
        for name, ticked in zip(NAMES, (descent, nesterov, newton, bfgs, lbfgs), strict=True)
        if ticked
    ]
    condition = condition if problem == QUADRATIC else 1.0
    racers = tuple(race_one(problem, m, condition, measure == MEASURES[1]) for m in taking)
    return RaceRun(racers, measure, _summary(problem, racers, measure))


def reached(racer: Racer, gap: float) -> int | None:
    """The first step with at most this gap, or None."""
    hits = np.flatnonzero(racer.gap <= gap)
    return int(hits[0]) if len(hits) else None


def _summary(name, racers, measure) -> str:
    parts = []
    for racer in racers:
        t = reached(racer, 1e-6)
        told = "not reached" if t is None else many(t, "step")
        if t is not None and measure == "calls":
            told += " and " + many(racer.calls[t], "call")
        parts.append(f"{racer.name}: {told}")
    return f"{name.capitalize()}, to a gap of 10⁻⁶: " + "; ".join(parts) + "."


def many(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
