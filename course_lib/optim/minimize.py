"""Run an optimizer and keep every iterate."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.optim.counting import Counted
from course_lib.optim.optimizer import Halt, Optimizer
from course_lib.optim.recording import RawRun, finish, growth_limit
from course_lib.optim.stopping import AnyOf, Moment
from course_lib.optim.trace import Trace


def minimize(
    f: Objective,
    x0,
    optimizer: Optimizer,
    steps: int = 100,
    stop=(),
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    callback=None,
) -> Trace:
    """Take steps of `optimizer` on f from x0, and keep every iterate.

    Parameters
    ----------
    f : Objective
    x0 : array, shape (d,)
        The start; f must be finite there.
    optimizer : Optimizer
    steps : int
        The largest number of steps, ≥ 0.
    stop : StoppingTest, or a tuple of them
        The run has converged when any of them fires; they see the whole objective.
    batch_size : int, optional
        Random terms of f in each step (``f.sample(rng, batch_size)``); all of them if not given.
    rng : numpy.random.Generator, optional
        Where the mini-batches come from; needed with `batch_size`.
    callback : callable, optional
        ``callback(t, x, state)`` after each step; what it returns is ignored.

    Returns
    -------
    Trace
        Status "diverged" where x or f is no longer finite or has grown past 1e10 times its start
        (or past 1e10, if that is more); rows that are not finite are left out. Nothing is raised
        and no warning given for it.

    Raises
    ------
    ValueError, TypeError
        ``x0 must be a point where f is finite, got f(x0) = nan; start inside the domain of …``.

    Notes
    -----
    f and ∇f of the record are computed together after the run; only stopping tests need them
    during it. Neither is counted in `Trace.f_evals` and `Trace.grad_evals`, which hold what the
    optimizer itself asked for.

    Examples
    --------
    >>> from course_lib.functions import Rosenbrock
    >>> from course_lib.optim import GradientDescent, minimize
    >>> trace = minimize(Rosenbrock(), [-1.0, 1.0], GradientDescent(1e-3), steps=10)
    >>> trace.x.shape, trace.status, trace.grad_evals
    ((11, 2), 'max_steps', 10)
    """
    x = check_start(f, x0)
    steps = checks.integer("steps", steps, low=0)
    tests = AnyOf.of(*stop) if isinstance(stop, tuple | list) else AnyOf.of(stop)
    _check_the_rest(optimizer, batch_size, rng, callback)
    counted = Counted(f)
    points, rates = np.empty((steps + 1, x.size)), np.empty(steps)
    evals = np.zeros((steps + 1, 2), dtype=np.int64)
    points[0] = x
    watch = _Watch(f, x, tests, callback) if tests or callback else None
    limit, t = growth_limit(np.linalg.norm(x)) ** 2, 0
    # Overflow is how a run diverges: it is reported by the status, not by warnings.
    with np.errstate(all="ignore"):
        state = optimizer.init(x)
        halts = hasattr(state, "halt")
        end = watch.look(0, x) if watch else None
        while t < steps and end is None:
            if batch_size is not None:
                counted.target = f.sample(rng, batch_size)
            x, state = optimizer.step(counted, x, state)
            if halts and state.halt is not None:
                end = state.halt
                break
            t += 1
            points[t], rates[t - 1] = x, state.lr
            evals[t, 0], evals[t, 1] = counted.f_evals, counted.grad_evals
            if not x.dot(x) <= limit:
                break
            if watch:
                end = watch.step(t, x, state)
        raw = RawRun(
            points[: t + 1], rates[:t], evals[: t + 1], counted.f_evals, counted.grad_evals
        )
        return finish(f, raw, end, watch.fired if watch else None)


def check_start(f, x0) -> np.ndarray:
    if not isinstance(f, Objective):
        raise TypeError(f"f must be an Objective, got {f!r}; a function from course_lib.functions, "
                        "or a subclass of Objective with _value and _grad")  # fmt: skip
    x = checks.vector("x0", checks.points("x0", x0, f.dim))
    if not x.size:
        raise ValueError("x0 must be a point with at least one coordinate, got an empty array")
    with np.errstate(all="ignore"):
        value = f(x)
    if np.shape(value) != ():
        raise ValueError(f"f must map points (..., d) to values (...), but {f.name} gave shape "
                         f"{np.shape(value)} at one point")  # fmt: skip
    if not np.isfinite(value):
        raise ValueError(f"x0 must be a point where f is finite, got f(x0) = {value:g}; "
                         f"start inside the domain of {f.name}")  # fmt: skip
    return x


def _check_the_rest(optimizer, batch_size, rng, callback) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer must be an Optimizer such as GradientDescent(0.1), got "
                        f"{optimizer!r}")  # fmt: skip
    if batch_size is not None:
        checks.integer("batch_size", batch_size, low=1)
    if batch_size is not None or rng is not None:
        checks.generator("rng", rng)
    if callback is not None and not callable(callback):
        raise TypeError(f"callback must be a function of (t, x, state), got {callback!r}")


class _Watch:
    """Looks at each iterate for the stopping tests, on the whole objective and uncounted."""

    def __init__(self, f, x, tests, callback):
        self.f, self.tests, self.callback = f, tests, callback
        self.before = self.fired = None

    def look(self, t, x) -> Halt | None:
        if not self.tests:
            return None
        gradient = self.f._grad(x)
        norm = float(np.sqrt(gradient.dot(gradient)))
        now = Moment(t, x, float(self.f._value(x)), norm, self.before)
        self.fired = self.tests.fired(now)
        reason = Halt("converged", self.fired.reason(now)) if self.fired else None
        self.before = now._replace(before=None)  # or each would hold all that came before it
        return reason

    def step(self, t, x, state) -> Halt | None:
        if self.callback:
            self.callback(t, x, state)
        return self.look(t, x)
