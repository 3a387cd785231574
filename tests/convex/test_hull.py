"""Hulls: corners in order, degenerate sets, and the separating direction."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import Delaunay

from course_lib.convex import hull_vertices, separation


def area(polygon):
    """Signed, positive counter-clockwise (shoelace)."""
    x, y = polygon.T
    return 0.5 * (x * np.roll(y, -1) - y * np.roll(x, -1)).sum()


def test_corners_go_round_counter_clockwise_from_the_lower_left():
    points = np.random.default_rng(0).uniform(0, 1, (200, 2))
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]])
    shuffled = np.random.default_rng(1).permutation(np.vstack([points, square]))
    np.testing.assert_array_equal(hull_vertices(shuffled), square)
    assert area(hull_vertices(points)) > 0


@pytest.mark.parametrize(
    ("points", "want"),
    [
        ([[1.0, 2.0]], [[1.0, 2.0]]),
        ([[1.0, 2.0]] * 5, [[1.0, 2.0]]),
        ([[0.0, 0.0], [2.0, 2.0], [1.0, 1.0]], [[0.0, 0.0], [2.0, 2.0]]),
        ([[0.1, 0.3], [0.1, 0.9], [0.1, 0.5]], [[0.1, 0.3], [0.1, 0.9]]),
        ([[3.0], [-1.0], [2.0]], [[-1.0], [3.0]]),
        ([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]),
    ],
)
def test_degenerate_hulls(points, want):
    np.testing.assert_array_equal(hull_vertices(points), want)


def test_a_flat_set_in_space_keeps_its_points():
    flat = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]])
    assert len(hull_vertices(flat)) == 4


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_separation_agrees_with_a_triangulation(seed):
    rng = np.random.default_rng(seed)
    points, g = rng.standard_normal((7, 2)), rng.standard_normal(2)
    gap, d = separation(points, g)
    assert (gap <= 1e-9) == (Delaunay(points).find_simplex(g) >= 0)
    if gap > 1e-9:
        np.testing.assert_allclose(d @ g - (points @ d).max(), gap)
