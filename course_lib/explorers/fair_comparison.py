"""Explorers of notebook 19 that train on real data: weight decay, and a fair comparison."""

from __future__ import annotations

import numpy as np

from course_lib.experiments.tuned_training import (
    METRICS,
    MODELS,
    NAMES,
    OFFSETS,
    SHOWN,
    tune,
    tuned_training,
)
from course_lib.experiments.weight_decay import FRAMES, LAMBDAS, RATES, weight_decay
from course_lib.explorers.controls import choice, int_slider, log_slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.tuned_training import TunedTrainingView
from course_lib.plots.weight_decay import WeightDecayView


def decay_explorer() -> Explorer:
    """Adam + L2 against AdamW on a spam filter: which weights shrink, and how fast."""
    return Explorer(
        weight_decay,
        WeightDecayView,
        dict(
            lam=log_slider("λ", LAMBDAS[0], LAMBDAS[-1], 0.1, per_decade=10),
            lr=choice("learning rate η", RATES, 0.01),
            with_sgd=toggle("show SGD + L2"),
        ),
        size=(9.4, 5.0),
        player=Player("steps ÷ 10", last=lambda run: FRAMES),
    )


def tuned_explorer() -> Explorer:
    """Eight optimizers with seven learning rates each, on digits. Click on a point to choose it."""

    def best(values):
        tuning = tune(model=values["model"])
        return {"rate": int(tuning.best[NAMES.index(values["optimizer"])]) + 1}

    return Explorer(
        tuned_training,
        TunedTrainingView,
        dict(
            optimizer=choice("optimizer", {SHOWN[name]: name for name in NAMES}, "Adam"),
            rate=int_slider("its rate, 1 to 7", 1, len(OFFSETS), 4),
            metric=choice("show", METRICS),
            model=choice("model", list(MODELS)),
            relative=toggle("η relative to the best"),
        ),
        size=(9.6, 4.4),
        on_pointer=_choose_point,
        react=dict(optimizer=best),
        progress="168 trainings",
    )


def _choose_point(pointer, values):
    """The optimizer and rate whose point is nearest, on the picture's scales."""
    if pointer.axes:
        return {}
    run = tuned_training(**values)
    rates = run.tuning.rates
    if values["relative"]:
        rates = rates / run.tuning.at_best(rates)[:, None]
    final = np.median(run.curves[..., -1], axis=-1)
    across = np.log10(rates / pointer.x) / 6
    if values["metric"] == METRICS[0]:
        up = np.log10(np.clip(final, 1e-3, 3.0) / max(pointer.y, 1e-3)) / 3
    else:
        up = (final - pointer.y) / 100
    k, column = np.unravel_index(np.argmin(across**2 + up**2), final.shape)
    return {"optimizer": NAMES[k], "rate": int(column) + 1}
