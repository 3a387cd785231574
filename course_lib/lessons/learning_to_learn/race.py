"""The race: stored optimizers and tuned hand-made ones, at home and abroad."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from course_lib.lessons.learning_to_learn.racing import (
    HAND_MADE,
    KINDS,
    TEST,
    Arena,
    descend,
    rates,
)
from course_lib.lessons.learning_to_learn.recipes import learned
from course_lib.lessons.shared.remembered import in_turn, remembered

STEPS, EVERY = 200, 5
NAMES = ("learned", *HAND_MADE)


@remembered(maxsize=None)
def losses_of(arena: Arena, name: str, learned_on: str = "") -> np.ndarray:
    """Losses of one optimizer on the arena's test functions: shape (41, functions).

    Parameters
    ----------
    arena : Arena
    name : str
        One of `NAMES`; the hand-made ones run at their tuned rates.
    learned_on : str
        A key of `FAMILIES` for the learned one.
    """
    optimizer = learned(learned_on) if learned_on else HAND_MADE[name](rates(arena)[name])
    return descend(optimizer, arena.problems(TEST, arena.contested), STEPS, EVERY)


@dataclass(frozen=True)
class RaceRun:
    """All optimizers on the test functions of one arena."""

    steps: np.ndarray  #: shape (41,)
    losses: dict[str, np.ndarray]  #: name → shape (41, functions); inf or nan where one diverged
    summary: str

    def middle(self, name: str) -> np.ndarray:
        """The mean over functions, shape (41,); inf where one diverged."""
        mean = self.losses[name].mean(axis=1)
        return np.where(np.isfinite(mean), mean, np.inf)


@remembered(maxsize=64)
def race(*, kind=KINDS[0], size="as learned", learned_on="quadratics", progress=None) -> RaceRun:
    """Everybody from the same starts, for twice as many steps as were learned on.

    Parameters
    ----------
    kind, size : str
        The arena: of `racing.KINDS` and `racing.SIZES`.
    learned_on : str
        A key of `recipes.FAMILIES`.
    progress : callable, optional
        ``progress(Progress)`` after each optimizer.
    """
    arena = Arena(kind, size)
    calls = [partial(losses_of, arena, "learned", learned_on)]
    calls += [partial(losses_of, arena, name) for name in HAND_MADE]
    losses = dict(zip(NAMES, in_turn(calls, progress), strict=True))
    told = ", ".join(f"{name} {lr:.2g}" for name, lr in rates(arena).items())
    summary = (
        f"{arena.contested} test functions, the same starts for all. Tuned rates η on validation "
        f"functions: {told}."
    )
    return RaceRun(np.arange(0, STEPS + 1, EVERY), losses, summary)
