"""Synchronous data-parallel SGD on Dask: each worker a part of the batch, and all wait."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.optim.minimize import check_start
from course_lib.optim.parallel.processes import why_serial
from course_lib.optim.stochastic import batches

PATIENCE = 10.0  # seconds to reach a scheduler
STARTING = 60.0  # seconds for a cluster of one's own to begin, on a busy machine too


@dataclass(frozen=True, eq=False)
class SynchronousRun:
    """Iterates of SGD whose gradients were computed in parts."""

    x: np.ndarray  #: the iterates, shape (T + 1, d)
    seconds: np.ndarray  #: how long each step took, shape (T,)
    computing: np.ndarray  #: seconds that each part spent on its gradient, shape (T, workers)
    workers: int  #: in how many parts; 1 where the run was serial
    note: str  #: what was not as asked for, in a sentence; empty if all was

    @property
    def waiting(self) -> float:
        """The share of the workers' time in which they did not compute."""
        total = self.seconds.sum() * self.workers
        return float(1 - self.computing.sum() / total) if total else 0.0


def synchronous_sgd(
    f: Objective, x0, lr, *, steps: int, batch_size: int, rng, workers: int = 2,
    scheduler=None, on_step=None,
) -> SynchronousRun:  # fmt: skip
    r"""Mini-batch SGD with the batch's gradient computed in parts by workers that wait for all.

    .. math:: x_{t+1} = x_t - \eta\, \frac1B \sum_{k=1}^{P} \; \sum_{i \in B_t \cap S_k}
              \nabla f_i(x_t)

    The n samples are cut into P shards S_k once, and only weights and sums travel. The result is
    that of a serial run but for rounding, for any P.

    Parameters
    ----------
    f : EmpiricalRisk
    x0 : array, shape (d,)
    lr : float
        η > 0.
    steps : int
        T ≥ 0.
    batch_size : int
        B; the batches are those of `batches`, reshuffled in each epoch.
    rng : numpy.random.Generator
    workers : int
        P ≥ 1.
    scheduler : str, distributed.Client or NoCluster, optional
        The address of a running scheduler ("tcp://host:8786"), a client of it, or what
        `local_cluster` gives; a local cluster of P processes is started, and ended, if not given.
        The workers need `course_lib`.
    on_step : callable, optional
        ``on_step(t, client)`` after each step.

    Returns
    -------
    SynchronousRun
        Where no worker can be had it is the serial run, and `note` says why.

    Notes
    -----
    A shard is a task of Dask. If its worker is killed, the scheduler makes it anew on another one,
    from the rows that it keeps, and the step goes on.

    Examples
    --------
    >>> from course_lib.functions import EmpiricalRisk, SquaredError
    >>> f = EmpiricalRisk(SquaredError(), [[1.0], [1.0]], [0.0, 2.0])
    >>> synchronous_sgd(f, [4.0], 0.25, steps=0, batch_size=1, rng=np.random.default_rng(0)).note
    ''
    """
    x = check_start(f, x0)
    lr = checks.positive("lr", lr)
    steps = checks.integer("steps", steps, low=0)
    count = checks.integer("workers", workers, low=1)
    size = checks.integer("batch_size", batch_size, low=1)
    if not (
        scheduler is None or isinstance(scheduler, (str, NoCluster)) or hasattr(scheduler, "submit")
    ):
        raise TypeError(f"scheduler must be an address or a Client, got {scheduler!r}; "
                        "write 'tcp://host:8786'")  # fmt: skip
    epochs = -(-steps * size // f.samples) + 1
    drawn = batches(f.samples, size, epochs, rng=rng)
    plan = [next(drawn) for _ in range(steps)]
    if not steps:
        return SynchronousRun(x[None], np.empty(0), np.empty((0, count)), count, "")
    with _reached(scheduler, count) as client:
        if isinstance(client, NoCluster):
            return _serial(f, x, lr, plan, client.note)
        return _in_parts(f, x, lr, plan, count, client, on_step)


@dataclass(frozen=True)
class NoCluster:
    """What stands where a cluster would."""

    note: str  #: why there is none, in a sentence


def local_cluster(workers: int):
    """Processes on this machine for several runs: ``with local_cluster(2) as cluster: …``.

    Parameters
    ----------
    workers : int
        ≥ 1.

    Returns
    -------
    context manager
        It gives a ``distributed.Client``, or a `NoCluster` where no process can be started. Both
        fit `synchronous_sgd` as ``scheduler``. At its end no process is left.
    """
    return _reached(None, checks.integer("workers", workers, low=1))


@contextmanager
def _reached(scheduler, workers):
    """The client, or why there is none."""
    if isinstance(scheduler, NoCluster):
        yield scheduler
        return
    with ExitStack() as stack:
        reason = why_serial()
        try:
            found = NoCluster(reason) if reason else stack.enter_context(
                _client(scheduler, workers))  # fmt: skip
        except (OSError, ImportError, ValueError) as error:  # a time-out is an OSError
            found = NoCluster(_excuse(scheduler, error))
        yield found


def _excuse(scheduler, error) -> str:
    if isinstance(error, ImportError):
        return "Dask is not installed (pip install 'dask[distributed]'), so this ran serially."
    if scheduler is None:
        return f"No local cluster could be started ({error}), so this ran serially."
    return f"The scheduler at {scheduler} cannot be reached, so this ran serially."


def _sum(f, x) -> np.ndarray:
    """The sum of a part's gradients."""
    return f._grad(x) * f.samples


def _serial(f, x, lr, plan, note) -> SynchronousRun:
    path, seconds = [x], []
    for rows in plan:
        begin = perf_counter()
        x = x - lr * f.subset(rows)._grad(x)
        path.append(x)
        seconds.append(perf_counter() - begin)
    seconds = np.array(seconds)
    return SynchronousRun(np.array(path), seconds, seconds[:, None].copy(), 1, note)


def _part(shard, x, rows):
    """On a worker: the sum of the gradients of these rows of its shard, and the seconds it took."""
    begin = perf_counter()
    total = _sum(shard.subset(rows), x) if len(rows) else np.zeros_like(x)
    return total, perf_counter() - begin


def _own(shard):
    return shard


def _in_parts(f, x, lr, plan, count, client, on_step) -> SynchronousRun:
    ends = np.linspace(0, f.samples, count + 1).astype(int)
    cuts = list(pairwise(ends))
    # The rows travel inside the task, so that the scheduler can send them a second time.
    shards = [client.submit(_own, f.subset(slice(a, b)), pure=False) for a, b in cuts]
    path, seconds, computing = [x], [], []
    for t, rows in enumerate(plan):
        begin = perf_counter()
        asked = [
            client.submit(_part, shard, x, np.sort(rows[(rows >= a) & (rows < b)]) - a, pure=False)
            for shard, (a, b) in zip(shards, cuts, strict=True)
        ]
        sums, spent = zip(*client.gather(asked), strict=True)
        x = x - lr * np.sum(sums, axis=0) / len(rows)
        path.append(x)
        seconds.append(perf_counter() - begin)
        computing.append(spent)
        if on_step is not None:
            on_step(t, client)
    return SynchronousRun(np.array(path), np.array(seconds), np.array(computing), count, "")


@contextmanager
def _client(scheduler, workers):
    """A client of this scheduler, or of a local cluster that ends with it."""
    import dask
    from distributed import Client, LocalCluster

    if isinstance(scheduler, Client):  # the caller's, who also closes it
        yield scheduler
        return
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        patience = PATIENCE
        if scheduler is None:
            patience = STARTING
            folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
            stack.enter_context(
                dask.config.set({"distributed.worker.daemon": True,
                                 "distributed.admin.large-graph-warning-threshold": "100MB"})
            )  # fmt: skip
            scheduler = stack.enter_context(
                LocalCluster(
                    n_workers=workers, threads_per_worker=1, processes=True,
                    dashboard_address="127.0.0.1:0", worker_dashboard_address=None,
                    local_directory=folder, silence_logs=logging.CRITICAL,
                )
            )  # fmt: skip
        client = stack.enter_context(Client(scheduler, timeout=patience, set_as_default=False))
        client.wait_for_workers(1, timeout=patience)
        yield client


@contextmanager
def _quiet():
    """Without Dask's log of lost connections: what matters is in the note."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
