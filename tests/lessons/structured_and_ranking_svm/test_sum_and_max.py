"""Both multiclass hinges of the three pictures, and the bars that are dragged."""

import numpy as np
import pytest

from course_lib.functions import MulticlassHinge
from course_lib.lessons.structured_and_ranking_svm import explorers
from course_lib.lessons.structured_and_ranking_svm.sum_and_max import (
    HIGHEST,
    LECTURE_SCORES,
    LOWEST,
    drag,
    sum_and_max,
)
from tests.lessons.pointer import point


def test_the_numbers_of_the_lecture():
    run = sum_and_max()
    np.testing.assert_allclose(run.sums, [2.9, 0, 12.9])
    assert round(run.sums.mean(), 2) == 5.27
    np.testing.assert_allclose(run.largest, [2.9, 0, 6.6])
    assert "mean 5.27" in run.summary
    assert "mean 3.17" in run.summary
    np.testing.assert_allclose(sum_and_max(scale=2.0).sums, [4.8, 0, 23.8])


@pytest.mark.parametrize("delta", [0.25, 1.0, 3.0])
def test_the_losses_are_those_of_the_library(delta):
    scores = np.random.default_rng(0).normal(0, 3, (3, 3))
    run = sum_and_max(scores=tuple(map(tuple, scores)), delta=delta, scale=0.5)
    for form, mine in (("sum", run.sums), ("max", run.largest)):
        theirs = MulticlassHinge(delta, form)(0.5 * scores, np.arange(3))
        np.testing.assert_allclose(mine, theirs)


def test_a_bar_is_dragged_to_where_the_pointer_is():
    table = drag(LECTURE_SCORES, 2.0, 2, 1.8, 3.0)
    assert table[2] == (2.2, 2.5, 1.5)
    assert table[:2] == LECTURE_SCORES[:2]
    assert drag(LECTURE_SCORES, 1.0, 0, -0.4, 50.0)[0][0] == HIGHEST
    assert drag(LECTURE_SCORES, 1.0, 0, 5.0, -50.0)[0][2] == LOWEST


def test_the_pointer_moves_the_score_of_its_panel():
    explorer = explorers.sum_and_max()
    point(explorer, 2, 2.1, 3.5)
    assert explorer.values["scores"][2][2] == pytest.approx(3.5, abs=0.1)
    before = explorer.values["scores"]
    point(explorer, 3, 1.0, 5.0)  # the losses cannot be dragged
    assert explorer.values["scores"] == before


def test_the_drawn_parts_add_up_to_the_loss():
    explorer = explorers.sum_and_max()
    tops = [np.nanmax(np.reshape(bar.get_ydata(), (-1, 3)), axis=1)
            for bar in (explorer.view.stack[1], explorer.view.tall)]  # fmt: skip
    np.testing.assert_allclose(tops[0], [2.9, 0, 12.9, 15.8 / 3])
    np.testing.assert_allclose(tops[1], [2.9, 0, 6.6, 9.5 / 3])
