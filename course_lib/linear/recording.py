"""A `Trace` of solvers that know f and its gradient at each step anyway."""

from __future__ import annotations

import numpy as np

from course_lib.optim import Trace


class Recorder:
    """Rows of a trace, written while the solver runs: nothing is evaluated twice."""

    def __init__(self):
        self.x, self.value, self.grad_norm, self.lr = [], [], [], []

    @property
    def steps(self) -> int:
        return len(self.x) - 1

    def add(self, x, value, grad_norm, lr=1.0) -> None:
        """A row; lr is that of the step that led here."""
        self.x.append(np.array(x))
        self.value.append(float(value))
        self.grad_norm.append(float(grad_norm))
        self.lr.append(float(lr))

    def is_small(self, tol) -> bool:
        """Whether the last gradient is at most tol times the first."""
        return self.grad_norm[-1] <= tol * self.grad_norm[0]

    def trace(self, tol, max_iter: int) -> Trace:
        """The trace: converged where the last gradient is small enough.

        Else it took all the steps it was given, or it stalled: no step was found that leads
        further down in this precision.
        """
        done, steps = self.is_small(tol), self.steps
        ratio = self.grad_norm[-1] / max(self.grad_norm[0], np.finfo(float).tiny)
        symbol = "≤" if done else ">"
        text = f"‖∇f‖ fell to {ratio:.2g} of its start, {symbol} tol = {tol:g}"
        status = "converged" if done else "max_steps" if steps >= max_iter else "stalled"
        verb = {"converged": "converged", "max_steps": "stopped", "stalled": "stalled"}[status]
        text += "; rounding hides any further fall of f" if status == "stalled" else ""
        evals = np.repeat(np.arange(1, steps + 2)[:, None], 2, axis=1)
        return Trace(
            x=np.array(self.x), value=np.array(self.value), grad_norm=np.array(self.grad_norm),
            lr=np.array(self.lr[1:]), status=status,
            message=f"{verb} at step {steps}: {text}",
            evals=evals, f_evals=steps + 1, grad_evals=steps + 1,
        )  # fmt: skip
