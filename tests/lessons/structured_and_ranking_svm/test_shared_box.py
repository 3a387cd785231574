"""The multiclass machine in the plane: its optimality conditions, its box, the dragged points."""

import numpy as np
import pytest

from course_lib.functions import add_bias
from course_lib.lessons.shared.carried import grab
from course_lib.lessons.structured_and_ranking_svm import explorers
from course_lib.lessons.structured_and_ranking_svm.shared_box import (
    HEIGHT,
    POINTS,
    WIDTH,
    move,
    shared_box,
)
from tests.lessons.pointer import point


@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("cost", [1.0, 4.0])
def test_the_optimality_conditions_hold(C, cost):
    run = shared_box(C=C, cost=cost)
    delta = 1 - np.eye(3)
    delta[0, 1] = cost
    A, unit = add_bias(run.X), np.eye(3)
    W = sum(C * run.share[i, k] * np.outer(unit[run.y[i]] - unit[k], A[i])
            for i in range(15) for k in range(3))  # fmt: skip
    np.testing.assert_allclose(W, run.W, atol=2e-3 * np.abs(run.W).max())
    total = run.share.sum(axis=1)
    assert total.max() < 1 + 1e-6
    assert (total[run.slack > 1e-3] > 1 - 1e-3).all()
    scores = A @ run.W.T
    short = delta[run.y] - (scores[np.arange(15), run.y][:, None] - scores)
    acting = run.share > 1e-3  # whoever pushes demands exactly the slack
    np.testing.assert_allclose(short[acting], np.repeat(run.slack[:, None], 3, 1)[acting],
                               atol=2e-3 * max(1.0, run.slack.max()))  # fmt: skip
    assert (run.share[np.arange(15), run.y] == 0).all()


def test_the_fields_are_the_scores():
    run = shared_box()
    x = np.array([1.0, run.X[0, 0] * 0 - WIDTH, -HEIGHT])
    np.testing.assert_allclose(run.scores[0, 0], run.W @ x)


def test_a_point_is_carried_with_the_pointer():
    index, dx, dy = grab(POINTS, 1.0, 1.5)
    assert index == 9
    moved = move(POINTS, (index, dx, dy), 2.0, -0.5)
    np.testing.assert_allclose(moved[9], (2.0 + dx, -0.5 + dy, 1), atol=1e-3)
    assert moved[:9] == POINTS[:9]
    assert move(POINTS, (0, 0.0, 0.0), 99.0, -99.0)[0] == (WIDTH, -HEIGHT, 0)


def test_the_pointer_drags_and_the_right_panel_does_not_answer():
    explorer = explorers.shared_box()
    point(explorer, 0, 0.9, 1.4)
    point(explorer, 0, 2.2, -0.5, "drag")
    np.testing.assert_allclose(explorer.values["points"][9][:2], (2.2, -0.5), atol=0.05)
    before = explorer.values["points"]
    point(explorer, 1, 0.5, 3.0, "drag")
    assert explorer.values["points"] == before
