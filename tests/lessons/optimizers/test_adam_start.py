"""Adam's first steps against the library and closed forms, and their table."""

import numpy as np
import pytest

from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.adam_start import SIGNALS, adam_start
from course_lib.optim import Adam
from course_lib.plots.quick_text import EM, outline


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
            np.testing.assert_allclose([state.m[0], state.v[0]], [one.m[t], one.s[t]])

    def test_the_lectures_number(self):
        run = adam_start(forget2=1e-3)
        assert run.plain.step[0] == pytest.approx(10**0.5, rel=1e-6)
        assert run.corrected.step[0] == pytest.approx(1, rel=1e-6)
        assert "3.162 η without" in run.summary
        assert "1 η with it" in run.summary

    def test_constant_gradients_have_closed_forms(self):
        run, t = adam_start(scale=7.0, forget2=1e-3), np.arange(1, 201)
        np.testing.assert_allclose(run.plain.m, 7 * (1 - 0.9**t))
        np.testing.assert_allclose(run.plain.s, 49 * (1 - 0.999**t))
        np.testing.assert_allclose(run.corrected.step, 1, rtol=1e-8)

    @pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
    def test_the_valleys_gradients_are_those_of_a_run(self, scale):
        valley = "Rosenbrock's valley, from (−1.5, 1.5)"
        run = adam_start(signal=valley, scale=scale, forget2=1e-3, eps=0.1)
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


def test_the_table_holds_the_numbers_by_hand():
    explorer = explorers.adam_start()
    explorer.set(forget2=1e-3)
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
