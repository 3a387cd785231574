"""Explorers of notebook 17: batch normalization and its relatives."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import action, choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer
from course_lib.explorers.player import Player
from course_lib.lessons.batchnorm.deep_runs import DEPTH, EVERY, SEEDS, WIDTH
from course_lib.lessons.batchnorm.norm_backward import LOSSES, START
from course_lib.lessons.batchnorm.norm_backward import norm_backward as run_norm_backward
from course_lib.lessons.batchnorm.norm_backward_view import NormBackwardView
from course_lib.lessons.batchnorm.norm_cube import CHANNELS, SAMPLES
from course_lib.lessons.batchnorm.norm_cube import NORMS as CUBE_NORMS
from course_lib.lessons.batchnorm.norm_cube import norm_cube as run_norm_cube
from course_lib.lessons.batchnorm.norm_cube_view import NormCubeView
from course_lib.lessons.batchnorm.norm_grid import RATES, SCALES
from course_lib.lessons.batchnorm.norm_grid import norm_grid as run_norm_grid
from course_lib.lessons.batchnorm.norm_grid_view import NormGridView
from course_lib.lessons.batchnorm.norm_race import BATCHES, NORMS
from course_lib.lessons.batchnorm.norm_race import norm_race as run_norm_race
from course_lib.lessons.batchnorm.norm_race_view import NormRaceView
from course_lib.lessons.batchnorm.norm_shift import norm_shift as run_norm_shift
from course_lib.lessons.batchnorm.norm_shift_view import NormShiftView
from course_lib.lessons.batchnorm.norm_unit import STATISTICS
from course_lib.lessons.batchnorm.norm_unit import norm_unit as run_norm_unit
from course_lib.lessons.batchnorm.norm_unit_view import NormUnitView


def norm_unit() -> Explorer:
    """One unit's pre-activations before and after, by batch or by running statistics."""
    return Explorer(
        run_norm_unit,
        NormUnitView,
        dict(
            batch_size=int_slider("batch size B", 2, 256, 32, 2),
            gamma=slider("γ", -2.0, 3.0, 1.0, 0.1),
            beta=slider("β", -3.0, 3.0, 0.0, 0.1),
            statistics=choice("statistics of", STATISTICS),
            another=action("another batch", lambda values: {"draw": values["draw"] + 1}),
        ),
        size=(9.4, 2.95),
        state=dict(draw=0),
    )


def norm_grid() -> Explorer:
    """Which learning rates and initial scales learn. Click on a cell."""

    def choose(pointer, values):
        if pointer.axes == 2:
            return {}
        return {"lr": _nearest(RATES, pointer.x), "scale": _nearest(SCALES, pointer.y)}

    return Explorer(
        run_norm_grid,
        NormGridView,
        dict(
            lr=log_slider("learning rate η", RATES[0], RATES[-1], 0.1, per_decade=2),
            scale=log_slider("initial scale", SCALES[0], SCALES[-1], 1.0, per_decade=2),
        ),
        size=(9.6, 3.4),
        on_pointer=choose,
    )


def _nearest(values, index: float) -> float:
    return float(values[int(np.clip(round(index), 0, len(values) - 1))])


def norm_backward() -> Explorer:
    """A gradient on its way back through the normalization. Click to move a sample."""

    def place(pointer, values):
        if pointer.axes:
            return {}
        wanted = (pointer.x - values["shift"]) / values["stretch"]
        x = np.array(values["x"])
        x[np.argmin(np.abs(x - wanted))] = round(wanted, 2)
        return {"x": tuple(x.tolist())}

    return Explorer(
        run_norm_backward,
        NormBackwardView,
        dict(
            loss=choice("loss", list(LOSSES)),
            shift=slider("add to all x", -4.0, 4.0, 0.0, 0.1),
            stretch=log_slider("multiply all x by", 0.8, 4.0, 1.0),
        ),
        size=(9.4, 3.2),
        state=dict(x=START),
        on_pointer=place,
    )


def norm_cube() -> Explorer:
    """The activation tensor and the set that shares a mean and a variance."""
    return Explorer(
        run_norm_cube,
        NormCubeView,
        dict(
            norm=choice("normalization", CUBE_NORMS, "group"),
            groups=choice("groups G", (1, 2, 3, 6), 3),
            sample=int_slider("sample n", 1, SAMPLES, 2),
            channel=int_slider("channel c", 1, CHANNELS, 3),
        ),
        idle=dict(
            groups=lambda v: v["norm"] != "group",
            sample=lambda v: v["norm"] in ("batch", "weight"),
            channel=lambda v: (
                v["norm"] in ("layer", "weight") or (v["norm"] == "group" and v["groups"] == 1)
            ),
        ),
        size=(9.4, 3.3),
    )


def norm_race() -> Explorer:
    """Six normalizations at batches of 2, 8 and 64, and the gap between the two modes."""
    return Explorer(
        run_norm_race,
        NormRaceView,
        dict(
            batch_size=choice("batch size B", BATCHES, 8),
            norm=choice("normalization", NORMS, "layer"),
        ),
        size=(9.4, 3.5),
    )


def norm_shift() -> Explorer:
    """What one deep unit gets while the layers below it train, with BN and without."""
    return Explorer(
        run_norm_shift,
        NormShiftView,
        dict(
            layer=int_slider("hidden layer", 1, DEPTH, 8),
            unit=int_slider("unit", 1, WIDTH, 3),
            seed=int_slider("seed", 1, SEEDS, 2),
        ),
        size=(9.6, 3.1),
        progress="Training deep networks",
        player=Player("step", lambda run: len(run.steps) - 1,
                      at=lambda run, frame: EVERY * frame, start=0, stored=-1),
    )  # fmt: skip
