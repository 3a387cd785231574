"""Hogwild!: several processes, one vector of weights, no lock."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter, sleep
from traceback import clear_frames

import numpy as np
from scipy.sparse import csr_array

from course_lib import checks
from course_lib.functions.losses import Loss
from course_lib.optim.parallel.processes import context, end, why_serial

STARTING, READY, DONE = 0, 1, 2
PATIENCE = 60.0  # seconds for all processes to have started
HELD = 2.0  # seconds after which a lock that nobody gives back is a dead process's
ENDED = "The team has ended, so this ran in one."
LOOKS = 256  # steps between two looks whether the parent is still there


@dataclass(frozen=True, eq=False)
class HogwildRun:
    """Weights that several processes have written into one array."""

    x: np.ndarray  #: the weights at the end, shape (d,)
    path: np.ndarray  #: the weights as seen from outside while it ran, shape (k, d)
    seconds: np.ndarray  #: when they were seen, from the first step on, shape (k,)
    written: int  #: entries of the weights that were updated, by the processes that came to an end
    lost: int  #: those of them that another overwrote; 0 if one was killed
    processes: int  #: how many took part
    killed: int  #: how many of them did not come to their end
    note: str  #: what was not as asked for, in a sentence; empty if all was


class HogwildTeam:
    """Processes that share one array of weights, started once for several runs.

    They start with the first run that has a step to take.

    Parameters
    ----------
    loss, X, y
        As for `hogwild`.
    processes : int
        ≥ 1: how many are started. A run may use fewer.

    Notes
    -----
    Use it in a ``with`` statement: at its end no process is left. Where none can be started, the
    runs are serial and their notes say why.

    Examples
    --------
    >>> from course_lib.functions import SquaredError
    >>> with HogwildTeam(SquaredError(), np.eye(2), [1.0, 1.0], processes=2) as team:
    ...     runs = [team.run([0.0, 0.0], lr, epochs=0) for lr in (0.25, 0.5)]
    >>> [run.x.tolist() for run in runs]
    [[0.0, 0.0], [0.0, 0.0]]
    """

    def __init__(self, loss: Loss, X, y, *, processes: int = 2):
        self.problem = _checked(loss, X, y)
        self.processes = checks.integer("processes", processes, low=1)
        self._reason = why_serial()
        self._workers, self._orders = [], []
        self._shared = self._told = self._guard = None

    def __enter__(self) -> HogwildTeam:
        return self

    def __exit__(self, *exception) -> None:
        self._end(ENDED)

    def _end(self, reason) -> None:
        end(self._workers)
        for order in self._orders:
            order.close()
        self._workers, self._orders, self._reason = [], [], reason
        self._shared = self._told = self._guard = None

    def run(
        self, x0, lr, *, epochs: int, processes: int | None = None, lock: bool = False,
        seed: int = 0, every: float = 0.05, on_start=None,
    ) -> HogwildRun:  # fmt: skip
        """One run by ``processes`` of the team, by all if not given; the rest as for `hogwild`."""
        n, d = self.problem[1].shape
        x0, lr = checks.vector("x0", x0, d), checks.positive("lr", lr)
        samples = checks.integer("epochs", epochs, low=0) * n
        asked = self.processes if processes is None else processes
        count = checks.integer("processes", asked, low=1)
        if count > self.processes:
            raise ValueError(f"processes must be at most the team's {self.processes}, got {count}")
        checks.integer("seed", seed, low=0)
        every = checks.positive("every", every)
        shares = [samples // count + (k < samples % count) for k in range(count)]
        try:
            if samples and not self._reason:
                self._prepare(x0, lr, shares, seed, lock)
            if samples and not self._reason:
                return self._together(count, every, lock, on_start)
        except BaseException as error:  # an interrupt, say: nobody waits for them any more
            clear_frames(error.__traceback__)  # which would keep the shared memory
            self._end(ENDED)
            raise
        return _alone(self.problem, x0, lr, samples, seed, every, self._reason if samples else "")

    def _prepare(self, x0, lr, shares, seed, lock) -> None:
        """Have the processes ready for their first step, or say why there are none."""
        try:
            if not self._workers:
                self._start()
            self._shared[:, 0], self._shared[:, 1], self._told[:] = x0, 0, STARTING
            for order, steps in zip(self._orders, shares, strict=False):
                with suppress(OSError):  # who was killed since the last run is missed at the end
                    order.send((lr, steps, seed, lock))
            _wait_for_all(self._workers[: len(shares)], self._told)
        except (OSError, ImportError) as error:
            self._end(f"No process could be started ({error}), so this ran in one.")

    def _start(self) -> None:
        ctx, count, d = context(), self.processes, self.problem[1].shape[1]
        memory, state = ctx.RawArray("d", 2 * d), ctx.RawArray("q", 2 * count + 1)
        self._shared = np.frombuffer(memory).reshape(-1, 2)
        self._told = np.frombuffer(state, dtype=np.int64)
        self._guard = ctx.Lock()
        for k in range(count):
            theirs, ours = ctx.Pipe(duplex=False)
            known = (k, os.getpid(), self.problem, memory, state, self._guard, theirs)
            worker = ctx.Process(target=_work, args=known, daemon=True, name=f"hogwild {k}")
            self._workers.append(worker)
            self._orders.append(ours)
            worker.start()
            theirs.close()

    def _together(self, count, every, lock, on_start) -> HogwildRun:
        workers, told = self._workers[:count], self._told
        if on_start is not None:
            on_start([worker.pid for worker in workers])
        watch = _Watch(self._shared, every)
        told[-1] = 1  # go
        while any(w.is_alive() and told[k] != DONE for k, w in enumerate(workers)):
            sleep(min(every, 0.005))
            watch.look()
            if lock:
                _free(self._guard, workers)
        done = told[:count] == DONE
        written = int(told[self.processes : self.processes + count].sum())
        return watch.run(written, count, int((~done).sum()), _note(done, count))


def hogwild(
    loss: Loss, X, y, x0, lr, *, epochs: int, processes: int = 2, lock: bool = False,
    seed: int = 0, every: float = 0.05, on_start=None,
) -> HogwildRun:  # fmt: skip
    r"""SGD on sparse samples by several processes that share the weights and do not wait.

    Each process draws a sample i of its own, reads the weights where :math:`x_i` is not 0, and
    adds :math:`-\eta\,\ell'(x_i^\top w, y_i)\, x_{ij}` to them. Another may write in between: its
    update is then lost, and counted.

    Parameters
    ----------
    loss : Loss
        For instance ``LogLoss()``.
    X : sparse array or array, shape (n, d)
    y : array, shape (n,)
    x0 : array, shape (d,)
    lr : float
        η > 0.
    epochs : int
        ≥ 0; each epoch is n steps, shared among the processes.
    processes : int
        ≥ 1. With one, the result is bit for bit that of the same steps without a process.
    lock : bool
        Whether a step waits until it has the array for itself.
    seed : int
        Process k draws its samples from ``default_rng([seed, k])``.
    every : float
        Seconds between two looks at the weights.
    on_start : callable, optional
        ``on_start(pids)`` once all processes have begun.

    Returns
    -------
    HogwildRun
        With several processes it differs from run to run.

    Raises
    ------
    ValueError, TypeError
        ``processes must be at least 1, got 0``; what the loss says of y.

    Notes
    -----
    Beside each weight stands a counter, and both are written in one go: ``shared[j] += (step, 1)``.
    What the counters lack at the end was lost. The shared memory has no name and is gone with the
    last process that holds it, after an interrupt or a kill as well. A process whose parent has
    died ends itself.

    References
    ----------
    Niu, Recht, Ré & Wright, Hogwild! (2011).

    Examples
    --------
    >>> from course_lib.functions import SquaredError
    >>> run = hogwild(SquaredError(), np.eye(2), [1.0, 1.0], [0.0, 0.0], 0.25, epochs=0)
    >>> run.x.tolist(), run.lost
    ([0.0, 0.0], 0)
    """
    with HogwildTeam(loss, X, y, processes=processes) as team:
        return team.run(x0, lr, epochs=epochs, lock=lock, seed=seed, every=every, on_start=on_start)


def _checked(loss, X, y):
    loss = checks.instance("loss", loss, Loss)
    rows = csr_array(X if hasattr(X, "tocsr") else checks.array("X", X, ndim=2))
    y = loss.check_targets(y)
    checks.same_length(X=np.empty((rows.shape[0], 0)), y=y)
    checks.integer("the number of samples", rows.shape[0], low=1)
    return loss, rows, y


def _descend(problem, lr, shared, draws, lock=None, alive=None, look=None):
    """The steps of one process, in place on ``shared``, shape (d, 2): weights and counters."""
    loss, X, y = problem
    starts, columns, values, written = X.indptr, X.indices, X.data, 0
    for t, i in enumerate(draws):
        part = slice(starts[i], starts[i + 1])
        j, x = columns[part], values[part]
        step = np.ones((len(j), 2))
        if lock is None:
            step[:, 0] = -lr * loss.grad(x @ shared[j, 0], y[i]) * x
            shared[j] += step
        else:
            with lock:
                step[:, 0] = -lr * loss.grad(x @ shared[j, 0], y[i]) * x
                shared[j] += step
        written += len(j)
        if t % LOOKS == 0:
            if alive is not None and not alive():
                return written
            if look is not None:
                look()
    return written


def _draws(problem, seed, k, steps):
    return np.random.default_rng([seed, k]).integers(problem[1].shape[0], size=steps)


def _alone(problem, x0, lr, steps, seed, every, note):
    """The same steps here, without a process."""
    shared = np.column_stack([x0, np.zeros_like(x0)])
    watch = _Watch(shared, every)
    written = _descend(problem, lr, shared, _draws(problem, seed, 0, steps), look=watch.look)
    return watch.run(written, 1, 0, note)


class _Watch:
    """Copies of the weights while others write them."""

    def __init__(self, shared, every):
        self.shared, self.every = shared, every
        self.begin, self.seconds, self.path = perf_counter(), [0.0], [shared[:, 0].copy()]

    def look(self, last=False):
        now = perf_counter() - self.begin
        if last or now - self.seconds[-1] >= self.every:
            self.seconds.append(now)
            self.path.append(self.shared[:, 0].copy())

    def run(self, written, processes, killed, note) -> HogwildRun:
        self.look(last=True)
        # A killed process has told nothing of what it wrote.
        lost = 0 if killed else written - int(self.shared[:, 1].sum())
        return HogwildRun(
            self.path[-1], np.array(self.path), np.array(self.seconds), written, lost,
            processes, killed, note,
        )  # fmt: skip


def _wait_for_all(workers, told):
    begin = perf_counter()
    while any(w.is_alive() and told[k] == STARTING for k, w in enumerate(workers)):
        if perf_counter() - begin > PATIENCE:
            raise OSError(f"they did not start within {PATIENCE:.0f} s")
        sleep(0.002)
    if not any(told[: len(workers)]):
        raise OSError("they ended before their first step")


def _free(guard, workers):
    """Give back the lock of a process that was killed with it."""
    if any(w.exitcode not in (None, 0) for w in workers):
        guard.acquire(timeout=HELD)  # after that nobody living has it: a step takes microseconds
        guard.release()


def _note(done, count) -> str:
    killed = int((~done).sum())
    if not killed:
        return ""
    verb = "was" if killed == 1 else "were"
    return f"{killed} of {count} processes {verb} killed; the steps left to it are missing."


def _work(k, parent, problem, memory, state, guard, orders):
    """What a process does, run after run: wait for the word, take its steps, tell how many."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent, which gets it too, ends this one
    shared, told = np.frombuffer(memory).reshape(-1, 2), np.frombuffer(state, dtype=np.int64)
    count = (len(told) - 1) // 2

    def alive():
        return os.getppid() == parent

    with suppress(EOFError):  # the parent has gone
        while True:
            lr, steps, seed, lock = orders.recv()
            draws = _draws(problem, seed, k, steps)
            told[k] = READY
            while not told[-1]:
                if not alive():
                    return
                sleep(0.0005)
            told[count + k] = _descend(problem, lr, shared, draws, guard if lock else None, alive)
            told[k] = DONE
