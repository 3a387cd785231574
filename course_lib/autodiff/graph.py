"""A computation as nodes and edges, and what is known of it at each step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.autodiff.backward import QUIET, backward, fit
from course_lib.autodiff.tensor import Tensor

MAX_NODES = 60

#: How a gate is written in a drawing; the others show their name.
SYMBOLS = {
    "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "power": "^", "negate": "neg",
    "square": "sq", "reciprocal": "1/·", "sqrt": "√", "sigmoid": "σ", "relu": "ReLU",
    "absolute": "|·|", "maximum": "max", "minimum": "min", "matmul": "@", "sum": "Σ",
    "index": "[·]", "leaky_relu": "leaky", "arctan": "atan", "softmax_cross_entropy": "CE",
    "batchnorm": "BN", "transpose": "ᵀ", "logsumexp": "lse", "concatenate": "cat",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Node:
    """An input, a constant or a gate.

    Attributes
    ----------
    kind : "input", "constant" or "gate"
    symbol : str
        What stands in it: the name of an input, the sign of a gate.
    name : str
        The tensor's name, if it has one.
    value : float or array
    gradient : float, array or None
        ∂L/∂(this node); None for constants.
    """

    kind: str
    symbol: str
    name: str
    value: float | np.ndarray
    gradient: float | np.ndarray | None


@dataclass(frozen=True, eq=False)
class Edge:
    """From a node to a gate that uses it.

    Attributes
    ----------
    source, target : int
        Numbers of nodes.
    slot : int
        Which argument of the gate it is.
    local : float
        ∂(target)/∂(source) along this edge; nan where one of them is an array.
    gradient : float, array or None
        The part of ∂L/∂(source) that comes back along this edge; None for constants.
    """

    source: int
    target: int
    slot: int
    local: float
    gradient: float | np.ndarray | None


@dataclass(frozen=True, eq=False)
class Graph:
    """A computation ready to be gone through step by step.

    Attributes
    ----------
    nodes : tuple of Node
        Inputs and constants where they are first used; each gate after its inputs; L last.
    edges : tuple of Edge
    gates : tuple of int
        The gates' numbers in the order of the forward sweep; backward goes through them from the
        end.
    structure : tuple
        Kind, symbol and name of each node; source and target of each edge; gate of each node.
        Equal for graphs that differ in their numbers only.

    Notes
    -----
    There are 2 G + 2 steps with G gates: 0 shows the inputs, k ≤ G the first k gates, G + 1 the
    gradient 1 at L, and each further one leads the gradient back through one gate.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    gates: tuple[int, ...]
    structure: tuple

    @property
    def last_step(self) -> int:
        return 2 * len(self.gates) + 1

    @property
    def output_name(self) -> str:
        """The name of the output; f where it has none."""
        return self.nodes[-1].name or "f"

    def inputs_of(self, node: int) -> list[Edge]:
        return [e for e in self.edges if e.target == node]

    def uses_of(self, node: int) -> list[Edge]:
        return [e for e in self.edges if e.source == node]

    def active_gate(self, step: int) -> int | None:
        """The gate at work in this step; None at the inputs and where the gradient 1 starts."""
        step, count = self._checked(step), len(self.gates)
        if 1 <= step <= count:
            return self.gates[step - 1]
        return self.gates[2 * count + 1 - step] if step > count + 1 else None

    def is_backward(self, step: int) -> bool:
        return self._checked(step) > len(self.gates)

    def has_value(self, node: int, step: int) -> bool:
        """Whether the node's value is known after this step."""
        return node not in self.gates or self.gates.index(node) < self._checked(step)

    def went_back(self, gate: int, step: int) -> bool:
        """Whether the gradient has been led back through a gate after this step."""
        from_the_end = len(self.gates) - self.gates.index(gate)
        return self._checked(step) > len(self.gates) + from_the_end

    def gradient_so_far(self, node: int, step: int):
        """The sum of the parts that have come back to a node, and whether that is all of them."""
        if self.nodes[node].gradient is None or step <= len(self.gates):
            return None, False
        if node == len(self.nodes) - 1:
            return self.nodes[node].gradient, True
        uses = self.uses_of(node)
        parts = [e.gradient for e in uses if self.went_back(e.target, step)]
        if len(parts) == len(uses):
            return self.nodes[node].gradient, True
        return (sum(parts[1:], parts[0]), False) if parts else (None, False)

    def _checked(self, step: int) -> int:
        return int(checks.in_range("step", step, 0, self.last_step))


def trace_graph(L: Tensor) -> Graph:
    """The graph behind L, with the values and gradients on it.

    Parameters
    ----------
    L : Tensor
        One number, made by at least one gate of at most 60 nodes in all.

    Returns
    -------
    Graph

    Raises
    ------
    ValueError
        ``L must have at most 60 nodes behind it to be drawn, ...``

    Examples
    --------
    >>> from course_lib.autodiff import variables
    >>> x, y, z = variables(x=-2, y=5, z=-4)
    >>> graph = trace_graph((x + y) * z)
    >>> [(n.symbol, n.value, n.gradient) for n in graph.nodes]
    [('x', -2.0, -4.0), ('y', 5.0, -4.0), ('+', 3.0, -4.0), ('z', -4.0, 3.0), ('×', -12.0, 1.0)]
    """
    grads = backward(L)
    if not L.gate:
        raise ValueError("L must be made by a gate to be drawn, got an input")
    tensors = _in_order(L)
    number = {t: k for k, t in enumerate(tensors)}
    structure = (
        tuple((_kind(t), _symbol(t), t.name) for t in tensors),
        tuple((number[x], number[t]) for t in tensors for x in t.inputs),
        tuple(t.gate for t in tensors),
    )
    nodes = tuple(Node(_kind(t), _symbol(t), t.name, t.value, grads.get(t)) for t in tensors)
    edges = tuple(
        Edge(*ends, slot, local, part)
        for ends, (slot, local, part) in zip(structure[1], _parts(tensors, grads), strict=True)
    )
    return Graph(nodes, edges, tuple(k for k, t in enumerate(tensors) if t.gate), structure)


def _in_order(L: Tensor) -> list[Tensor]:
    """All tensors behind L, each after its inputs: the order of the written formula."""
    order, done, stack = [], set(), [(L, False)]
    while stack:
        t, inputs_done = stack.pop()
        if t in done:
            continue
        if inputs_done or not t.inputs:
            done.add(t)
            order.append(t)
            if len(order) > MAX_NODES:
                raise ValueError(
                    f"L must have at most {MAX_NODES} nodes behind it to be drawn, got more; "
                    "draw a part of it"
                )
        else:
            stack.append((t, True))
            stack += [(x, False) for x in reversed(t.inputs)]
    return order


def _parts(tensors, grads):
    """For each edge: which argument, the local slope, and the gradient that comes back along it."""
    with np.errstate(**QUIET):
        for t in tensors:
            back = t.pull(grads[t]) if t.inputs else ()
            for slot, (x, dx) in enumerate(zip(t.inputs, back, strict=True)):
                part = fit(dx, x.value) if x.requires_grad else None
                yield slot, _local(t, slot), part


def _local(t: Tensor, slot: int) -> float:
    """∂t/∂(its argument), for numbers."""
    x = t.inputs[slot]
    if t.shape or x.shape or not x.requires_grad:
        return float("nan")
    return float(fit(t.pull(1.0)[slot], x.value))


def _kind(t: Tensor) -> str:
    if t.gate:
        return "gate"
    return "input" if t.requires_grad else "constant"


def _symbol(t: Tensor) -> str:
    return SYMBOLS.get(t.gate, t.gate) if t.gate else t.name
