"""A schedule put together from its parts, and a real training that follows it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.lr_schedules.schedule_training import EPOCH, ShortRun, train_short
from course_lib.schedules import (
    Constant,
    Cosine,
    Delayed,
    Exponential,
    InverseSqrt,
    InverseTime,
    Linear,
    OneCycle,
    Polynomial,
    Restarts,
    Schedule,
    Step,
    Warmup,
)

STEPS = 2 * EPOCH

#: kind → (η₀, D, r) → a schedule that begins at η₀. What is left after D steps is r · η₀, except
#: where the formula has no room for it (1/√t; one cycle, whose peak is η₀).
DECAYS = {
    "constant": lambda lr, length, rest: Constant(lr),
    "step": lambda lr, length, rest: Step(lr, factor=rest, every=length),
    "exponential": lambda lr, length, rest: Exponential(lr, factor=rest, every=length),
    "linear": lambda lr, length, rest: Linear(lr, length, end=_short(rest * lr)),
    "polynomial": lambda lr, length, rest: Polynomial(lr, length, end=_short(rest * lr)),
    "cosine": lambda lr, length, rest: Cosine(lr, length, end=_short(rest * lr)),
    "1/√t": lambda lr, length, rest: InverseSqrt(lr),
    "1/t": lambda lr, length, rest: InverseTime(lr, decay=_short((1 / rest - 1) / length)),
    "one cycle": lambda lr, length, rest: OneCycle(lr, length),
    "restarts": lambda lr, length, rest: Restarts(
        length, Cosine(lr, length, end=_short(rest * lr))
    ),
}


@dataclass(frozen=True, eq=False)
class ComposedRun:
    """A schedule and what it does."""

    schedule: Schedule
    code: str  #: Python that makes it.
    rates: np.ndarray  #: Shape (STEPS + 1,). η_t.
    peak: float  #: The constant rate it is compared with.
    #: run, constant: The training with it, and with the constant rate `peak`.
    run: ShortRun
    constant: ShortRun
    summary: str


def compose(kind: str, peak: float, warmup: int = 0, hold: int = 0, length: int = STEPS,
            rest: float = 0.01) -> Schedule:  # fmt: skip
    """Rise for `warmup` steps, stay at `peak` for `hold`, then decay.

    Parameters
    ----------
    kind : str
        A key of `DECAYS`.
    peak : float
        η₀, rounded to three digits.
    warmup, hold : int
        Steps; 0 leaves the part out.
    length : int
        Steps that the decay takes, or from one cut to the next.
    rest : float
        What is left of the rate after `length` steps, as a part of it.
    """
    checks.choice("kind", kind, tuple(DECAYS))
    schedule = DECAYS[kind](_short(peak), length, _short(rest))
    if hold and not isinstance(schedule, Constant):
        schedule = Delayed(hold, schedule)
    return Warmup(warmup, schedule) if warmup else schedule


def as_code(schedule: Schedule) -> str:
    """Python that makes this schedule; arguments that are as usual are left out.

    Examples
    --------
    >>> as_code(Warmup(30, Cosine(0.1, 270)))
    'Warmup(30, Cosine(0.1, 270))'
    >>> as_code(Step(0.5, every=75))
    'Step(0.5, every=75)'
    """
    words = []
    for field in fields(schedule):
        value = getattr(schedule, field.name)
        if field.default is MISSING:
            words.append(_code(value))
        elif value != field.default:
            words.append(f"{field.name}={_code(value)}")
    return f"{type(schedule).__name__}({', '.join(words)})"


def _code(value) -> str:
    return as_code(value) if isinstance(value, Schedule) else repr(value)


def _short(value: float) -> float:
    return float(f"{value:.3g}")


@lru_cache(maxsize=512)
def train_composed(schedule: Schedule) -> ShortRun:
    """The training of the composer with this schedule."""
    return train_short(schedule, steps=STEPS)


@lru_cache(maxsize=512)
def schedule_composer(
    *, kind="cosine", peak=1.0, warmup=30, hold=0, length=220, rest=0.01
) -> ComposedRun:
    """Compose a schedule and train with it; the arguments are those of `compose`."""
    schedule = compose(kind, peak, warmup, hold, length, rest)
    code, flat = as_code(schedule), compose("constant", peak)
    run, constant = train_composed(schedule), train_composed(flat)
    told = f"{code}: {run.outcome}"
    if schedule != flat:
        told += f". The constant rate {flat.lr:g}: {constant.outcome}"
    return ComposedRun(
        schedule, code, schedule(np.arange(STEPS + 1)), flat.lr, run, constant, f"{told}."
    )  # fmt: skip
