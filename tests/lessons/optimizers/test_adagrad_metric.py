"""AdaGrad's two metrics against the formulas, and their pictures."""

import numpy as np
import pytest

from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.adagrad_metric import adagrad_metric
from course_lib.lessons.optimizers.adagrad_metric_view import ellipse


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


def test_an_ellipse_has_one_length_in_its_metric():
    H = np.array([[3.0, 1.0], [1.0, 0.5]])
    points = ellipse(H, 0.7).T
    np.testing.assert_allclose(np.einsum("ni,ij,nj->n", points, H, points), 0.49)


class TestMetricView:
    @pytest.fixture
    def explorer(self):
        explorer = explorers.adagrad_metric()
        explorer.set(angle=30.0, t=7)
        return explorer

    def test_the_lowest_point_of_each_ball(self, explorer):
        for parts, one in zip(
            explorer.view.ball_parts, (explorer.result.full, explorer.result.diagonal), strict=True
        ):
            _, edge, level, _, best = parts
            outline, tip = np.array(edge.get_data()), np.array(best.get_data())[:, 1]
            slope = one.grad[7]
            assert slope @ tip <= (slope @ outline).min() + 1e-9
            assert slope @ tip == pytest.approx((slope @ outline).min(), rel=2e-2)
            ends = np.array(level.get_data())
            np.testing.assert_allclose(slope @ ends, slope @ tip, atol=1e-9)
            step = one.step[7]
            np.testing.assert_allclose(step / np.hypot(*step), tip / np.hypot(*tip), atol=1e-6)

    def test_steps_end_at_the_next_iterate(self, explorer):
        tips = np.array(explorer.view.taken.get_data())
        for one, at in ((explorer.result.full, 1), (explorer.result.diagonal, 7)):
            np.testing.assert_allclose(tips[:, at], one.x[8])
            np.testing.assert_allclose(tips[:, at - 1], one.x[7])

    def test_curves_are_the_runs_up_to_the_next_step(self, explorer):
        view, run = explorer.view, explorer.result
        for line, one in zip(view.gap_lines, (run.full, run.diagonal), strict=True):
            f = 0.5 * np.einsum("ni,ij,nj->n", one.x[:9], run.Q, one.x[:9])
            np.testing.assert_allclose(line.get_ydata(), f.clip(1e-14))
        np.testing.assert_allclose(view.paths[1].get_xydata(), run.diagonal.x[:9])
        np.testing.assert_allclose(view.descent.get_xydata(), run.descent[:9])


def test_a_click_sets_the_start_where_it_was_in_any_valley():
    explorer = explorers.adagrad_metric()
    explorer.set(angle=30.0)
    x, y = explorer.view.plane.transData.transform((1.5, -2.0))
    explorer.live.pointer = ["click", x, explorer.live.size[1] - y, 1]
    np.testing.assert_allclose(explorer.result.full.x[0], (1.5, -2.0), atol=0.02)
