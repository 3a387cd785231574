"""The logistic curve among the patients, beside the cross entropy over its two parameters."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.logistic_regression.logistic_curve import BIAS, SLOPE
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import HEIGHT, color

DEAR = 1.2  # nats; a label that was given a probability below 0.3


class LogisticCurveView:
    """Left p against x with every patient; right the mean cost over b and w."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.45, 1])
        self.data = self.filled = None
        self._make_left()
        self._make_right()

    def _make_left(self):
        ax = self.left
        ax.set(ylim=(-0.1, 1.1), ylabel="p = Pr[narrowed | x]", yticks=(0, 0.25, 0.5, 0.75, 1))
        self.points = [
            ax.plot([], [], "o", color=tone, ms=4, mew=0, alpha=0.55, zorder=2)[0]
            for tone in (color.blue, color.orange)
        ]
        (self.dear,) = ax.plot([], [], "o", mfc="none", color=color.ink, ms=7.5, mew=1.1, zorder=3)
        (self.shares,) = ax.plot([], [], "D", mfc="none", color=color.ink, ms=7, mew=1.6, zorder=4)
        (self.middle,) = ax.plot([], [], color=color.muted, lw=1.2, ls=(0, (4, 3)), zorder=1.5)
        (self.curve,) = ax.plot([], [], color=color.green, lw=2.8, zorder=5)
        colour_key(ax, [("● healthy", color.blue), ("● narrowed", color.orange),
                        ("◇ observed share", color.ink), ("○ costs > 1.2",
                                                               color.ink)])  # fmt: skip

    def _make_right(self):
        ax = self.right
        self.levels = MovingContours(ax, color=color.muted, lw=0.8, zorder=2)
        (self.best,) = ax.plot([], [], "+", color=color.ink, ms=14, mew=2.2, zorder=4)
        (self.now,) = ax.plot([], [], "o", color=color.green, mec=color.paper, ms=11, zorder=5)
        ax.set(xlim=BIAS[[0, -1]], ylim=SLOPE[[0, -1]], xlabel="bias b", ylabel="weight w")
        ax.grid(False)
        colour_key(ax, [("mean loss J", color.ink), ("+ optimum", color.ink)])

    def update(self, run):
        if run.data is not self.data:
            self._change_data(run.data)
        self.curve.set_data(run.data.grid, run.curve)
        where = [] if run.boundary is None else [run.boundary] * 2
        self.middle.set_data(where, [-0.1, 1.1][: len(where)])
        dear = run.cost > DEAR
        self.dear.set_data(run.data.x[dear], (run.data.y + run.data.lift)[dear])
        self.now.set_data([run.bias], [run.slope])

    def _change_data(self, data):
        self.data = data
        self.left.set(xlim=data.grid[[0, -1]], xlabel=data.label)
        for k, points in enumerate(self.points):
            own = data.y == k
            points.set_data(data.x[own], k + data.lift[own])
        self.shares.set_data(data.bins)
        if self.filled is not None:
            self.filled.remove()
        low, high = data.height.min(), data.height.max()
        levels = low + (high - low) * np.linspace(0.01, 0.95, 11) ** 1.7
        self.filled = self.right.contourf(BIAS, SLOPE, data.height, levels, extend="both",
                                          cmap=HEIGHT, zorder=1)  # fmt: skip
        self.levels.update(BIAS, SLOPE, data.height, levels)
        self.best.set_data([data.best[0]], [data.best[1]])
