"""The quadratic model: orders of its errors, and where it is flat."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.convexity import explorers
from course_lib.lessons.convexity.local_model import SCENES, local_model
from tests.lessons.convexity.pointer import point


@pytest.mark.parametrize("function", list(SCENES))
def test_the_errors_of_order_0_1_2_have_slopes_1_2_3(function):
    x, y = SCENES[function][0]
    run = local_model(function=function, x=x, y=y)
    slopes = np.diff(np.log(run.errors[:, :8]), axis=1) / np.diff(np.log(run.radii[:8]))
    np.testing.assert_allclose(slopes.mean(axis=1), [1, 2, 3], atol=0.06)


def test_the_model_of_a_minimum_sits_on_it():
    f = CATALOGUE["three exponentials"]
    run = local_model(function="three exponentials", x=f.minimizer[0], y=0.0)
    np.testing.assert_allclose(run.stationary, f.minimizer, atol=1e-9)
    assert run.kind == "positive definite"


@pytest.mark.parametrize("function", list(SCENES))
def test_the_model_is_flat_at_its_stationary_point(function):
    f, p = CATALOGUE[function], np.array(SCENES[function][0])
    run = local_model(function=function, x=p[0], y=p[1])
    slope_there = f.grad(p) + f.hess(p) @ (run.stationary - p)
    np.testing.assert_allclose(slope_there, 0, atol=1e-9 * np.abs(f.grad(p)).max())


def test_a_singular_hessian_has_no_stationary_point_to_draw():
    run = local_model(function="monkey saddle", x=0.0, y=0.0)
    assert run.stationary is None
    assert run.kind == "zero"


def test_the_point_of_the_model_follows_and_keeps_to_the_picture():
    explorer = explorers.local_model()
    point(explorer, 0, -0.5, 7.0, "drag")
    assert explorer.result.point.tolist() == [-0.5, 1.0]
    point(explorer, 1, 0.01, 1.0)
    assert explorer.result.point.tolist() == [-0.5, 1.0]
