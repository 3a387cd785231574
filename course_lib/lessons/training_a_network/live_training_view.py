"""Live curves of a training, the best check marked, and the first hidden units as pictures."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.training_a_network.digits import SIDE
from course_lib.lessons.training_a_network.live_training import END, NEVER, UNITS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.mosaic import GAP, mosaic
from course_lib.plots.style import DIVERGING, color

LOSS, COLUMNS = (1e-3, 20.0), 3


class LiveTrainingView:
    """Left the losses, in the middle right answers, right the weights of twelve units."""

    def __init__(self, figure):
        self.loss, self.right, self.units = figure.subplots(1, 3, width_ratios=[1.25, 1.25, 0.85])
        self.loss.set(yscale="log", ylim=LOSS, xlim=(-15, END), xlabel="step t", ylabel="loss J")
        self.right.set(ylim=(0, 102), xlim=(-15, END), xlabel="step t", ylabel="right (%)")
        self.loss.axhline(np.log(10), color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        self.loss.text(END, 2.6, "log 10", color=color.muted, ha="right", va="bottom", zorder=2)
        self.lines = [self._curves(ax) for ax in (self.loss, self.right)]
        self.waiting = axes_text(self.loss, 0.03, 0.03, va="bottom", fontsize=9.5)
        self._make_units()

    @staticmethod
    def _curves(ax):
        colour_key(ax, [("training", color.violet), ("validation", color.amber),
                        ("best", color.green)])  # fmt: skip
        (train,) = ax.plot([], [], color=color.violet, lw=1.8, zorder=3)
        (validation,) = ax.plot([], [], color=color.amber, lw=1.8, zorder=3)
        (upright,) = ax.plot([], [], color=color.green, lw=1.2, zorder=2)
        (best,) = ax.plot([], [], "o", color=color.green, ms=8, zorder=4)
        return train, validation, upright, best

    def _make_units(self):
        ax, unit = self.units, SIDE + GAP
        self.image = FieldImage(ax, DIVERGING, -1.0, 1.0)
        rows = UNITS // COLUMNS
        ax.set(xlim=(0, COLUMNS * unit - GAP), ylim=(rows * unit - GAP, 0), aspect="equal",
               xticks=(), yticks=(), title="first layer's weights")  # fmt: skip
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)

    def update(self, run):
        t, train, right, validation, other = run.checks.T
        best = run.best
        for lines, ours, theirs, at, (low, high) in (
            (self.lines[0], train, validation, best.validation_loss, LOSS),
            (self.lines[1], 100 * right, 100 * other, 100 * best.validation_accuracy, (0, 102)),
        ):
            for line, values in zip(lines, (ours, theirs), strict=False):
                line.set_data(t, np.clip(np.nan_to_num(values, nan=high), low, high))
            lines[2].set_data([best.t, best.t], [low, high])
            lines[3].set_data([best.t], [np.clip(at, low, high)])
        borne = "" if run.patience >= NEVER else f" of {run.patience}"
        self.waiting.set_text(f"no new best for {run.waited}{borne} checks")
        self.image.set_data(mosaic(run.weights, COLUMNS))
