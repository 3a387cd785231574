"""Explorers of notebook 18: dropout, and changed copies of pictures."""

from __future__ import annotations

from course_lib.explorers.controls import action, choice, int_slider, slider
from course_lib.explorers.explorer import Explorer
from course_lib.explorers.player import Player
from course_lib.lessons.dropout_and_augmentation.augment_bench import FLIPS, SETS
from course_lib.lessons.dropout_and_augmentation.augment_bench import (
    augment_bench as run_augment_bench,
)
from course_lib.lessons.dropout_and_augmentation.augment_bench_view import AugmentBenchView
from course_lib.lessons.dropout_and_augmentation.augment_gain import KINDS
from course_lib.lessons.dropout_and_augmentation.augment_gain import (
    augment_gain as run_augment_gain,
)
from course_lib.lessons.dropout_and_augmentation.augment_gain_view import AugmentGainView
from course_lib.lessons.dropout_and_augmentation.dropout_masks import DRAWS, MODES, SCALINGS
from course_lib.lessons.dropout_and_augmentation.dropout_masks import (
    dropout_masks as run_dropout_masks,
)
from course_lib.lessons.dropout_and_augmentation.dropout_masks_view import DropoutMasksView
from course_lib.lessons.dropout_and_augmentation.dropout_noise import INPUTS
from course_lib.lessons.dropout_and_augmentation.dropout_noise import (
    dropout_noise as run_dropout_noise,
)
from course_lib.lessons.dropout_and_augmentation.dropout_noise_view import DropoutNoiseView
from course_lib.lessons.dropout_and_augmentation.dropout_rates import DIGITS, RATES
from course_lib.lessons.dropout_and_augmentation.dropout_rates import (
    dropout_rates as run_dropout_rates,
)
from course_lib.lessons.dropout_and_augmentation.dropout_rates_view import DropoutRatesView


def _next_draw(values):
    return {"draw": values["draw"] + 1}


def dropout_masks() -> Explorer:
    """Mask after mask of a small network, its outputs and their mean."""
    in_use = dict.fromkeys(("rate", "scaling", "another"), lambda v: v["mode"] == "use")
    return Explorer(
        run_dropout_masks,
        DropoutMasksView,
        dict(
            rate=slider("drop rate p", 0.0, 0.8, 0.5, 0.1),
            mode=choice("mode", MODES),
            scaling=choice("scaling", SCALINGS),
            another=action("other masks", _next_draw),
        ),
        idle=in_use,
        size=(9.4, 3.1),
        state=dict(draw=0),
        player=Player("mask", lambda run: DRAWS - 1, at=lambda run, frame: frame + 1,
                      start=0, stored=-1),
    )  # fmt: skip


def dropout_noise() -> Explorer:
    """One linear neuron: the mean stays, the variance grows with p."""
    return Explorer(
        run_dropout_noise,
        DropoutNoiseView,
        dict(
            rate=slider("drop rate p", 0.0, 0.9, 0.5, 0.1),
            inputs=choice("number of inputs", INPUTS, 16),
            scaling=choice("scaling", SCALINGS),
        ),
        size=(9.4, 3.2),
    )


def dropout_rates() -> Explorer:
    """Trainings on few digits, at five rates."""
    return Explorer(
        run_dropout_rates,
        DropoutRatesView,
        dict(
            rate=choice("drop rate p", RATES, 0.4),
            digits=choice("digits to train on", DIGITS),
        ),
        size=(9.4, 3.3),
        progress="Training networks",
    )


def augment_bench() -> Explorer:
    """Change ten pictures and ask a classifier."""
    return Explorer(
        run_augment_bench,
        AugmentBenchView,
        dict(
            pictures=choice("pictures", SETS),
            flip=choice("flip", FLIPS),
            turn=int_slider("turn (degrees)", -180, 180, 0, 30),
            zoom=slider("zoom", 0.5, 1.5, 1.0, 0.25),
            right=int_slider("shift right (pixels)", -8, 8, 0, 4),
            down=int_slider("shift down (pixels)", -8, 8, 0, 4),
            rows=int_slider("rows deleted", 0, 16, 0, 4),
            columns=int_slider("columns deleted", 0, 16, 0, 4),
            share=slider("pixels deleted (share)", 0.0, 0.8, 0.0, 0.2),
            another=action("delete others", _next_draw),
        ),
        idle=dict(another=lambda v: not (v["rows"] or v["columns"] or v["share"])),
        size=(9.4, 2.8),
        state=dict(draw=0),
    )


def augment_gain() -> Explorer:
    """What changed copies are worth, by the number of digits."""
    return Explorer(
        run_augment_gain,
        AugmentGainView,
        dict(kind=choice("changed copies", list(KINDS))),
        size=(9.4, 3.3),
    )
