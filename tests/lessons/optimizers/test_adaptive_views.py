"""The views of AdaGrad's metric, the projections and Adam's start draw what the runs hold."""

import numpy as np
import pytest

from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.adagrad_metric_view import ellipse
from course_lib.lessons.optimizers.adam_start import SIGNALS
from course_lib.plots.quick_text import EM, outline


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

    def test_curves_are_the_runs(self, explorer):
        view, run = explorer.view, explorer.result
        f = 0.5 * np.einsum("ni,ij,nj->n", run.full.x, run.Q, run.full.x)
        np.testing.assert_allclose(view.gap_lines[0].get_ydata(), f.clip(1e-14))
        np.testing.assert_allclose(view.sum_lines[3].get_ydata(), run.diagonal.sums[:, 1])


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


def test_the_table_holds_the_numbers_by_hand():
    explorer = explorers.adam_start()
    rows = [[cell.get_text() for cell in row] for row in explorer.view.cells]
    assert rows[0] == ["1", "1", "0.1", "0.001", "1", "1", "1", "3.162"]
    assert rows[1] == ["2", "1", "0.19", "0.001999", "1", "1", "1", "4.25"]
    explorer.set(scale=1e-4)
    row = [cell.get_text() for cell in explorer.view.cells[0]]
    assert row[1:4] == ["1.0e−4", "1.0e−5", "1.0e−11"]
    np.testing.assert_allclose(explorer.view.plain.get_ydata(), explorer.result.plain.step)
    np.testing.assert_allclose(explorer.view.lines[2].get_ydata(), 1)


@pytest.mark.parametrize("signal", list(SIGNALS))
def test_no_number_of_the_table_runs_into_the_next(signal):
    explorer = explorers.adam_start()
    explorer.set(signal=signal)
    view = explorer.view
    pixels = explorer.live.figure.dpi / 72 * view.cells[0][0].get_fontsize() / EM
    for row in view.cells:
        ends = [view.table.transData.transform(cell.get_position())[0] for cell in row]
        widths = [pixels * outline(cell.get_text())[1] for cell in row]
        assert (np.diff(ends) - widths[1:] > 2).all(), [cell.get_text() for cell in row]


def test_a_click_sets_the_start_where_it_was_in_any_valley():
    explorer = explorers.adagrad_metric()
    explorer.set(angle=30.0)
    x, y = explorer.view.plane.transData.transform((1.5, -2.0))
    explorer.live.pointer = ["click", x, explorer.live.size[1] - y, 1]
    np.testing.assert_allclose(explorer.result.full.x[0], (1.5, -2.0), atol=0.02)
