"""Explorers of notebook 20 on noise and on the first steps: floor, warm-up, batch size."""

from __future__ import annotations

from course_lib.experiments import batch_scaling as batches
from course_lib.experiments import sgd_noise as noise
from course_lib.experiments import warmup_training as warm
from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.batch_scaling import BatchScalingView
from course_lib.plots.sgd_noise import SgdNoiseView
from course_lib.plots.warmup_training import WarmupView


def noise_floor_explorer() -> Explorer:
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
            condition=log_slider("condition κ", 1, 100, 10.0),
        ),
        size=(9.4, 4.9),
        state=dict(start=noise.START),
        on_pointer=start_there,
        player=Player(f"t / {noise.EVERY}", last=lambda run: len(run.at) - 1),
    )


def warmup_explorer() -> Explorer:
    """The first steps of deep networks with a warm-up and without; each choice trains them."""
    return Explorer(
        warm.warmup_training,
        WarmupView,
        dict(
            warmup=int_slider("warm-up, steps", 5, 120, 40, 5, slow=True),
            lr=log_slider("peak rate η", 0.01, 0.8, 0.4, per_decade=10, slow=True),
            depth=choice("hidden layers", [2, 5, 10], 5),
            scale=choice("weights start at", {"1.6 × He's": 1.6, "1.3 × He's": 1.3, "He's": 1.0}),
            optimizer=choice("optimizer", list(warm.OPTIMIZERS)),
        ),
        size=(9.4, 4.6),
        react=dict(optimizer=lambda values: {"lr": warm.RATES[values["optimizer"]]}),
        progress="Training ten networks",
    )


def batch_scaling_explorer() -> Explorer:
    """Mini-batches of 16 to 512 with the rate fixed, × √N and × N; a new rate trains all."""
    return Explorer(
        batches.batch_scaling,
        BatchScalingView,
        dict(
            rule=choice("rate for N-fold batches", list(batches.RULES), "× N"),
            lr=choice("rate at batch 16", [0.02, 0.05, 0.1], 0.05),
            warmup=choice("warm-up, epochs", {"none": 0.0, "1": 1.0, "2": 2.0}),
            network=choice("network", list(batches.NETWORKS)),
            against=choice("drawn against", ["epochs", "steps"]),
        ),
        size=(9.4, 4.3),
        progress="Training six batch sizes with three rules",
    )
