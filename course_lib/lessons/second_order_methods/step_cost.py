"""What a step costs in d variables, measured, and which method finishes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

import numpy as np

from course_lib.functions import Quadratic
from course_lib.optim import BFGS, LBFGS, best_constant_lr, bfgs_update, minimize
from course_lib.optim.newton import solve_model
from course_lib.optim.quasi_newton import two_loops

NAMES = ("GD", "L-BFGS", "BFGS", "Newton")
POWERS = {"GD": 1, "L-BFGS": 1, "BFGS": 2, "Newton": 3}
PAIRS = 10
NEWTON_STEPS = 8  # what a logistic risk takes; on a quadratic it would be 1
ACCURACY = 1e-6  # of the gap at the start
#: d → seconds of one step's own arithmetic, f and its derivatives not counted: the least that
#: `measure` gave in several runs on one core of a machine with 2. Yours gives other numbers.
MEASURED: dict[str, dict[int, float]] = {
    "GD": {10: 7.9e-07, 100: 8.2e-07, 1000: 1.4e-06, 10000: 4.5e-06, 100000: 4.3e-05},
    "L-BFGS": {10: 5.1e-05, 100: 5.1e-05, 1000: 6.7e-05, 10000: 0.00019, 100000: 0.0018},
    "BFGS": {10: 1e-05, 30: 1.3e-05, 100: 3.6e-05, 300: 0.00026, 1000: 0.0078, 2000: 0.034},
    "Newton": {10: 1.9e-05, 30: 2.3e-05, 100: 6.2e-05, 300: 0.00056, 1000: 0.012, 2000: 0.079},
}
#: Seconds of one multiplication and addition, there too: in Xw, which waits for the memory, and in
#: a product of two matrices, which does not.
WITH_VECTOR, OF_MATRICES = 4.6e-10, 9.5e-11
GRID = np.geomspace(10, 1e6, 61)


def one_step(method: str, d: int) -> Callable:
    """A function that does the arithmetic of one step, on random numbers."""
    rng = np.random.default_rng(0)
    x, g = rng.standard_normal((2, d))
    if method == "GD":
        return lambda: x - 0.1 * g
    pairs = [(v, v * np.linspace(1, 2, d)) for v in rng.standard_normal((PAIRS, d))]
    if method == "L-BFGS":
        return lambda: x - two_loops(pairs, g)
    if method == "BFGS":
        M = np.eye(d)
        return lambda: x - bfgs_update(M, *pairs[0]) @ g
    H = np.diag(np.arange(1.0, d + 1)) + np.outer(g, g) / d
    return lambda: x + solve_model(H, g)


def measure(method: str, d: int, rounds: int = 5) -> float:
    """Seconds of one step's arithmetic: the fastest of some rounds."""
    step = one_step(method, d)
    step()
    repeats = max(1, int(1e-3 / max(_timed(step, 1), 1e-7)))
    return min(_timed(step, repeats) for _ in range(rounds))


def measure_prices(samples: int = 20_000, d: int = 500, rounds: int = 5) -> tuple[float, float]:
    """Seconds of one multiplication and addition in Xw and in XᵀDX: the fastest of some rounds."""
    rng = np.random.default_rng(0)
    X, w, weights = rng.standard_normal((samples, d)), rng.standard_normal(d), np.ones((samples, 1))
    vector = min(_timed(lambda: X @ w, 3) for _ in range(rounds))
    matrix = min(_timed(lambda: X.T @ (weights * X), 1) for _ in range(rounds))
    return vector / X.size, matrix / (X.size * d)


def _timed(step: Callable, repeats: int) -> float:
    began = perf_counter()
    for _ in range(repeats):
        step()
    return (perf_counter() - began) / repeats


@dataclass(frozen=True)
class StepCostRun:
    """Costs by d, and totals for one problem."""

    d: float
    own: dict[str, np.ndarray]  #: seconds of one step's own arithmetic over `GRID`
    total: dict[str, np.ndarray]  #: seconds until the gap is 10⁻⁶ of the first, over `GRID`
    steps: dict[str, int]
    fastest: str  #: at d
    summary: str


@lru_cache(maxsize=64)
def steps_needed(condition: float) -> dict[str, int]:
    """Steps to 10⁻⁶ of the first gap, on a quadratic with 100 curvatures from 1/κ to 1."""
    curvatures = np.geomspace(1 / condition, 1.0, 100)
    start = 1 / np.sqrt(curvatures)
    f = Quadratic(curvatures)
    lr = best_constant_lr(1.0, 1 / condition)
    # Gradient descent on a quadratic in closed form: each coordinate shrinks by its own factor.
    shrink, t = (1 - lr * curvatures) ** 2, 1
    while (shrink**t).mean() > ACCURACY:
        t *= 2
    low = t // 2
    while t - low > 1:
        middle = (low + t) // 2
        low, t = (low, middle) if (shrink**middle).mean() <= ACCURACY else (middle, t)
    found = {"GD": t}
    for name, method in (("L-BFGS", LBFGS(memory=PAIRS)), ("BFGS", BFGS())):
        value = minimize(f, start, method, 400).value
        found[name] = int(np.argmax(value <= ACCURACY * value[0]))
    return {name: found.get(name, NEWTON_STEPS) for name in NAMES}


def own_arithmetic(method: str) -> np.ndarray:
    """Seconds over `GRID`: between the measured sizes on straight lines, beyond by the law."""
    sizes, seconds = np.array(list(MEASURED[method].items())).T
    inside = np.exp(np.interp(np.log(GRID), np.log(sizes), np.log(seconds)))
    return inside * np.maximum(GRID / sizes[-1], 1) ** POWERS[method]


@lru_cache(maxsize=256)
def step_cost(*, d=1000.0, samples=10_000.0, condition=100.0) -> StepCostRun:
    """Cost of a step by d, and the time to an accuracy with n samples and condition number κ."""
    steps = steps_needed(condition)
    gradient = 2 * samples * GRID * WITH_VECTOR  # Xw and Xᵀ times the losses' slopes
    of_f = {"GD": gradient, "L-BFGS": 2 * gradient, "BFGS": 2 * gradient,
            "Newton": gradient + samples * GRID**2 * OF_MATRICES}  # fmt: skip
    own = {name: own_arithmetic(name) for name in NAMES}
    total = {name: steps[name] * (own[name] + of_f[name]) for name in NAMES}
    at = {name: float(np.exp(np.interp(np.log(d), np.log(GRID), np.log(total[name]))))
          for name in NAMES}  # fmt: skip
    fastest = min(at, key=at.get)
    times = ", ".join(f"{name} {spell(at[name])} ({steps[name]} steps)" for name in NAMES)
    return StepCostRun(d, own, total, steps, fastest,
                       f"d = {d:,.0f}, n = {samples:,.0f}, κ = {condition:,.0f}: {times}. "
                       f"{fastest} is the fastest here.")  # fmt: skip


def spell(seconds: float) -> str:
    """A time in a unit that suits it."""
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1, 1e3, "ms"), (120, 1, "s"),
                                (7200, 1 / 60, "min"), (172_800, 1 / 3600, "h")):  # fmt: skip
        if seconds < limit:
            number = seconds * factor
            return f"{number:.0f} {unit}" if number >= 10 else f"{number:.2g} {unit}"
    return f"{seconds / 86_400:,.0f} days"
