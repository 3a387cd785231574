"""The key above the axes: words that space themselves, seen by the text form and by the theme."""

from itertools import pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from course_lib.plots.colour_key import GAP, axes_text, colour_key
from course_lib.plots.style import color, recolor, theme_color
from course_lib.plots.text import describe

WORDS = [("● now", color.orange), ("best so far", color.green), ("+", color.ink)]


@pytest.fixture
def figure():
    figure = Figure(figsize=(6, 3), dpi=100)
    FigureCanvasAgg(figure)
    figure.add_axes([0.1, 0.1, 0.8, 0.7])
    return figure


def test_words_are_evenly_apart_whatever_their_length(figure):
    key = colour_key(figure.axes[0], WORDS)
    figure.canvas.draw()
    boxes = [word.get_window_extent() for word in key.findobj(Text)]
    gaps = [right.x0 - left.x1 for left, right in pairwise(boxes)]
    assert gaps == pytest.approx([GAP * 100 / 72] * 2, abs=2)


def test_the_row_stands_above_the_axes_where_it_is_told(figure):
    ax = figure.axes[0]
    key = colour_key(ax, WORDS, x=0.25)
    figure.canvas.draw()
    row = key.get_window_extent()
    assert row.y0 >= ax.bbox.y1
    assert row.x0 == pytest.approx(ax.bbox.x0 + 0.25 * ax.bbox.width, abs=2)


def test_the_text_form_has_the_words(figure):
    key = colour_key(figure.axes[0], WORDS)
    assert "key '● now', 'best so far', '+'" in describe(figure)
    key.set_visible(False)
    assert "best so far" not in describe(figure)


def test_the_theme_reaches_the_words(figure):
    key = colour_key(figure.axes[0], WORDS)
    recolor(figure.findobj(), "dark")
    shades = [to_hex(word.get_color()) for word in key.findobj(Text)]
    assert shades == [theme_color(name, "dark") for name in ("orange", "green", "ink")]


def test_axes_text_stands_at_a_share_of_the_axes(figure):
    text = axes_text(figure.axes[0], 0.5, 0.5)
    text.set_text("middle")
    assert "text 'middle' at 0.5, 0.5" in describe(figure)
