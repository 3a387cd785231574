"""Learning rates as functions of the step.

A schedule is a frozen, pure function of t, so the object that is plotted is the object that
trains. t = 0 is the first step, which uses ``schedule(0)``. What depends on the loss is no
function of t and therefore no schedule but an optimizer's wrapper, `optim.ReduceOnPlateau`.
"""

from course_lib.schedules.composed import Delayed, Restarts, Warmup, scaled_for_batch
from course_lib.schedules.ending import Cosine, Linear, OneCycle, Polynomial
from course_lib.schedules.schedule import Constant, Scaled, Schedule
from course_lib.schedules.unending import (
    Exponential,
    InversePower,
    InverseSqrt,
    InverseTime,
    Step,
)

__all__ = [
    "SCHEDULES",
    "Constant",
    "Cosine",
    "Delayed",
    "Exponential",
    "InversePower",
    "InverseSqrt",
    "InverseTime",
    "Linear",
    "OneCycle",
    "Polynomial",
    "Restarts",
    "Scaled",
    "Schedule",
    "Step",
    "Warmup",
    "scaled_for_batch",
]

# name → (lr, steps) → a schedule that is typical for a run of that many steps, for an explorer's
# choice and for tests that walk all kinds.
SCHEDULES = {
    "constant": lambda lr, steps: Constant(lr),
    "step": lambda lr, steps: Step(lr, milestones=_thirds(steps)),
    "exponential": lambda lr, steps: Exponential(lr, factor=1e-3, every=steps),
    "linear": lambda lr, steps: Linear(lr, steps),
    "polynomial": lambda lr, steps: Polynomial(lr, steps),
    "cosine": lambda lr, steps: Cosine(lr, steps),
    "1/√t": lambda lr, steps: InverseSqrt(lr),
    "1/t": lambda lr, steps: InverseTime(lr, decay=100 / steps),
    "one cycle": lambda lr, steps: OneCycle(lr, steps),
}


def _thirds(steps: int) -> tuple[int, ...]:
    """30, 60 and 90 of 100 steps."""
    return tuple(sorted({max(1, round(part * steps)) for part in (0.3, 0.6, 0.9)}))
