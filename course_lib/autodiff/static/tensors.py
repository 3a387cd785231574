"""From a computation that has been carried out to a static graph of it."""

from __future__ import annotations

from course_lib.autodiff.graph import trace_graph
from course_lib.autodiff.static.graph import Node, StaticGraph
from course_lib.autodiff.static.ops import OPS
from course_lib.autodiff.tensor import Tensor


def as_static(L: Tensor) -> Node:
    """The output of a static graph that computes L from its inputs, which are placeholders now.

    Parameters
    ----------
    L : Tensor
        One number, made of numbers by gates with a static form; its inputs have names.

    Raises
    ------
    ValueError
        ``L must be made of gates with a static form, got matmul``

    Examples
    --------
    >>> from course_lib.autodiff import variables
    >>> from course_lib.autodiff.static import operations
    >>> x, y, z = variables(x=-2, y=5, z=-4)
    >>> f = as_static((x + y) * z)
    >>> sorted(f.graph.named), operations(f)
    (['x', 'y', 'z'], 2)
    """
    traced, graph, made = trace_graph(L), StaticGraph(), []
    gates = traced.structure[2]
    for k, node in enumerate(traced.nodes):
        if node.kind == "constant":
            made.append(graph.constant(node.value))
        elif node.kind == "input":
            if not node.name:
                raise ValueError("L must be made of inputs with names; write Tensor(2.0, name='x')")
            made.append(graph.placeholder(node.name))
        elif gates[k] not in OPS:
            raise ValueError(f"L must be made of gates with a static form, got {gates[k]}")
        else:
            inputs = sorted(traced.inputs_of(k), key=lambda edge: edge.slot)
            made.append(graph.apply(gates[k], *[made[edge.source] for edge in inputs]))
    return made[-1]
