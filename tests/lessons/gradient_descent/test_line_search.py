"""The experiment shows the searches as they are: `minimize` takes the same steps."""

import numpy as np
import pytest

from course_lib.lessons.gradient_descent.line_search import FIRST, RULES, TERRAINS, line_search
from course_lib.optim import Backtracking, ExactLineSearch, GradientDescent, Wolfe, minimize

SEARCHES = dict(
    zip(RULES, [ExactLineSearch(), Backtracking(c1=0.1), Wolfe(c1=0.1, c2=0.9)], strict=True)
)


@pytest.mark.parametrize("function", TERRAINS)
@pytest.mark.parametrize("rule", RULES)
def test_steps_are_those_of_minimize(function, rule):
    terrain = TERRAINS[function]
    run = line_search(function=function, rule=rule, steps=12)
    trace = minimize(terrain.f, terrain.start, GradientDescent(SEARCHES[rule]), steps=12)
    # Brent's method finds a minimizer to half of the digits, and the steps let the rest grow: the
    # two orders of rounding part by 3e-6 after 12 of them.
    loose = 10 if rule == "exact" else 1
    np.testing.assert_allclose(run.x, trace.x[: len(run.x)], rtol=loose * 1e-6, atol=loose * 1e-8)
    np.testing.assert_allclose(run.lr, trace.lr[: len(run.lr)], rtol=loose * 1e-6)


def test_values_and_gradients_are_counted_as_minimize_counts():
    # minimize asks for f(x_t) anew in each search, the experiment remembers it from the last one.
    run = line_search(rule="Armijo backtracking", steps=5)
    trace = minimize(TERRAINS[FIRST].f, TERRAINS[FIRST].start,
                     GradientDescent(Backtracking(c1=0.1)), steps=5)  # fmt: skip
    trials = sum(len(t) for t in run.trials)
    assert trace.f_evals == trials + 5
    assert f"for {trials + 1} values and {trace.grad_evals} gradients" in run.summary


@pytest.mark.parametrize("rule", RULES[1:])
def test_accepted_steps_lie_where_the_strips_are(rule):
    run = line_search(rule=rule, steps=10)
    accepts = run.enough if rule == RULES[1] else run.wolfe
    for lr, row in zip(run.lr, accepts, strict=True):
        assert row[np.argmin(np.abs(run.grid - lr))]


def test_the_scale_runs_from_the_start_to_the_lowest_point():
    run = line_search(function="three exponentials")
    np.testing.assert_allclose(run.phi[:, 0], 1)
    assert (run.phi >= -1e-12).all()
    assert run.phi.min(axis=1).max() < 1e-3
    np.testing.assert_allclose(run.tangent[:, 0], run.armijo[:, 0])
    slope = (run.phi[:, 1] - run.phi[:, 0]) / run.grid[1]
    drawn = (run.tangent[:, 1] - run.tangent[:, 0]) / run.grid[1]
    assert (drawn <= slope).all()  # a convex function lies above its tangent
    np.testing.assert_allclose(run.armijo[:, 1] - 1, 0.1 * (run.tangent[:, 1] - 1), atol=2e-6)


def test_exact_search_zig_zags_at_right_angles():
    run = line_search()
    steps = np.diff(run.x, axis=0)[:10]
    np.testing.assert_allclose((steps[1:] * steps[:-1]).sum(axis=1), 0, atol=1e-9)


def test_the_best_step_may_be_longer_than_one():
    assert line_search(function="flat bowl, λ = 0.2 and 0.6").lr.min() > 1


def test_from_the_minimum():
    run = line_search(start=(0.0, 0.0))
    assert not len(run.lr)
    assert "nothing to search" in run.summary
