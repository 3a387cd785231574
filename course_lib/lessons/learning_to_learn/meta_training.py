"""How the stored optimizers were learned, by family, by length of the way back, and over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.learning_to_learn.racing import HAND_MADE, rates
from course_lib.lessons.learning_to_learn.recipes import (
    BINS,
    BUDGET,
    CHECKPOINTS,
    CURVE_EVERY,
    CURVE_STEPS,
    FAMILIES,
    JUDGES,
    UNROLLS,
    judged,
    stored,
)

#: Steps of descent after which the player stops: at the start and at each checkpoint.
REACHED = tuple(round(part * BUDGET) for part in (0, *CHECKPOINTS))


@dataclass(frozen=True)
class MetaTrainingRun:
    """One recipe, judged on one family."""

    done: np.ndarray  #: shape (100,), steps of descent so far, in thousands
    losses: np.ndarray  #: shape (100,), the meta-loss
    steps: np.ndarray  #: shape (51,), steps of a run that judges
    curves: np.ndarray  #: shape (5, 51), mean loss at the start and at each checkpoint
    momentum: np.ndarray  #: shape (51,), the same of tuned momentum
    summary: str


@lru_cache(maxsize=len(JUDGES))
def reference(judged_on: str) -> np.ndarray:
    """Momentum's losses with the rate that suits these functions: shape (51,)."""
    optimizer = HAND_MADE["momentum"](rates(JUDGES[judged_on])["momentum"])
    return judged(optimizer, judged_on)


@lru_cache(maxsize=64)
def meta_training(*, learned_on="quadratics", unroll=20, judged_on="quadratics") -> MetaTrainingRun:
    """What the file knows of a recipe, whose every number a test makes again.

    Parameters
    ----------
    learned_on : str
        A key of `FAMILIES`.
    unroll : int
        One of `UNROLLS`: how many steps the meta-gradient goes back.
    judged_on : str
        A key of `JUDGES`.
    """
    checks.choice("learned_on", learned_on, FAMILIES)
    checks.choice("unroll", unroll, UNROLLS)
    number = list(JUDGES).index(checks.choice("judged_on", judged_on, JUDGES))
    curves = stored(learned_on, unroll, "curves")[number]
    steps = np.arange(0, CURVE_STEPS + 1, CURVE_EVERY)
    done, momentum = (1 + np.arange(BINS)) * BUDGET / BINS / 1000, reference(judged_on)
    summary = (
        f"Learned on {learned_on} in {BUDGET // unroll:,} meta-steps, each of which goes {unroll} "
        f"steps back; judged on {JUDGES[judged_on].functions} new functions."
    )
    return MetaTrainingRun(
        done, stored(learned_on, unroll, "losses"), steps, curves, momentum, summary
    )
