"""The text form notices what a wrong figure would show, and nothing that a machine decides."""

import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from course_lib.plots import describe, subplots
from course_lib.plots.style import DIVERGING, HEIGHT

SURFACE = np.add.outer(np.arange(4.0) ** 2, np.arange(4.0))


@pytest.fixture
def figure():
    figure, (a, b) = subplots(1, 2)
    a.plot([0, 1, 2], [3.0, 4.0, 5.0], label="loss", marker="o", markevery=[0, 2], alpha=0.8)
    a.set(xlabel="t", ylabel="f", title="descent")
    a.text(0.5, 3.5, "here")
    a.bar([0, 1], [1.0, 2.0])
    b.scatter([0, 1], [2, 3])
    b.imshow(np.arange(6.0).reshape(2, 3), cmap=HEIGHT)
    b.contour(SURFACE)
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
    "a line the other way round": lambda f: f.axes[0].lines[0].set_ydata([5.0, 4.0, 3.0]),
    "its colour": lambda f: f.axes[0].lines[0].set_color("red"),
    "its dashes": lambda f: f.axes[0].lines[0].set_linestyle("--"),
    "how faint it is": lambda f: f.axes[0].lines[0].set_alpha(0.7),
    "its marks": lambda f: f.axes[0].lines[0].set_marker("s"),
    "hollow marks": lambda f: f.axes[0].lines[0].set_markerfacecolor("white"),
    "where its marks are": lambda f: f.axes[0].lines[0].set_markevery([0, 1]),
    "a bar's colour": lambda f: f.axes[0].patches[1].set_color("red"),
    "a text's colour": lambda f: f.axes[0].texts[0].set_color("red"),
    "the points' sizes": lambda f: f.axes[1].collections[0].set_sizes([3, 9]),
    "the points' colours": lambda f: f.axes[1].collections[0].set_color(["red", "blue"]),
    "how faint an area is": lambda f: f.axes[1].collections[2].set_alpha(0.1),
    "the range of an image's colours": lambda f: f.axes[1].images[0].set_clim(0, 9),
    "their map": lambda f: f.axes[1].images[0].set_cmap(DIVERGING),
    "how faint an image is": lambda f: f.axes[1].images[0].set_alpha(0.5),
    "an image upside down": lambda f: f.axes[1].images[0].set_data([[3.0, 4, 5], [0, 1, 2]]),
    "an image drawn upside down": lambda f: f.axes[1].images[0].set(extent=(-0.5, 2.5, -0.5, 1.5)),
    "hidden axes": lambda f: f.axes[1].set_visible(False),
    "names of ticks": lambda f: f.axes[0].set_xticks([0, 1], ["no", "yes"]),
    "a key": lambda f: f.axes[0].legend(),
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


def drawn(draw) -> str:
    figure, ax = subplots()
    draw(ax)
    return describe(figure)


@pytest.mark.parametrize("method", ["contour", "contourf", "pcolormesh", "imshow"])
@pytest.mark.parametrize(
    "change", [np.flipud, np.fliplr, lambda z: 1.02 * z], ids=["upside down", "mirrored", "higher"]
)
def test_it_notices_another_surface(method, change):
    """With the same levels and the same range of colours."""
    levels = {"levels": [1, 4, 9]} if "contour" in method else {"vmin": 0, "vmax": 12}
    before, after = (
        drawn(lambda ax, z=z: getattr(ax, method)(z, **levels)) for z in (SURFACE, change(SURFACE))
    )
    assert before != after


def test_it_notices_which_way_a_saddle_lies():
    """Mirrored, each of its level curves has the same extent, middle and length."""
    x = np.linspace(-1, 1, 21)
    saddle, other = (drawn(lambda ax, s=s: ax.contour(x, x, s * np.outer(x, x))) for s in (1, -1))
    assert saddle != other


def test_it_notices_a_line_that_is_shuffled_in_its_middle():
    y = np.sin(np.arange(101) / 9)
    shuffled = y.copy()
    shuffled[30:45] = y[[*range(31, 45, 2), *range(30, 45, 2)]]
    assert drawn(lambda ax: ax.plot(y)) != drawn(lambda ax: ax.plot(shuffled))


def test_it_notices_which_way_arrows_point():
    there, back = (
        drawn(lambda ax, s=s: ax.quiver([0, 1], [0, 1], [s, s], [1, 2])) for s in (1, -1)
    )
    assert there != back
    there, back = (
        drawn(lambda ax, to=to: ax.annotate("", (to, 0.5), (0.5, 0.5), arrowprops={}))
        for to in (0.2, 0.8)
    )
    assert there != back


def test_points_with_values_have_places():
    one, other = (drawn(lambda ax, x=x: ax.scatter([0, x, 2], [0, 1, 2], c=[1, 2, 3]))
                  for x in (1, 1.5))  # fmt: skip
    assert one != other


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
    line = (
        "  line 'loss' blue@0.8 marks o at 0, 2 x n=3 min=0 max=2 mean=1; y n=3 min=3 max=5 mean=4"
    )
    assert rows[2].startswith(line)
    assert re.fullmatch(r"; \d+ long: \d+ \d+, \d+ \d+, \d+ \d+", rows[2].removeprefix(line))
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
