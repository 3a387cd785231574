"""A line that supports f or crosses it, beside the graph of the slopes of f."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convexity.slopes_view import falling
from course_lib.plots.style import color


class TangentView:
    """Left f and the line of slope g; right the slopes of f, which never fall if f is convex."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.35, 1])
        self.function = None
        self._make_left()
        self._make_right()

    def _make_left(self):
        ax = self.left
        (self.curve,) = ax.plot([], [], color=color.ink, lw=2.0, zorder=3)
        (self.fan,) = ax.plot([], [], color=color.sky, lw=1.2, ls=(0, (4, 2)), zorder=2)
        (self.line,) = ax.plot([], [], color=color.blue, lw=2.2, zorder=3)
        self.over = ax.fill_between([], [], [], color=color.orange, alpha=0.35, lw=0, zorder=1)
        (self.crossing,) = ax.plot([], [], "o", color=color.paper, mec=color.orange, mew=2,
                                   ms=8, zorder=5)  # fmt: skip
        (self.witness,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=4)
        (self.point,) = ax.plot([], [], "o", color=color.blue, ms=10, zorder=6)
        ax.set(title="f and the line with slope g (click a point)", xlabel="y", ylabel="f(y)")

    def _make_right(self):
        ax = self.right
        ax.axhline(0, color=color.muted, lw=1.0, zorder=1)
        (self.slopes,) = ax.plot([], [], color=color.ink, lw=2.0, zorder=3)
        (self.falling,) = ax.plot([], [], color=color.orange, lw=3.0, zorder=4)
        (self.interval,) = ax.plot([], [], color=color.sky, lw=8, alpha=0.55, zorder=2)
        (self.now,) = ax.plot([], [], "o", color=color.blue, ms=10, zorder=6)
        ax.set(title="slopes of f (orange: falling)", xlabel="x")

    def update(self, run):
        if run.function != self.function:
            self.function = run.function
            self._rescale(run)
        ends = run.grid[[0, -1]]
        steep = [run.value + g * (ends - run.x) for g in run.slopes]
        gap = np.array([np.nan])
        self.fan.set_data(np.r_[ends, gap, ends], np.r_[steep[0], gap, steep[1]])
        self.line.set_data(run.grid, run.line)
        self.over.set_data(run.grid, run.curve, np.maximum(run.curve, run.line))
        at = run.value + run.g * (run.crossings - run.x)
        self.crossing.set_data(run.crossings, at)
        if run.witness is None:
            self.witness.set_data([], [])
        else:
            k = int(np.abs(run.grid - run.witness).argmin())
            self.witness.set_data([run.witness] * 2, [run.curve[k], run.line[k]])
        self.point.set_data([run.x], [run.value])
        known = run.subgradients
        ends = [] if known.empty else [known.low, known.high]
        self.interval.set_data([run.x] * len(ends), ends)
        self.now.set_data([run.x], [run.g])

    def _rescale(self, run):
        low, high = run.curve.min(), run.curve.max()
        pad = 0.22 * (high - low)
        self.left.set(xlim=(run.grid[0], run.grid[-1]), ylim=(low - pad, high + 0.5 * pad))
        self.curve.set_data(run.grid, run.curve)
        low, high = run.slope_y.min(), run.slope_y.max()
        pad = max(0.08 * (high - low), 0.6)
        self.right.set(xlim=(run.grid[0], run.grid[-1]), ylim=(low - pad, high + pad))
        self.slopes.set_data(run.slope_x, run.slope_y)
        self.falling.set_data(*falling(run.slope_x, run.slope_y))
