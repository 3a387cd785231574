"""A `Trace` of solvers that know f and its gradient at each step anyway."""

from __future__ import annotations

import numpy as np

from course_lib.linear.duality import stopping_test
from course_lib.optim import Trace
from course_lib.optim.stopping import Moment


class Recorder:
    """Rows of a trace, written while the solver runs: nothing is evaluated twice.

    It stops the run at a relative duality gap of `tol`, as `stopping_test` says.
    """

    def __init__(self, f, tol: float):
        self.f, self.tol, self.test = f, tol, None
        self.x, self.value, self.grad_norm, self.lr = [], [], [], []
        self.converged = False

    @property
    def steps(self) -> int:
        return len(self.x) - 1

    def add(self, x, value, grad_norm, lr=1.0) -> None:
        """A row; lr is that of the step that led here."""
        self.x.append(np.array(x))
        self.value.append(float(value))
        self.grad_norm.append(float(grad_norm))
        self.lr.append(float(lr))
        self.test = self.test or stopping_test(self.f, self.grad_norm[0], self.tol)
        self.converged = self.test.fired(self._now()) is not None

    def _now(self) -> Moment:
        return Moment(self.steps, self.x[-1], self.value[-1], self.grad_norm[-1], None)

    def trace(self, max_iter: int) -> Trace:
        """The trace: converged where the last point passed the test.

        Else it took all the steps it was given, or it stalled: no step was found that leads
        further down in this precision.
        """
        done, steps, test = self.converged, self.steps, self.test
        sign, measured = "≤" if done else ">", test.measure(self._now())
        text = f"{test.symbol} = {measured:.2g} {sign} {test.eps:.2g}"
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
