"""Hogwild: one process is the serial run; kills, interrupts and missing processes are survived."""

import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array

from course_lib.functions import EmpiricalRisk, LogLoss, SquaredError
from course_lib.optim.parallel import HogwildTeam, why_serial
from course_lib.optim.parallel import hogwild as hogwild_run
from course_lib.optim.parallel.processes import context
from tests.optim.parallel.children import children, gone

hogwild = import_module("course_lib.optim.parallel.hogwild")  # the function hides its module

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 5)) * (RNG.random((60, 5)) < 0.4)
Y = np.sign(X @ [1.0, -1.0, 2.0, 0.0, 1.0] + 0.1)
START = np.zeros(5)


def run(**more):
    more = {"epochs": 3, "processes": 1, "seed": 4, **more}
    return hogwild_run(LogLoss(), csr_array(X), Y, START, 0.1, **more)


def loop(epochs=3, seed=4):
    """The same steps, dense."""
    w = START.copy()
    for i in np.random.default_rng([seed, 0]).integers(60, size=60 * epochs):
        w = w - 0.1 * LogLoss().grad(X[i] @ w, Y[i]) * X[i]
    return w


def team_of(processes):
    return HogwildTeam(LogLoss(), csr_array(X), Y, processes=processes)


@pytest.fixture(scope="module")
def team():
    before = {p.pid for p in children()}
    with team_of(2) as both:
        yield both
    assert {p.pid for p in children()} <= before


def test_one_process_is_the_serial_run(team):
    pids = []
    alone = team.run(START, 0.1, epochs=3, processes=1, seed=4, on_start=pids.extend)
    assert (alone.note, alone.processes, alone.lost) == ("", 1, 0)
    assert len(pids) == 1
    assert pids[0] in {p.pid for p in children()}
    np.testing.assert_allclose(alone.x, loop(), atol=1e-12)


def test_in_a_browser_it_says_so_and_is_serial(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert "browser" in why_serial()
    serial = run(processes=4)
    assert (serial.note, serial.processes) == (why_serial(), 1)
    np.testing.assert_allclose(serial.x, loop(), atol=1e-12)


def test_where_no_process_starts_it_says_so_and_is_serial(monkeypatch):
    def refuse(self):
        assert self.daemon  # or a kernel that is closed would wait for it
        raise OSError("no more processes")

    monkeypatch.setattr(context().Process, "start", refuse)
    serial = run(processes=2)
    assert serial.note == ("No process could be started (no more processes), so this ran in one.")
    np.testing.assert_allclose(serial.x, loop(), atol=1e-12)


@pytest.mark.parametrize("lock", [False, True])
def test_two_processes_share_the_weights(team, lock):
    both = team.run(START, 0.1, epochs=40, seed=4, lock=lock)
    assert (both.note, both.processes, both.killed) == ("", 2, 0)
    draws = [np.random.default_rng([4, k]).integers(60, size=1200) for k in (0, 1)]
    assert both.written == (X[np.concatenate(draws)] != 0).sum()
    assert both.lost == 0 if lock else both.lost >= 0
    f = EmpiricalRisk(LogLoss(), X, Y)
    alone = team.run(START, 0.1, epochs=40, seed=4, processes=1)
    assert f(both.x) == pytest.approx(f(alone.x), abs=0.02)
    assert both.seconds[0] == 0
    np.testing.assert_array_equal(both.path[0], START)
    np.testing.assert_array_equal(both.path[-1], both.x)


def test_a_function_starts_processes_and_ends_them():
    pids = []
    alone = run(on_start=pids.extend)
    np.testing.assert_allclose(alone.x, loop(), atol=1e-12)
    assert len(pids) == 1
    assert gone(pids)


def test_a_killed_process_takes_only_its_own_steps_with_it():
    pids = []

    def kill(started):
        pids.extend(started)
        os.kill(started[0], signal.SIGKILL)

    w = START.copy()
    for i in np.random.default_rng([4, 1]).integers(60, size=90):
        w = w - 0.1 * LogLoss().grad(X[i] @ w, Y[i]) * X[i]
    with team_of(2) as team:
        for lock, on_start in ((True, kill), (False, None)):  # in this run; before the next
            left = team.run(START, 0.1, epochs=3, seed=4, lock=lock, on_start=on_start)
            assert (left.processes, left.killed) == (2, 1)
            assert left.note == "1 of 2 processes was killed; the steps left to it are missing."
            np.testing.assert_allclose(left.x, w, atol=1e-12)
        os.kill(pids[1], signal.SIGKILL)
        assert gone(pids)
        alone = team.run(START, 0.1, epochs=3, seed=4)
        assert alone.note == ("No process could be started (they ended before their first step), "
                              "so this ran in one.")  # fmt: skip
        np.testing.assert_allclose(alone.x, loop(), atol=1e-12)


def test_the_lock_of_a_killed_process_is_given_back(monkeypatch):
    monkeypatch.setattr(hogwild, "HELD", 0.05)
    guard = context().Lock()
    guard.acquire()
    hogwild._free(guard, [SimpleNamespace(exitcode=None), SimpleNamespace(exitcode=0)])
    assert not guard.acquire(timeout=0)
    hogwild._free(guard, [SimpleNamespace(exitcode=None), SimpleNamespace(exitcode=-9)])
    assert guard.acquire(timeout=0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists what is mapped")
def test_after_an_interrupt_no_process_and_no_memory_is_left(monkeypatch):
    before, pids, d = shared_memory(), [], 400_000  # 6 MB of weights and counters

    def interrupt(seconds):
        raise KeyboardInterrupt

    def started(found):
        pids.extend(found)
        assert not shared_memory() <= before
        monkeypatch.setattr(hogwild, "sleep", interrupt)  # where the parent is while others work

    with HogwildTeam(SquaredError(), csr_array((3, d)), np.zeros(3), processes=1) as team:
        with pytest.raises(KeyboardInterrupt) as kept:  # as a notebook keeps its last error
            team.run(np.zeros(d), 0.1, epochs=10**6, on_start=started)
        assert len(pids) == 1
        assert gone(pids)
        assert shared_memory() <= before
        assert kept.traceback
        assert "has ended" in team.run(np.zeros(d), 0.1, epochs=1).note


def shared_memory() -> set[str]:
    """Arrays and locks that are mapped into this process, by their lines in Linux's own list."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    return {line.split()[0] for line in lines if "/pym-" in line or "/sem.mp-" in line}


ORPHANS = """
import numpy as np, os
from course_lib.functions import SquaredError
from course_lib.optim.parallel import hogwild
def tell(pids):
    print(*pids, flush=True)
if __name__ == "__main__":
    hogwild(SquaredError(), np.eye(2), [0.0, 0.0], [1.0, 1.0], 0.1, epochs=10**6, processes=1,
            on_start=tell)
"""


def test_processes_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS)
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    try:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    assert len(pids) == 1
    assert gone(pids)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: run(processes=0), "processes must be at least 1, got 0"),
        (lambda: run(epochs=-1), "epochs must be at least 0"),
        (
            lambda: team_of(2).run(START, 0.1, epochs=1, processes=3),
            "processes must be at most the team's 2, got 3",
        ),
        (lambda: run(every=0.0), "every must be positive"),
        (lambda: hogwild_run("log", X, Y, START, 0.1, epochs=1), "loss must be a Loss"),
        (lambda: hogwild_run(LogLoss(), X, Y[:3], START, 0.1, epochs=1), "equally many rows"),
        (
            lambda: hogwild_run(LogLoss(), X, Y, START[:2], 0.1, epochs=1),
            "x0 must be a vector of 5",
        ),
        (lambda: hogwild_run(SquaredError(), X, Y, START, -1, epochs=1), "lr must be positive"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()


def test_how_often_a_process_looks_up():
    """Before the first step, and once every so many: the parent may be gone, who waits may ask."""
    assert hogwild.LOOKS == 256
    problem = SquaredError(), csr_array(np.eye(2)), np.ones(2)
    looks, shared = [], np.zeros((2, 2))
    draws = np.zeros(600, dtype=int)
    written = hogwild._descend(problem, 0.1, shared, draws, look=lambda: looks.append(shared[0, 1]))
    assert looks == [1, 257, 513]
    assert written == 600
    left = iter([True, False])
    written = hogwild._descend(problem, 0.1, shared, draws, alive=lambda: next(left))
    assert written == 257
