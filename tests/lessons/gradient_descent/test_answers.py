"""What notebook 04's folded answers and captions say of its pictures."""

from functools import cache

import numpy as np
import pytest

from course_lib.lessons.gradient_descent import explorers
from course_lib.lessons.gradient_descent.car_regression import car_risk
from course_lib.lessons.gradient_descent.line_search import FIRST, TERRAINS, line_search
from course_lib.lessons.gradient_descent.stopping import stopping


@cache
def shown(name):
    """The explorer at rest: for tests that only peek."""
    return getattr(explorers, name)()


# -- the staircase


def test_beyond_half_it_jumps_and_from_one_on_it_does_not_converge():
    picture = shown("staircase")
    below, above = picture.peek(lr=0.49).x, picture.peek(lr=0.51).x
    assert (below[:10] < 0).all()
    assert (below[1:10] * below[:9] > 0).all()
    assert (above[1:10] * above[:9] < 0).all()
    assert np.abs(picture.peek(lr=0.98).x[-1]) < 0.6 * 1.7
    assert np.abs(picture.peek(lr=1.02).x[-1]) > 1.7


def test_on_the_fourth_power_the_gap_falls_ever_more_slowly():
    gap = shown("staircase").peek(function="x⁴", lr=0.1).gap
    factors = gap[1:] / gap[:-1]
    assert (np.diff(factors) > 0).all()
    assert factors[-1] > 0.9


@pytest.mark.parametrize("start", [-0.01, 0.01])
def test_the_start_decides_the_valley(start):
    run = shown("staircase").peek(function="x⁴ − 3x²", lr=0.1)
    assert run.x[0] == -0.15
    picture = explorers.staircase()
    picture.set(function="x⁴ − 3x²", lr=0.1, start=start)
    assert picture.result.x[-1] == pytest.approx(np.sign(start) * np.sqrt(1.5), abs=0.01)


# -- the cars


def test_at_01_the_height_settles_within_ten_steps_and_the_rest_is_still_on_its_way():
    run = shown("car_regression").peek(lr=0.1)
    problem = car_risk()
    _, axes = np.linalg.eigh(problem.risk.hess(np.zeros(2)))
    away = (run.w - run.best) @ np.linalg.inv(problem.to_euro).T @ axes
    flat, steep = np.abs(away / away[0]).T
    assert steep[10] < 0.05
    assert flat[10] > 0.5
    assert flat[60] > 0.1
    assert run.excess[10] < 0.3 * run.excess[0], "the height is right"


def test_at_06_the_line_swings_above_and_below_ever_less():
    run = shown("car_regression").peek(lr=0.6)
    mean = car_risk("standardized").center
    height = ((run.w - run.best) @ [1, mean])[:12]
    assert (height[1:] * height[:-1] < 0).all()
    assert (np.abs(height[1:]) < np.abs(height[:-1])).all()


def test_in_km_the_path_is_vertical_and_finds_the_best_slope_for_900_euro():
    picture = shown("car_regression")
    run = picture.peek(unit="km")
    assert np.ptp(run.w[:, 0]) < 0.01
    x, y = (car_risk("km").risk.X[:, 1], car_risk("km").risk.y)
    assert run.w[-1, 1] == pytest.approx((y - 900) @ x / (x @ x), rel=1e-3)


def test_standardized_the_path_is_straight_and_one_step_suffices_at_05():
    picture = explorers.car_regression()
    run = picture.peek(unit="standardized")
    v = run.w @ np.linalg.inv(car_risk("standardized").to_euro).T
    ways = (v - v[-1])[:10]
    ways = ways / np.linalg.norm(ways, axis=1, keepdims=True)
    np.testing.assert_allclose(ways, np.tile(ways[0], (10, 1)), atol=1e-5)
    assert "straight to the minimum" in run.summary
    picture.set(unit="standardized")
    picture.set(lr=0.5)
    assert picture.result.excess[1] < 1e-6
    assert "the first step lands on the minimum" in picture.result.summary
    picture.reset()


def test_the_standardized_picture_has_round_contours():
    picture = explorers.car_regression()
    picture.set(unit="standardized")
    ax = picture.view.space
    assert ax.get_aspect() == 1
    assert np.ptp(ax.get_xlim()) == np.ptp(ax.get_ylim())
    near = np.linalg.eigvalsh(car_risk("standardized").risk.hess(np.zeros(2)))
    np.testing.assert_allclose(near, 2, rtol=1e-9)


# -- how fast


def test_no_zig_zag_at_one_and_kappa_steps_for_a_factor_e():
    run = shown("convergence").peek(condition=100.0)
    flat = np.array([np.cos(np.radians(30)), np.sin(np.radians(30))])
    steep = np.array([-flat[1], flat[0]])
    assert np.abs(run.x[1:] @ steep).max() < 1e-12
    long = shown("convergence").peek(condition=10.0).distance
    assert long[11] / long[1] == pytest.approx(np.exp(-1), rel=0.06)


def test_the_best_step_is_longer_and_faster():
    picture = shown("convergence")
    plain, best = picture.peek(), picture.peek(best=True)

    def length(run):
        return np.linalg.norm(np.diff(run.x, axis=0), axis=1).sum()

    assert length(best) > length(plain)
    assert best.distance[-1] < 0.01 * plain.distance[-1]


def test_a_failed_condition_need_not_break_the_bound():
    run = shown("convergence").peek(lr=1.5)
    assert not run.linear.holds
    assert run.linear.broken_at is None
    assert shown("convergence").peek(lr=1.95).linear.broken_at == 1


def test_turning_the_valley_changes_no_bound():
    picture = shown("convergence")
    one, other = picture.peek(angle=0.0), picture.peek(angle=75.0)
    for name in ("linear", "convex", "strong"):
        np.testing.assert_allclose(getattr(one, name).values, getattr(other, name).values)
    assert not np.allclose(one.distance, other.distance)


# -- when to stop


def test_in_a_round_bowl_all_three_stop_near_the_minimum():
    run = shown("stopping").peek(condition=4.0)
    assert max(run.distance[at] for at in run.fires) < 0.2
    assert max(shown("stopping").result.distance[at] for at in shown("stopping").result.fires) > 2


def test_tiny_steps_do_not_fool_the_gradient():
    run = shown("stopping").peek(lr=0.01)
    gradient, step, value = run.fires
    assert gradient is None
    np.testing.assert_allclose([run.distance[step], run.distance[value]], 2.6, atol=0.05)
    assert run.distance[0] == pytest.approx(2.75, abs=0.005)


def test_the_gain_needs_the_square_of_the_tolerance():
    gradient = stopping(eps=1e-3).fires[0]
    assert stopping(eps=5e-7).fires[2] == pytest.approx(gradient, rel=0.02)


# -- line search


def test_from_an_axis_one_step_is_enough():
    f = TERRAINS[FIRST].f
    for start in ((-2.0, 0.0), (0.0, 1.5)):
        run = line_search(start=start)
        assert f(run.x[1]) < 1e-12


def test_three_trials_from_the_largest_first_one():
    trials = shown("line_search").peek(rule="Armijo backtracking", first=10**0.6).trials[0]
    np.testing.assert_allclose(trials[:, 0], 10**0.6 / 2.0 ** np.arange(3), rtol=1e-9)


def test_inexact_steps_arrive_sooner_here():
    exact = line_search(steps=15)
    halved = line_search(rule="Armijo backtracking", steps=15)
    f = TERRAINS[FIRST].f
    assert f(halved.x[-1]) < f(exact.x[-1])


def ends(row, grid):
    return grid[row][[0, -1]]


def test_c1_moves_the_right_end_and_c2_both():
    grid = line_search().grid
    loose, tight = (line_search(rule="strong Wolfe", c1=c).enough[0] for c in (0.1, 0.4))
    assert ends(loose, grid)[0] == ends(tight, grid)[0] == 0
    assert ends(tight, grid)[1] < ends(loose, grid)[1]
    wide, narrow = (line_search(rule="strong Wolfe", c2=c).wolfe[0] for c in (0.9, 0.46))
    assert ends(narrow, grid)[0] > ends(wide, grid)[0]
    assert ends(narrow, grid)[1] < ends(wide, grid)[1]
