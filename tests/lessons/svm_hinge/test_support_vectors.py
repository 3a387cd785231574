"""The hard margin's multipliers, and points that are carried about."""

import numpy as np
import pytest

from course_lib.lessons.shared.carried import grab
from course_lib.lessons.svm_hinge import explorers
from course_lib.lessons.svm_hinge.support_vectors import (
    LECTURE_POINTS,
    POINT_SETS,
    move,
    support_vectors,
)
from tests.lessons.pointer import point


def test_the_lectures_multipliers():
    run = support_vectors()
    want = np.zeros(10)
    want[[0, 5, 7]] = 0.8, 1.4, 0.6
    np.testing.assert_allclose(run.alpha, want, atol=1e-6)
    assert (run.y[[0, 7]] == 1).all()
    assert run.y[5] == -1
    assert run.width == pytest.approx(2 / np.sqrt(2.8))
    assert "0.80 + 0.60 = 1.40 against 1.40" in run.summary


@pytest.mark.parametrize("name", POINT_SETS)
def test_optimality_conditions(name):
    run = support_vectors(data=name, points=POINT_SETS[name])
    np.testing.assert_allclose((run.alpha * run.y) @ run.X, run.w, atol=1e-6)
    assert run.alpha @ run.y == pytest.approx(0, abs=1e-6)
    assert run.excess.min() > -1e-6
    np.testing.assert_allclose(run.alpha * run.excess, 0, atol=1e-6)
    assert run.alpha.sum() == pytest.approx(run.w @ run.w, rel=1e-5)


def test_only_support_vectors_hold_the_line():
    whole, part = support_vectors(), support_vectors(only=True)
    assert part.kept.sum() == 3
    np.testing.assert_allclose(part.w, whole.w, atol=1e-6)
    assert part.b == pytest.approx(whole.b, abs=1e-6)


def test_moving_an_inner_point_changes_nothing_and_a_support_vector_does():
    inner = move(LECTURE_POINTS, (8, 0.0, 0.0), -2.0, -2.0)
    np.testing.assert_allclose(support_vectors(points=inner).alpha, support_vectors().alpha,
                               atol=1e-6)  # fmt: skip
    held = move(LECTURE_POINTS, (5, 0.0, 0.0), -1.0, -1.0)
    assert support_vectors(points=held).width > support_vectors().width


def test_a_grabbed_point_does_not_jump_and_stays_in_the_picture():
    held = grab(LECTURE_POINTS, 0.0, 0.0)
    x, y, label = LECTURE_POINTS[held[0]]
    assert move(LECTURE_POINTS, held, 0.0, 0.0)[held[0]] == (round(x, 3), round(y, 3), label)
    assert move(LECTURE_POINTS, held, 99.0, -99.0)[held[0]][:2] == (4.0, -3.0)


def test_inseparable_points_have_no_hard_margin():
    crossed = move(LECTURE_POINTS, (8, 0.0, 0.0), 1.5, 1.8)
    run = support_vectors(points=crossed)
    assert not run.separable
    assert np.isnan(run.alpha).all()
    assert "No line separates" in run.summary


def test_the_nearest_point_is_carried_along_without_a_jump():
    explorer = explorers.support_vectors()
    x, y, _ = LECTURE_POINTS[8]
    point(explorer, 0, x - 0.1, y + 0.1)
    assert explorer.result.held == 8
    np.testing.assert_allclose(explorer.result.X[8], [x, y], atol=1e-3)
    point(explorer, 0, x - 0.6, y - 0.2, "drag")
    np.testing.assert_allclose(explorer.result.X[8], [x - 0.5, y - 0.3], atol=0.02)
    np.testing.assert_allclose(explorer.result.alpha[[0, 5, 7]], [0.8, 1.4, 0.6], atol=1e-5)


def test_other_points_come_with_their_choice_and_reset_brings_the_first_back():
    explorer = explorers.support_vectors()
    explorer.set(data="a square")
    assert explorer.values["points"] == POINT_SETS["a square"]
    assert len(explorer.result.y) == 4
    explorer.reset()
    assert explorer.values["points"] == LECTURE_POINTS
