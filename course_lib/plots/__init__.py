"""Drawing: one style sheet, figures with a text form, and the parts that views are made of."""

from course_lib.plots.figure import NotebookFigure, subplots
from course_lib.plots.graph import draw_graph
from course_lib.plots.style import color, style_context, use_style
from course_lib.plots.text import describe

__all__ = [
    "NotebookFigure",
    "color",
    "describe",
    "draw_graph",
    "style_context",
    "subplots",
    "use_style",
]
