"""The outputs of one neuron over many masks, beside the spread at every rate."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.dropout_and_augmentation.dropout_noise import BINS, WHOLE, predicted_std
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

GRID = np.linspace(0, 0.9, 91)
CENTRES = (BINS[:-1] + BINS[1:]) / 2


class DropoutNoiseView:
    """Left the shares of the outputs with their mean; right the standard deviation over p."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.4, 1])
        (self.shares,) = self.left.plot(
            CENTRES, CENTRES * 0, color=color.blue, drawstyle="steps-mid", lw=1.6
        )
        (self.whole,) = self.left.plot([WHOLE] * 2, [0, 1.05], color=color.green, lw=1.6)
        (self.mean,) = self.left.plot([0, 0], [0, 1.05], color=color.orange, ls=(0, (4, 3)))
        self.left.set(xlim=(BINS[0], BINS[-1]), ylim=(0, 1.05), xlabel="output of the neuron",
                      ylabel="frequency (largest bin = 1)")  # fmt: skip
        colour_key(self.left, [("3,000 masks", color.blue), ("their mean", color.orange),
                               ("no dropout", color.green)])  # fmt: skip
        (self.curve,) = self.right.plot(GRID, GRID, color=color.violet)
        (self.at,) = self.right.plot([0], [0], "o", color=color.blue, ms=9)
        self.right.set(xlim=(0, 0.92), ylim=(0, 4), xlabel="rate p", ylabel="standard deviation")
        colour_key(self.right, [("theorem", color.violet), ("measured", color.blue)])
        self.off = axes_text(self.right, 0.03, 0.95, va="top", fontsize=9.5, color=color.muted)

    def update(self, run):
        self.shares.set_ydata(run.shares / run.shares.max())
        mean = run.outputs.mean()
        self.mean.set_xdata([mean, mean])
        self.curve.set_ydata(predicted_std(run.products, GRID, run.inverted))
        self.at.set_data([run.rate], [min(run.std, 3.95)])
        self.off.set_text(f"Σ (wx)² = {np.sum(run.products**2):.2f}")
