"""Costs and totals: the laws beyond the measured sizes, the steps against real runs."""

import numpy as np
import pytest

from course_lib.functions import Quadratic
from course_lib.lessons.second_order_methods import step_cost as sc
from course_lib.optim import GradientDescent, best_constant_lr, bfgs_update, minimize, two_loops


@pytest.mark.parametrize("method", sc.NAMES)
def test_between_the_dots_it_is_measured_and_beyond_it_is_the_law(method):
    seconds = sc.own_arithmetic(method)
    last = max(sc.MEASURED[method])
    beyond = last < sc.GRID
    slope = np.diff(np.log(seconds[beyond])) / np.diff(np.log(sc.GRID[beyond]))
    np.testing.assert_allclose(slope, sc.POWERS[method])
    for d, measured in sc.MEASURED[method].items():
        at = np.exp(np.interp(np.log(d), np.log(sc.GRID), np.log(seconds)))
        assert at == pytest.approx(measured, rel=0.15)


def test_the_arithmetic_is_that_of_the_methods():
    d = 6
    rng = np.random.default_rng(0)
    x, g = rng.standard_normal((2, d))
    pairs = [(v, v * np.linspace(1, 2, d)) for v in rng.standard_normal((sc.PAIRS, d))]
    np.testing.assert_allclose(sc.one_step("GD", d)(), x - 0.1 * g)
    np.testing.assert_allclose(sc.one_step("L-BFGS", d)(), x - two_loops(pairs, g))
    M = bfgs_update(np.eye(d), *pairs[0])
    np.testing.assert_allclose(sc.one_step("BFGS", d)(), x - M @ g)
    H = np.diag(np.arange(1.0, d + 1)) + np.outer(g, g) / d
    np.testing.assert_allclose(H @ (sc.one_step("Newton", d)() - x), -g)


def test_it_can_be_measured_here():
    """Ten thousand times the numbers take longer, whatever the machine."""
    assert 0 < sc.measure("GD", 10, 2) < sc.measure("GD", 100_000, 2)
    assert 0 < sc.measure("Newton", 10, 2) < sc.measure("Newton", 300, 2)
    assert all(0 < price < 1e-6 for price in sc.measure_prices(200, 100, 2))


def test_the_steps_of_gradient_descent_are_those_of_a_run():
    found = sc.steps_needed(30.0)["GD"]
    curvatures = np.geomspace(1 / 30, 1, 100)
    lr = best_constant_lr(1.0, 1 / 30)
    trace = minimize(Quadratic(curvatures), 1 / np.sqrt(curvatures), GradientDescent(lr), found)
    share = trace.value / trace.value[0]
    assert share[-1] <= sc.ACCURACY < share[-2]


def test_the_totals_by_hand():
    run = sc.step_cost(d=1000.0, samples=1e4, condition=100.0)
    k = int(np.argmin(np.abs(sc.GRID - 1000)))
    gradient = 2 * 1e4 * sc.GRID[k] * sc.WITH_VECTOR
    newton = sc.own_arithmetic("Newton")[k] + gradient + 1e4 * sc.GRID[k] ** 2 * sc.OF_MATRICES
    assert run.total["Newton"][k] == pytest.approx(8 * newton)
    lbfgs = sc.own_arithmetic("L-BFGS")[k] + 2 * gradient
    assert run.total["L-BFGS"][k] == pytest.approx(run.steps["L-BFGS"] * lbfgs)
    assert run.fastest == min(run.total, key=lambda name: run.total[name][k])


def test_times_are_spelled_in_their_unit():
    assert [sc.spell(s) for s in (2.5e-6, 0.234, 7, 600, 36_000, 864_000)] == [
        "2.5 µs", "234 ms", "7 s", "10 min", "10 h", "10 days"]  # fmt: skip
