"""Fields of classes: right side up, right colours, nothing new drawn, dark on a dark page."""

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from course_lib.plots.decision_field import BlendedImage, DecisionField
from course_lib.plots.style import DIVERGING, recolor, theme_color

X, Y = np.linspace(-3, 3, 31), np.linspace(-2, 2, 21)
ACROSS, UP = np.meshgrid(X, Y)


@pytest.fixture
def ax():
    figure = Figure(figsize=(4, 3), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-3, 3), ylim=(-2, 2))
    ax.axis("off")
    return ax


def pixel(ax, x, y):
    """The colour drawn at a point in data coordinates, 0 to 1."""
    ax.figure.canvas.draw()
    picture = np.asarray(ax.figure.canvas.buffer_rgba())
    column, row = ax.transData.transform((x, y)).astype(int)
    return picture[picture.shape[0] - 1 - row, column, :3] / 255


def test_colours_stand_where_the_values_are(ax):
    field = DecisionField(ax, alpha=1.0, lw=0)
    field.update(X, Y, (ACROSS + 3) / 6)
    for x in (-2.9, -1.0, 1.0, 2.9):
        want = colormaps[DIVERGING]((x + 3) / 6)[:3]
        np.testing.assert_allclose(pixel(ax, x, 0.7), want, atol=0.02)
    field.update(X, Y, (UP + 2) / 4)
    np.testing.assert_allclose(pixel(ax, 0.5, 1.9), colormaps[DIVERGING](0.975)[:3], atol=0.02)
    np.testing.assert_allclose(pixel(ax, 0.5, -1.9), colormaps[DIVERGING](0.025)[:3], atol=0.02)


def test_the_boundary_is_the_level_curve(ax):
    field = DecisionField(ax, low=-4.0, high=4.0)
    field.update(X, Y, ACROSS + 2 * UP - 1)
    x, y = field.boundary.line.get_data()
    np.testing.assert_allclose(x + 2 * y, 1.0, atol=1e-9)


def test_the_boundary_of_a_jump_is_straight_with_scores(ax):
    field, scores = DecisionField(ax), 1e3 * (ACROSS + 0.7 * UP - 0.3)
    field.update(X, Y, scores > 0, scores)
    x, y = field.boundary.line.get_data()
    np.testing.assert_allclose(x + 0.7 * y, 0.3, atol=1e-9)


def test_an_update_makes_no_artist(ax):
    field = DecisionField(ax)
    before = ax.get_children()
    field.update(X, Y, ACROSS > UP)
    assert ax.get_children() == before


def test_layout_engines_find_its_extent(ax):
    field = DecisionField(ax)
    assert field.image.get_window_extent().bounds == ax.bbox.bounds


def test_a_sure_class_has_its_colour(ax):
    image = BlendedImage(ax, ("blue", "orange", "green"), strength=1.0)
    for k, name in enumerate(image.names):
        image.set_data(np.broadcast_to(np.eye(3)[k], (*ACROSS.shape, 3)))
        np.testing.assert_allclose(
            pixel(ax, 0.3, 0.3), to_rgb(theme_color(name, "light")), atol=0.01
        )


def test_dark_pages_get_dark_colours(ax):
    field = DecisionField(ax, alpha=1.0, lw=0)
    field.update(X, Y, np.full(ACROSS.shape, 0.5))
    assert pixel(ax, 0, 0.5).min() > 0.9
    recolor(ax.findobj(), "dark")
    assert pixel(ax, 0, 0.5).max() < 0.2
    field.image.remove()
    blend = BlendedImage(ax, ("blue", "orange"), strength=1.0)
    blend.set_data(np.broadcast_to([1.0, 0.0], (*ACROSS.shape, 2)))
    recolor([blend], "dark")
    np.testing.assert_allclose(pixel(ax, 0, 0.5), to_rgb(theme_color("blue", "dark")), atol=0.01)
