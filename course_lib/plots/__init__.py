"""Drawing: one style sheet, figures with a text form, and one view for each explorer's result."""

from course_lib.plots.figure import NotebookFigure, subplots
from course_lib.plots.style import color, style_context, use_style
from course_lib.plots.text import describe

__all__ = ["NotebookFigure", "color", "describe", "style_context", "subplots", "use_style"]
