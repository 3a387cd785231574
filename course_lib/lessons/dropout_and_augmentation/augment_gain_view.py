"""Test error over the number of digits, with and without changed copies of them."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.dropout_and_augmentation.augment_gain import DIGITS, SEEDS, SHOWN
from course_lib.plots.colour_key import colour_key
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.style import INK, color

COLUMNS, SIDE, GAP = 3, 14, 2


class AugmentGainView:
    """Left two curves with the seeds as dots; right twelve pictures the network saw."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.9, 1])
        x = np.repeat(DIGITS, SEEDS)
        self.means, self.dots = [], []
        for tone in (color.muted, color.orange):
            self.means.append(self.left.plot(DIGITS, np.ones(len(DIGITS)), color=tone)[0])
            self.dots.append(
                self.left.plot(x, np.ones(len(x)), "o", color=tone, ms=5, alpha=0.6)[0]
            )
        self.left.set(xscale="log", xlim=(85, 2400), ylim=(0, 45), xticks=DIGITS,
                      xlabel="digits to train on", ylabel="test error (%)")  # fmt: skip
        self.left.set_xticklabels([f"{n:,}" for n in DIGITS])
        self.left.minorticks_off()
        colour_key(
            self.left, [("digits alone", color.muted), ("with changed copies", color.orange)]
        )
        self.image = FieldImage(self.right, INK, 0.0, 1.0)
        self.right.set(xticks=(), yticks=())
        self.right.grid(False)
        for spine in self.right.spines.values():
            spine.set_visible(False)
        self.right.set_title("some of the pictures", fontsize=10)

    def update(self, run):
        for mean, dots, found in zip(self.means, self.dots, (run.plain, run.changed), strict=True):
            mean.set_ydata(found.mean(axis=1))
            dots.set_ydata(found.ravel())
        self.image.set_data(_sheet(run.examples))


def _sheet(examples) -> np.ndarray:
    """The pictures in rows of four, the first row at the top of an image drawn from below."""
    padded = np.pad(examples, ((0, 0), (GAP, GAP), (GAP, GAP)))
    unit = SIDE + 2 * GAP
    rows = padded.reshape(COLUMNS, SHOWN // COLUMNS, unit, unit).swapaxes(1, 2)
    sheet = rows.reshape(COLUMNS * unit, SHOWN // COLUMNS * unit)
    return np.kron(np.clip(sheet, 0, 1)[::-1], np.ones((3, 3)))
