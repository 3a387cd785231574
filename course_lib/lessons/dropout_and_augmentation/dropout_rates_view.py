"""Losses on the way at one rate, beside the errors at the end for all rates."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.dropout_and_augmentation.dropout_rates import RATES, SEEDS, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

TRAIN, OTHER = color.violet, color.amber


class DropoutRatesView:
    """Left two losses, thick the mean of the thin seeds; right errors over the rate."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.1, 1])
        self.means, self.seeds, self.finals, self.dots = [], [], [], []
        for tone in (TRAIN, OTHER):
            self.seeds.append(self.left.plot([], [], color=tone, lw=0.8, alpha=0.5)[0])
            self.means.append(self.left.plot([], [], "o-", color=tone, ms=4)[0])
            self.finals.append(self.right.plot(RATES, RATES, "-", color=tone)[0])
            self.dots.append(
                self.right.plot(np.repeat(RATES, SEEDS), np.zeros(len(RATES) * SEEDS), "o",
                                color=tone, ms=4.5, alpha=0.7)[0]
            )  # fmt: skip
        (self.here,) = self.right.plot(
            [0, 0], [0, 27], color=color.line, lw=8, alpha=0.35, zorder=0.5
        )
        self.left.set(xlim=(0, STEPS + 5), ylim=(0, 1.7), xlabel="step t", ylabel="loss")
        self.right.set(xlim=(-0.05, 0.85), ylim=(-0.5, 27), xticks=RATES, xlabel="rate p",
                       ylabel="errors at the end (%)")  # fmt: skip
        for ax in (self.left, self.right):
            colour_key(ax, [("training digits", TRAIN), ("validation digits", OTHER)])

    def update(self, run):
        x = in_pieces(np.tile(run.steps, (SEEDS, 1)))
        for k in (0, 1):
            self.seeds[k].set_data(x, in_pieces(run.losses[k]))
            self.means[k].set_data(run.steps, run.losses[k].mean(axis=0))
            self.finals[k].set_ydata(run.finals[k].mean(axis=1))
            self.dots[k].set_ydata(run.finals[k].ravel())
        self.here.set_xdata([run.rate, run.rate])
