"""Ticks from memory: the same picture with fewer questions."""

import numpy as np
import pytest
from matplotlib.axis import XAxis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_lib.plots.style import style_context
from course_lib.plots.ticks_once import ticks_once


def made() -> Figure:
    """All that moves the axes or their ticks: labels, a title, scales, an aspect, a twin."""
    with style_context():
        figure = Figure((7, 5), layout="constrained")
        FigureCanvasAgg(figure)
        (plain, square), (log, twinned) = figure.subplots(2, 2)
        plain.plot([0, 1e6], [-1e-7, 1e-7])
        plain.set(xlabel="steps", ylabel="error", title="wide labels")
        square.imshow([[0, 1], [2, 3]])
        square.set(aspect="equal", title="a square in an oblong")
        log.loglog([1e-3, 1e5], [1e-9, 1e9])
        log.set(xlabel="η")
        log.xaxis.tick_top()
        twinned.plot([0, 3], [0, 1e5])
        twinned.twinx().plot([0, 3], [5, 7])
    return figure


def drawn(figure, change) -> tuple[np.ndarray, np.ndarray]:
    """The picture before a change and after it."""
    with style_context():
        figure.canvas.draw()
        before = np.asarray(figure.canvas.buffer_rgba()).copy()
        change(figure)
        figure.canvas.draw()
        return before, np.asarray(figure.canvas.buffer_rgba()).copy()


def other_limits_alone(figure) -> None:
    figure.set_layout_engine("none")  # or the axes would move, too
    figure.axes[3].set_xlim(1, 4)


@pytest.mark.parametrize(
    "change",
    [
        other_limits_alone,
        lambda figure: figure.set_size_inches(5, 6),
        lambda figure: figure.axes[2].set_title("two\nlines"),
    ],
)
def test_the_pictures_are_matplotlibs_own(change):
    """The first, which is laid out in two rounds, and one with other limits or in other places."""
    figure = made()
    with ticks_once(figure):
        ours = drawn(figure, change)
    theirs = drawn(made(), change)
    assert np.array_equal(ours[0], theirs[0])
    assert np.array_equal(ours[1], theirs[1])


def test_each_axis_is_asked_once_a_place(monkeypatch):
    figure = made()
    asked, update = [], XAxis._update_ticks
    monkeypatch.setattr(XAxis, "_update_ticks", lambda axis: asked.append(axis) or update(axis))
    with style_context():
        figure.canvas.draw()
        before, asked[:] = len(asked), []
        with ticks_once(figure):
            figure.canvas.draw()
    assert len(asked) <= 3 * len(figure.axes) < before / 2, "laid out twice, then drawn"
    assert not {"_update_ticks", "_get_ticklabel_bboxes"} & set(vars(figure.axes[0].xaxis))
