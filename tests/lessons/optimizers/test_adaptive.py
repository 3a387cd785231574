"""AdaGrad's metrics, projections and Adam's start, each against another computation."""

import numpy as np
import pytest
from scipy.optimize import minimize as scipy_minimize

from course_lib.functions import Quadratic
from course_lib.lessons.optimizers.adagrad_metric import adagrad_metric
from course_lib.lessons.optimizers.adam_start import SIGNALS, adam_start
from course_lib.lessons.optimizers.projected_adagrad import SETS, START, projected_adagrad
from course_lib.optim import Adam, FullMatrixAdaGrad, Projected, minimize


def hessian(condition, angle):
    flat = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    return np.eye(2) - (1 - 1 / condition) * np.outer(flat, flat)


class TestMetric:
    @pytest.mark.parametrize("angle", [0.0, 30.0, 45.0])
    def test_steps_are_the_formulas(self, angle):
        run = adagrad_metric(condition=8.0, angle=angle, lr=0.7, start=(-2.0, 1.0))
        Q = hessian(8.0, angle)
        for one, whole in ((run.full, True), (run.diagonal, False)):
            G = np.zeros((2, 2))
            for t in range(6):
                g = Q @ one.x[t]
                G = G + np.outer(g, g)
                np.testing.assert_allclose(one.grad[t], g, atol=1e-12)
                # The root of G is the one symmetric matrix without negative eigenvalues whose
                # square is G.
                H = one.metric[t]
                summed = G if whole else np.diag(np.diag(G))
                np.testing.assert_allclose(H @ H, summed, rtol=1e-6, atol=1e-6)
                np.testing.assert_allclose(H, H.T, atol=1e-12)
                assert np.linalg.eigvalsh(H)[0] >= 0
                np.testing.assert_allclose(one.step[t], one.x[t + 1] - one.x[t], atol=1e-12)
                if t:  # the first G of the whole matrix has no inverse
                    expected = -0.7 * np.linalg.solve(H, g)
                    np.testing.assert_allclose(one.step[t], expected, rtol=1e-5, atol=1e-9)

    def test_sums_are_eigenvalues_or_the_diagonal(self):
        run = adagrad_metric(condition=8.0, angle=30.0)
        G = sum(np.outer(g, g) for g in run.full.grad)
        np.testing.assert_allclose(run.full.sums[-1], np.linalg.eigvalsh(G))
        np.testing.assert_allclose(run.diagonal.sums[-1], (run.diagonal.grad**2).sum(axis=0))

    def test_turning_the_valley_turns_the_path_of_the_whole_matrix_only(self):
        start, turn = (-2.0, 0.5), np.radians(45)
        R = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        plain = adagrad_metric(angle=0.0, start=start)
        turned = adagrad_metric(angle=45.0, start=start)
        np.testing.assert_allclose(turned.full.x[0], R @ start)
        np.testing.assert_allclose(turned.full.x, plain.full.x @ R.T, atol=1e-9)
        assert np.abs(turned.diagonal.x - plain.diagonal.x @ R.T).max() > 0.1

    @pytest.mark.parametrize(
        ("condition", "angle", "words"),
        [(10.0, 45.0, "across the axes"), (10.0, 0.0, "along the axes"), (1.0, 20.0, "round")],
    )
    def test_it_says_how_the_valley_lies(self, condition, angle, words):
        assert words in adagrad_metric(condition=condition, angle=angle).summary

    def test_a_start_at_the_minimum_has_no_step(self):
        run = adagrad_metric(start=(0.0, 0.0))
        assert not run.full.step.any()
        assert "no step" in run.summary


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


class TestAdamStart:
    @pytest.mark.parametrize("signal", [name for name, make in SIGNALS.items() if make])
    @pytest.mark.parametrize("correct", [True, False])
    def test_steps_are_the_librarys(self, signal, correct):
        run = adam_start(signal=signal, scale=3.0, forget1=0.2, forget2=0.05, eps=0.01, seed=3)
        one = run.corrected if correct else run.plain
        optimizer = Adam(0.5, 0.8, 0.95, 0.01, bias_correction=correct)
        x = np.zeros(1)
        state = optimizer.init(x)
        for t in range(40):
            before = x.copy()
            state = optimizer.update(x, one.grad[t : t + 1], state)
            np.testing.assert_allclose(before - x, 0.5 * one.step[t], rtol=1e-9, atol=1e-15)
            np.testing.assert_allclose([state.m[0], state.v[0]], [one.m[t], one.v[t]])

    def test_the_lectures_number(self):
        run = adam_start()
        assert run.plain.step[0] == pytest.approx(10**0.5, rel=1e-6)
        assert run.corrected.step[0] == pytest.approx(1, rel=1e-6)
        assert "3.162 η without" in run.summary
        assert "1 η with it" in run.summary

    def test_constant_gradients_have_closed_forms(self):
        run, t = adam_start(scale=7.0), np.arange(1, 201)
        np.testing.assert_allclose(run.plain.m, 7 * (1 - 0.9**t))
        np.testing.assert_allclose(run.plain.v, 49 * (1 - 0.999**t))
        np.testing.assert_allclose(run.corrected.step, 1, rtol=1e-8)

    @pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
    def test_the_valleys_gradients_are_those_of_a_run(self, scale):
        run = adam_start(signal="Rosenbrock's valley, from (−1.5, 1.5)", scale=scale, eps=0.1)
        for one in (run.corrected, run.plain):
            x = np.array([-1.5, 1.5])
            second = m = v = 0.0
            for t in range(20):
                slope = np.array([-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2),
                                  200 * (x[1] - x[0] ** 2)])  # fmt: skip
                assert one.grad[t] == pytest.approx(scale * slope[0], rel=1e-6)
                m, v = 0.9 * m + 0.1 * slope * scale, 0.999 * v + 0.001 * (slope * scale) ** 2
                a, b = m, v
                if one is run.corrected:
                    a, b = m / (1 - 0.9 ** (t + 1)), v / (1 - 0.999 ** (t + 1))
                second = a / (np.sqrt(b) + 0.1)
                assert one.step[t] == pytest.approx(second[0], rel=1e-6)
                x = x - 0.02 * second

    def test_a_coordinate_that_waits(self):
        run = adam_start(signal="sparse: 1 in a tenth of the steps")
        k = int(np.argmax(run.plain.grad != 0))
        assert k > 0
        assert not run.plain.step[:k].any()
        assert f"in step {k + 1};" in run.summary
