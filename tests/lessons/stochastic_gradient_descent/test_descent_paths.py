"""Paths on the cars are the library's SGD, and budgets are kept."""

import numpy as np
import pytest

from course_lib.lessons.stochastic_gradient_descent import explorers
from course_lib.lessons.stochastic_gradient_descent.descent_paths import (
    BUDGETS,
    cost_of_a_step,
    descent_paths,
    path_of,
)
from course_lib.lessons.stochastic_gradient_descent.risks import START, car_risk
from course_lib.optim import sgd_epochs


@pytest.mark.parametrize("batch", [1, 10, 100, 1436])
def test_a_path_is_the_librarys(batch):
    run = sgd_epochs(car_risk(), START, 0.1, epochs=2, batch_size=batch,
                     rng=np.random.default_rng(3))  # fmt: skip
    mine = path_of(batch, 0.1, 3, len(run.x) - 1)
    np.testing.assert_allclose(mine, run.x, atol=1e-9)


@pytest.mark.parametrize("budget", BUDGETS)
def test_each_run_takes_as_many_steps_as_its_budget_allows(budget):
    run = descent_paths(budget=budget)
    for path in (run.full, run.mini, run.single):
        cost = cost_of_a_step(budget, path.batch)
        assert path.steps * cost <= BUDGETS[budget] * (1 + 1e-9) < (path.steps + 1) * cost
        assert path.spent[-1] == pytest.approx(path.steps * cost)
        assert len(path.w) <= 400


def test_the_excess_is_the_distance_of_predictions():
    path, f = descent_paths().mini, car_risk()
    apart = f.X @ (path.w[-1] - f.minimizer)
    assert path.excess[-1] == pytest.approx(np.sqrt(np.mean(apart**2)))


def test_more_than_all_cars_are_all_cars():
    assert descent_paths(batch=1585.0).mini.batch == 1436


def test_the_view_draws_the_runs():
    explorer = explorers.descent_paths()
    explorer.set(budget="samples")
    run, view = explorer.result, explorer.view
    np.testing.assert_allclose(view.curves[1].get_xdata(), run.mini.spent / 1e3)
    np.testing.assert_allclose(view.paths[2].get_xydata(), run.full.w)
    assert view.far.get_xlim() == (0, 14.36)


def test_an_unknown_budget_is_named():
    with pytest.raises(ValueError, match="budget must be one of 'steps', 'samples', 'seconds'"):
        descent_paths(budget="euros")
