"""Quick text stands where ordinary text stands, in its size and colour."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_lib.plots.quick_text import outline, quick_text
from course_lib.plots.style import style_context
from course_lib.plots.text import describe


def ink(quick, text="−0.7916", **look):
    """Where a text's pixels are: left, bottom, right, top; and how much ink."""
    with style_context():
        figure = Figure(figsize=(3, 1), dpi=100)
        canvas = FigureCanvasAgg(figure)
        ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
        ax.set_axis_off()
        if quick:
            quick_text(ax, 0.5, 0.5, text, **look)
        else:
            ax.text(0.5, 0.5, text, **look)
        canvas.draw()
    dark = 255 - np.asarray(canvas.buffer_rgba())[..., :3].astype(float).min(axis=-1)
    rows, columns = np.where(dark > 60)
    return np.array([columns.min(), rows.min(), columns.max(), rows.max()]), dark.sum()


@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("va", ["bottom", "top", "center_baseline", "baseline", "center"])
def test_it_stands_where_text_stands(ha, va):
    for text in ("−0.7916", "1.5 σ"):
        box, amount = ink(True, text, ha=ha, va=va, fontsize=11)
        expected, theirs = ink(False, text, ha=ha, va=va, fontsize=11)
        np.testing.assert_allclose(box, expected, atol=2)
        assert amount == pytest.approx(theirs, rel=0.2)


def test_size_and_colour():
    small, _ = ink(True, fontsize=8)
    large, _ = ink(True, fontsize=24)
    assert (large[2] - large[0]) == pytest.approx(3 * (small[2] - small[0]), rel=0.1)
    pale, strong = (ink(True, color="black", alpha=a)[1] for a in (0.5, 1.0))
    assert pale == pytest.approx(strong / 2, rel=0.15)


def test_a_blank_has_a_width():
    assert outline("a b")[1] > outline("ab")[1] + 20
    assert outline("  ")[1] > 40


def test_it_is_text_to_the_text_form():
    figure = Figure()
    ax = figure.add_subplot()
    t = quick_text(ax, 1, 2, "12.5")
    assert "text '12.5' at 1, 2" in describe(figure)
    t.set_text("")
    assert "12.5" not in describe(figure)
    figure.draw_without_rendering()
