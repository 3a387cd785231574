"""A static graph: it is built first, and run afterwards, as often as one likes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from course_lib import checks
from course_lib.autodiff.static.ops import OPS

GIVEN = ("constant", "placeholder", "variable")


class Node:
    """A promise of a value: what will be computed, and from what.

    Attributes
    ----------
    graph : StaticGraph
    number : int
        Its place in ``graph.nodes``; its inputs stand before it.
    op : str
        A key of `OPS`, one of "constant", "placeholder", "variable", or "assign".
    inputs : tuple of Node
    value : number or array
        Of a constant; the first value of a variable; None for the rest.
    name : str
        Of placeholders and variables.
    shape : tuple of int
        Known before anything is computed.
    """

    __slots__ = ("graph", "inputs", "name", "number", "op", "shape", "value")
    __array_ufunc__ = None  # numpy leaves array * node to the node

    def __repr__(self) -> str:
        if self.op == "constant":
            return f"Node({self.value})"
        made_of = ", ".join(str(x.number) for x in self.inputs)
        return f"Node({self.name or self.op}{f' of {made_of}' if made_of else ''})"

    def sum(self) -> Node:
        """Σ over all entries; of a number the number itself."""
        return self.graph.apply("sum", self) if self.shape else self

    def __bool__(self):
        raise TypeError("a node has no value yet; run it in a Session")


class StaticGraph:
    """Nodes in the order in which they were made.

    Parameters
    ----------
    precision : numpy type
        ``np.float64``, or ``np.float32`` for single precision.

    Examples
    --------
    >>> from course_lib.autodiff.static import Session
    >>> graph = StaticGraph()
    >>> a, b = graph.placeholder("a"), graph.placeholder("b")
    >>> total = a + b  # nothing is computed
    >>> Session(graph).run(total, {a: 3, b: 4})
    7.0
    """

    def __init__(self, precision=np.float64):
        self.precision = np.dtype(checks.choice("precision", precision, (np.float64, np.float32)))
        self.nodes: list[Node] = []
        self.named: dict[str, Node] = {}

    def constant(self, value) -> Node:
        """A number or array that never changes."""
        value = self.as_value("value", value)
        return self._new("constant", shape=np.shape(value), value=value)

    def placeholder(self, name: str, shape: tuple[int, ...] = ()) -> Node:
        """A promise to provide a value of this shape when the graph is run."""
        return self._new("placeholder", shape=checks.shape("shape", shape), name=self._free(name))

    def variable(self, name: str, value) -> Node:
        """A value that a session keeps, and that `assign` changes; here its first one."""
        value = self.as_value("value", value)
        return self._new("variable", shape=np.shape(value), value=value, name=self._free(name))

    def assign(self, variable: Node, new) -> Node:
        """Running this node gives the variable its new value."""
        if not isinstance(variable, Node) or variable.op != "variable":
            raise TypeError(f"variable must be a node made by .variable(), got {variable!r}")
        new = self.node(new)
        if new.shape != variable.shape:
            raise ValueError(
                f"new must have the variable's shape {variable.shape}, got {new.shape}"
            )
        return self._new("assign", (variable, new), shape=new.shape)

    def apply(self, op: str, *inputs, like: Node | None = None) -> Node:
        """A new node for an operation; ``like`` has the shape of what is spread."""
        checks.choice("op", op, OPS)
        if len(inputs) != OPS[op].arguments:
            raise TypeError(f"{op} takes {OPS[op].arguments} inputs, got {len(inputs)}")
        inputs = tuple(map(self.node, inputs))
        if op == "sum":
            shape = ()
        elif op == "spread":
            shape = like.shape
        else:
            shape = _common_shape(op, inputs)
        return self._new(op, inputs, shape=shape)

    def node(self, value) -> Node:
        """The node itself; anything else becomes a constant."""
        if not isinstance(value, Node):
            return self.constant(value)
        if value.graph is not self:
            raise ValueError("a node of another graph cannot be used here; build it in this one")
        return value

    def as_value(self, name: str, value):
        """A value in the graph's precision; Python floats for double precision numbers."""
        array = checks.array(name, value).astype(self.precision)
        if array.ndim:
            return array
        return float(array) if self.precision == np.float64 else array[()]

    def _free(self, name: str) -> str:
        if not isinstance(name, str) or not name:
            raise TypeError(f"name must be a text, got {name!r}")
        if name in self.named:
            raise ValueError(f"name must be new in this graph, got {name!r} again")
        return name

    def _new(self, op, inputs=(), *, shape, value=None, name="") -> Node:
        node = Node()
        node.graph, node.number, node.op, node.inputs = self, len(self.nodes), op, inputs
        node.shape, node.value, node.name = shape, value, name
        self.nodes.append(node)
        if name:
            self.named[name] = node
        return node


def _common_shape(op: str, inputs) -> tuple[int, ...]:
    """Equal shapes, or an array and a number."""
    shapes = {x.shape for x in inputs} - {()}
    if len(shapes) > 1:
        raise ValueError(
            f"{op} takes inputs of one shape, or an array and a number, got "
            + " and ".join(str(x.shape) for x in inputs)
        )
    return shapes.pop() if shapes else ()


def nodes(name: str, value) -> list[Node]:
    """A sequence of nodes, as a list."""
    found = list(checks.items(name, value, "Nodes"))
    if not found:
        raise ValueError(f"{name} must hold at least one Node, got none")
    for node in found:
        checks.instance(name, node, Node, "write graph.placeholder('x')")
    return found


def needed(outputs: Iterable[Node]) -> list[Node]:
    """The outputs and all that they are computed from, each after its inputs."""
    outputs = nodes("outputs", outputs)
    found, waiting = set(outputs), outputs
    while waiting:
        new = [x for x in waiting.pop().inputs if x not in found]
        found.update(new)
        waiting.extend(new)
    return sorted(found, key=lambda node: node.number)


def operations(*outputs: Node) -> int:
    """How many operations are needed to compute the outputs together.

    Examples
    --------
    >>> graph = StaticGraph()
    >>> x = graph.placeholder("x")
    >>> y = x * x
    >>> operations(y + 1), operations(y + 1, y * y)
    (2, 3)
    """
    return sum(node.op in OPS for node in needed(outputs))


# ---- the operators of Node, and methods by the names that tensors have --------------------------


def _apply(op, *inputs):
    graph = next(x.graph for x in inputs if isinstance(x, Node))
    return graph.apply(op, *inputs)


def _operator(op: str, swapped: bool = False):
    if swapped:
        return lambda self, other: _apply(op, other, self)
    return lambda self, *other: _apply(op, self, *other)


for _sign, _op in {"add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide",
                   "pow": "power"}.items():  # fmt: skip
    setattr(Node, f"__{_sign}__", _operator(_op))
    setattr(Node, f"__r{_sign}__", _operator(_op, swapped=True))
Node.__neg__, Node.__abs__ = _operator("negate"), _operator("absolute")
for _op in ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus", "relu", "square"):
    setattr(Node, _op, _operator(_op))
