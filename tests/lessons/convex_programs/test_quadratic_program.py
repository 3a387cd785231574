"""The quadratic over a polygon: the solver against SciPy, local minima against descent."""

import numpy as np
import pytest
from scipy.optimize import minimize

from course_lib.lessons.convex_programs import explorers
from course_lib.lessons.convex_programs.quadratic_program import (
    CORNERS,
    G,
    H,
    descend,
    local_minima,
    nearest_inside,
    quadratic_program,
    starts_inside,
)
from tests.lessons.pointer import point

SHAPES = [(2.0, 0.5), (0.3, 1.5), (2.0, -0.5), (-1.0, 0.7), (-0.6, -1.0), (3.0, 0.0)]


def test_the_polygon_is_the_same_by_corners_and_by_rows():
    np.testing.assert_allclose(np.sort((CORNERS @ G.T - H), axis=1)[:, -2:], 0, atol=1e-12)
    assert (CORNERS.mean(axis=0) @ G.T < H).all()


def test_the_nearest_point_is_the_projection():
    rng = np.random.default_rng(0)
    points = rng.uniform(-4, 4, size=(40, 2))
    before = points.copy()
    ours = nearest_inside(points)
    np.testing.assert_array_equal(points, before)
    assert (ours @ G.T <= H + 1e-9).all()
    # x is nearest to p exactly if no point of the region lies from x towards p.
    towards = ((points - ours)[:, None] * (CORNERS - ours[:, None])).sum(axis=-1)
    assert towards.max() < 1e-9
    inside = (points @ G.T <= H).all(axis=1)
    assert 0 < inside.sum() < 40
    np.testing.assert_array_equal(ours[inside], points[inside])


@pytest.mark.parametrize(("first", "second"), SHAPES)
@pytest.mark.parametrize("flat", [(0.6, 0.7), (-1.2, 1.2), (1.2, -1.2)])
def test_each_local_minimum_is_lower_than_all_points_near_it(first, second, flat):
    run = quadratic_program(eigenvalue1=first, eigenvalue2=second, flat=flat)
    np.testing.assert_allclose(np.linalg.eigvalsh(run.P), sorted((first, second)), atol=1e-12)
    rng = np.random.default_rng(1)
    for x in run.minima:
        assert (x @ G.T <= H + 1e-9).all()
        near = nearest_inside(x + rng.normal(scale=1e-3, size=(300, 2)))
        assert (run.f(near) >= run.f(x) - 1e-12).all()
    assert (np.diff(run.f(run.minima)) >= 0).all()


@pytest.mark.parametrize(("first", "second"), SHAPES[:5])
def test_descent_finds_every_local_minimum_and_nothing_else(first, second):
    run = quadratic_program(eigenvalue1=first, eigenvalue2=second)
    assert set(run.basin) - {-1} == set(range(len(run.minima)))
    assert (run.basin == -1).mean() < 0.06  # starts on a watershed have not arrived yet
    there = run.basin >= 0
    np.testing.assert_allclose(run.reached[there], run.f(run.minima)[run.basin[there]], atol=0.05)
    assert (run.reached <= run.f(run.starts) + 1e-9).all()


@pytest.mark.parametrize(("first", "second"), [(2.0, 0.5), (0.3, 1.5), (3.0, 0.0)])
def test_a_convex_one_is_solved(first, second):
    for flat in ((0.6, 0.7), (1.2, -1.2)):
        run = quadratic_program(eigenvalue1=first, eigenvalue2=second, flat=flat)
        found = minimize(run.f, np.zeros(2), constraints={"type": "ineq",
                         "fun": lambda x: H - G @ x})  # fmt: skip
        assert run.solved
        assert run.f(run.x) == pytest.approx(found.fun, abs=1e-5)
        assert np.ptp(run.reached) < 0.03


def test_one_that_bends_down_is_refused_in_words():
    run = quadratic_program(eigenvalue2=-0.5)
    assert not run.solved
    assert np.isnan(run.x).all()
    assert "P must be positive semidefinite" in run.summary
    assert "-0.5" in run.summary


def test_flat_directions_leave_no_isolated_minimum():
    assert len(local_minima(np.diag([2.0, 0.0]), np.array([0.2, 0.1]))) == 0
    still = descend(np.zeros((2, 2)), np.zeros(2), starts_inside())
    np.testing.assert_array_equal(still, starts_inside())


def test_a_click_moves_the_flat_point():
    explorer = explorers.quadratic_program()
    point(explorer, 0, -0.8, 0.4)
    np.testing.assert_allclose(explorer.result.z, [-0.8, 0.4], atol=0.02)
    point(explorer, 0, 2.9, -2.0)
    np.testing.assert_allclose(explorer.result.z, [1.2, -1.2])
