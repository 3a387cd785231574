"""What an optimizer makes of a history of gradients: learned, momentum and Adam side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.learning_to_learn.racing import HAND_MADE, Arena, rates
from course_lib.lessons.learning_to_learn.recipes import FAMILIES, learned

LENGTH, REACH = 12, 2.0
#: Histories to begin with; each entry is in units of the size.
PATTERNS = {
    "steady": (1.0,) * LENGTH,
    "alternating": (1.0, -1.0) * (LENGTH // 2),
    "one large": (0.1,) * 6 + (2.0,) + (0.1,) * 5,
    "fading": tuple(round(0.6**k, 3) for k in range(LENGTH)),
    "turning": (1.0,) * 6 + (-1.0,) * 6,
}
SHOWN = ("learned", "momentum", "Adam")
FIRST_GRADIENTS = PATTERNS["steady"]


def optimizers(learned_on: str) -> dict:
    """The three of `SHOWN`; the hand-made ones with the rates that suit the quadratics."""
    tuned = rates(Arena())
    hand_made = {name: HAND_MADE[name](tuned[name]) for name in SHOWN[1:]}
    return {"learned": learned(learned_on)} | hand_made


def steps_on(optimizer, gradients) -> np.ndarray:
    """The step of each coordinate after each gradient: both of shape (length, coordinates)."""
    x = np.zeros(gradients.shape[1])
    state, steps = optimizer.init(x), []
    for grad in gradients:
        before = x.copy()
        state = optimizer.update(x, grad, state)
        steps.append(x - before)
    return np.array(steps)


@lru_cache(maxsize=len(FAMILIES))
def _units(learned_on: str) -> dict[str, float]:
    """Each optimizer's first step after a gradient of 1, which the others are measured by."""
    one = np.ones((1, 1))
    return {n: abs(float(steps_on(o, one)[0, 0])) for n, o in optimizers(learned_on).items()}


@dataclass(frozen=True)
class UpdateHistoryRun:
    """Steps on one history, each divided by that optimizer's first step after g = 1."""

    gradients: np.ndarray  #: shape (12,), in units of the size
    size: float
    steps: dict[str, np.ndarray]  #: name → shape (12,)
    last: np.ndarray  #: shape (k,), other values of the last gradient, in units of the size
    answers: dict[str, np.ndarray]  #: name → shape (k,), the last step after these
    summary: str


@lru_cache(maxsize=256)
def update_history(*, learned_on="quadratics", pattern="steady", size=1.0,
                   gradients=FIRST_GRADIENTS) -> UpdateHistoryRun:  # fmt: skip
    """Run each optimizer on twelve gradients of one coordinate, and on other last ones.

    Parameters
    ----------
    learned_on : str
        A key of `FAMILIES`.
    pattern : str
        A key of `PATTERNS`, where the gradients came from; it changes nothing by itself.
    size : float
        Every gradient is multiplied by it.
    gradients : sequence of 12 numbers
    """
    last = np.linspace(-REACH, REACH, 81)
    history = np.tile(np.array(gradients)[:, None], 1 + len(last))
    history[-1, 1:] = last
    steps, answers, units = {}, {}, _units(learned_on)
    for name, optimizer in optimizers(learned_on).items():
        taken = steps_on(optimizer, size * history) / units[name]
        steps[name], answers[name] = taken[:, 0], taken[-1, 1:]
    told = ", ".join(f"{name} {steps[name][-1]:.2f}" for name in SHOWN)
    summary = f"The last step, in units of the first one after g = 1: {told}.".replace(" -", " −")
    return UpdateHistoryRun(np.array(gradients), size, steps, last, answers, summary)
