"""The two features over the gradient's size, and along a run."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.learning_to_learn.preprocessing import LARGEST, SMALLEST, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color


class PreprocessingView:
    """Left: what comes in and what goes out. Right: gradients and features by step."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.15, 1])
        self._make_left(self.left)
        self._make_right(self.right)

    def _make_left(self, ax):
        ax.set(xlim=(SMALLEST, LARGEST), ylim=(-1.15, 1.6), xlabel="size of the gradient |g|")
        ticks = range(SMALLEST + 1, LARGEST + 1, 2)
        ax.set_xticks(ticks, [f"$10^{{{k}}}$" for k in ticks])
        colour_key(ax, [("log feature", color.blue), ("sign feature", color.orange),
                        ("● 60 gradients now", color.ink)])  # fmt: skip
        (self.log,) = ax.plot([], [], color=color.blue)
        (self.sign,) = ax.plot([], [], color=color.orange)
        (self.logs,) = ax.plot([], [], "o", color=color.ink, ms=5, alpha=0.5)
        (self.signs,) = ax.plot([], [], "o", color=color.ink, ms=5, alpha=0.5)

    def _make_right(self, ax):
        ax.set(xlim=(0, STEPS), ylim=(-1.15, 1.6), xlabel="step t")
        colour_key(ax, [("median |g|", color.pink), ("median log feature", color.blue),
                        ("10 to 90 %", color.sky)])  # fmt: skip
        (self.raw,) = ax.plot([], [], color=color.pink)
        (self.low,) = ax.plot([], [], color=color.sky, lw=1.2)
        (self.high,) = ax.plot([], [], color=color.sky, lw=1.2)
        (self.middle,) = ax.plot([], [], color=color.blue)
        (self.now,) = ax.plot([], [], color=color.ink, lw=1.2, ls=(0, (3, 2)))

    def update(self, run):
        self.log.set_data(run.power, run.features[:, 0])
        self.sign.set_data(run.power, run.features[:, 1])
        self.logs.set_data(run.now, run.seen[:, 0])
        self.signs.set_data(run.now, run.seen[:, 1])
        steps = np.arange(len(run.raw))
        self.raw.set_data(steps, run.raw[:, 1])
        self.low.set_data(steps, run.first[:, 0])
        self.middle.set_data(steps, run.first[:, 1])
        self.high.set_data(steps, run.first[:, 2])
        self.now.set_data([run.step] * 2, [-1.15, 1.6])
