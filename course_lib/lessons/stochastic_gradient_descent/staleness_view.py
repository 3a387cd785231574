"""Distance by step with old and fresh gradients, and the region where old ones converge."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.stochastic_gradient_descent.staleness import LONGEST, STEPS, limits
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

AT, TAUS = np.arange(STEPS + 1), np.arange(LONGEST + 1)
LOW, HIGH = 1e-3, 1e3


class StalenessView:
    """Left the run; right its place in the plane of τ and ηL. Click there to move it."""

    def __init__(self, figure):
        self.fall, self.plane = figure.subplots(1, 2, width_ratios=[1.1, 1])
        ax = self.fall
        (self.fresh,) = ax.plot([], [], color=color.green, lw=1.6, zorder=2)
        (self.stale,) = ax.plot([], [], color=color.blue, lw=1.8, zorder=3)
        ax.set(yscale="log", xlim=(0, STEPS), ylim=(LOW, HIGH), xlabel="step t",
               ylabel="distance from the best line")  # fmt: skip
        ax.yaxis.set_major_formatter(lambda v, _: f"€{1e3 * v:,.0f}")
        colour_key(ax, [("gradients τ steps old", color.blue), ("fresh ones", color.green)])
        ax = self.plane
        ax.fill_between(TAUS, 0.01, limits(), color=color.sky, alpha=0.25, lw=0, zorder=1)
        ax.plot(TAUS, limits(), "o-", color=color.pink, lw=1.6, ms=3.5, zorder=1)
        (self.now,) = ax.plot([], [], "o", color=color.blue, ms=11, zorder=4)
        ax.set(yscale="log", xlim=(-0.5, LONGEST + 0.5), ylim=(0.008, 3), xlabel="delay τ",
               ylabel="ηL (click)")  # fmt: skip
        ax.set_xticks(range(0, LONGEST + 1, 5))
        ax.yaxis.set_major_formatter("{x:g}")
        colour_key(ax, [("2 sin(π / (4τ + 2)): converges below", color.pink)])

    def update(self, run):
        self.fresh.set_data(AT, run.fresh.clip(LOW / 2, 2 * HIGH))
        self.stale.set_data(AT, run.gap.clip(LOW / 2, 2 * HIGH))
        self.now.set_data([run.tau], [run.step])
