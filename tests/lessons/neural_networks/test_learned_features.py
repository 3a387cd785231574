"""Learned features: the last layer is a linear model on them, and the picture shows it."""

import numpy as np
import pytest

from course_lib.lessons.neural_networks import explorers
from course_lib.lessons.neural_networks.learned_features import (
    ACTIVATIONS,
    FRAMES,
    hidden_and_score,
    learned_features,
    learners,
)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_score_is_linear_in_the_features_that_are_drawn(activation):
    run = learned_features(activation=activation)
    for k in (0, -1):
        drawn = run.features[k] @ run.w[k] + run.b[k]
        _, score = hidden_and_score(learners("rings", activation, 0)[k], run.X)
        np.testing.assert_allclose(drawn, score)
        assert run.wrong[k] == (score * run.y <= 0).sum()
    assert np.abs(run.features).max() <= 1


def test_without_activation_the_lattice_stays_straight():
    run = learned_features(activation="none (identity)")
    first = ~np.isnan(run.lattice[:, 0])
    A = np.column_stack([run.lattice[first], np.ones(first.sum())])
    _, residual, *_ = np.linalg.lstsq(A, run.warped[-1][first], rcond=None)
    np.testing.assert_allclose(residual, 0, atol=1e-18)


def test_the_map_is_the_networks_score():
    run = learned_features()
    k, i, j = 5, 7, 30
    at = np.array([[run.grid[j], run.grid[i]]])
    _, score = hidden_and_score(learners("rings", "tanh", 0)[k], at)
    assert run.scores[k, i, j] == pytest.approx(score[0])


def test_the_player_counts_steps():
    explorer = explorers.learned_features()
    explorer.set(t=200)
    run = explorer.result
    moved = run.features[FRAMES.index(200)][run.y > 0]
    np.testing.assert_allclose(explorer.view.moved.positive.get_xydata(), moved)
