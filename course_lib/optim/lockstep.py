"""Several optimizers from one start, step by step together: one gradient call for all of them."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.optim.first_order import GradientDescent
from course_lib.optim.in_place import InPlaceOptimizer, updates_in_place
from course_lib.optim.minimize import check_start, minimize
from course_lib.optim.optimizer import Optimizer
from course_lib.optim.recording import RawRun, conclude, evaluate
from course_lib.optim.trace import Trace


def minimize_each(
    f: Objective,
    x0,
    optimizers: Sequence[Optimizer],
    steps: int = 100,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
) -> list[Trace]:
    """What `minimize` gives for each of several optimizers, in a fraction of the time.

    All runs take their steps together, and f is asked for the gradients at all their points at
    once. A Python loop of many short steps spends its time on calls, not on numbers, so k runs cost
    little more than the longest of them.

    Parameters
    ----------
    f : Objective
    x0 : array, shape (d,)
        The start of them all; f must be finite there.
    optimizers : sequence of k Optimizers
    steps : int
        The largest number of steps of each, ≥ 0.
    batch_size : int, optional
        Random terms of f in each step; all of them if not given.
    rng : numpy.random.Generator, optional
        Where the mini-batches come from; needed with `batch_size`. It is copied, and so left as it
        was: all runs meet the same batches.

    Returns
    -------
    list of k Traces
        Each as from ``minimize(f, x0, optimizer, steps, batch_size=batch_size, rng=copy of rng)``.

    Raises
    ------
    ValueError, TypeError
        As `minimize`.

    Notes
    -----
    Optimizers that need more of f than one gradient a step (line searches, `SubgradientMethod`,
    `ReduceOnPlateau`) run by themselves, through `minimize`. Sums over coordinates may be ordered
    differently for several points than for one: on such f the iterates are equal up to rounding.

    Examples
    --------
    >>> from course_lib.functions import Rosenbrock
    >>> from course_lib.optim import Adam, Momentum
    >>> runs = minimize_each(Rosenbrock(), [-1.0, 1.0], [Momentum(1e-3), Adam(0.1)], steps=500)
    >>> [round(float(run.value[-1]), 4) for run in runs]
    [0.0, 0.0]
    """
    optimizers = checks.items("optimizers", optimizers, "Optimizers")
    for optimizer in optimizers:
        checks.instance("optimizers", optimizer, Optimizer, "write GradientDescent(0.1)")
    if rng is not None:
        checks.generator("rng", rng)
    together = [i for i, optimizer in enumerate(optimizers) if _needs_one_gradient(optimizer)]
    runs: list = [None] * len(optimizers)
    for i in set(range(len(optimizers))) - set(together):
        own = copy.deepcopy(rng)
        runs[i] = minimize(f, x0, optimizers[i], steps, batch_size=batch_size, rng=own)
    if together:
        x, steps = check_start(f, x0), checks.integer("steps", steps, low=0)
        if batch_size is not None:
            checks.integer("batch_size", batch_size, low=1)
            checks.generator("rng", rng)
        chosen = [optimizers[i] for i in together]
        points, rates = _walk(f, x, chosen, steps, batch_size, copy.deepcopy(rng))
        for i, trace in zip(together, _traces(f, points, rates), strict=True):
            runs[i] = trace
    return runs


def _needs_one_gradient(optimizer) -> bool:
    """Whether its `step` is nothing but `update` with the gradient at its look-ahead."""
    plain = (InPlaceOptimizer.step, GradientDescent.step)
    return getattr(type(optimizer), "step", None) in plain and updates_in_place(optimizer)


def _walk(f, x, optimizers, steps, batch_size, rng) -> tuple[np.ndarray, np.ndarray]:
    """All iterates, shape (T + 1, k, d), and rates, shape (T, k)."""
    k = len(optimizers)
    points, rates = np.empty((steps + 1, k, x.size)), np.empty((steps, k))
    points[:1] = x
    here, rates[:] = points[0].copy(), [o.lr if _constant(o) else np.nan for o in optimizers]
    rows, updates = list(here), [o.update for o in optimizers]
    ahead = [(i, o.look_ahead) for i, o in enumerate(optimizers) if _looks_ahead(o)]
    scheduled = [i for i, o in enumerate(optimizers) if not _constant(o)]
    target, at = f, here
    # Overflow is how a run diverges; `conclude` finds the step, and what follows is not kept.
    with np.errstate(all="ignore"):
        states = [o.init(row) for o, row in zip(optimizers, rows, strict=True)]
        for t in range(steps):
            if batch_size is not None:
                target = f.sample(rng, batch_size)
            if ahead:
                at = here.copy()
                for i, look in ahead:
                    look(rows[i], states[i], at[i])
            now = zip(updates, rows, target._grad(at), states)  # noqa: B905 - k each, and fast
            states = [update(row, grad, state) for update, row, grad, state in now]
            points[t + 1] = here
            for i in scheduled:
                rates[t, i] = states[i].lr
    return points, rates


def _constant(optimizer) -> bool:
    return type(optimizer.lr) is float


def _looks_ahead(optimizer) -> bool:
    return type(optimizer).look_ahead is not InPlaceOptimizer.look_ahead


def _traces(f, points, rates) -> list[Trace]:
    """The trace of each run; f and ∇f of the records are evaluated for all of them together."""
    rows, k, dim = points.shape
    evals = np.stack([np.zeros(rows, dtype=np.int64), np.arange(rows)], axis=1)
    spent = 0, rows - 1
    with np.errstate(all="ignore"):
        value, norm = (part.reshape(rows, k) for part in evaluate(f, points.reshape(-1, dim)))
        return [
            conclude(RawRun(points[:, i], rates[:, i], evals, *spent), value[:, i], norm[:, i])
            for i in range(k)
        ]
