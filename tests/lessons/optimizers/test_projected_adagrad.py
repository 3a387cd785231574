"""Projections in the metric's norm against SciPy's, and their picture."""

import numpy as np
import pytest
from scipy.optimize import minimize as scipy_minimize

from course_lib.functions import Quadratic
from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.projected_adagrad import SETS, START, projected_adagrad
from course_lib.optim import FullMatrixAdaGrad, Projected, minimize


def hessian(condition, angle):
    flat = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    return np.eye(2) - (1 - 1 / condition) * np.outer(flat, flat)


class TestProjection:
    @pytest.mark.parametrize("constraint", list(SETS))
    @pytest.mark.parametrize("angle", [30.0, 80.0, 150.0])
    def test_the_best_point_is_scipys(self, constraint, angle):
        run = projected_adagrad(constraint=constraint, condition=20.0, angle=angle)
        Q, inside = hessian(20.0, angle), SETS[constraint]
        if constraint == "a ball":
            room = {"type": "ineq", "fun": lambda x: 0.81 - np.sum((x - inside.center) ** 2)}
            found = scipy_minimize(
                lambda x: x @ Q @ x, START, jac=lambda x: 2 * Q @ x, constraints=room, tol=1e-12
            )
        else:
            bounds = list(zip(inside.low, inside.high, strict=True))
            found = scipy_minimize(lambda x: x @ Q @ x, START, bounds=bounds, tol=1e-14)
        np.testing.assert_allclose(run.best, found.x, atol=1e-5)

    @pytest.mark.parametrize("constraint", list(SETS))
    def test_its_own_norm_ends_at_the_best_point_and_the_euclidean_does_not(self, constraint):
        run = projected_adagrad(constraint=constraint, condition=20.0, angle=60.0)
        assert run.own.gap[-1] < 1e-6
        assert run.euclidean.gap[-1] > 0.01

    @pytest.mark.parametrize("constraint", list(SETS))
    def test_it_is_the_wrappers_run(self, constraint):
        run = projected_adagrad(constraint=constraint, condition=20.0, angle=60.0, lr=0.5)
        f = Quadratic([1 / 20, 1.0], angle=np.radians(60))
        wrapped = Projected(FullMatrixAdaGrad(0.5), SETS[constraint])
        trace = minimize(f, START, wrapped, steps=30)
        np.testing.assert_allclose(run.own.x, trace.x, atol=1e-12)

    def test_no_point_of_the_set_is_nearer(self):
        run = projected_adagrad(lr=1.5)
        turn = np.linspace(0, 2 * np.pi, 2001)
        circle = np.array([-1.3, -0.9]) + 0.9 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        t = int(np.argmax(np.hypot(*(run.own.trial - run.own.x[1:]).T)))
        for point, H in ((run.own.x[t + 1], run.own.metric[t]), (run.other[t], np.eye(2))):
            away = circle - run.own.trial[t]
            least = np.einsum("ni,ij,nj->n", away, H, away).min()
            back = point - run.own.trial[t]
            assert back @ H @ back == pytest.approx(least, rel=1e-4)
            assert back @ H @ back > 0.01

    def test_it_tells_how_many_steps_leave_the_set(self):
        run = projected_adagrad()
        out = np.hypot(*(run.own.trial - [-1.3, -0.9]).T) > 0.9 + 1e-12
        assert run.summary == (
            f"{out.sum()} of 30 steps leave the set, the first of them is step {out.argmax() + 1}."
        )
        assert projected_adagrad(lr=1e-4).summary == "No step leaves the set."


def test_both_ways_back_touch_the_set():
    explorer = explorers.projected_adagrad()
    explorer.set(t=5)
    run, view = explorer.result, explorer.view
    for line, point in ((view.ball, run.own.x[6]), (view.circle, run.other[5])):
        drawn = np.array(line.get_data()).T
        assert np.hypot(*(drawn - point).T).min() < 0.06
        inside = np.hypot(*(drawn - [-1.3, -0.9]).T)
        assert inside.min() > 0.9 - 1e-6, "it touches and does not cut"
    np.testing.assert_allclose(view.trial.get_data(), run.own.trial[5][:, None])
