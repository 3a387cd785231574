"""Ticks worked out once a drawing.

matplotlib asks for an axis's ticks and for the boxes of their labels up to twelve times while it
lays out and draws one figure: for the label, the title and the spines, in two rounds. The answer
changes only with the view or with the place of the axes, and it takes half of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib.axis import Axis
from matplotlib.figure import Figure

#: What is answered from memory: methods of the axis, put in front of the class's for a while.
_ASKED = "_update_ticks", "_get_ticklabel_bboxes"


@contextmanager
def ticks_once(figure: Figure) -> Iterator[None]:
    """Within the block, in which nothing but matplotlib's own drawing changes the figure.

    The picture is the same to the pixel.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> ax = figure.subplots()
    >>> with ticks_once(figure):
    ...     figure.canvas.draw()
    """
    remembering = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    for axis in remembering:
        _remember(axis)
    try:
        yield
    finally:
        for axis in remembering:
            for name in _ASKED:
                vars(axis).pop(name, None)


def _remember(axis: Axis) -> None:
    update, boxes = axis._update_ticks, axis._get_ticklabel_bboxes
    seen = place = measured = None

    def _update_ticks():
        nonlocal seen, place, measured
        now = _place(axis)
        if now != place:
            seen, place, measured = update(), now, None
        return seen

    def _get_ticklabel_bboxes(ticks, renderer):
        nonlocal measured
        if ticks is not seen or _place(axis) != place:
            return boxes(ticks, renderer)
        if measured is None:
            measured = boxes(ticks, renderer)
        return measured

    axis._update_ticks, axis._get_ticklabel_bboxes = _update_ticks, _get_ticklabel_bboxes


def _place(axis: Axis) -> tuple:
    """What a locator and a label's box depend on while a figure is drawn."""
    return (*axis.axes.bbox.bounds, *axis.axes.viewLim.bounds)
