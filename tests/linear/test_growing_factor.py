"""A factor that follows a set: at every turn the solution is that of a new factor."""

import numpy as np
import pytest

from course_lib.linear.growing_factor import GrowingFactor


def positive_definite(d, seed=0):
    A = np.random.default_rng(seed).normal(size=(2 * d, d))
    return A.T @ A


@pytest.mark.parametrize("seed", range(5))
def test_it_solves_for_sets_that_grow_and_shrink(seed):
    rng = np.random.default_rng(seed)
    M = positive_definite(30, seed)
    factor, inside = GrowingFactor(M), np.zeros(30, dtype=bool)
    for _ in range(60):
        inside ^= rng.random(30) < 0.08
        members = np.flatnonzero(inside)
        right = rng.normal(size=members.size)
        want = np.linalg.solve(M[np.ix_(members, members)], right)
        np.testing.assert_allclose(factor.solve(members, right), want, rtol=1e-9, atol=1e-12)
        assert sorted(factor.members) == members.tolist()
        np.testing.assert_allclose(
            factor.lower @ factor.lower.T, M[np.ix_(factor.members, factor.members)], atol=1e-10
        )


def test_what_stands_before_the_first_lost_member_is_kept():
    M = positive_definite(6)
    factor = GrowingFactor(M)
    factor.solve(np.arange(6), np.ones(6))
    kept = factor.lower[:3, :3].copy()
    factor.solve(np.array([0, 1, 2, 4]), np.ones(4))
    assert factor.members.tolist() == [0, 1, 2, 4]
    np.testing.assert_array_equal(factor.lower[:3, :3], kept)


def test_members_may_come_in_any_order():
    M = positive_definite(4)
    members, right = np.array([3, 0, 2]), np.array([1.0, 2.0, 3.0])
    want = np.linalg.solve(M[np.ix_(members, members)], right)
    np.testing.assert_allclose(GrowingFactor(M).solve(members, right), want, rtol=1e-10)


def test_copies_of_a_column_are_told_and_the_others_go_on():
    M = positive_definite(3)
    M = M[np.ix_([0, 1, 2, 0], [0, 1, 2, 0])]
    factor = GrowingFactor(M)
    assert factor.solve(np.array([0, 1]), np.ones(2)) is not None
    assert factor.solve(np.array([0, 1, 3]), np.ones(3)) is None
    found = factor.solve(np.array([0, 1, 2]), np.ones(3))
    np.testing.assert_allclose(found, np.linalg.solve(M[:3, :3], np.ones(3)), rtol=1e-9)


def test_the_empty_set_has_the_empty_solution():
    assert GrowingFactor(np.eye(2)).solve(np.empty(0, dtype=int), np.empty(0)).shape == (0,)


@pytest.mark.parametrize("bad", [np.inf, np.nan, 0.0, -1.0])
def test_what_is_no_positive_matrix_has_no_factor(bad):
    factor = GrowingFactor(np.diag([4.0, 1.0, bad]))
    assert factor.solve(np.array([0, 1]), np.array([8.0, 1.0])).tolist() == [2, 1]
    assert factor.solve(np.arange(3), np.ones(3)) is None
    assert GrowingFactor(np.diag([4.0, bad])).solve(np.arange(2), np.ones(2)) is None
