"""The surface's projection, order and colours, and the moving level curves."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.convexity.slopes_view import falling, only
from course_lib.plots.contours import MovingContours, level_curves
from course_lib.plots.surface import HEIGHTS, SHADES, Surface, rotation

SIDE = np.linspace(-1.0, 1.0, 9)
X, Y = np.meshgrid(SIDE, SIDE)


@pytest.fixture
def surface():
    return Surface(Figure().add_subplot(), half=1.0, height=2.0)


@pytest.mark.parametrize(("azimuth", "elevation"), [(-58, 26), (130, 80), (0, 0)])
def test_rotation_is_orthonormal_and_looks_from_the_right_side(azimuth, elevation):
    R = rotation(azimuth, elevation)
    np.testing.assert_allclose(R @ R.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(R) == pytest.approx(1)
    a, e = np.deg2rad([azimuth, elevation])
    eye = [np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)]
    np.testing.assert_allclose(R @ eye, [0, 0, 1], atol=1e-12)


def test_one_quad_a_cell_each_with_the_projected_corners(surface):
    surface.update(SIDE, SIDE, X + Y**2)
    quads = np.array([p.vertices[:4] for p in surface.quads.get_paths()])
    assert quads.shape == (64, 4, 2)
    u, v = surface.project(X, Y, X + Y**2)
    corners = {tuple(c) for c in np.stack([u, v], axis=-1).reshape(-1, 2).round(9)}
    assert {tuple(c) for c in quads.reshape(-1, 2).round(9)} == corners


def test_near_quads_are_painted_last(surface):
    surface.update(SIDE, SIDE, np.zeros_like(X))
    # On a flat floor seen from above, the nearer is the lower on the paper.
    heights = [p.vertices[:4, 1].mean() for p in surface.quads.get_paths()]
    assert heights[0] == max(heights)
    assert heights[-1] == min(heights)
    assert (np.diff(heights) <= 1e-9).all()


def test_colour_tells_the_height(surface):
    low, flat, high = (
        _levels(surface, np.full_like(X, z)) for z in (-2.0, 0.0, 2.0)
    )  # fmt: skip
    assert (low == 0).all()
    assert (high == HEIGHTS - 1).all()
    assert ((flat == HEIGHTS // 2) | (flat == HEIGHTS // 2 - 1)).all()


def _levels(surface, z):
    surface.update(SIDE, SIDE, z)
    return surface.quads.get_array() // SHADES


def test_slopes_towards_the_light_are_brighter(surface):
    tones = [_tone(surface, sign * X) for sign in (1.0, -1.0)]
    assert tones[1] > tones[0]  # the light comes from +x


def _tone(surface, z):
    surface.update(SIDE, SIDE, z)
    return (surface.quads.get_array() % SHADES).mean()


def test_heights_beyond_the_box_stay_at_its_lid(surface):
    np.testing.assert_allclose(surface.project(0.0, 0.0, 99.0), surface.project(0.0, 0.0, 2.0))


def test_everything_fits_the_axes(surface):
    for z in (2.0, -2.0):
        u, v = surface.project(X, Y, np.full_like(X, z))
        (left, right), (bottom, top) = surface.quads.axes.get_xlim(), surface.quads.axes.get_ylim()
        assert left <= u.min()
        assert u.max() <= right
        assert bottom <= v.min()
        assert v.max() <= top


def test_both_pages_have_the_colour_map():
    light, dark = (mpl.colormaps["course_surface" + end] for end in ("", "_dark"))
    assert light.N == dark.N == HEIGHTS * SHADES
    middle = HEIGHTS // 2 * SHADES + SHADES - 1
    assert sum(light(middle)[:3]) > sum(dark(middle)[:3])


def test_level_curves_are_on_the_level():
    x = np.linspace(-2, 2, 201)
    points = level_curves(x, x, x[None, :] ** 2 + x[:, None] ** 2, [1.0, 2.25, 99.0])
    radius = np.hypot(*points[~np.isnan(points).any(axis=1)].T)
    assert set(radius.round(2)) == {1.0, 1.5}


def test_no_level_no_points():
    line = MovingContours(Figure().add_subplot())
    line.update(SIDE, SIDE, np.zeros_like(X), [1.0])
    assert len(line.line.get_xdata()) == 0


def test_falling_parts_of_a_slope():
    x = np.arange(5.0)
    at, slope = falling(x, np.array([0.0, 1.0, 0.5, 0.5, 2.0]))
    assert at.tolist() == x.tolist()
    np.testing.assert_array_equal(slope, [np.nan, 1.0, 0.5, np.nan, np.nan])
    assert len(falling(x, x)[0]) == 0
    assert len(only(x, x, False)[0]) == 0
