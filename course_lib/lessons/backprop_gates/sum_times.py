"""f = (x + y) z, the lecture's first graph."""

from __future__ import annotations

from functools import lru_cache

from course_lib.autodiff import variables
from course_lib.lessons.backprop_gates.gate_graphs import GraphRun, graph_run


@lru_cache(maxsize=256)
def sum_times(*, x=-2.0, y=5.0, z=-4.0) -> GraphRun:
    """f = (x + y) z by its two gates."""
    x, y, z = variables(x=x, y=y, z=z)
    return graph_run((x + y).named("q") * z)
