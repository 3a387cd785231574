"""From the raw iterates of a run to its `Trace`: evaluate, cut where it blew up, tell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib.optim.optimizer import Halt
from course_lib.optim.trace import Trace

GROWTH_LIMIT = 1e10

_ROWS_AT_ONCE = 256  # bounds the memory of a risk over many samples, evaluated at many iterates


class RawRun(NamedTuple):
    """What the loop wrote down: iterates (T+1, d), rates (T,) and evaluations (T+1, 2)."""

    x: np.ndarray
    lr: np.ndarray
    evals: np.ndarray
    f_evals: int
    grad_evals: int


def growth_limit(start: float) -> float:
    """The size beyond which something that was `start` at first counts as diverged."""
    return GROWTH_LIMIT * max(1.0, abs(float(start)))


def evaluate(f, x) -> tuple[np.ndarray, np.ndarray]:
    """f and ‖∇f‖ at the rows of x, shapes (n,) and (n,)."""
    blocks = [x[i : i + _ROWS_AT_ONCE] for i in range(0, len(x), _ROWS_AT_ONCE)]
    value = np.concatenate([np.atleast_1d(f._value(block)) for block in blocks])
    gradient = np.concatenate([f._grad(block) for block in blocks])
    if value.shape != (len(x),) or gradient.shape != x.shape:
        raise ValueError(f"f must map points (..., d) to values (...) and gradients (..., d), but "
                         f"{f.name} gave {value.shape} and {gradient.shape} at points of shape "
                         f"{x.shape}")  # fmt: skip
    return value, np.sqrt(np.einsum("ij,ij->i", gradient, gradient))


def finish(f, raw: RawRun, end: Halt | None, fired) -> Trace:
    """The trace of a raw run that ended by `end` (None: the steps were used up)."""
    return conclude(raw, *evaluate(f, raw.x), end, fired)


def conclude(raw: RawRun, value, norm, end: Halt | None = None, fired=None) -> Trace:
    """`finish` with f and ‖∇f‖ at the rows, shapes (T+1,), that somebody has evaluated."""
    last, why = len(value) - 1, _first_break(raw.x, value, norm)
    spent = raw.f_evals, raw.grad_evals
    if why is not None:
        step, last, reason = why
        spent, fired, end = raw.evals[step], None, Halt("diverged", reason)
        message = f"diverged at step {step}: {reason}; {_remedy(value[: last + 1])}"
    else:
        message = _ending(end, value)
    rows = slice(last + 1)
    return Trace(
        x=raw.x[rows].copy(), value=value[rows], grad_norm=norm[rows], lr=raw.lr[:last].copy(),
        status=end.status if end else "max_steps", message=message, evals=raw.evals[rows].copy(),
        f_evals=int(spent[0]), grad_evals=int(spent[1]), stopped_by=fired,
    )  # fmt: skip


def _first_break(x, value, norm) -> tuple[int, int, str] | None:
    """(step where the run blew up, last row worth keeping, reason), or None."""
    size = np.sqrt(np.einsum("ij,ij->i", x, x))
    x_limit, value_limit = growth_limit(size[0]), growth_limit(value[0])
    faults = (
        (~np.isfinite(x).all(axis=1), "the iterate is no longer finite"),
        (~np.isfinite(value), "f is not finite: the iterate left the domain of f, or overflowed"),
        (~np.isfinite(norm), "the gradient is not finite"),
        (size > x_limit, f"‖x‖ grew past {x_limit:.3g}"),
        (value > value_limit, f"f grew past {value_limit:.3g}"),
    )
    bad = np.any([rows for rows, _ in faults], axis=0)
    if not bad.any():
        return None
    step = int(np.argmax(bad))
    which = next(i for i, (rows, _) in enumerate(faults) if rows[step])
    finite = which >= 3
    return step, step if finite else max(step - 1, 0), faults[which][1]


def _remedy(value) -> str:
    if len(value) > 1 and value[-1] < value[0]:
        return "f fell all the way, so it may have no minimum there; try another start"
    return "try a smaller lr"


def _ending(end: Halt | None, value) -> str:
    steps = len(value) - 1
    if end is not None:
        verb = {"converged": "converged at", "max_steps": "stopped at", "diverged": "diverged at"}
        return f"{verb[end.status]} step {steps}: {end.reason}"
    message = f"used all {steps} steps"
    if steps and value[-1] > value[0]:
        return f"{message}, and f rose from {value[0]:.4g} to {value[-1]:.4g}; try a smaller lr"
    return f"{message}; more steps or a larger lr may get further"
