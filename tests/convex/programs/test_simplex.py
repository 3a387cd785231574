"""The simplex path and polygons: every vertex by its definition, the end by HiGHS."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import linprog

from course_lib.convex import hull_vertices, programs

SQUARE = np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1]])


def random_program(seed, bounded=True):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 6)), int(rng.integers(1, 12))
    G, h = rng.integers(-2, 3, (m, n)) * 1.0, rng.integers(-1, 4, m) * 1.0
    if bounded:
        G, h = np.vstack([G, np.eye(n), -np.eye(n)]), np.r_[h, np.full(2 * n, 3.0)]
    return rng.integers(-2, 3, n) * 1.0, G, h


@pytest.mark.parametrize("seed", range(40))
def test_every_point_is_a_vertex_and_lower_than_the_one_before(seed):
    c, G, h = random_program(seed)
    path, best = programs.simplex_path(c, G, h), linprog(c, G, h, bounds=(None, None))
    if best.status == 2:
        assert path.shape == (0, len(c))
        return
    assert c @ path[-1] == pytest.approx(best.fun, abs=1e-8)
    assert (path @ G.T <= h + 1e-9).all()
    assert (np.diff(path @ c) <= 1e-12).all()
    for vertex in path:
        assert np.linalg.matrix_rank(G[np.abs(G @ vertex - h) < 1e-9]) == len(c)
    for before, after in pairwise(path):  # along one edge
        both = (np.abs(G @ before - h) < 1e-9) & (np.abs(G @ after - h) < 1e-9)
        assert len(c) - np.linalg.matrix_rank(G[both]) == 1


@pytest.mark.parametrize("unit", [1e-7, 1e9])
def test_the_unit_of_the_price_does_not_matter(unit):
    for seed in (0, 3, 8, 11):
        c, G, h = random_program(seed)
        known, other = programs.simplex_path(c, G, h), programs.simplex_path(unit * c, G, h)
        np.testing.assert_allclose(other, known, atol=1e-9)


def test_it_goes_round_the_polygon_from_a_given_corner():
    angles = np.arange(8) * np.pi / 4
    G = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    corners = programs.polygon(G, np.ones(8))
    path = programs.simplex_path([-1.0, -0.1], G, np.ones(8), start=corners[0])
    np.testing.assert_allclose(path[0], corners[0])
    where = [int(np.abs(corners - vertex).max(axis=1).argmin()) for vertex in path]
    assert len(set(where)) == len(where) > 2
    assert {abs(a - b) for a, b in pairwise(where)} <= {1, 7}


def test_bland_does_not_cycle():
    """Beale's program, on which the rule of the steepest price goes round for ever."""
    A = np.array([[0.25, -60, -1 / 25, 9], [0.5, -90, -1 / 50, 3], [0, 0, 1, 0]])
    c = np.array([-0.75, 150, -0.02, 6])
    path = programs.simplex_path(c, np.vstack([A, -np.eye(4)]), [0, 0, 1, 0, 0, 0, 0], np.zeros(4))
    assert c @ path[-1] == pytest.approx(-0.05)


def test_the_end_of_what_has_no_end():
    """An unbounded edge ends the path; a strip has no vertex; nothing feasible gives no row."""
    np.testing.assert_array_equal(programs.simplex_path([-1.0, 0.0], [[0, 1], [0, -1], [-1, 0.0]],
                                                        [1, 0, 0.0])[-1, 0], 0.0)  # fmt: skip
    assert programs.simplex_path([1.0, 0.0], [[1.0, 0], [-1, 0]], [1.0, 0]).shape == (0, 2)
    assert programs.simplex_path([1.0], [[1.0], [-1.0]], [0.0, -1.0]).shape == (0, 1)
    assert programs.simplex_path([1.0], [[0.0], [-1.0]], [-1.0, 0.0]).shape == (0, 1)
    for right in (0.0, 2.0):  # a row 0 ≤ right that always holds
        assert programs.simplex_path([1.0], [[0.0], [-1.0]], [right, 3.0]).tolist() == [[-3.0]]


def test_a_start_outside_is_refused():
    with pytest.raises(ValueError, match="start must satisfy G x <= h, got 1 too much in row 1"):
        programs.simplex_path([1.0, 0.0], SQUARE, [1, 1, 0, 0], start=[0.5, 2.0])
    with pytest.raises(ValueError, match=r"G must have shape \(3, 2\), got \(4, 2\)"):
        programs.simplex_path([1.0, 0.0], SQUARE, [1, 1, 0])


@pytest.mark.parametrize("seed", range(30))
def test_a_polygon_has_the_least_and_largest_value_of_every_direction(seed):
    rng = np.random.default_rng(seed)
    G = np.vstack([rng.integers(-2, 3, (6, 2)), SQUARE]) * 1.0
    h = np.r_[rng.integers(-1, 4, 6), np.full(4, 3.0)]
    corners = programs.polygon(G, h)
    for c in rng.normal(size=(4, 2)):
        best = linprog(c, G, h, bounds=(None, None))
        assert len(corners) > 0 if best.status == 0 else len(corners) == 0
        if len(corners):
            assert (corners @ c).min() == pytest.approx(best.fun, abs=1e-9)
    np.testing.assert_array_equal(hull_vertices(corners) if len(corners) else corners, corners)


def test_polygons_that_are_none():
    assert programs.polygon(SQUARE, [1, 1, -1, 0]).tolist() == [[1, 0], [1, 1]]
    assert programs.polygon(SQUARE, [1, 1, -1, -1]).tolist() == [[1, 1]]
    assert programs.polygon(SQUARE, [1, 1, -2, 0]).shape == (0, 2)
    assert programs.polygon([[1.0, 0], [-1, 0]], [0.0, -1.0]).shape == (0, 2)
    for G, h in [(SQUARE[:3], [1, 1, 1]), ([[1.0, 0], [-1, 0]], [1, 1]), (np.zeros((0, 2)), [])]:
        with pytest.raises(ValueError, match="G x <= h must be bounded"):
            programs.polygon(G, h)


@pytest.mark.parametrize(
    ("h", "count"), [([1, 1, 1, 1, 2], 4), ([1, 1, -1, 0, 2], 2), ([1, 1, -1, -1, 2], 1)]
)
def test_a_corner_where_many_sides_meet_counts_once(h, count):
    """Turned to an angle at which their crossings differ by rounding; also where all is a point."""
    turn = np.array([[np.cos(0.01), -np.sin(0.01)], [np.sin(0.01), np.cos(0.01)]])
    G = np.vstack([SQUARE, [1.0, 1.0]]) @ turn.T / 3
    assert len(programs.polygon(G, np.array(h) / 3)) == count
