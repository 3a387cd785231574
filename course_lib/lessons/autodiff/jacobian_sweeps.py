"""A Jacobian filled column by column (forward mode) and row by row (reverse mode)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.autodiff import jvp, tanh, vjp
from course_lib.autodiff.static import StaticGraph, gradients, operations, tangents
from course_lib.lessons.shared.counted import counted

MOST, HIDDEN = 8, 5
_RNG = np.random.default_rng(3)
INNER = _RNG.uniform(-0.9, 0.9, (HIDDEN, MOST)).round(2)
OUTER = _RNG.uniform(-0.9, 0.9, (MOST, HIDDEN)).round(2)
POINT = _RNG.uniform(-1.0, 1.0, MOST).round(2)


@dataclass(frozen=True)
class JacobianSweeps:
    """∂y/∂x of y = tanh(A tanh(B x)), by both modes, sweep by sweep."""

    n: int  #: inputs
    m: int  #: outputs
    columns: np.ndarray  #: J by forward mode, shape (m, n)
    rows: np.ndarray  #: J by reverse mode, shape (m, n)
    forward: np.ndarray  #: operations after each sweep, those of y first; shape (n + 1,)
    reverse: np.ndarray  #: the same for reverse mode, shape (m + 1,)
    summary: str

    @property
    def last_sweep(self) -> int:
        return max(self.n, self.m)


def count(n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Operations for y, then after each sweep of forward and of reverse mode.

    All inputs enter y alike, and all outputs are made alike: one sweep of each mode is counted.
    """
    graph = StaticGraph()
    x = [graph.placeholder(f"x{k}") for k in range(n)]
    y = layer(OUTER[:m], layer(INNER[:, :n], x))
    alone = operations(*y)
    forward = operations(*y, *tangents(y, {x[0]: 1.0})) - alone
    reverse = operations(*y, *gradients(y[0], x)) - alone
    return alone + forward * np.arange(n + 1), alone + reverse * np.arange(m + 1)


def layer(weights, x):
    """tanh of the sums, unit by unit."""
    units = []
    for row in weights:
        score = x[0] * row[0]
        for a, w in zip(x[1:], row[1:], strict=True):
            score = score + a * w
        units.append(score.tanh())
    return units


@lru_cache(maxsize=128)
def jacobian_sweeps(*, n=6, m=3) -> JacobianSweeps:
    """The Jacobian of m outputs by n inputs.

    Parameters
    ----------
    n, m : int
        1 to 8.
    """
    A, B, x = OUTER[:m], INNER[:, :n], POINT[:n]

    def f(x):
        return tanh(A @ tanh(B @ x))

    columns = np.stack([jvp(f, x, e)[1] for e in np.eye(n)], axis=1)
    _, pull = vjp(f, x)
    rows = np.stack([pull(e) for e in np.eye(m)])
    forward, reverse = count(n, m)
    return JacobianSweeps(n, m, columns, rows, forward, reverse, _summary(n, m, forward, reverse))


def _summary(n, m, forward, reverse) -> str:
    return (
        f"{counted(n, 'input')}, {counted(m, 'output')}: y takes {forward[0]} operations. A sweep "
        f"of forward mode adds {forward[1] - forward[0]}, and one of reverse mode "
        f"{reverse[1] - reverse[0]}."
    )
