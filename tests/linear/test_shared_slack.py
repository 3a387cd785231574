"""The program with shared slacks against SciPy, its optimality conditions, and hand-made cases."""

import numpy as np
import pytest
from scipy.optimize import minimize

from course_lib.convex.programs import quadratic_program
from course_lib.linear.interior_point import solve_hinge_qp
from course_lib.linear.shared_slack import solve_shared_slack


def random_program(seed, m=14, d=4, groups=5):
    rng = np.random.default_rng(seed)
    index = np.concatenate([np.arange(groups), rng.integers(0, groups, m - groups)])
    return rng.normal(size=(m, d)), rng.uniform(0.5, 3, m), index


def by_scipy(G, b, groups, C):
    """The primal program in (w, ξ), by sequential least squares."""
    d, k = G.shape[1], max(groups) + 1
    pick = np.eye(k)[groups]
    bounds = [(None, None)] * d + [(0, None)] * k
    return minimize(
        lambda v: v[:d] @ v[:d] / 2 + C * v[d:].sum(), np.r_[np.zeros(d), np.full(k, 5.0)],
        jac=lambda v: np.r_[v[:d], np.full(k, C)], method="SLSQP", bounds=bounds,
        constraints={"type": "ineq", "fun": lambda v: G @ v[:d] - b + v[d:][groups],
                     "jac": lambda v: np.hstack([G, pick])},
        options={"ftol": 1e-13, "maxiter": 1000},
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("C", [0.02, 1.0, 50.0])
def test_scipy_finds_the_same(seed, C):
    G, b, groups = random_program(seed)
    found, theirs = solve_shared_slack(G, b, groups, C), by_scipy(G, b, groups, C)
    assert found.value == pytest.approx(theirs.fun, rel=1e-6)
    np.testing.assert_allclose(found.weights, theirs.x[:4], atol=1e-4)
    np.testing.assert_allclose(found.slack, theirs.x[4:], atol=1e-4)


@pytest.mark.parametrize("C", [0.02, 1.0, 50.0])
def test_the_general_solver_finds_the_same_dual(C):
    G, b, groups = random_program(5)
    member = (np.arange(5)[:, None] == groups).astype(float)
    bounds, room = np.vstack([-np.eye(14), member]), np.r_[np.zeros(14), np.full(5, C)]
    theirs = quadratic_program(G @ G.T, -b, bounds, room, tol=1e-10)
    ours = solve_shared_slack(G, b, groups, C)
    assert ours.dual_value == pytest.approx(-theirs.value, rel=1e-7)
    np.testing.assert_allclose(ours.weights, theirs.x @ G, atol=1e-5)
    np.testing.assert_allclose(ours.slack, theirs.z[14:], atol=1e-4)


@pytest.mark.parametrize("C", [1e-3, 0.3, 1e3])
def test_the_optimality_conditions_hold(C):
    G, b, groups = random_program(7, m=40, d=6, groups=9)
    found = solve_shared_slack(G, b, groups, C)
    alpha, left = found.alpha, C - np.bincount(groups, found.alpha)
    assert (alpha >= 0).all()
    assert left.min() > -1e-9 * C  # the rows of a group share the box
    np.testing.assert_allclose(alpha @ G, found.weights, atol=1e-12 * C + 1e-12)
    beyond = G @ found.weights - b + found.slack[groups]
    scale = max(1.0, found.value)
    assert (beyond > -1e-12).all()
    assert (alpha * beyond).max() < 1e-7 * scale
    assert (left * found.slack).max() < 1e-7 * scale
    assert -1e-9 * scale < found.gap < 1e-8 * scale


@pytest.mark.parametrize("unit", [1e-4, 1e4])
def test_the_unit_of_the_rows_does_not_matter(unit):
    """w in the unit 1/u costs 1/u² as much; so does a slack whose price is C/u²."""
    G, b, groups = random_program(3)
    known = solve_shared_slack(G, b, groups, 2.0)
    other = solve_shared_slack(unit * G, b, groups, 2.0 / unit**2)
    assert other.value * unit**2 == pytest.approx(known.value, rel=1e-7)
    np.testing.assert_allclose(other.weights * unit, known.weights, atol=1e-5)


def test_one_row_a_group_is_the_binary_machine():
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(30, 3)), np.where(rng.random(30) > 0.5, 1.0, -1.0)
    ours = solve_shared_slack(y[:, None] * X, np.ones(30), np.arange(30), 0.7)
    theirs = solve_hinge_qp(X, y, 0.7, free=0)
    np.testing.assert_allclose(ours.weights, theirs.weights, atol=1e-6)
    np.testing.assert_allclose(ours.alpha, theirs.alpha, atol=1e-5)


def test_two_demands_on_one_slack_by_hand():
    """w ≥ 2 − ξ and w ≥ 1 − ξ at C = ½: only the larger demand acts, w = α = ½, ξ = 1.5."""
    found = solve_shared_slack([[1.0], [1.0]], [2.0, 1.0], [0, 0], 0.5)
    np.testing.assert_allclose(found.weights, [0.5], atol=1e-7)
    np.testing.assert_allclose(found.alpha, [0.5, 0.0], atol=1e-6)
    np.testing.assert_allclose(found.slack, [1.5], atol=1e-7)
    apart = solve_shared_slack([[1.0], [1.0]], [2.0, 1.0], [0, 1], 0.5)  # a slack each: both act
    np.testing.assert_allclose(apart.weights, [1.0], atol=1e-4)


def test_a_sample_that_stands_for_three_has_three_times_the_price():
    G, b, _ = random_program(6, m=6)
    thrice = solve_shared_slack(np.tile(G, (3, 1)), np.tile(b, 3), np.arange(18), 0.2)
    once = solve_shared_slack(G, b, np.arange(6), np.full(6, 0.6))
    np.testing.assert_allclose(once.weights, thrice.weights, atol=1e-6)
    assert once.value == pytest.approx(thrice.value, rel=1e-9)


def test_twin_rows_are_no_trouble():
    G = np.ones((6, 2))
    found = solve_shared_slack(G, np.ones(6), [0, 0, 0, 1, 1, 1], 10.0)
    np.testing.assert_allclose(found.weights, [0.5, 0.5], atol=1e-6)
    assert found.slack.max() < 1e-6


def test_the_arguments_stay_as_they_were():
    G, b, groups = random_program(3)
    kept = G.copy(), b.copy(), groups.copy()
    solve_shared_slack(G, b, groups, 1.0)
    for before, after in zip(kept, (G, b, groups), strict=True):
        np.testing.assert_array_equal(before, after)
