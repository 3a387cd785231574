"""Two weights, the segment between them, and the risk along it."""

from __future__ import annotations

import numpy as np

from course_lib.plots.contours import MovingContours
from course_lib.plots.style import HEIGHT, color


class RiskChordView:
    """Left the risk over the weights, with a segment; right the risk along it and the chord."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1, 1.2])
        self.loss = self.filled = None
        ax = self.left
        self.curves = MovingContours(ax, color=color.muted, lw=0.8, zorder=2)
        (self.segment,) = ax.plot([], [], "o-", color=color.blue, lw=2.2, ms=9, zorder=4)
        self.names = [ax.text(0, 0, n, color=color.ink, fontsize=12, zorder=5) for n in "uv"]
        ax.set(title="mean loss J(w) (drag u, v)", xlabel="bias b", ylabel="slope w$_1$")
        ax.grid(False)
        ax = self.right
        self.good = ax.fill_between([], [], [], color=color.green, alpha=0.22, lw=0)
        self.bad = ax.fill_between([], [], [], color=color.orange, alpha=0.4, lw=0)
        (self.risk,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=3)
        (self.chord,) = ax.plot([], [], "o-", color=color.blue, lw=2.0, ms=8, markevery=[0, -1],
                                zorder=4)  # fmt: skip
        ax.set(xlim=(-0.02, 1.02), xlabel="t, the weight of u",
               title="J at t u + (1 − t) v, and the chord")  # fmt: skip

    def update(self, run):
        if run.loss != self.loss:
            self.loss = run.loss
            self._rescale(run)
        self.segment.set_data(*run.ends.T)
        for name, end in zip(self.names, run.ends, strict=True):
            beside = np.where(end < 3.2, 0.2, -0.55)  # inside the axes
            name.set_position(end + beside)
        self.risk.set_data(run.weights, run.risk)
        self.chord.set_data(run.weights, run.chord)
        self.good.set_data(run.weights, run.risk, np.maximum(run.risk, run.chord))
        self.bad.set_data(run.weights, run.risk, np.minimum(run.risk, run.chord))

    def _rescale(self, run):
        if self.filled is not None:
            self.filled.remove()
        self.filled = self.left.contourf(
            run.side, run.side, run.height, [*run.levels], extend="both", cmap=HEIGHT, zorder=1
        )
        self.curves.update(run.side, run.side, run.height, run.levels)
        ends = run.side[[0, -1]]
        self.left.set(xlim=ends, ylim=ends)
        low, high = run.height.min(), run.height.max()
        self.right.set(ylim=(low - 0.06 * (high - low), high + 0.06 * (high - low)))
