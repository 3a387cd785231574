"""How many threads a matrix product takes: one, unless a piece of work asks for all.

The BLAS behind numpy and scipy splits a product among all processors from a few thousand terms on.
The course's products are mostly smaller than what that costs, and on a busy machine the threads
wait for each other: then a training takes several times the processor time and longer by the clock
as well. So importing any part of ``course_lib`` sets BLAS to one thread, in every kernel, test and
benchmark alike, and `all_threads` is for the few long epochs and large solvers where more pay.

Who has set ``OPENBLAS_NUM_THREADS``, ``OMP_NUM_THREADS`` or the like keeps that number everywhere.
"""

from __future__ import annotations

import os
from contextlib import contextmanager

import scipy.linalg  # noqa: F401 (brings a BLAS of its own, beside numpy's)
from threadpoolctl import ThreadpoolController

SETTINGS = (
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
_BLAS = ThreadpoolController().select(user_api="blas")


def chosen_by_the_user() -> bool:
    """Whether the environment says how many threads there shall be."""
    return any(os.environ.get(name) for name in SETTINGS)


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def one_thread() -> None:
    """From now on one thread a product, unless the environment says otherwise."""
    if not chosen_by_the_user():
        _BLAS.limit(limits=1)


@contextmanager
def all_threads():
    """All processors for the products inside; what was before comes back afterwards.

    It pays from matrices of about 128 × 512 by 512 × 512 on: epochs over tens of thousands of
    digits in networks of that width, systems of a thousand equations.

    Examples
    --------
    >>> import numpy as np
    >>> with all_threads():
    ...     (np.ones((2, 3)) @ np.ones((3, 2))).tolist()
    [[3.0, 3.0], [3.0, 3.0]]
    """
    if chosen_by_the_user():
        yield
        return
    with _BLAS.limit(limits=processors()):
        yield
