"""Bias, variance and noise over 200 training sets: their sum is the error, exactly."""

import numpy as np
import pytest

from course_lib.lessons.regularization import explorers
from course_lib.lessons.regularization.car_curves import (
    age_and_price,
    powers,
    predictions,
    ridge_weights,
)
from course_lib.lessons.regularization.resampled_fits import (
    LAMBDAS,
    SEED,
    population,
    resampled_fits,
)
from course_lib.linear import ridge_path


def test_no_function_of_the_age_beats_the_mean_price():
    age, price = age_and_price()
    world = population()
    assert world.share.sum() == pytest.approx(1)
    assert world.share @ world.mean == pytest.approx(price.mean())
    curve = ridge_weights(age, price, 12, np.array([1e-9]))[0]
    assert ((predictions(age, curve) - price) ** 2).mean() > world.noise


@pytest.mark.parametrize(("degree", "n"), [(6, 30), (1, 15), (9, 60)])
def test_the_three_parts_add_up_to_the_error_on_all_cars(degree, n):
    """The error is measured car by car here, the parts from curves: they share no formula."""
    age, price = age_and_price()
    rows = np.random.default_rng([SEED, n]).integers(len(age), size=(200, n))
    lam = LAMBDAS[[3, 15]]
    squares = np.zeros(2)
    for row in rows:
        weights = ridge_path(powers(age[row], degree), price[row], lam)
        squares += ((predictions(age, weights) - price) ** 2).mean(axis=1) / 200
    run = resampled_fits(degree=degree, n=n)
    total = run.bias + run.variance + population().noise
    np.testing.assert_allclose(total[[3, 15]], squares, rtol=1e-4)
    np.testing.assert_allclose(run.error, total, rtol=1e-9)


def test_the_areas_stand_on_each_other():
    explorer = explorers.resampled_fits()
    run, k = explorer.result, len(LAMBDAS) // 2
    roofs = [area.get_xy()[k, 1] for area in explorer.view.areas[1:]]
    np.testing.assert_allclose(roofs, [run.population.noise, run.population.noise + run.bias[k]])
    assert explorer.view.total.get_ydata()[k] == pytest.approx(run.error[k])
