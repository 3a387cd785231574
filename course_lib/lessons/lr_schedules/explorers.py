"""Explorers of notebook 20: learning-rate schedules on real trainings."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.lr_schedules import batch_scaling as batches
from course_lib.lessons.lr_schedules import schedule_composer as composer
from course_lib.lessons.lr_schedules import sgd_noise as noise
from course_lib.lessons.lr_schedules import warmup_training as warm
from course_lib.lessons.lr_schedules.batch_scaling_view import BatchScalingView
from course_lib.lessons.lr_schedules.constant_rates import SWEEP
from course_lib.lessons.lr_schedules.constant_rates import constant_rates as run_constant_rates
from course_lib.lessons.lr_schedules.constant_rates_view import ConstantRatesView
from course_lib.lessons.lr_schedules.schedule_composer_view import ScheduleComposerView
from course_lib.lessons.lr_schedules.sgd_noise_view import SgdNoiseView
from course_lib.lessons.lr_schedules.step_cuts import step_cuts as run_step_cuts
from course_lib.lessons.lr_schedules.step_cuts_view import StepCutsView
from course_lib.lessons.lr_schedules.warmup_training_view import WarmupTrainingView


def schedule_composer() -> Explorer:
    """A schedule from its parts, and the loss of a network trained with it at every change."""

    def typical(values):
        """Cuts at 30, 60, 90 % of the run, two cycles; all others decay until its end."""
        if values["kind"] in ("step", "exponential"):
            return {"warmup": 0, "hold": 0, "length": 75, "rest": 0.1}
        if values["kind"] == "restarts":
            return {"warmup": 0, "hold": 0, "length": 125, "rest": 0.01}
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
            length=int_slider("decay or cycle, steps", 10, composer.STEPS, 220, 5),
            rest=log_slider("part that is left", 0.001, 1.0, 0.01, per_decade=10),
        ),
        size=(9.2, 3.2),
        react=dict(kind=typical),
        idle=dict(
            hold=lambda v: v["kind"] == "constant",
            length=lambda v: v["kind"] in ("constant", "1/√t"),
            rest=lambda v: v["kind"] in ("constant", "1/√t", "one cycle"),
        ),
    )


def constant_rates() -> Explorer:
    """Too low, good, high and too high; click on the right to choose a rate of one's own."""

    def choose(pointer, values):
        if pointer.axes != 1 or pointer.x <= 0:
            return {}
        return {"lr": float(np.clip(pointer.x, SWEEP[0], SWEEP[-1]))}

    return Explorer(
        run_constant_rates,
        ConstantRatesView,
        dict(lr=log_slider("learning rate η", SWEEP[0], SWEEP[-1], 0.1, per_decade=10)),
        size=(9.4, 3.5),
        on_pointer=choose,
    )


def step_cuts() -> Explorer:
    """The rate cut at 30, 60 and 90 % of the run, elsewhere, or not at all."""
    return Explorer(
        run_step_cuts,
        StepCutsView,
        dict(
            first=int_slider("first cut at, %", 5, 95, 20, 5, slow=True),
            spacing=int_slider("then every, %", 25, 95, 30, 5, slow=True),
            factor=log_slider("cut to × factor", 0.03, 0.8, 0.1, per_decade=10, slow=True),
            peak=log_slider("first rate η₀", 0.1, 1.7, 1.0, per_decade=10, slow=True),
        ),
        size=(9.6, 3.3),
    )


def sgd_noise() -> Explorer:
    """Five schedules on a noisy quadratic against the theory. Click to set the start."""

    def start_there(pointer, values):
        return {} if pointer.axes else {"start": (round(pointer.x, 2), round(pointer.y, 2))}

    return Explorer(
        noise.sgd_noise,
        SgdNoiseView,
        dict(
            schedule=choice("schedule of the runs", list(noise.SCHEDULES)),
            lr=log_slider("first rate η₀", 0.01, 1.9, 0.3),
            noise=slider("noise σ", 0, 3, 1.0, 0.1),
            batch_size=int_slider("batch B", 1, 64, 4),
        ),
        size=(9.4, 3.15),
        state=dict(start=noise.START),
        on_pointer=start_there,
        player=Player(
            "step",
            last=lambda run: len(run.at) - 1,
            at=lambda run, k: int(run.at[k]),
            start=2,
            stored=-1,
        ),
    )


def warmup_training() -> Explorer:
    """The first steps of deep networks with a warm-up and without; each choice trains them."""
    return Explorer(
        warm.warmup_training,
        WarmupTrainingView,
        dict(
            warmup=choice("warm-up, steps", [10, 40, 80], 40),
            lr=log_slider("peak rate η", 0.01, 0.8, 0.4, per_decade=10, slow=True),
            depth=choice("hidden layers", [2, 5, 10], 5),
            scale=choice("weights start at", {"1.6 × He's": 1.6, "He's": 1.0}),
            optimizer=choice("optimizer", list(warm.OPTIMIZERS)),
        ),
        size=(9.4, 3.3),
        react=dict(optimizer=lambda values: {"lr": warm.RATES[values["optimizer"]]}),
    )


def batch_scaling() -> Explorer:
    """Mini-batches of 16 to 512 with the rate fixed, × √N and × N; a new rate trains all."""
    return Explorer(
        batches.batch_scaling,
        BatchScalingView,
        dict(
            rule=choice("batch × N: rate", list(batches.RULES), "× N"),
            lr=choice("rate at batch 16", [0.02, 0.05, 0.1], 0.05),
            warmup=choice("warm-up, epochs", {"none": 0.0, "1": 1.0}),
            against=choice("drawn against", ["epochs", "steps"]),
        ),
        size=(9.4, 3.4),
    )
