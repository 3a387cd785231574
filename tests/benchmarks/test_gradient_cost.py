"""The benchmark of a gradient's cost runs, compares like with like, and tells a miss."""

import numpy as np
import pytest

from benchmarks.gradient_cost import END, START, Cost, table
from benchmarks.report import README

FACTS = {"cpus": 2, "architecture": "x", "python": "3", "load": [0.5, 1, 1]}


@pytest.mark.oracle
def test_all_four_compute_the_same():
    from benchmarks.gradient_cost import costs, tasks

    alone, both, their_alone, their_both = (run() for run in tasks((2, 5, 3), 4))
    assert alone == pytest.approx(their_alone, rel=1e-12)
    assert both[0] == pytest.approx(their_both[0], rel=1e-12)
    for k, gradient in both[1].items():
        np.testing.assert_allclose(gradient, their_both[1][k], rtol=1e-9, atol=1e-12)
    found = costs(rounds=1, networks=(((2, 5, 3), 4),))
    assert table(found, FACTS).count("\n| ") == 1


def test_a_miss_is_told(monkeypatch):
    monkeypatch.setattr("benchmarks.gradient_cost.version", lambda name: "1")
    good, bad = Cost("a", (1.0, 4.9), (1.0, 2.0)), Cost("b", (1.0, 5.2), (1.0, 2.0))
    rows = table([good, bad], FACTS).splitlines()
    assert [row.split("|")[-2].strip() for row in rows[2:4]] == ["yes", "no"]
    assert rows[2].split("|")[4].strip() == "4.9"


def test_the_stored_table_has_marks():
    text = README.read_text("utf-8")
    assert text.count(START) == text.count(END) == 1
