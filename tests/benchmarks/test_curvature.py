"""The benchmark of Hessian-vector products runs and tells what it found; no time is asserted."""

from benchmarks import curvature
from benchmarks.report import README


def test_a_row_tells_the_ratio_turn_by_turn():
    row = curvature.Row((4, 3), "relu", 1000, (1.0, 2.0, 1.0), (2.0, 4.0, 9.0))
    assert row.ratio == 2.0
    assert str(row) == "| 4-3 | relu | 1,000 | 1000.0 | 4000.0 | 2.00 | yes |"
    slow = curvature.Row((4, 3), "relu", 1000, (1.0,), (3.5,))
    assert "**no**" in str(slow)


def test_it_measures_both():
    row = curvature.measure((784, 4, 10), "tanh", 20, turns=3)
    assert len(row.gradient) == len(row.product) == 3
    assert min(*row.gradient, *row.product) > 0


def test_the_stored_table_has_marks():
    stored = README.read_text("utf-8")
    assert stored.count(curvature.START) == stored.count(curvature.END) == 1
