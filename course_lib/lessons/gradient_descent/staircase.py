"""Gradient descent on a function of one variable, with the tangent that decides each step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import CATALOGUE
from course_lib.optim import GradientDescent, minimize

#: The first step size: on the slider's ticks, which are counted from it.
LR = 10**-0.45

#: Landscapes to choose from → a start from which the interesting things happen.
STARTS = {"x²": -1.7, "x⁴ − 3x²": -0.15, "x⁴": 1.3, "sin x + x²/20": 8.0}


@dataclass(frozen=True)
class StaircaseRun:
    """A run on f: R → R and the tangent at each iterate."""

    function: str
    #: grid, curve: shape (401,). f over the drawn interval.
    grid: np.ndarray
    curve: np.ndarray
    #: x, value, slope: shape (T + 1,). Iterates x_t, f and f′ there.
    x: np.ndarray
    value: np.ndarray
    slope: np.ndarray
    gap: np.ndarray  #: Shape (T + 1,). f(x_t) − min f.
    summary: str  #: The run in a sentence.


@lru_cache(maxsize=256)
def staircase(*, function="x²", lr=LR, start=-1.7, steps=30) -> StaircaseRun:
    """Gradient descent x ← x − η f′(x) from ``start``."""
    f = CATALOGUE[function]
    grid = np.linspace(*f.bounds[0], 401)
    trace = minimize(f, [start], GradientDescent(lr), steps=steps)
    x = trace.x[:, 0]
    return StaircaseRun(
        function=function, grid=grid, curve=f(grid[:, None]), x=x,
        value=trace.value, slope=f.grad(trace.x)[:, 0], gap=trace.value - f.minimum,
        summary=_summary(trace, x, lr),
    )  # fmt: skip


def _summary(trace, x, lr) -> str:
    if trace.status == "diverged":
        return f"η = {lr:.3g}: diverges. Every step overshoots by more than the one before."
    turns = int(np.sum(np.diff(x[1:]) * np.diff(x[:-1]) < 0))
    manner = "jumps from side to side" if turns > len(x) // 2 else "walks down one side"
    if manner.startswith("jumps") and abs(x[-1] - x[-2]) > 1.01 * abs(x[1] - x[0]):
        manner += ", each time further: it diverges"
    # Where x jumps between two points for ever, f changes by rounding only.
    rises = int(np.sum(np.diff(trace.value) > 1e-12 * np.abs(trace.value[:-1])))
    rose = f", and f rose in {rises} of the steps" if rises else ""
    last = [round(float(number), 12) + 0.0 for number in (x[-1], trace.value[-1])]
    end = f"x = {last[0]:.4g} after {len(x) - 1} steps, f = {last[1]:.4g}"
    return f"η = {lr:.3g}: {manner}; {end}{rose}.".replace("-", "−")
