"""The benchmark of L-BFGS runs and compares at equal accuracy; no time is asserted."""

import numpy as np

from benchmarks import second_order
from benchmarks.report import README
from course_lib.functions import MulticlassRisk, SoftmaxCrossEntropy, SquaredNorm


def tiny():
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((40, 3)), rng.integers(0, 3, 40)
    return MulticlassRisk(SoftmaxCrossEntropy(), X, y, 3) + 0.1 * SquaredNorm()


def test_both_stop_at_the_target_and_tell_falling_values():
    J = tiny()
    first = float(J(np.zeros(J.dim)))
    least = second_order.ours(J, -np.inf)[1].min()
    target = least + 0.01 * (first - least)
    for solve in (second_order.ours, second_order.theirs):
        seconds, values = solve(J, target)
        assert values[-1] <= target < first
        assert (values[:-1] > target).all()
        assert (np.diff(seconds) > 0).all()


def test_every_gap_has_a_row():
    rows = second_order.races(tiny(), rounds=1)
    assert [row.gap for row in rows] == list(second_order.GAPS)
    assert all(row.ours > 0 and row.scipy > 0 for row in rows)


def test_a_miss_is_told():
    assert str(second_order.Race(1e-3, 0.3, 0.2)).endswith("| 1.50 | 1 | no |")
    assert str(second_order.Race(1e-3, 0.1, 0.2)).endswith("| 0.50 | 1 | yes |")
    assert second_order.Race(1e-3, np.nan, 0.2).__str__().endswith("no |")


def test_the_stored_table_has_marks():
    stored = README.read_text("utf-8")
    assert stored.count(second_order.START) == stored.count(second_order.END) == 1
