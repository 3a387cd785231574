"""The pairs of the travellers by a loop, the curves over the angles, the learned direction."""

import numpy as np
import pytest

from course_lib.datasets import load_modechoice, standardize
from course_lib.lessons.structured_and_ranking_svm import explorers
from course_lib.lessons.structured_and_ranking_svm import ranking_direction as rd


def test_there_are_three_pairs_for_each_traveller():
    data = rd.trips()
    assert data.D.shape == (630, 2)
    np.testing.assert_array_equal(np.bincount(data.traveller), 3)
    for t in (0, 17, 209):
        others = [j for j in range(4) if j != data.chosen[t]]
        expected = data.X[t, data.chosen[t]] - data.X[t, others]
        np.testing.assert_allclose(data.D[data.traveller == t], expected)


def test_swaps_and_hinge_by_a_loop():
    run = rd.ranking_direction(angle=-60.0, length=2.0)
    z = [run.w @ d for d in run.trips.D]
    assert run.swapped.sum() == sum(value <= 0 for value in z)
    assert run.hinge == pytest.approx(np.mean([max(0, 1 - value) for value in z]))
    at = int(np.flatnonzero(rd.ANGLES == -60)[0])
    assert run.counts[at] == run.swapped.sum()
    assert run.hinges[at] == pytest.approx(run.hinge)


@pytest.mark.parametrize("C", [1e-3, 1.0])
def test_the_learned_direction_minimizes_its_objective(C):
    angle, length = rd.learned(C)
    D = rd.trips().D

    def J(w):
        return w @ w / 2 + C * np.maximum(0, 1 - D @ w).sum()

    best = J(rd.towards(angle, length))
    for turn in (-3, 3):
        assert J(rd.towards(angle + turn, length)) > best
    for factor in (0.95, 1.05):
        assert J(rd.towards(angle, factor * length)) > best
    run = rd.ranking_direction(source=f"ranking SVM, C = {C:g}")
    assert (run.angle, run.length) == (angle, length)
    assert run.summary.startswith(f"Ranking SVM, C = {C:g}: ")
    with pytest.raises(ValueError, match="source must be one of 'mine'"):
        rd.ranking_direction(source="yours")


def test_the_place_of_the_chosen_mode():
    Z, _ = standardize(load_modechoice(rd.FEATURES).X)
    run = rd.ranking_direction(angle=150.0, traveller=1)
    np.testing.assert_allclose(run.scores, Z[:4] @ rd.towards(150.0))
    assert run.scores.argmax() == run.trips.chosen[0] == 3
    assert "Traveller 1 took the car, ranked 1 of 4." in run.summary


def test_the_drawn_points_are_the_pairs():
    explorer = explorers.ranking_direction()
    view, run = explorer.view, explorer.result
    assert len(view.right.get_xdata()) + len(view.wrong.get_xdata()) == 630
    assert len(view.wrong.get_xdata()) == run.swapped.sum()
    assert len(view.mine.get_xdata()) == 3
