"""Car prices by polynomials: three parts that do not overlap, errors, the choice."""

import numpy as np
import pytest

from course_lib.lessons.regularization import explorers
from course_lib.lessons.regularization.car_curves import powers, predictions, ridge_weights
from course_lib.lessons.regularization.fit_and_penalty import (
    DEGREES,
    LAMBDAS,
    chosen,
    fit_and_penalty,
    split_errors,
)
from course_lib.linear import ridge_path


def test_the_parts_are_the_cars():
    table = split_errors(24, 3)
    sizes = [len(part[0]) for part in (table.train, table.validation, table.test)]
    assert sizes == [24, 24, 1436 - 48]
    again = split_errors(60, 3)
    assert len(again.train[0]) == 60


@pytest.mark.parametrize("degree", [1, 4, 12])
def test_the_weights_are_those_of_ridge_regression(degree):
    table = split_errors(24, 0)
    lam = LAMBDAS[10:]
    mine = ridge_weights(*table.train, degree, lam)
    theirs = ridge_path(powers(table.train[0], degree), table.train[1], lam)
    ages = np.linspace(1, 80, 50)
    np.testing.assert_allclose(predictions(ages, mine), predictions(ages, theirs), atol=1e-5)


def test_many_training_sets_at_once():
    rng = np.random.default_rng(0)
    age, price = rng.uniform(1, 80, (5, 20)), rng.uniform(5, 20, (5, 20))
    lam = np.array([0.01, 1.0])
    together = ridge_weights(age, price, 3, lam)
    for k in range(5):
        np.testing.assert_allclose(together[k], ridge_weights(age[k], price[k], 3, lam))
    assert together.shape == (5, 2, 4)


def test_errors_are_root_means_of_squares():
    run = fit_and_penalty(degree=3, lam=0.01, split=2, judge=True)
    weights = run.table.weights[2][run.column]
    for error, (age, price) in zip(
        run.now, (run.table.train, run.table.validation, run.table.test), strict=True
    ):
        fit = weights[0] + sum(weights[k] * ((age - 40.5) / 39.5) ** k for k in (1, 2, 3))
        assert error == pytest.approx(np.sqrt(np.mean((fit - price) ** 2)))


def test_the_choice_looks_at_validation_alone():
    table = split_errors(24, 7)
    row, column = chosen(table)
    assert table.errors[1, row, column] == table.errors[1].min()
    assert fit_and_penalty(split=7).best == (DEGREES[row], LAMBDAS[column])


def test_training_error_rises_with_lambda_and_the_objective_falls_with_the_degree():
    table = split_errors(24, 0)
    errors = table.errors[0]
    assert (np.diff(errors, axis=1) > -1e-9).all()
    squares = np.array([(w[:, 1:] ** 2).sum(axis=1) for w in table.weights])
    J = errors**2 / 2 + LAMBDAS / 2 * squares
    assert (np.diff(J, axis=0) < 1e-9).all()


def test_the_test_error_is_hidden_until_it_is_asked_for():
    explorer = explorers.fit_and_penalty()
    _, _, dots = explorer.view.by_lam
    assert not dots[2].get_visible()
    assert not explorer.view.others.get_visible()
    assert "test" not in explorer.result.summary
    explorer.set(degree=4, lam=LAMBDAS[22], judge=True)
    assert dots[2].get_visible()
    assert dots[2].get_ydata()[0] == pytest.approx(explorer.result.now[2])
    assert "test" in explorer.result.summary
