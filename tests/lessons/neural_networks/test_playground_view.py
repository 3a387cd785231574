"""The playground's picture: where tiles are, what their colours say, wires and limits."""

import numpy as np
import pytest

from course_lib.lessons.neural_networks import explorers
from course_lib.lessons.neural_networks.plane_data import FEATURES
from course_lib.lessons.neural_networks.playground_view import (
    ACROSS,
    DOWN,
    SOONEST,
    TILE,
    TOP,
    columns,
    hit,
)
from course_lib.plots.two_classes import NEGATIVE, POSITIVE


@pytest.mark.parametrize("layers", [(), (1,), (8, 8, 8, 8), (4, 2)])
def test_tiles_lie_in_the_picture_and_apart(layers):
    places = np.concatenate(columns(layers))
    assert len(places) == len(FEATURES) + sum(layers)
    assert (places > TILE / 2).all()
    assert (places[:, 0] < ACROSS - TILE / 2).all()
    assert places[:, 1].min() > TOP
    assert places[:, 1].max() < DOWN - TILE / 2
    apart = np.abs(places[:, None] - places).max(axis=2) + 1e9 * np.eye(len(places))
    assert apart.min() > TILE


def test_what_a_click_hits():
    layers = (4, 2)
    for layer, column in enumerate(columns(layers)):
        for k, (x, y) in enumerate(column):
            found = ("unit", layer, k) if layer else ("feature", k)
            assert hit(layers, x + TILE / 2 - 1, y) == found
    x = columns(layers)[1][0, 0]
    assert hit(layers, x + 15, 10) == ("more", 1)
    assert hit(layers, x - 15, 10) == ("less", 1)
    assert hit(layers, x + 70, DOWN / 2) is None
    assert hit((), 300, 10) is None


def pixel(explorer, x, y):
    """The colour in the stored picture at a place of the network."""
    from io import BytesIO

    from matplotlib.image import imread

    picture = imread(BytesIO(explorer.live.static_png()))
    return picture[round(y), round(x)][:3]


def test_a_tile_is_blue_where_its_unit_is_positive_and_pale_where_it_is_off():
    explorer = explorers.playground()
    (x, y), *_ = columns((4, 2))[0]
    left, right = pixel(explorer, x - 10, y), pixel(explorer, x + 10, y)
    assert left[0] > left[2] + 0.2, "orange at x₁ < 0"
    assert right[2] > right[0] + 0.2, "blue at x₁ > 0"
    explorer.set(features=("x2",))
    faded = pixel(explorer, x + 10, y)
    assert right[2] - right[0] > 1.5 * (faded[2] - faded[0]) > 0


def test_wires_say_size_and_sign():
    explorer = explorers.playground(layers=(3,))
    explorer.step(50)
    weights = np.concatenate([w.ravel() for w in explorer.result.weights])
    wires = explorer.view.wires
    assert len(wires.get_segments()) == len(weights) == 2 * 3 + 3
    thick = wires.get_linewidths()
    assert np.argmax(thick) == np.argmax(np.abs(weights))
    from matplotlib.colors import to_rgba

    for tone, weight in zip(wires.get_colors(), weights, strict=True):
        assert tuple(tone) == to_rgba(POSITIVE if weight > 0 else NEGATIVE)
    # Each wire goes from the right rim of one tile to the left rim of the other.
    first = wires.get_segments()[0]
    start, end = columns((3,))[0][0], columns((3,))[1][0]
    np.testing.assert_allclose(first, np.add([start, end], [[TILE / 2, 0], [-TILE / 2, 0]]))


def test_the_losses_axis_doubles_and_the_map_is_that_of_the_chosen_unit():
    explorer = explorers.playground(batch=250)
    assert explorer.view.losses.get_xlim() == (0, SOONEST)
    explorer.step(SOONEST + 20)
    assert explorer.view.losses.get_xlim() == (0, 2 * SOONEST)
    assert explorer.view.train.get_xdata()[-1] == SOONEST + 20
    explorer.set(shown=(2, 1))
    shown = -np.asarray(explorer.view.field.image.get_array())
    values = explorer.result.maps[2][..., 1]
    np.testing.assert_allclose(shown, values / np.abs(values).max())


def test_test_samples_are_drawn_when_asked_for():
    explorer = explorers.playground()
    assert not len(explorer.view.others.positive.get_xdata())
    explorer.set(tests=True)
    assert (
        len(explorer.view.others.positive.get_xdata()) == (explorer.result.split.y_test > 0).sum()
    )
