"""Reverse mode through a chain of gates: memory against work, as checkpoints are set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.autodiff import chain_gradient, evenly, sin, tanh
from course_lib.lessons.shared.counted import counted

LENGTHS = (25, 49, 100)
MOST = 24
START = 0.7


@dataclass(frozen=True)
class Checkpoints:
    """One run through the chain, and the cost of every number of checkpoints."""

    T: int  #: gates
    k: int  #: checkpoints
    cuts: np.ndarray  #: after how many gates they are, shape (k,)
    place: np.ndarray  #: where the work is, piece of work by piece of work, shape (pieces + 1,)
    held: np.ndarray  #: values held then, shape (pieces + 1,)
    peak: int  #: the most values held at once
    again: int  #: gates computed a second time
    gradient: float
    peaks: np.ndarray  #: peak for 0 … 24 checkpoints, shape (25,)
    agains: np.ndarray  #: gates computed again for 0 … 24 checkpoints, shape (25,)
    summary: str


def chain(T: int) -> list:
    """sin and tanh of a stretched value, in turn."""
    return [(lambda x: sin(x * 1.2), lambda x: tanh(x * 1.2))[t % 2] for t in range(T)]


@lru_cache(maxsize=128)
def _run(T: int, k: int):
    return chain_gradient(chain(T), START, evenly(T, k))


@lru_cache(maxsize=4)
def _all(T: int):
    runs = [_run(T, k) for k in range(MOST + 1)]
    return np.array([r.peak for r in runs]), np.array([r.evaluations - T for r in runs])


@lru_cache(maxsize=128)
def checkpoints(*, T=49, k=3) -> Checkpoints:
    """The gradient of a chain of T gates with k checkpoints at equal distances.

    Parameters
    ----------
    T : int
    k : int
        0 to 24.
    """
    run = _run(T, k)
    place, held = np.transpose([(0, 0), *run.history])
    peaks, agains = _all(T)
    again = run.evaluations - T
    summary = (
        f"{T} gates, {counted(k, 'checkpoint')}: at most {run.peak} values are held at "
        f"once, and {again} of the {T} gates are computed a second time."
    )
    return Checkpoints(
        T, k, np.array(evenly(T, k), dtype=int), place, held, run.peak, again,
        float(run.gradient), peaks, agains, summary,
    )  # fmt: skip
