"""What a run leaves behind: every iterate, and a sentence that says how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course_lib.optim.stopping import StoppingTest


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """The record of T steps of an optimizer; row t is the iterate after t steps.

    Attributes
    ----------
    x : array, shape (T+1, d)
        The iterates, the start first.
    value, grad_norm : array, shape (T+1,)
        f and ‖∇f‖ of the whole objective there (not of a mini-batch). Recording them is not
        counted in `evals`.
    lr : array, shape (T,)
        The learning rate of each step.
    status : {"converged", "max_steps", "stalled", "diverged"}
        "converged": a stopping test or the optimizer itself was satisfied. "max_steps": it ended
        before that, after the last step allowed or because a step rule found no step. "stalled": no
        step leads further down in this precision, though the test is not satisfied. "diverged": f
        or x stopped being finite or grew past the limits of `minimize`; the trace ends there.
    message : str
        How it ended, at which step, and what to try.
    evals : int array, shape (T+1, 2)
        Values and gradients of f that the optimizer itself had asked for when it reached row t.
    f_evals, grad_evals : int
        The same for the whole run, with a last step that was tried and not taken.
    stopped_by : StoppingTest or None
        The test that fired.
    """

    x: np.ndarray
    value: np.ndarray
    grad_norm: np.ndarray
    lr: np.ndarray
    status: str
    message: str
    evals: np.ndarray
    f_evals: int
    grad_evals: int
    stopped_by: StoppingTest | None = None

    def __post_init__(self):
        for array in (self.x, self.value, self.grad_norm, self.lr, self.evals):
            array.setflags(write=False)

    @property
    def steps(self) -> int:
        """T, the number of steps taken."""
        return len(self.lr)

    @cached_property
    def best_value(self) -> np.ndarray:
        """The smallest value up to each step, shape (T+1,)."""
        return np.minimum.accumulate(self.value)

    @cached_property
    def best_x(self) -> np.ndarray:
        """The iterate with the smallest value (the first of them), shape (d,)."""
        return self.x[np.argmin(self.value)]

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        plural = "" if self.steps == 1 else "s"
        return (
            f"<Trace of {self.steps} step{plural}: f from {self.value[0]:.4g} to "
            f"{self.value[-1]:.4g} (best {self.best_value[-1]:.4g}) with {self.f_evals} values "
            f"and {self.grad_evals} gradients; {self.message}>"
        )
