"""Explorers of notebook 19 on adaptive methods: AdaGrad's metric, projections, Adam's start."""

from __future__ import annotations

from course_lib.experiments.adagrad_metric import START, adagrad_metric, turned
from course_lib.experiments.adam_start import RANDOM, SIGNALS, adam_start
from course_lib.experiments.projected_adagrad import SETS, projected_adagrad
from course_lib.explorers.controls import action, choice, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.adagrad_metric import AdaGradMetricView
from course_lib.plots.adam_start import AdamStartView
from course_lib.plots.projected_adagrad import ProjectedAdaGradView


def metric_explorer() -> Explorer:
    """AdaGrad's unit balls, of the whole matrix and of its diagonal. Click to set the start."""

    def place(pointer, values):
        if pointer.axes:
            return {}
        along, across = turned((pointer.x, pointer.y), -values["angle"])
        return {"start": (round(along, 2), round(across, 2))}

    return Explorer(
        adagrad_metric,
        AdaGradMetricView,
        dict(
            angle=slider("rotation (°)", 0, 90, 45, 5),
            condition=log_slider("condition κ", 1, 200, 10),
            lr=log_slider("AdaGrad's η", 0.06, 3.0, 0.6),
        ),
        size=(9.6, 5.0),
        state=dict(start=START),
        on_pointer=place,
        player=Player("step t", last=lambda run: len(run.full.step) - 1, start=1),
    )


def projection_explorer() -> Explorer:
    """Full-matrix AdaGrad in a set: projected in the norm of its metric, or Euclidean."""
    return Explorer(
        projected_adagrad,
        ProjectedAdaGradView,
        dict(
            constraint=choice("stay in", list(SETS)),
            angle=slider("rotation (°)", 0, 175, 80, 5),
            condition=log_slider("condition κ", 1, 100, 20),
            lr=log_slider("AdaGrad's η", 0.1, 2.0, 1.0),
        ),
        size=(9.4, 4.4),
        player=Player("step t", last=lambda run: len(run.other) - 1, start=3),
    )


def adam_start_explorer() -> Explorer:
    """Adam's first 200 steps, by hand and as curves, with and without bias correction."""
    return Explorer(
        adam_start,
        AdamStartView,
        dict(
            signal=choice("gradients g", list(SIGNALS)),
            scale=log_slider("all g times", 1e-4, 1e4, 1.0, per_decade=2),
            forget1=log_slider("1 − β₁", 0.01, 1.0, 0.1),
            forget2=log_slider("1 − β₂", 1e-4, 1.0, 1e-3),
            eps=log_slider("ε", 1e-10, 1.0, 1e-8, per_decade=2),
            another=action("another draw", _another),
        ),
        size=(9.8, 4.6),
        state=dict(seed=0),
    )


def _another(values):
    """Other random gradients; noisy ones, if those shown are not random."""
    signal = values["signal"] if values["signal"] in RANDOM else RANDOM[0]
    return {"signal": signal, "seed": values["seed"] + 1}
