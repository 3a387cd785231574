"""Gradients to drag, the steps that follow, and the last step over the last gradient."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.learning_to_learn.update_history import LENGTH, REACH
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

TONES = {"learned": color.blue, "momentum": color.orange, "Adam": color.green}
LINES = {"learned": "-", "momentum": (0, (5, 1.6)), "Adam": (0, (2, 1.2))}
LIMIT = 10.5


class UpdateHistoryView:
    """Left: the history. Middle: steps. Right: the last step, if the last gradient were another."""

    def __init__(self, figure):
        self.history, self.middle, self.right = figure.subplots(1, 3)
        times = np.arange(1, LENGTH + 1)
        ax = self.history
        ax.set(xlim=(0.3, LENGTH + 0.7), ylim=(-1.1 * REACH, 1.1 * REACH), xlabel="gradient",
               title="gradients: drag them")  # fmt: skip
        ax.set_xticks([1, 4, 8, 12])
        ax.axhline(0, color=color.line, lw=1)
        (self.stems,) = ax.plot([], [], color=color.violet, lw=2)
        (self.tops,) = ax.plot([], [], "o", color=color.violet, mec=color.paper, ms=9)
        for ax in (self.middle, self.right):
            ax.axhline(0, color=color.line, lw=1)
            ax.set(ylim=(-LIMIT, LIMIT))
        self.middle.set(xlim=(0.3, LENGTH + 0.7), xlabel="after gradient", ylabel="step")
        self.middle.set_xticks([1, 4, 8, 12])
        # Steps of a tenth stand beside steps of ten; the right panel stays linear, as momentum is.
        self.middle.set_yscale("symlog", linthresh=0.1, linscale=0.5)
        self.middle.set_yticks([-10, -1, -0.1, 0.1, 1, 10], ["−10", "−1", "−0.1", "0.1", "1", "10"])
        self.middle.minorticks_off()
        colour_key(self.middle, list(TONES.items()))
        self.right.set(xlim=(-REACH, REACH), xlabel="last gradient",
                       title="last step")  # fmt: skip
        self.steps, self.answers, self.dots = {}, {}, {}
        for name, tone in TONES.items():
            look = dict(color=tone, ls=LINES[name])
            (self.steps[name],) = self.middle.plot(times, 0 * times, marker="o", ms=4, **look)
            (self.answers[name],) = self.right.plot([], [], **look)
            (self.dots[name],) = self.right.plot([], [], "o", color=tone, mec=color.paper, ms=9)

    def update(self, run):
        times = np.arange(1, LENGTH + 1)
        self.tops.set_data(times, run.gradients)
        ends = np.stack([0 * run.gradients, run.gradients], axis=1)
        self.stems.set_data(in_pieces(np.stack([times, times], axis=1)), in_pieces(ends))
        for name in TONES:
            clipped = np.clip(run.steps[name], -LIMIT, LIMIT)
            self.steps[name].set_data(times, clipped)
            self.answers[name].set_data(run.last, np.clip(run.answers[name], -LIMIT, LIMIT))
            self.dots[name].set_data(run.gradients[-1:], clipped[-1:])
