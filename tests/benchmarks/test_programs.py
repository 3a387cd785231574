"""The benchmark of convex programs runs, compares like with like, tells a miss; asserts no time."""

import numpy as np
import pytest

from benchmarks import programs as benchmark
from benchmarks.report import README
from course_lib.convex import programs

FACTS = {"cpus": 2, "load": [0.5, 1, 1], "packages": {"numpy": "2", "scipy": "1"}}


def test_every_program_has_an_optimum_and_its_size():
    for name, program in benchmark.problems(0.1).items():
        assert programs.conic_program(*program).status == "optimal", name
    sizes = {name: p[1].shape for name, p in benchmark.problems().items()}
    assert sizes["LP, 200 variables, 600 inequalities"] == (600, 200)
    assert sizes["SOCP, 200 variables, 50 cones of 10"] == (500, 200)
    assert sizes["SDP, 200 variables, 30 × 30"] == (900, 200)


def test_few_numbers_a_row():
    _, G, *_ = benchmark.linear(np.random.default_rng(0), 20, 60, 3)
    assert (np.count_nonzero(G, axis=1) == 3).all()
    assert (np.count_nonzero(G, axis=0) > 0).all()


def test_a_miss_is_told(monkeypatch):
    monkeypatch.setattr(benchmark, "version", lambda name: "1")
    rows = [benchmark.Result("a", 0.004, 8, 0.001, 9, 1e-9), benchmark.Result("b", 1, 8, 1, 9, 0)]
    lines = benchmark.table(rows, 3, FACTS).splitlines()
    assert lines[2] == "| a | 4.0 | 8 | 1.0 | 9 | 4.00 | no | 1e-09 |"
    assert lines[3].split("|")[-3].strip() == "yes"


def test_the_stored_table_has_marks():
    stored = README.read_text("utf-8")
    assert stored.count(benchmark.START) == stored.count(benchmark.END) == 1


@pytest.mark.oracle
def test_both_find_the_same_value():
    for name, program in benchmark.problems(0.1).items():
        found = benchmark.race(name, program, rounds=1)
        assert found.difference < 1e-6, name
        assert min(found.ours, found.theirs) > 0
