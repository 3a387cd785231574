"""Colours: every named one has a dark form, and back; the eye can tell them apart."""

import itertools

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from course_lib.plots.style import (
    _PAIRS,
    CYCLE,
    DIVERGING,
    HEIGHT,
    color,
    recolor,
    style_context,
    theme_color,
    use_style,
)
from tests.contrast import contrast, luminance


@pytest.fixture
def figure():
    """One of each kind of artist that views make, in named colours."""
    with style_context():
        figure = Figure()
        ax = figure.subplots()
        ax.plot([0, 1], color=color.blue, marker="o", alpha=0.4)
        ax.plot([0, 1], "o", mfc="none", mec=color.pink)
        ax.scatter([0, 1, 2], [0, 1, 2], c=[color.orange, color.green, "#123456"])
        ax.scatter([0, 1], [1, 0], facecolor="none", edgecolor=color.violet)
        ax.bar([0, 1], [1, 2], color=color.sky, edgecolor=color.ink)
        ax.fill_between([0, 1], [0, 1], color=color.amber, alpha=0.2)
        ax.hlines([0.5], 0, 1, color=color.muted)
        ax.contourf(np.arange(16).reshape(4, 4), cmap=HEIGHT)
        ax.imshow(np.eye(3), cmap=DIVERGING)
        ax.annotate("here", (0, 0), (1, 1), arrowprops=dict(color=color.green))
        ax.legend([ax.lines[0]], ["a line"])
    return figure


def colours(figure) -> list:
    found = []
    for artist in figure.findobj():
        for name in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
            value = getattr(artist, f"get_{name}", lambda: None)()
            if value is not None:
                rows = np.atleast_2d(value) if isinstance(value, np.ndarray) else [value]
                found.append(
                    [r if isinstance(r, str) and r == "none" else to_rgba(r) for r in rows]
                )
        cmap = getattr(artist, "get_cmap", lambda: None)()
        found.append(cmap and cmap.name)
    return found


def test_recolouring_twice_changes_nothing(figure):
    recolor(figure.findobj(), "dark")
    once = colours(figure)
    recolor(figure.findobj(), "dark")
    assert colours(figure) == once


def test_recolouring_can_be_undone(figure):
    light = colours(figure)
    recolor(figure.findobj(), "dark")
    dark = colours(figure)
    assert sum(a != b for a, b in zip(light, dark, strict=True)) > 15
    recolor(figure.findobj(), "light")
    assert colours(figure) == light


def test_alpha_and_other_colours_stay(figure):
    recolor(figure.findobj(), "dark")
    ax = figure.axes[0]
    assert ax.lines[0].get_alpha() == 0.4
    assert to_rgba(ax.lines[0].get_color())[:3] == to_rgba(_PAIRS["blue"][1])[:3]
    assert np.allclose(ax.collections[0].get_facecolor()[2], to_rgba("#123456"))
    assert ax.collections[1].get_facecolor().size == 0


def test_a_marker_without_a_colour_of_its_own_follows_its_line(figure):
    line = figure.axes[0].lines[0]
    recolor([line], "dark")
    line.set_color(color.green)
    assert line.get_markerfacecolor() == color.green


def test_every_dark_form_is_unlike_every_light_one():
    light = {pair[0] for pair in _PAIRS.values()}
    dark = {pair[1] for pair in _PAIRS.values()}
    assert len(light) == len(dark) == len(_PAIRS)
    assert not light & dark


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_curves_are_readable_on_the_page(theme):
    paper = theme_color("paper", theme)
    assert contrast(theme_color("ink", theme), paper) > 7
    assert contrast(theme_color("muted", theme), paper) > 4.5
    for name in ("blue", "orange", "green", "pink", "violet", "amber", "sky"):
        assert contrast(theme_color(name, theme), paper) > 3, name


# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
BLINDNESS = {
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}


def as_seen(colour, matrix) -> np.ndarray:
    """CIE L*a*b* of a colour as an eye with that deficiency sees it."""
    rgb = np.array(to_rgba(colour)[:3])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.clip(np.array(xyz) @ (np.array(matrix) @ linear), 0, None)
                      / [0.9505, 1, 1.089])  # fmt: skip
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize("theme", [0, 1])
def test_the_first_four_colours_differ_for_the_colour_blind(kind, theme):
    first = [pair[theme] for pair in _PAIRS.values() if pair[0] in CYCLE[:4]]
    assert len(first) == 4
    for a, b in itertools.combinations(first, 2):
        distance = np.linalg.norm(as_seen(a, BLINDNESS[kind]) - as_seen(b, BLINDNESS[kind]))
        assert distance > 12, (a, b)


@pytest.mark.parametrize("name", [HEIGHT, DIVERGING])
def test_maps_have_a_dark_partner_and_run_evenly_in_lightness(name):
    for key, sign in ((name, -1), (name + "_dark", 1)):
        tones = [luminance(c) for c in mpl.colormaps[key](np.linspace(0, 1, 9))]
        if name == HEIGHT:
            assert (sign * np.diff(tones) > 0).all(), "low melts into the page"
        else:
            assert np.argmax(-sign * np.array(tones)) == 4, "zero melts into the page"


def test_the_style_stays_within_its_block():
    before = mpl.rcParams["axes.grid"]
    with style_context():
        assert mpl.rcParams["axes.grid"] is True
    assert mpl.rcParams["axes.grid"] == before
    with mpl.rc_context():
        use_style()
        assert mpl.rcParams["axes.titlelocation"] == "left"
