"""The text form notices what a wrong figure would show, and nothing that a machine decides."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from course_lib.plots import describe, subplots
from course_lib.plots.style import HEIGHT


@pytest.fixture
def figure():
    figure, (a, b) = subplots(1, 2)
    a.plot([0, 1, 2], [3.0, 4.0, 5.0], label="loss")
    a.set(xlabel="t", ylabel="f", title="descent")
    a.text(0.5, 3.5, "here")
    a.bar([0, 1], [1.0, 2.0])
    b.scatter([0, 1], [2, 3])
    b.imshow(np.arange(6.0).reshape(2, 3), cmap=HEIGHT)
    b.contour(np.arange(16.0).reshape(4, 4))
    b.fill_between([0, 1], [0, 0], [1, 2])
    figure.text(0.5, 0.01, "source")
    return figure


CHANGES = {
    "a number of a line": lambda f: f.axes[0].lines[0].set_ydata([3.0, 4.05, 5.0]),
    "its label": lambda f: f.axes[0].lines[0].set_label("gap"),
    "its length": lambda f: f.axes[0].lines[0].set_data([0, 2], [3, 5]),
    "hidden": lambda f: f.axes[0].lines[0].set_visible(False),
    "a NaN": lambda f: f.axes[0].lines[0].set_ydata([3.0, np.nan, 5.0]),
    "title": lambda f: f.axes[0].set_title("ascent"),
    "axis label": lambda f: f.axes[0].set_xlabel("k"),
    "limits": lambda f: f.axes[0].set_xlim(0, 9),
    "scale": lambda f: f.axes[0].set_yscale("log"),
    "a text": lambda f: f.axes[0].texts[0].set_text("there"),
    "where a text is": lambda f: f.axes[0].texts[0].set_position((0.7, 3.5)),
    "a bar's height": lambda f: f.axes[0].patches[1].set_height(1.9),
    "a bar within the others": lambda f: f.axes[0].patches[0].set_height(1.1),
    "a patch's place": lambda f: f.axes[0].patches[1].set_x(0.7),
    "a point": lambda f: f.axes[1].collections[0].set_offsets([[0, 2], [1, 3.1]]),
    "an image": lambda f: f.axes[1].images[0].set_data(np.arange(6.0).reshape(2, 3) + 0.1),
    "a filled area": lambda f: f.axes[1].collections[2].set_data([0, 1], [0, 0], [1, 2.2]),
    "a figure's text": lambda f: f.texts[0].set_text("data"),
    "one more artist": lambda f: f.axes[0].add_patch(Rectangle((0, 0), 1, 1)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_notices(figure, change):
    before = describe(figure)
    change(figure)
    assert describe(figure) != before


def test_it_notices_other_levels_of_a_contour():
    def levels(shift):
        figure, ax = subplots()
        ax.contour(np.arange(16.0).reshape(4, 4), levels=[3 + shift, 7])
        return describe(figure)

    assert levels(0) == levels(0)
    assert levels(0) != levels(1)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.axes[0].lines[0].set_ydata([3.0 + 1e-9, 4.0, 5.0]),
        lambda f: f.axes[0].lines[0].set_xdata([1e-17, 1, 2]),
        lambda f: f.axes[0].lines[0].set_xdata([-0.0, 1, 2]),
        lambda f: f.set_dpi(200),
        lambda f: f.png(),
    ],
    ids=["the tenth digit", "rounding noise", "minus zero", "sharpness", "drawing it"],
)
def test_it_is_blind_to_what_a_machine_decides(figure, change):
    figure.png()
    before = describe(figure)
    change(figure)
    assert describe(figure) == before


def test_it_reads_as_text(figure):
    rows = describe(figure).split("\n")
    assert rows[0] == "Figure"
    assert rows[1].startswith(" axes 0: 'descent' x='t' ")
    assert rows[2] == "  line 'loss' x n=3 min=0 max=2 mean=1; y n=3 min=3 max=5 mean=4"
    assert "  text 'here' at 0.5, 3.5" in rows
    assert rows[-1] == " text 'source' at 0.5, 0.01"


def test_categories_and_empty_lines_have_a_form():
    figure, ax = subplots()
    ax.plot(["a", "b"], [1, 2])
    ax.plot([], [])
    assert "empty" in describe(figure)


def test_rounding_noise_and_stand_ins_for_infinity_are_not_compared():
    figure, (left, right) = subplots(1, 2)
    left.plot([0, 1], [3e-16, -2e-17])
    x = np.linspace(0, 1, 20)
    right.contourf(x, x, np.outer(x, x), extend="both")
    text = describe(figure)
    assert "y n=2 min=0 max=0 mean=0" in text
    assert "e+" not in text
