"""Explorers of notebook 20: learning-rate schedules on real trainings."""

from __future__ import annotations

import numpy as np

from course_lib.experiments import schedule_composer as composer
from course_lib.experiments.constant_rates import SWEEP, constant_rates
from course_lib.experiments.step_cuts import step_cuts
from course_lib.explorers.controls import choice, int_slider, log_slider
from course_lib.explorers.explorer import Explorer
from course_lib.plots.constant_rates import ConstantRatesView
from course_lib.plots.schedule_composer import ScheduleComposerView
from course_lib.plots.step_cuts import StepCutsView


def schedule_composer_explorer() -> Explorer:
    """A schedule from its parts, and the loss of a network trained with it at every change."""

    def typical(values):
        """Cuts at 30, 60 and 90 % of the run by a tenth; all others decay until its end."""
        if values["kind"] in ("step", "exponential"):
            return {"warmup": 0, "hold": 0, "length": 75, "rest": 0.1}
        return {"length": composer.STEPS - values["warmup"] - values["hold"], "rest": 0.01}

    peak = log_slider("peak rate η₀", 0.02, 2.5, 1.0, per_decade=10)
    for tick in np.arange(peak.min, peak.max + peak.step / 2, peak.step):
        composer.train_composed(composer.compose("constant", 10**tick))  # at hand while dragging
    return Explorer(
        composer.schedule_composer,
        ScheduleComposerView,
        dict(
            kind=choice("kind", list(composer.DECAYS), "cosine"),
            peak=peak,
            warmup=int_slider("warm-up, steps", 0, 120, 30, 5),
            hold=int_slider("then hold, steps", 0, 120, 0, 5),
            length=int_slider("decay, cut after", 10, composer.STEPS, 220, 5),
            rest=log_slider("what is left", 0.001, 1.0, 0.01, per_decade=10),
        ),
        size=(9.2, 4.8),
        react=dict(kind=typical),
    )


def constant_rates_explorer() -> Explorer:
    """Too low, good, high and too high; click on the right to choose a rate of one's own."""

    def choose(pointer, values):
        if pointer.axes != 1 or pointer.x <= 0:
            return {}
        return {"lr": float(np.clip(pointer.x, SWEEP[0], SWEEP[-1]))}

    return Explorer(
        constant_rates,
        ConstantRatesView,
        dict(lr=log_slider("learning rate η", SWEEP[0], SWEEP[-1], 0.1, per_decade=10)),
        size=(9.4, 4.2),
        on_pointer=choose,
    )


def step_cuts_explorer() -> Explorer:
    """The rate cut at 30, 60 and 90 % of the run, elsewhere, or not at all."""
    return Explorer(
        step_cuts,
        StepCutsView,
        dict(
            first=int_slider("first cut at, %", 5, 95, 30, 5, slow=True),
            spacing=int_slider("then every, %", 25, 95, 30, 5, slow=True),
            factor=log_slider("cut to × factor", 0.03, 0.8, 0.1, per_decade=10, slow=True),
            peak=log_slider("first rate η₀", 0.1, 1.7, 1.0, per_decade=10, slow=True),
        ),
        size=(9.6, 4.6),
    )
