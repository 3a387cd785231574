"""Static graphs: built once, with constants, placeholders and variables; run in a session."""

from course_lib.autodiff.static.derivatives import gradients, tangents
from course_lib.autodiff.static.graph import Node, StaticGraph, needed, operations
from course_lib.autodiff.static.session import Session, descent
from course_lib.autodiff.static.simplify import Simplified, simplify
from course_lib.autodiff.static.tensors import as_static

__all__ = [
    "Node",
    "Session",
    "Simplified",
    "StaticGraph",
    "as_static",
    "descent",
    "gradients",
    "needed",
    "operations",
    "simplify",
    "tangents",
]
