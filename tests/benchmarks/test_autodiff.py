"""The autodiff benchmark runs, compares like with like, and tells a miss; no time is asserted."""

import numpy as np
import pytest

from benchmarks.autodiff import END, START, Cost, Race, cost_table, races, table
from benchmarks.report import README

FACTS = {"cpus": 2, "architecture": "x", "python": "3", "load": [0.5, 1, 1]}


@pytest.mark.oracle
class TestBesideTheOthers:
    def test_both_compute_the_same(self):
        from benchmarks.autodiff import network_tasks, scalar_tasks

        ours, theirs = (run() for run in scalar_tasks(400))
        assert ours == pytest.approx(theirs, rel=1e-12)
        (a, grads), (b, expected) = (run() for run in network_tasks())
        assert a == pytest.approx(b, rel=1e-12)
        for name, grad in grads.items():
            np.testing.assert_allclose(grad, expected[name], rtol=1e-9, atol=1e-12)

    def test_the_chain_has_as_many_gates_as_it_says(self):
        from benchmarks.autodiff import scalar_chain
        from course_lib.autodiff import Tensor, backward

        last, _ = scalar_chain(Tensor, 400)
        assert sum(bool(t.gate) for t in backward(last)) == 400

    def test_the_gradients_of_the_networks_agree(self):
        from benchmarks.autodiff import cost_tasks, costs

        alone, both, their_alone, their_both = (run() for run in cost_tasks((2, 5, 3), 4))
        assert alone == pytest.approx(their_alone, rel=1e-12)
        assert both[0] == pytest.approx(their_both[0], rel=1e-12)
        for k, gradient in both[1].items():
            np.testing.assert_allclose(gradient, their_both[1][k], rtol=1e-9, atol=1e-12)
        found = costs(rounds=1, networks=(((2, 5, 3), 4),))
        assert cost_table(found).count("\n| ") == 1

    def test_a_short_run_fills_the_table(self):
        found = races(gates=40, rounds=1)
        assert all(r.ours > 0 and r.theirs > 0 for r in found)
        assert table(found, [], FACTS).count("\n| ") == 3


def test_a_miss_is_told(monkeypatch):
    monkeypatch.setattr("benchmarks.autodiff.version", lambda name: "1")
    slow, fast = Race("a", "p", 2.0, 3.0, 2.0), Race("b", "p", 1.0, 3.0, 2.0)
    rows = table([slow, fast], [], FACTS).splitlines()
    assert (rows[2].split("|")[-2].strip(), rows[3].split("|")[-2].strip()) == ("no", "yes")
    assert rows[2].split("|")[5].strip() == "1.5"


def test_a_gradient_that_costs_too_much_is_told():
    good, bad = Cost("a", (1.0, 4.9), (1.0, 2.0)), Cost("b", (1.0, 5.2), (1.0, 2.0))
    rows = cost_table([good, bad]).splitlines()
    assert [row.split("|")[-2].strip() for row in rows[2:]] == ["yes", "no"]
    assert rows[2].split("|")[4].strip() == "4.9"


def test_the_stored_table_has_marks():
    text = README.read_text("utf-8")
    assert text.count(START) == text.count(END) == 1
