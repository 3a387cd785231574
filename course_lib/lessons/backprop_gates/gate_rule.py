"""What add, multiply, max and ReLU do to a gradient that comes back to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.autodiff import Graph, maximum, relu, trace_graph, variables
from course_lib.autodiff.steps import short

REACH = 3.0  # of x and y
VIEW = 6.0  # of the plane around them

#: Choice → the gate on tensors, and the same function on arrays.
GATES: dict[str, tuple[Callable, Callable]] = {
    "add: x + y": (lambda x, y: x + y, np.add),
    "multiply: x · y": (lambda x, y: x * y, np.multiply),
    "max(x, y)": (maximum, np.maximum),
    "ReLU(x + y)": (lambda x, y: relu((x + y).named("s")), lambda x, y: np.maximum(0, x + y)),
}


@dataclass(frozen=True, eq=False)
class GateRun:
    """One gate z = g(x, y) with the gradient ∂J/∂z that comes back to it."""

    gate: str
    graph: Graph  #: Of J = (∂J/∂z) · z.
    at: np.ndarray  #: Shape (2,). x and y.
    gradient: np.ndarray  #: Shape (2,). ∂J/∂x and ∂J/∂y.
    grid: np.ndarray  #: Shape (81,).
    height: np.ndarray  #: Shape (81, 81). z over the plane of x and y; rows run along y.
    summary: str


@lru_cache(maxsize=256)
def gate_rule(*, gate="multiply: x · y", x=2.5, y=-1.5, upstream=1.5) -> GateRun:
    """Lead the gradient ``upstream`` back through a gate at (x, y)."""
    a, b = variables(x=x, y=y)
    z = GATES[gate][0](a, b).named("z")
    graph = trace_graph((z * upstream).named("J"))
    dx, dy = (next(n.gradient for n in graph.nodes if n.symbol == s) for s in "xy")
    grid, height = surface(gate)
    return GateRun(gate, graph, np.array([x, y]), np.array([dx, dy]) + 0.0, grid, height,
                   _summary(gate, x, y, upstream, dx, dy))  # fmt: skip


@lru_cache(maxsize=8)
def surface(gate: str) -> tuple[np.ndarray, np.ndarray]:
    """z over a square with room around the x and y that can be chosen."""
    grid = np.linspace(-VIEW, VIEW, 137)
    return grid, GATES[gate][1](grid, grid[:, None])


def _summary(gate, x, y, upstream, dx, dy) -> str:
    back, dx, dy = short(upstream), short(dx), short(dy)
    if gate.startswith("add"):
        return f"Add distributes: the {back} that arrives goes to x and to y alike."
    if gate.startswith("multiply"):
        return (
            f"Multiply swaps: x gets {back} · y = {dx} (y is {short(y)}), "
            f"and y gets {back} · x = {dy} (x is {short(x)})."
        )
    if gate.startswith("max"):
        if x == y:
            return f"A tie: max routes the {back} to the first of the two, x; y gets 0."
        winner, loser = "xy" if x > y else "yx"
        return f"Max routes: {winner} is larger and gets all of the {back}; {loser} gets 0."
    s = short(round(x + y, 10))
    if x + y > 1e-12:
        return f"s = {s} > 0: the ReLU gate is open, and x and y both get the {back} that arrives."
    where = "s = 0, the kink: our slope is 0" if abs(x + y) <= 1e-12 else f"s = {s} < 0"
    return f"{where}: the ReLU gate is closed, and neither x nor y gets any of the {back}."
