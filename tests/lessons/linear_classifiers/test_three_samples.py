"""The lecture's three samples, and dragging their scores."""

import numpy as np
import pytest

from course_lib.lessons.linear_classifiers import explorers
from course_lib.lessons.linear_classifiers.three_samples import LECTURE, lift, three_samples


def test_the_numbers_of_the_lecture():
    run = three_samples()
    np.testing.assert_allclose(run.hinge, [2.9, 0, 12.9])
    assert round(run.hinge.mean(), 2) == 5.27
    np.testing.assert_allclose(three_samples(scale=2.0).hinge, [4.8, 0, 23.8])
    np.testing.assert_allclose(run.excess.sum(axis=1), run.hinge)


def test_softmax_by_hand():
    run = three_samples()
    p = np.exp(3.2) / (np.exp(3.2) + np.exp(5.1) + np.exp(-1.7))
    assert run.probabilities[0, 0] == pytest.approx(p)
    assert run.cross_entropy[0] == pytest.approx(-np.log(p))


def test_a_bar_is_lifted_in_units_of_the_scaled_picture():
    assert lift(LECTURE, 2.0, 1, 2, 6.0)[1] == (1.3, 4.9, 3.0)
    assert lift(LECTURE, 1.0, 0, 0, 99.0)[0] == (12.0, 5.1, -1.7)
    assert lift(LECTURE, 1.0, 0, 0, 99.0)[1:] == LECTURE[1:]


def test_a_click_sets_the_score_and_the_bars_follow():
    explorer = explorers.three_samples()
    ax = explorer.live.figure.axes[2]
    x, y = ax.transData.transform((2.0, 4.0))
    explorer.live.pointer = ["click", x, explorer.live.size[1] - y, 1]
    assert explorer.values["scores"][2][2] == pytest.approx(4.0, abs=0.05)
    assert explorer.view.bars[2][2].get_height() == explorer.values["scores"][2][2]
    assert explorer.view.hinge[2].get_height() == 0
    assert explorer.view.numbers[2].get_text() == "0.00"
