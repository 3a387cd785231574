"""Figures for notebook cells: drawn by Agg, shown as one PNG with a numeric text form."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_lib.plots.style import style_context
from course_lib.plots.text import describe


class NotebookFigure(Figure):
    """A matplotlib figure that a cell shows by ending in it; pyplot plays no part."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/png": self.png(), "text/plain": describe(self)}

    def png(self, dpi: float | None = None) -> bytes:
        """The picture as PNG bytes; without metadata, so that it is the same every time."""
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=dpi or self.dpi, metadata={"Software": None})
        return out.getvalue()


def subplots(rows: int = 1, cols: int = 1, *, size=(9.0, 3.6), **kwargs):
    """A figure and its axes in the course's style: ``fig, ax = subplots(1, 2)``.

    Parameters
    ----------
    rows, cols : int
    size : (float, float)
        Width and height in inches, at 100 dots an inch.
    **kwargs
        Handed to `matplotlib.figure.Figure.subplots`.

    Returns
    -------
    figure : NotebookFigure
    axes : Axes or array of Axes
    """
    with style_context():
        figure = NotebookFigure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        return figure, figure.subplots(rows, cols, **kwargs)
