"""The benchmark of the linear classifiers runs and tells what it found; no time is asserted."""

import numpy as np
import pytest

from benchmarks import linear
from benchmarks.report import README
from course_lib.functions import Hinge, LogLoss


def tiny():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    return X, np.where(X[:, 0] + rng.normal(size=60) > 0, 1, -1)


def test_a_fit_counts_for_a_target_only_when_it_is_there():
    X, y = tiny()
    f, best = linear.minimum(LogLoss(), X, y, 1)
    far, near = np.zeros(4), linear.LogisticRegression().fit(X, y).weights_
    seconds, reached = linear.times(f, best, [0, 1], lambda i: (far, near)[i], 10.0)
    assert all(s > 0 for s in seconds)
    assert abs(reached) < 1e-9
    seconds, reached = linear.times(f, best, [0, 0], lambda i: far, 10.0)
    assert np.isnan(seconds).all()
    assert reached > 0.1


def test_a_fit_that_would_exceed_the_budget_is_not_begun(monkeypatch):
    far, clock, begun = np.zeros(4), iter([0, 1, 1, 4, 4, 99]), []
    monkeypatch.setattr(linear, "perf_counter", lambda: next(clock))
    linear.times(lambda w: 2.0, 1.0, [1, 2, 3], lambda i: begun.append(i) or far, 10.0)
    assert begun == [1, 2, 3]  # 1 s, then 3 s: 9 s are expected
    clock, begun[:] = iter([0, 1, 1, 5, 5, 99]), []
    linear.times(lambda w: 2.0, 1.0, [1, 2, 3], lambda i: begun.append(i) or far, 10.0)
    assert begun == [1, 2]  # 1 s, then 4 s: 16 s are expected


@pytest.mark.parametrize("loss", [LogLoss(), Hinge()])
def test_a_penalized_intercept_is_another_objective(loss):
    X, y = tiny()
    (free, best), (penalized, other) = (linear.minimum(loss, X + 1, y, k) for k in (1, 0))
    assert best < other
    assert penalized([1.0, 0, 0, 0]) == free([1.0, 0, 0, 0]) + 0.5


def test_a_row_tells_what_was_not_reached():
    row = linear.Result("log", "set", "solver", (0.5, np.nan), 2e-5)
    assert str(row) == "| log | set | solver | 0.5 s | > budget | 2e-05 |"


def test_the_stored_table_has_marks():
    stored = README.read_text("utf-8")
    assert stored.count(linear.START) == stored.count(linear.END) == 1


@pytest.mark.oracle
def test_every_solver_has_a_row():
    pytest.importorskip("sklearn")
    rows = linear.run({"tiny": (linear.LOSSES, tiny)}, 5.0, log=str)
    assert [r.solver for r in rows].count("LIBLINEAR") == 2
    assert {"course, newton", "course, qp"} <= {r.solver for r in rows}
    for r in rows:
        assert r.reached < 1e-6, r
        assert not np.isnan(r.seconds).any(), r
