"""What a gradient costs beside the function, in operations: reverse, forward and differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_lib import checks
from course_lib.autodiff.static import Node, StaticGraph, gradients, operations, tangents

SIZES = (2, 4, 8, 16, 32)
MODES = {"reverse": "reverse mode", "forward": "forward mode", "differences": "differences"}
HIDDEN = 4


def _total(parts):
    first, *rest = parts
    for part in rest:
        first = first + part
    return first


def _product(x):
    first, *rest = x
    for factor in rest:
        first = first * factor
    return first


def _valley(x):
    """Rosenbrock's valley in n variables."""
    bends = [(1.0 - a).square() + (b - a.square()).square() * 100.0
             for a, b in pairwise(x)]  # fmt: skip
    return _total(bends)


def _layer(x):
    """Four tanh units of all inputs, with fixed weights."""
    weights = np.random.default_rng(14).normal(size=(HIDDEN, len(x))).round(2)
    scores = [_total([a * float(w) for a, w in zip(x, row, strict=True)]) for row in weights]
    return _total([s.tanh() for s in scores])


def _log_sum_exp(x):
    return _total([a.exp() for a in x]).log()


#: Name → function of a list of nodes.
FUNCTIONS: dict[str, Callable] = {
    "product x₁ x₂ ⋯ xₙ": _product,
    "Rosenbrock's valley": _valley,
    "log Σ eˣ": _log_sum_exp,
    "4 tanh units": _layer,
}


@dataclass(frozen=True)
class GradientCost:
    """Operations for a function of n variables and for its gradient, for each n."""

    n: int
    sizes: np.ndarray  #: values of n, shape (5,)
    f: np.ndarray  #: operations for f, shape (5,)
    cost: dict[str, np.ndarray]  #: key of `MODES` → operations for f and its gradient, shape (5,)
    ratio: dict[str, np.ndarray]  #: the same, as multiples of f
    summary: str


def build(function: str, n: int) -> tuple[Node, list[Node]]:
    """The function as a static graph, and its n placeholders."""
    checks.choice("function", function, FUNCTIONS)
    graph = StaticGraph()
    x = [graph.placeholder(f"x{k}") for k in range(n)]
    return FUNCTIONS[function](x), x


def count(function: str, n: int, skip: bool = False) -> tuple[int, dict[str, int]]:
    """Operations for f alone, and for f with all n slopes in each of the three ways.

    Forward mode computes f once and makes n sweeps, each along one input. It treats every tangent
    alike, as dual numbers do, unless it may ``skip`` those that are 0 whatever x is. Differences
    evaluate f at n + 1 points, subtract and divide.
    """
    out, x = build(function, n)
    alone = operations(out)
    reverse = operations(out, *gradients(out, x))
    if skip:
        sweeps = [tangents([out], {a: 1.0}) for a in x]
        forward = sum(operations(out, *sweep) - alone for sweep in sweeps)
    else:
        along = {a: out.graph.placeholder(f"v{k}") for k, a in enumerate(x)}
        forward = n * (operations(out, *tangents([out], along)) - alone)
    return alone, {
        "reverse": reverse, "forward": alone + forward, "differences": (n + 1) * alone + 2 * n
    }  # fmt: skip


@lru_cache(maxsize=8)
def _curves(function: str, skip: bool):
    alone, each = zip(*(count(function, n, skip) for n in SIZES), strict=True)
    return np.array(alone), {mode: np.array([c[mode] for c in each]) for mode in MODES}


@lru_cache(maxsize=64)
def gradient_cost(*, function="Rosenbrock's valley", n=4, skip=False) -> GradientCost:
    """The cost of the gradient in each mode.

    Parameters
    ----------
    function : str
        A key of `FUNCTIONS`.
    n : int
        One of `SIZES`: the number of variables that is looked at, and the last one drawn.
    skip : bool
        Whether forward mode leaves out tangents that are 0 whatever x is.
    """
    f, cost = _curves(function, skip)
    ratio = {mode: counted / f for mode, counted in cost.items()}
    at = SIZES.index(n)
    told = ", ".join(f"{cost[m][at]:,} ({ratio[m][at]:.1f} times f) by {MODES[m]}" for m in MODES)
    summary = f"n = {n}: f takes {f[at]:,} operations; f and its gradient take {told}."
    return GradientCost(n, np.array(SIZES), f, cost, ratio, summary)
