"""Figures for notebook cells: drawn by Agg, shown as one PNG with a numeric text form."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_lib.plots.style import style_context
from course_lib.plots.text import describe

#: Dots stored for each point of the page: sharp on fine screens, and still small files.
SHARPNESS = 1.5


class NotebookFigure(Figure):
    """A matplotlib figure that a cell shows by ending in it; pyplot plays no part.

    `photo` figures keep their colours on a dark page; all others are inverted there, by the style
    sheet that comes with the live figures.
    """

    photo = False

    def _repr_mimebundle_(self, include=None, exclude=None):
        width, height = (round(inches * self.dpi) for inches in self.get_size_inches())
        metadata = {"image/png": {"width": width, "height": height}}
        if not self.photo:
            # JupyterLab marks such images with a class, by which `live.css` finds them.
            metadata["needs_background"] = "light"
        return {"image/png": self.png(), "text/plain": describe(self)}, metadata

    def png(self) -> bytes:
        """The picture as PNG bytes; without metadata, so that it is the same every time."""
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=SHARPNESS * self.dpi, metadata={"Software": None})
        return out.getvalue()


def subplots(rows: int = 1, cols: int = 1, *, size=(9.0, 3.6), photo=False, **kwargs):
    """A figure and its axes in the course's style: ``fig, ax = subplots(1, 2)``.

    Parameters
    ----------
    rows, cols : int
    size : (float, float)
        Width and height in inches, at 100 points of the page an inch.
    photo : bool
        Whether it shows pictures whose colours must stay as they are on a dark page.
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
        figure.photo = photo
        return figure, figure.subplots(rows, cols, **kwargs)
