"""One unit's pre-activations, normalized: before, after, and one digit in many companies."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.batchnorm.norm_unit import EDGES
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

MIDDLE = (EDGES[1:] + EDGES[:-1]) / 2
LOW = -0.07


class NormUnitView:
    """Left before, in the middle after; right the outputs of the orange digit in 400 batches."""

    def __init__(self, figure):
        self.axes = figure.subplots(1, 3, width_ratios=[1, 1, 0.85])
        titles = ("", "after: y = γ x̂ + β", "one digit in 400 batches")
        for ax, title in zip(self.axes, titles, strict=True):
            ax.set(title=title, yticks=[], ylim=(-0.16, 0.8))
        before, after, retold = self.axes
        before.set(xlim=(-8, 4), xlabel="before: pre-activation z")
        after.set(xlim=(-8, 8), xticks=range(-8, 9, 4), xlabel="what the activation gets")
        retold.set(xlim=(-8, 8), xticks=range(-8, 9, 4), xlabel="its output y")
        self.shapes = [ax.plot([], [], color=color.muted, lw=1.5)[0] for ax in (before, after)]
        self.dots = [
            ax.plot([], [], "o", color=color.blue, ms=5, alpha=0.45, mew=0)[0]
            for ax in (before, after)
        ]
        self.followed = [ax.plot([], [], "o", color=color.orange, ms=9)[0] for ax in self.axes[:2]]
        self.spans = [
            ax.plot([], [], "|-", color=color.green, lw=2.5, ms=14, mew=2)[0]
            for ax in (before, after)
        ]
        (self.estimate,) = before.plot([], [], "|-", color=color.violet, lw=2.5, ms=14, mew=2)
        (self.many,) = retold.plot([], [], color=color.orange, lw=1.8)
        colour_key(before, [("all digits", color.muted), ("batch: μ ± σ", color.green),
                            ("running", color.violet)])  # fmt: skip

    def update(self, run):
        self.shapes[0].set_data(MIDDLE, np.minimum(1.3 * run.before, 0.6))
        self.shapes[1].set_data(MIDDLE, np.minimum(1.3 * run.after, 0.6))
        rows = np.full(len(run.z), LOW)
        for k, values in enumerate((run.z, run.y)):
            self.dots[k].set_data(values, rows)
            self.followed[k].set_data(values[:1], rows[:1])
            mean, std = values.mean(), values.std()
            self.spans[k].set_data([mean - std, mean, mean + std], [0.68 + 0.02 * k] * 3)
        mean, std = run.running
        self.estimate.set_data([mean - std, mean, mean + std], [0.62] * 3)
        counts, _ = np.histogram(run.retold, EDGES)
        self.many.set_data(*np.repeat([EDGES, np.r_[0, counts / 400, 0][:-1]], 2, axis=1)[:, 1:])
