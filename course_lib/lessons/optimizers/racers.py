"""Who takes part: the one place that knows an optimizer of the race and of the tuned training.

To add an optimizer, add an entry to `RACERS`. The race's arguments, its check box, the menu of
rates, the sliders that concern it, its curve, its line in the ranking and its row of trainings all
come from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import signature

import numpy as np

from course_lib.lessons.optimizers.race_terrains import NOISY, QUADRATIC
from course_lib.optim import (
    AdaDelta,
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)

#: What the race can set; an optimizer has those that its maker takes.
KNOBS = ("lr", "beta", "rho")
DASHED, DASH_DOTTED = (0, (5, 1.6)), (0, (5, 1.5, 1.2, 1.5))


@dataclass(frozen=True)
class Entry:
    """All that the race and the tuned training know of an optimizer.

    Relatives have related colours and differ by their dashes.
    """

    make: Callable[..., Optimizer]  #: of some of `KNOBS` by these names, with usual values
    tone: str  #: a colour of the style sheet
    dashes: str | tuple = "-"  #: matplotlib's line style
    #: Landscape → η, as `race_terrains` says how; None keeps it out of the race.
    rates: Mapping[str, float] | None = None
    top: float = 2.0  #: the largest η that the search for these tries
    ticked: bool = True  #: whether it runs in the first picture
    middle: float | None = None  #: log₁₀ of the middle η of its trainings; None: it does not train
    short: str = ""  #: its name among the trainings, if another

    @cached_property
    def knobs(self) -> tuple[str, ...]:
        """Which of `KNOBS` it has."""
        return tuple(name for name in KNOBS if name in signature(self.make).parameters)


def _on(quadratic, rosenbrock, beale, himmelblau, saddle, rastrigin, noisy) -> dict[str, float]:
    return {
        QUADRATIC: quadratic, "Rosenbrock": rosenbrock, "Beale": beale, "Himmelblau": himmelblau,
        "saddle": saddle, "Rastrigin": rastrigin, NOISY: noisy,
    }  # fmt: skip


#: Name → entry, in the order of check boxes.
RACERS: dict[str, Entry] = {
    "gradient descent": Entry(
        GradientDescent, "ink", short="SGD", middle=0.0,
        rates=_on(1, 0.001, 0.05, 0.01, 0.02, 0.002, 0.5),
    ),
    "momentum": Entry(
        Momentum, "blue", middle=-0.5, rates=_on(0.5, 0.001, 0.01, 0.01, 0.02, 0.001, 0.05)
    ),
    "Nesterov": Entry(
        Nesterov, "sky", DASHED, middle=-0.5,
        rates=_on(1, 0.0005, 0.005, 0.005, 0.02, 0.002, 0.05),
    ),
    "AdaGrad": Entry(AdaGrad, "green", middle=-0.5, rates=_on(2, 0.1, 1, 1, 0.02, 0.2, 1)),
    "RMSProp": Entry(
        RMSProp, "amber", middle=-1.5,
        rates=_on(0.05, 0.02, 0.05, 0.05, 0.02, 0.02, 0.1),
    ),
    "AdaDelta": Entry(
        AdaDelta, "pink", DASH_DOTTED, ticked=False, top=20.0, middle=1.0,
        rates=_on(10, 5, 20, 20, 1, 5, 20),
    ),
    "Adam": Entry(
        lambda lr, beta=0.9: Adam(lr, beta), "orange", middle=-1.5,
        rates=_on(1, 0.1, 0.5, 1, 0.02, 0.2, 0.1),
    ),
    "AdamW": Entry(AdamW, "violet", DASHED, middle=-1.5),
}  # fmt: skip


def racing() -> dict[str, str]:
    """Argument of `race` → name: "gradient_descent" → "gradient descent"."""
    return {
        name.lower().replace(" ", "_"): name
        for name, entry in RACERS.items()
        if entry.rates is not None
    }


def rates_on(landscape: str) -> tuple[tuple[str, float], ...]:
    """The η found for each racer on a landscape, on the ticks of a slider with ten a decade."""
    return tuple((name, _tick(RACERS[name].rates[landscape])) for name in racing().values())


def training() -> list[str]:
    """The optimizers of the tuned training."""
    return [name for name, entry in RACERS.items() if entry.middle is not None]


def shown(name: str) -> str:
    """An optimizer's name among the trainings."""
    return RACERS[name].short or name


def _tick(value: float) -> float:
    return float(f"{10 ** (round(10 * np.log10(value)) / 10):.10g}")
