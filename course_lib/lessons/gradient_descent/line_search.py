"""Gradient descent with a line search, and what the search sees at every iteration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions import Objective, Quadratic, Rosenbrock, ThreeExponentials
from course_lib.optim import Backtracking, ExactLineSearch, Wolfe

RULES = ("exact", "Armijo backtracking", "strong Wolfe")
POINTS = 201  # on the drawn ray


class Terrain(NamedTuple):
    """A function, where to draw it, a start, and the longest step worth drawing."""

    f: Objective
    bounds: tuple
    start: tuple[float, float]
    longest: float


#: The first start is the worst for the exact search: it zig-zags at full width.
TERRAINS = MappingProxyType(
    {
        "stretched bowl, κ = 5": Terrain(
            Quadratic([0.5, 2.5]), ((-3.0, 1.0), (-1.7, 1.7)), (-2.75, 0.55), 1.6
        ),
        "flat bowl, λ = 0.2 and 0.6": Terrain(
            Quadratic([0.2, 0.6]), ((-3.0, 1.0), (-1.7, 1.7)), (-2.7, 0.9), 6.0
        ),
        "three exponentials": Terrain(
            ThreeExponentials(), ((-2.0, 1.0), (-1.275, 1.275)), (-1.7, 0.62), 1.6
        ),
        "Rosenbrock / 100": Terrain(
            0.01 * Rosenbrock(), ((-1.9, 1.7), (-0.7, 2.36)), (-1.2, 0.3), 1.6
        ),
    }
)


FIRST = next(iter(TERRAINS))


@dataclass(frozen=True, eq=False)
class LineSearchRun:
    """A run with T steps; row t belongs to the search from x_t."""

    function: str
    x: np.ndarray  #: Shape (T + 1, 2).
    lr: np.ndarray  #: Shape (T,). The accepted step sizes η_t.
    first: float  #: The first η that a search tries.
    grid: np.ndarray  #: Shape (POINTS,). Values of η.
    #: phi, tangent, armijo: shape (T, POINTS). φ, its tangent at 0 and Armijo's line, on a scale
    #: that has 1 at φ(0) and 0 at the lowest value on the ray: (· − φ_min)/(φ(0) − φ_min).
    phi: np.ndarray
    tangent: np.ndarray
    armijo: np.ndarray
    #: enough, wolfe: shape (T, POINTS), bool. Where Armijo's condition, and where both strong Wolfe
    #: conditions hold.
    enough: np.ndarray
    wolfe: np.ndarray
    trials: tuple  #: Tuple of T arrays, shape (k, 2). Each η tried, with φ on the same scale.
    summary: str


@lru_cache(maxsize=128)
def line_search(
    *, function=FIRST, rule="exact", first=1.0, c1=0.1, c2=0.9, start=None, steps=30
) -> LineSearchRun:
    """Gradient descent whose step is found by a line search.

    Parameters
    ----------
    function : str
        One of `TERRAINS`.
    rule : str
        One of `RULES`.
    first : float
        The first η tried, > 0.
    c1, c2 : float
        0 < c₁ < c₂ < 1: the part of the promised decrease, and of the slope that may be left.
    start : (float, float), optional
    steps : int

    Returns
    -------
    LineSearchRun
    """
    terrain = TERRAINS[checks.choice("function", function, TERRAINS)]
    search = _search(rule, first, c1, c2)
    x, found, evals = _descend(terrain.f, start or terrain.start, search, steps)
    grid = np.linspace(0, terrain.longest, POINTS)
    phi, slope = _rays(terrain.f, x[:-1], grid)
    value, start_slope = phi[:, :1], slope[:, :1]
    lowest = np.minimum(phi.min(axis=1), [r.value for r in found])[:, None]
    drop = value - lowest
    tangent, armijo = value + start_slope * grid, value + c1 * start_slope * grid
    enough = phi <= armijo
    trials = tuple(
        np.column_stack([r.trials[:, 0], (r.trials[:, 1] - low) / fall])
        for r, low, fall in zip(found, lowest[:, 0], drop[:, 0], strict=True)
    )
    lr = np.array([r.alpha for r in found])
    return LineSearchRun(
        function, x, lr, first, grid,
        *((line - lowest) / drop for line in (phi, tangent, armijo)), enough,
        enough & (np.abs(slope) <= c2 * np.abs(start_slope)), trials,
        _summary(terrain.f, rule, x, lr, evals),
    )  # fmt: skip


def _search(rule, first, c1, c2):
    if checks.choice("rule", rule, RULES) == "exact":
        return ExactLineSearch(initial=first)
    if rule == "Armijo backtracking":
        return Backtracking(initial=first, c1=c1)
    return Wolfe(c1=c1, c2=c2, initial=first)


def _descend(f, start, search, steps):
    """The iterates, what each search found, and (values, gradients) asked of f."""
    x, found = [np.array(start, dtype=float)], []
    value, evals = float(f(x[0])), np.array([1, 0])
    for _ in range(steps):
        grad = f.grad(x[-1])
        result = search.search(f, x[-1], -grad, value=value, grad=grad)
        evals += [result.f_evals, 1 + result.grad_evals]
        # Below this, rounding would show in a picture of f along the ray.
        if not result.alpha or result.start - f.minimum < 1e-9:
            break
        found.append(result)
        x.append(x[-1] - result.alpha * grad)
        value = result.value
    return np.array(x), found, evals


def _rays(f, x, grid):
    """φ and φ' at the η of the grid, for the rays from each x: shapes (T, POINTS)."""
    grad = f.grad(x)
    points = x[:, None] - grid[:, None] * grad[:, None]
    return f(points), -np.einsum("tgd,td->tg", f.grad(points), grad)


def _summary(f, rule, x, lr, evals) -> str:
    if not len(lr):
        return "The start is the minimum: there is nothing to search."
    gaps = f(x[[0, -1]]) - f.minimum
    values, gradients = evals
    return (
        f"{rule[0].upper() + rule[1:]}: {_between(lr)}; after {len(lr)} steps the gap is "
        f"{gaps[1]:.1e} (at first {gaps[0]:.3g}), for {values} values and {gradients} gradients "
        "of f."
    )


def _between(lr) -> str:
    least, most = f"{lr.min():.3g}", f"{lr.max():.3g}"
    return f"η = {least}" if least == most else f"η from {least} to {most}"
