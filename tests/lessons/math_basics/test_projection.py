"""Projections onto a line or plane of space."""

import numpy as np
import pytest

from course_lib.lessons.math_basics import explorers
from course_lib.lessons.math_basics.projection import KINDS, Z, projection, subspace_frame
from tests.lessons.pointer import point


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("turn", "tilt"), [(0.0, 0.0), (35.0, -60.0), (-90.0, 90.0)])
def test_the_projection_solves_least_squares(kind, turn, tilt):
    run = projection(kind=kind, turn=turn, tilt=tilt)
    c, *_ = np.linalg.lstsq(run.frame, Z, rcond=None)
    np.testing.assert_allclose(run.nearest, run.frame @ c, atol=1e-12)
    np.testing.assert_allclose(run.frame.T @ (run.z - run.nearest), 0, atol=1e-12)
    np.testing.assert_allclose(run.formula, run.nearest, atol=1e-12)
    np.testing.assert_allclose(run.coordinates, c, atol=1e-12)
    assert run.orthonormal
    np.testing.assert_allclose(run.frame.T @ run.frame, np.eye(run.frame.shape[1]), atol=1e-12)


def test_at_tilt_zero_the_plane_is_the_floor_and_the_line_lies_in_it():
    np.testing.assert_allclose(projection(tilt=0.0).nearest, [*Z[:2], 0], atol=1e-12)
    assert subspace_frame("line", 30.0, 0.0)[2, 0] == 0
    np.testing.assert_allclose(subspace_frame("line", 30.0, 90.0)[:, 0], [0, 0, 1], atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("y", [(-0.6, 0.5), (1.8, -1.8), (0.0, 0.0)])
def test_the_squares_add_up(kind, y):
    run = projection(kind=kind, y=y)
    assert run.residual**2 + run.beside**2 == pytest.approx(run.distance**2)
    assert run.distance == pytest.approx(np.linalg.norm(Z - run.y))
    np.testing.assert_allclose(run.flat[2, : run.frame.shape[1]], y[: run.frame.shape[1]])


@pytest.mark.parametrize("between", [30.0, 85.0, 150.0])
def test_an_oblique_basis_spans_the_same_and_the_formula_misses(between):
    run, right = projection(between=between), projection()
    np.testing.assert_allclose(np.linalg.norm(run.X, axis=0), 1)
    assert np.rad2deg(np.arccos(run.X[:, 0] @ run.X[:, 1])) == pytest.approx(between)
    np.testing.assert_allclose(run.nearest, right.nearest)
    off = np.linalg.norm(run.formula - run.nearest)
    assert off > 0.05
    assert f"XXᵀz is {off:.2f} away" in run.summary
    A = run.X
    np.testing.assert_allclose(A @ np.linalg.solve(A.T @ A, A.T @ Z), run.nearest)


def test_y_is_dragged_in_the_right_panel_only():
    explorer = explorers.projection()
    point(explorer, 0, 0.5, 0.5)
    assert explorer.values["y"] == (-0.6, 0.5)
    point(explorer, 1, 0.8, -1.0)
    np.testing.assert_allclose(explorer.values["y"], (0.8, -1.0), atol=0.02)
    np.testing.assert_allclose(explorer.view.point.get_xydata()[0], explorer.values["y"])


def test_what_is_drawn_is_what_is_computed():
    explorer = explorers.projection()
    explorer.set(between=60.0)
    run, view = explorer.result, explorer.view
    np.testing.assert_allclose(view.foot.get_xydata()[0], run.flat[0])
    np.testing.assert_allclose(view.cross.get_xydata()[0], run.flat[1])
    assert view.formula.get_visible()
    radius = np.hypot(*(view.circle.get_xydata() - run.flat[0]).T)
    np.testing.assert_allclose(radius, run.beside)
    explorer.set(kind="line")
    assert len(view.circle.get_xydata()) == 0
    assert not view.formula.get_visible()


def test_the_mark_on_paper_is_of_a_right_angle_in_space():
    """On paper it is skewed; its sides are the residual's direction and one within K."""
    from course_lib.lessons.math_basics.projection_view import MARK, PAPER, _right_angle

    run = projection()
    up, corner, along = _right_angle(run)
    residual = (run.z - run.nearest) / run.residual
    foot = run.nearest @ PAPER.T
    np.testing.assert_allclose(up - foot, MARK * residual @ PAPER.T)
    np.testing.assert_allclose(corner - foot, (up - foot) + (along - foot))
    inward = -run.nearest / np.linalg.norm(run.nearest)
    np.testing.assert_allclose(along - foot, MARK * inward @ PAPER.T)
    assert residual @ inward == pytest.approx(0, abs=1e-12)


def test_every_point_of_space_stands_where_the_paper_has_it():
    from course_lib.lessons.math_basics.projection_view import PAPER

    explorer = explorers.projection()
    explorer.set(between=60.0)
    run, view = explorer.result, explorer.view
    z, nearest, formula, y = (PAPER @ v for v in (run.z, run.nearest, run.formula, run.y))
    np.testing.assert_allclose(view.z.get_xydata()[1], z)
    np.testing.assert_allclose(view.shadow.get_xydata()[1], nearest)
    np.testing.assert_allclose(view.residual.get_xydata(), [nearest, z])
    np.testing.assert_allclose(view.other.get_xydata(), [y, z])
    np.testing.assert_allclose(view.formula.get_xydata()[0], formula)
    np.testing.assert_allclose(view.y.get_xydata()[0], y)
