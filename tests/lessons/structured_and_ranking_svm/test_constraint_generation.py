"""Cut by cut: both bounds around the minimum, the worst labels, the player."""

import numpy as np
import pytest

from course_lib.lessons.structured_and_ranking_svm import explorers
from course_lib.lessons.structured_and_ranking_svm.constraint_generation import (
    TOL,
    constraint_generation,
)
from course_lib.lessons.structured_and_ranking_svm.zoo_tree import HIDDEN, SEEN, answers, traits
from course_lib.linear import SignFeatures, StructuredRisk, StructuredSVM
from course_lib.linear.shared_slack import solve_shared_slack


@pytest.mark.parametrize("chain", [False, True])
def test_the_bounds_hold_the_minimum_of_all_constraints(chain):
    run = constraint_generation(k=2, C=0.03, chain=chain)
    full = StructuredSVM(SignFeatures(2, chain), 0.03, method="all")
    full.fit(traits(SEEN), answers(HIDDEN[:2]))
    assert (run.trace.bound <= full.value_ * (1 + 1e-9)).all()
    assert (run.trace.best >= full.bound_ * (1 - 1e-9)).all()
    assert run.trace.gap[-1] <= TOL * run.best
    assert run.constraints == 101 * 3


def test_what_is_wrong_in_the_worst_labels():
    run = constraint_generation(k=3)
    np.testing.assert_array_equal(run.wrong, run.trace.worst != answers(HIDDEN[:3]))
    assert run.wrong.shape == (run.trace.rounds + 1, 101, 3)
    for alpha, cuts in zip(run.share, run.trace.working, strict=True):
        assert len(alpha) == cuts
        assert alpha.sum() < 1 + 1e-6


def test_the_player_counts_cuts():
    explorer = explorers.constraint_generation()
    rounds = explorer.result.trace.rounds
    assert explorer.t == 0
    explorer.set(t=rounds)
    assert explorer.view.words.get_text().startswith(f"{rounds} cuts, ")
    assert len(explorer.view.upper.get_xdata()) == rounds + 1
    explorer.set(t=1)
    low, high = explorer.view.between.get_ydata()
    trace = explorer.result.trace
    assert (high - low) * explorer.result.best == pytest.approx(trace.gap[1])


@pytest.mark.parametrize("C", [0.03, 0.3])
def test_every_working_set_is_solved_to_ten_digits(C):
    """So that the cuts, and how many there are, do not depend on the machine's rounding."""
    risk = StructuredRisk(SignFeatures(9), traits(SEEN), answers())
    found = [risk.worst(w)[:2] for w in constraint_generation(k=9).trace.x]
    G = np.array([rows.mean(axis=0) for rows, _ in found])
    b = np.array([delta.mean() for _, delta in found])
    for t in range(1, len(b) + 1):
        solved = solve_shared_slack(G[:t], b[:t], np.zeros(t, dtype=int), 101 * C)
        assert solved.gap <= 1.001e-10 * max(solved.value, 101 * C)
