"""The steps and the models at a point, against the library and differences."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.second_order_methods import explorers
from course_lib.lessons.second_order_methods import two_models as tm
from course_lib.optim import GradientDescent, Newton, minimize


@pytest.mark.parametrize("function", tm.SCENES)
@pytest.mark.parametrize("damping", [0.01, 3.0, 500.0])
def test_the_steps_are_those_of_the_library(function, damping):
    f, point = CATALOGUE[function], tm.SCENES[function][0]
    run = tm.two_models(function=function, damping=damping, lr=0.003, point=point)
    for end, method in (
        (run.gradient_end, GradientDescent(0.003)),
        (run.newton_end, Newton()),
        (run.damped_end, Newton(damping=damping)),
    ):
        np.testing.assert_allclose(end, minimize(f, point, method, 1).x[1], rtol=1e-9)


def test_the_models_touch_f_and_miss_it_by_the_second_and_the_third_order():
    near = np.argmin(np.abs(tm.S)), np.argmin(np.abs(tm.S - 0.05)), np.argmin(np.abs(tm.S - 0.1))
    for along in tm.ALONG:
        run = tm.two_models(along=along)
        assert run.truth[near[0]] == run.parabola[near[0]] == 0
        first = np.abs(run.truth - run.slope * tm.S)
        second = np.abs(run.truth - run.parabola)
        assert first[near[2]] / first[near[1]] == pytest.approx(4, rel=0.2)
        assert second[near[2]] / second[near[1]] == pytest.approx(8, rel=0.2)


def test_the_drawn_model_is_the_parabola_in_the_plane():
    run = tm.two_models()
    f, x = CATALOGUE["Himmelblau"], run.point
    i, j = 40, 12
    p = np.array([run.sides[0][j], run.sides[1][i]]) - x
    by_hand = f(x) + p @ f.grad(x) + p @ f.hess(x) @ p / 2
    assert run.model[i, j] == pytest.approx(by_hand)


def test_the_trail_has_only_dampings_that_go_downhill():
    f = CATALOGUE["Himmelblau"]
    run = tm.two_models(point=(0.5, 2.9))
    assert run.curvatures[0] < 0
    assert ((run.trail - run.point) @ f.grad(run.point) < 0).all()
    assert np.linalg.norm(run.trail[-1] - run.point) < 0.01


def test_a_drag_carries_the_point_and_another_function_brings_its_own():
    explorer = explorers.two_models()
    explorer.set(point=(1.0, 1.0))
    assert explorer.result.point.tolist() == [1, 1]
    explorer.controls["function"].value = "Rosenbrock"
    assert explorer.values["point"] == tm.SCENES["Rosenbrock"][0]
    with pytest.raises(ValueError, match=r"^function must be one of"):
        tm.two_models(function="Beale")
