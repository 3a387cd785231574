"""A chord over a curve, and the gap between the two for every t."""

from __future__ import annotations

import numpy as np

from course_lib.plots.style import color


class ChordView:
    """Left f, the chord and the gap at t; right the gap for all t, with the midpoint marked."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.35, 1])
        self.function = None
        self._make_left()
        self._make_right()

    def _make_left(self):
        ax = self.left
        (self.curve,) = ax.plot([], [], color=color.ink, lw=2.0, zorder=3)
        (self.chord,) = ax.plot([], [], color=color.blue, lw=2.0, zorder=3)
        self.over = ax.fill_between([], [], [], color=color.green, alpha=0.22, lw=0, zorder=1)
        self.under = ax.fill_between([], [], [], color=color.orange, alpha=0.35, lw=0, zorder=1)
        (self.gap,) = ax.plot([], [], color=color.ink, lw=2.4, ls=(0, (1.5, 1)), zorder=4)
        (self.ends,) = ax.plot([], [], "o", color=color.blue, ms=9, zorder=5)
        (self.on_chord,) = ax.plot([], [], "o", color=color.blue, ms=6, zorder=5)
        (self.on_curve,) = ax.plot([], [], "o", color=color.ink, ms=6, zorder=5)
        self.names = [
            ax.text(0, 0, name, color=color.blue, ha="center", va="bottom", fontsize=12, zorder=6)
            for name in "xy"
        ]
        ax.set(title="f and its chord (drag the ends)", ylabel="f")

    def _make_right(self):
        ax = self.right
        ax.axhline(0, color=color.muted, lw=1.0, zorder=1)
        (self.gaps,) = ax.plot([], [], color=color.blue, lw=2.0, zorder=3)
        self.good = ax.fill_between([], [], [], color=color.green, alpha=0.22, lw=0)
        self.bad = ax.fill_between([], [], [], color=color.orange, alpha=0.35, lw=0)
        (self.middle,) = ax.plot([], [], "D", color=color.paper, mec=color.ink, ms=7, zorder=4)
        (self.now,) = ax.plot([], [], "o", color=color.ink, ms=8, zorder=5)
        ax.set(title="gap = chord − f   (◇ midpoint)", xlabel="t, the weight of x", xlim=(0, 1))

    def update(self, run):
        if run.function != self.function:
            self.function = run.function
            self._rescale(run)
        line = run.weights * run.values[0] + (1 - run.weights) * run.values[1]
        across = run.weights * run.ends[0] + (1 - run.weights) * run.ends[1]
        self.chord.set_data(run.ends, run.values)
        self.ends.set_data(run.ends, run.values)
        self._fill(self.over, self.under, across, line - run.gaps, line)
        self._fill(self.good, self.bad, run.weights, np.zeros_like(run.gaps), run.gaps)
        self.gap.set_data([run.point] * 2, [run.below, run.above])
        self.on_chord.set_data([run.point], [run.above])
        self.on_curve.set_data([run.point], [run.below])
        for name, x, value in zip(self.names, run.ends, run.values, strict=True):
            name.set_position((x, value + self.lift))
        self.gaps.set_data(run.weights, run.gaps)
        self.middle.set_data([0.5], [run.gaps[len(run.gaps) // 2]])
        self.now.set_data([run.t], [run.gap])

    def _rescale(self, run):
        low, high = run.curve.min(), run.curve.max()
        self.lift = 0.035 * (high - low)
        self.left.set(
            xlim=(run.grid[0], run.grid[-1]), xlabel="x",
            ylim=(low - 0.1 * (high - low), high + 0.12 * (high - low)),
        )  # fmt: skip
        self.right.set(ylim=run.gap_range)
        self.curve.set_data(run.grid, run.curve)

    @staticmethod
    def _fill(good, bad, x, low, high):
        """Green where ``high`` is above ``low``, orange where it is not."""
        good.set_data(x, low, np.maximum(low, high))
        bad.set_data(x, low, np.minimum(low, high))
