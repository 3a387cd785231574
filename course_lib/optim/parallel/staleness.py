"""Descent with gradients from an earlier iterate, simulated exactly in one process."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.optim.minimize import check_start


class StaleRun(NamedTuple):
    """Iterates whose steps used old gradients.

    Attributes
    ----------
    x : array, shape (T + 1, d)
        The iterates; what has left the floating-point numbers is infinite or NaN.
    delay : int array, shape (T,)
        How old the iterate of each step's gradient was: 0 is the present one.
    """

    x: np.ndarray
    delay: np.ndarray


def stale_descent(
    f: Objective, x0, lr, delay, *, steps: int, batch_size: int | None = None, rng=None
) -> StaleRun:
    r"""Gradient descent or SGD with the gradient of an earlier iterate.

    .. math:: x_{t+1} = x_t - \eta \, \nabla f(x_{t - \tau_t}), \qquad x_{-1} = x_{-2} = \dots = x_0

    With P asynchronous workers of one speed, each works on the weights of P − 1 updates ago: τ is
    P − 1. The simulation is exact and the same on every machine.

    Parameters
    ----------
    f : Objective
    x0 : array, shape (d,)
    lr : float
        η > 0.
    delay : int, or array of int, shape (steps,)
        τ ≥ 0, for all steps or for each.
    steps : int
        T ≥ 0.
    batch_size : int, optional
        Samples per gradient (``f.sample``); all if not given.
    rng : numpy.random.Generator, optional
        Needed with `batch_size`.

    Returns
    -------
    StaleRun

    Raises
    ------
    ValueError, TypeError
        ``delay must be zero or positive, got -1``.

    Examples
    --------
    >>> from course_lib.functions import Quadratic
    >>> stale_descent(Quadratic([1.0]), [1.0], 0.5, 1, steps=4).x.ravel().tolist()
    [1.0, 0.5, 0.0, -0.25, -0.25]
    """
    x = check_start(f, x0)
    eta = checks.positive("lr", lr)
    steps = checks.integer("steps", steps, low=0)
    late = checks.array("delay", delay)
    if late.ndim and late.shape != (steps,):
        raise ValueError(f"delay must be a number or one for each of the {steps} steps, got shape "
                         f"{late.shape}")  # fmt: skip
    if (late < 0).any() or (late != np.round(late)).any():
        raise ValueError(f"delay must be whole numbers, zero or positive, got {delay!r}")
    late = np.broadcast_to(late, (steps,)).astype(int)
    if batch_size is not None:
        checks.integer("batch_size", batch_size, low=1)
    if batch_size is not None or rng is not None:
        checks.generator("rng", rng)
    path = np.empty((steps + 1, x.size))
    path[0] = x
    with np.errstate(all="ignore"):
        for t in range(steps):
            seen = path[max(t - late[t], 0)]
            part = f if batch_size is None else f.sample(rng, batch_size)
            path[t + 1] = path[t] - eta * part._grad(seen)
    return StaleRun(path, late)


def stale_limit(delay: int) -> float:
    r"""The ηλ below which descent with a constant delay converges along a curvature λ.

    .. math:: \eta\lambda < 2 \sin \frac{\pi}{2(2\tau + 1)}

    The error e_{t+1} = e_t − ηλ e_{t−τ} grows when a root of z^{τ+1} − z^τ + ηλ leaves the unit
    circle, and the first to leave is there at z = exp(iθ) with θ = π/(2τ + 1).

    Parameters
    ----------
    delay : int
        τ ≥ 0.

    Returns
    -------
    float
        2 without delay, 1 for τ = 1, about π/(2τ + 1) for long ones.

    References
    ----------
    Levin & May, A note on difference-delay equations (1976).

    Examples
    --------
    >>> [round(stale_limit(delay), 3) for delay in (0, 1, 2, 10)]
    [2.0, 1.0, 0.618, 0.149]
    """
    return float(2 * np.sin(np.pi / (2 * (2 * checks.integer("delay", delay, low=0) + 1))))
