"""Data-parallel SGD on Dask: the serial run for any number of parts, and with a worker killed."""

import os
import signal
import sys

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, LogLoss
from course_lib.optim import sgd_epochs
from course_lib.optim.parallel import NoCluster, local_cluster, synchronous, synchronous_sgd
from tests.optim.parallel.children import alive, children

RNG = np.random.default_rng(0)
X = RNG.normal(size=(90, 4))
F = EmpiricalRisk(LogLoss(), X, np.sign(X @ [1.0, -1.0, 2.0, 0.0] + 0.3 * RNG.normal(size=90)))
START = np.zeros(4)


def run(**more):
    more = {"steps": 12, "batch_size": 30, "rng": np.random.default_rng(7), **more}
    return synchronous_sgd(F, START, 0.4, **more)


def serial():
    rng = np.random.default_rng(7)
    return sgd_epochs(F, START, 0.4, epochs=4, batch_size=30, rng=rng).x


@pytest.fixture(scope="module")
def client():
    before = {p.pid for p in children()}
    with local_cluster(2) as client:
        yield client
    assert {p.pid for p in children()} <= before


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_any_number_of_parts_gives_the_serial_run(client, workers):
    parts = run(workers=workers, scheduler=client)
    np.testing.assert_allclose(parts.x, serial(), atol=1e-12)
    assert (parts.workers, parts.note, parts.computing.shape) == (workers, "", (12, workers))
    assert 0 < parts.waiting < 1


def test_an_address_is_enough(client):
    np.testing.assert_allclose(
        run(steps=3, scheduler=client.scheduler.address).x, serial()[:4], atol=1e-12
    )


def test_a_worker_killed_in_mid_run_is_survived(client):
    killed = []

    def kill(t, client):
        if t == 4:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    survived = run(workers=2, scheduler=client, on_step=kill)
    np.testing.assert_allclose(survived.x, serial(), atol=1e-12)
    assert survived.note == ""
    assert killed
    assert not alive(killed[0])


def test_a_scheduler_that_cannot_be_reached(monkeypatch):
    monkeypatch.setattr(synchronous, "PATIENCE", 0.2)
    alone = run(scheduler="tcp://127.0.0.1:9")
    assert alone.note == (
        "The scheduler at tcp://127.0.0.1:9 cannot be reached, so this ran serially."
    )
    assert alone.workers == 1
    np.testing.assert_allclose(alone.x, serial(), atol=1e-12)


def test_an_address_that_is_none():
    assert "cannot be reached" in run(scheduler="nonsense://9").note
    with pytest.raises(TypeError, match="scheduler must be an address or a Client, got 8786"):
        run(scheduler=8786)


def test_a_scheduler_without_workers(monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(synchronous, "PATIENCE", 0.5)
    with LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as cluster:
        alone = run(scheduler=cluster.scheduler_address)
    assert "cannot be reached" in alone.note
    np.testing.assert_allclose(alone.x, serial(), atol=1e-12)


def test_in_a_browser_it_says_so_and_is_serial(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    with local_cluster(2) as cluster:
        assert isinstance(cluster, NoCluster)
    for alone in (run(), run(scheduler=cluster)):
        assert "browser" in alone.note
        np.testing.assert_array_equal(alone.computing[:, 0], alone.seconds)
        assert not np.shares_memory(alone.computing, alone.seconds)
        np.testing.assert_allclose(alone.x, serial(), atol=1e-12)


def test_without_dask_it_says_so_and_is_serial(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    alone = run()
    assert "Dask is not installed" in alone.note
    np.testing.assert_allclose(alone.x, serial(), atol=1e-12)


def test_after_an_interrupt_its_cluster_is_gone():
    before = {p.pid for p in children()}
    seen = []

    def interrupt(t, client):
        seen.extend(client.run(os.getpid).values())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(workers=1, on_step=interrupt)
    assert len(seen) == 1
    assert {p.pid for p in children()} <= before


def test_dask_is_imported_only_when_it_is_asked_for():
    import subprocess

    code = "import sys, course_lib.optim.parallel; print('dask' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(workers=0), "workers must be at least 1, got 0"),
        (dict(batch_size=91), "batch_size must be at most the 90 samples, got 91"),
        (dict(steps=-1), "steps must be at least 0"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        run(**arguments)


def test_a_cluster_of_none_is_an_error():
    with pytest.raises(ValueError, match="workers must be at least 1, got 0"):
        local_cluster(0)
