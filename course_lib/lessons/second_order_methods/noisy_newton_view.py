"""Where one step lands for many batches, beside the gap of whole runs."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.second_order_methods.noisy_newton import BOX, SEEDS, SEEN, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import color

LOW, HIGH = 1e-12, 1e2


class NoisyNewtonView:
    """Left the cloud of one step from a point; right the gap by steps for nine seeds."""

    def __init__(self, figure):
        self.plane, self.curve = figure.subplots(1, 2, width_ratios=[1.05, 1])
        self.levels = None
        ax = self.plane
        (self.cloud,) = ax.plot([], [], "o", color=color.blue, ms=4, alpha=0.6, mew=0, zorder=3)
        (self.start,) = ax.plot([], [], "o", color=color.orange, ms=10, zorder=4)
        (self.best,) = ax.plot([], [], "*", color=color.green, ms=15, zorder=5)
        ax.set(
            xlim=BOX[0],
            ylim=BOX[1],
            xlabel="$w_1$: worst concave points",
            ylabel="$w_2$: worst texture",
        )
        ax.grid(False)
        colour_key(
            ax, [("● start", color.orange), ("● one step lands", color.blue), ("★ w*", color.green)]
        )
        ax = self.curve
        self.runs = [
            ax.plot([], [], color=color.blue, lw=0.8, alpha=0.45, zorder=3)[0] for _ in range(SEEDS)
        ]
        (self.plain,) = ax.plot([], [], color=color.pink, lw=1.8, ls=(0, (4, 1.6)), zorder=4)
        (self.median,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=5)
        ax.set(
            yscale="log", xlim=(0, STEPS), ylim=(LOW, HIGH), xlabel="step t", ylabel="gap J(w) − J*"
        )
        colour_key(
            ax,
            [
                ("nine runs", color.blue),
                ("their median", color.orange),
                ("gradient, η = 1/L", color.pink),
            ],
        )

    def update(self, run):
        if self.levels is None:
            self.levels = MovingContours(self.plane, color=color.line, lw=0.9, zorder=1)
            low = run.height.min()
            depths = low + np.ptp(run.height) * np.linspace(0.03, 1, 12) ** 2
            self.levels.update(*run.sides, run.height, depths)
            self.start.set_data(run.start[:1], run.start[1:])
            self.best.set_data(run.best[:1], run.best[1:])
        self.cloud.set_data(run.cloud.T.clip(-10, 10))
        self.plain.set_data(SEEN, run.plain.clip(LOW / 10, 10 * HIGH))
        gaps = run.gaps.clip(LOW / 10, 10 * HIGH)
        for line, gap in zip(self.runs, gaps, strict=True):
            line.set_data(SEEN, gap)
        self.median.set_data(SEEN, np.median(gaps, axis=0))
