"""Spread of batches: by theory, by counting on few samples, by the draws."""

from itertools import combinations

import numpy as np
import pytest

from course_lib.lessons.stochastic_gradient_descent import explorers
from course_lib.lessons.stochastic_gradient_descent.gradient_cloud import (
    DRAWS,
    MEASURES,
    SIZES,
    batch_moments,
    gradient_cloud,
)
from course_lib.lessons.stochastic_gradient_descent.risks import car_moments, car_risk


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("way", [0.0, 1.0])
def test_measured_and_theory_agree_within_the_draws(replace, way):
    run = gradient_cloud(replace=replace, way=way)
    inside = slice(None) if replace else slice(-1)
    # The mean of 300 squares of two correlated entries varies by about a tenth.
    np.testing.assert_allclose(run.measured[inside], run.theory[inside], rtol=0.3)
    if not replace:
        assert run.theory[-1] == 0
        assert run.measured[-1] == pytest.approx(0, abs=1e-20)


def test_the_factor_without_replacement_is_exact_on_few_samples():
    values, B = np.array([1.0, 5.0, 2.0, 2.5, 9.0, -3.0]), 4
    means = [np.mean(part) for part in combinations(values, B)]
    assert np.var(means) == pytest.approx(values.var() / B * (6 - B) / 5)


def test_the_root_is_shown_on_demand():
    plain, root = (gradient_cloud(measure=m) for m in MEASURES)
    for name in ("measured", "theory", "plain"):
        np.testing.assert_allclose(getattr(root, name) ** 2, getattr(plain, name))


def test_batches_without_replacement_repeat_nothing():
    moments = batch_moments(False)
    np.testing.assert_allclose(moments[-1], np.tile(car_moments().mean(axis=0), (DRAWS, 1)))
    single = {tuple(row) for row in car_moments()}
    assert all(tuple(row) in single for row in moments[0])


def test_single_gradients_have_the_full_one_as_mean():
    run = gradient_cloud(way=0.4)
    np.testing.assert_allclose(run.single.mean(axis=0), run.full, atol=1e-12)
    assert run.single.shape == (car_risk().samples, 2)


def test_the_view_marks_the_batch():
    explorer = explorers.gradient_cloud()
    explorer.set(batch=64, measure="standard deviation")
    assert explorer.view.now.get_xdata()[0] == 64
    assert explorer.view.now.get_ydata()[0] == explorer.result.measured[SIZES.index(64)]
