"""Explorers of notebook 20 on noise and on the first steps: floor, warm-up, batch size."""

from __future__ import annotations

from course_lib.experiments import sgd_noise as noise
from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.sgd_noise import SgdNoiseView


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
