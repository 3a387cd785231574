"""The optimizers' benchmark runs, compares like with like, tells a miss; no time is asserted."""

import numpy as np
import pytest

from benchmarks.optimizers import END, PEERS, START, Race, growth, ours, table
from benchmarks.report import README
from course_lib.optim import OPTIMIZERS

FACTS = {"cpus": 2, "architecture": "x", "python": "3", "load": [0.5, 1, 1]}


@pytest.mark.oracle
@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_three_do_the_same(name, dtype):
    """PyTorch's Nesterov variable is the look-ahead; after a step it has changed its gradient."""
    from benchmarks.optimizers import theirs

    start, gradient = np.random.default_rng(0).standard_normal((2, 50)).astype(dtype)
    runs = [*ours(name, start, gradient), theirs(name, start, gradient)]
    steps = 1 if name == "Nesterov" else 3
    ends = [[run() for _ in range(steps)][-1] for run in runs]
    assert {end.dtype for end in ends} == {np.dtype(dtype)}
    np.testing.assert_array_equal(ends[0], ends[1])
    if name == "Nesterov":
        ends[0] = ends[0] - 1e-3 * 0.9 * gradient
    # Their defaults differ: rho, decay, weight_decay
    if name not in ("AdaDelta", "RMSProp", "AdamW"):
        np.testing.assert_allclose(ends[0], ends[2], rtol=1e-5, atol=1e-6)
    assert np.abs(ends[2] - start).max() > 1e-7


@pytest.mark.oracle
def test_a_short_run_fills_the_table():
    from benchmarks.optimizers import races

    found = races(sizes=(10,), dtypes=("float32",), names=("Adam",), rounds=1, seconds=1e-4)
    assert all(min(r.update, r.step, r.torch, r.torch_threads) > 0 for r in found)
    assert table(found, FACTS).count("\n| float32 | 10 | Adam |") == 1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_nothing_grows_with_the_steps(name):
    assert growth(name, size=1000, steps=100) < 1000


def test_a_miss_is_told(monkeypatch):
    monkeypatch.setattr("benchmarks.optimizers.version", lambda name: "1")
    monkeypatch.setattr("benchmarks.optimizers.OPTIMIZERS", {"Adam": OPTIMIZERS["Adam"]})
    fast, slow = (
        Race("f", 10**6, "A", 20.0, 10.0, 29.0, 60.0),
        Race("f", 10, "B", 20.0, 10.0, 21.0, 9.0),
    )
    text = table([fast, slow], FACTS)
    rows = [line for line in text.splitlines() if line.startswith("| f ")]
    assert [row.split("|")[8].strip() for row in rows] == ["1.45", "1.05"]
    assert [row.split("|")[-2].strip() for row in rows] == ["yes", "no"]
    assert "1 of 2 goals reached" in text


def test_the_stored_table_has_marks():
    text = README.read_text("utf-8")
    assert text.count(START) == text.count(END) == 1
