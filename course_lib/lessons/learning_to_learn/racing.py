"""Hand-made and learned optimizers on the same functions, and the rates that suit the former."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.datasets.files import arrays
from course_lib.functions.objective import QUIET
from course_lib.lessons.learning_to_learn.families import (
    DIM,
    WIDTH,
    Networks,
    Quadratics,
    Rescaled,
)
from course_lib.optim import SGD, Adam, Momentum, RMSProp

FILE = "learned_optimizers.npz"

#: Name → maker of a hand-made optimizer, of its rate.
HAND_MADE = {"SGD": SGD, "momentum": Momentum, "RMSProp": RMSProp, "Adam": Adam}
#: The rates that each of them may choose from: four per decade, from 0.001 to 100.
RATES = 10 ** np.arange(-3, 2.01, 0.25)
TUNED_STEPS = 100
#: How the size compares with that of the functions that were learned on.
SIZES = {"half": 0.5, "as learned": 1.0, "4 times": 4.0}
KINDS = (
    "quadratics",
    "rescaled quadratics",
    "sigmoid network",
    "tanh network",
    "ReLU network",
    "two sigmoid layers",
)
VALIDATION, TEST = 101, 202  # seeds


@dataclass(frozen=True)
class Arena:
    """A kind of function and a size."""

    kind: str = KINDS[0]
    size: str = "as learned"

    def __post_init__(self):
        checks.choice("kind", self.kind, KINDS)
        checks.choice("size", self.size, SIZES)

    @property
    def functions(self) -> int:
        """How many functions are drawn, unless said otherwise."""
        return 32 if self.kind in KINDS[:2] else 4

    @property
    def contested(self) -> int:
        """How many of them the race runs: large networks take their time."""
        return 2 if self.functions < 32 and self.size == "4 times" else self.functions

    def problems(self, seed: int, count: int | None = None):
        """Functions of this arena; those of `VALIDATION` and `TEST` have other digits, too."""
        factor, rng = SIZES[self.size], np.random.default_rng(seed)
        if self.kind in KINDS[:2]:
            family = (Quadratics, Rescaled)[KINDS.index(self.kind)](round(factor * DIM))
        else:
            layers, activation = 1, self.kind.split()[0].lower()
            if self.kind == KINDS[-1]:
                layers, activation = 2, "sigmoid"
            part = {VALIDATION: "validation", TEST: "test"}.get(seed, "train")
            family = Networks(activation, round(factor * WIDTH), layers, part)
        return family.draw(rng, count or self.functions)


ARENAS = tuple(Arena(kind, size) for kind in KINDS for size in SIZES)


@np.errstate(**QUIET)  # a run that diverges is told by its losses
def descend(optimizer, problems, steps: int, every: int = 1) -> np.ndarray:
    """The losses after 0, every, 2·every, … steps: shape (records, functions).

    Parameters
    ----------
    optimizer : InPlaceOptimizer or LearnedOptimizer
        Each works coordinate by coordinate: so one state serves all functions.
    problems : Problems
        With `loss`, which is what is recorded.
    steps, every : int
    """
    # In double precision, so that a run of a thousand steps is the same on every machine.
    x = problems.start.astype(float)
    state, losses = optimizer.init(x.ravel()), [problems.loss(x)]
    for t in range(steps):
        grad = problems.value_and_grad(x, t)[1]
        state = optimizer.update(x.reshape(-1), grad.reshape(-1), state)
        if (t + 1) % every == 0:
            losses.append(problems.loss(x))
    return np.array(losses)


def tune(make, problems, steps: int = TUNED_STEPS, rates=RATES) -> float:
    """The rate of the lowest mean loss after so many steps.

    All rates are tried at once: x gets an axis of rates in front, and each row its optimizer.
    """
    x = np.tile(problems.start, (len(rates), 1, 1))
    optimizers = [make(float(lr)) for lr in rates]
    states = [o.init(row.ravel()) for o, row in zip(optimizers, x, strict=True)]
    with np.errstate(**QUIET):
        for t in range(steps):
            grads = problems.value_and_grad(x, t)[1]
            rows = zip(optimizers, x, grads, states, strict=True)
            states = [o.update(row.reshape(-1), g.reshape(-1), s) for o, row, g, s in rows]
        final = problems.loss(x).mean(axis=-1)
    return float(rates[np.where(np.isfinite(final), final, np.inf).argmin()])


def tune_all(arena: Arena) -> list[float]:
    """Each hand-made optimizer's best rate on the arena's validation functions."""
    problems = arena.problems(VALIDATION)
    return [tune(make, problems) for make in HAND_MADE.values()]


def rates(arena: Arena) -> dict[str, float]:
    """The same from the file, where `benchmarks/learned_optimizer.py` has put them."""
    found = arrays(FILE)["rates"][ARENAS.index(arena)]
    return dict(zip(HAND_MADE, found.tolist(), strict=True))
