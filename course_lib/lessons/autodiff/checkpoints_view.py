"""Where in the chain the work is, how much is held then, and the peak for every k."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from course_lib.lessons.autodiff.checkpoints import LENGTHS, MOST
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

LONGEST = max(LENGTHS)


class CheckpointsView:
    """Left the run over time, right memory and extra work over the number of checkpoints."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.35, 1], height_ratios=[1.3, 1])
        self.place = figure.add_subplot(grid[0, 0])
        self.held = figure.add_subplot(grid[1, 0], sharex=self.place)
        self.all = figure.add_subplot(grid[:, 1])
        ax = self.place
        self.cuts = ax.add_collection(LineCollection([], colors=color.green, linewidths=1.0))
        self.path = ax.add_collection(LineCollection([], linewidths=1.8))
        ax.set(xlim=(0, 3 * LONGEST), ylim=(0, LONGEST), ylabel="gate")
        ax.tick_params(labelbottom=False)
        colour_key(ax, [("forward", color.blue), ("back", color.orange),
                        ("checkpoint", color.green)])  # fmt: skip
        (self.memory,) = self.held.plot([], [], color=color.pink, lw=1.6)
        (self.top,) = self.held.plot([], [], "o", color=color.pink, ms=7)
        self.held.set(ylim=(0, LONGEST), xlabel="gates worked through", ylabel="values held")
        ax = self.all
        k = np.arange(MOST + 1)
        (self.peaks,) = ax.plot(k, 0 * k, "o-", color=color.pink, ms=4, lw=1.6)
        (self.agains,) = ax.plot(k, 0 * k, "o-", color=color.blue, ms=4, lw=1.6)
        (self.root,) = ax.plot([], [], color=color.muted, lw=1.2, ls=(0, (4, 3)))
        (self.now,) = ax.plot([], [], "o", mfc="none", mec=color.ink, mew=1.5, ms=10)
        self.line = ax.axvline(0, color=color.ink, lw=1.0, zorder=1)
        ax.set(xlim=(-0.7, MOST + 0.7), ylim=(0, LONGEST + 4), xlabel="checkpoints k")
        colour_key(ax, [("peak of values held", color.pink), ("gates again", color.blue)])
        self.rule = axes_text(ax, 0.98, 0.03, ha="right", fontsize=9.5, color=color.muted)

    def update(self, run):
        time = np.arange(len(run.place))
        points = np.column_stack([time, run.place])
        self.path.set_segments(np.stack([points[:-1], points[1:]], axis=1))
        rising = np.diff(run.place) > 0
        jumps = np.diff(run.place) < -1  # from a segment's end to the next one's beginning
        self.path.set_color(np.where(jumps, color.line, np.where(rising, color.blue, color.orange)))
        self.cuts.set_segments([[(0, c), (len(time), c)] for c in run.cuts])
        for ax, reach in ((self.place, run.T), (self.held, run.T), (self.all, run.T)):
            ax.set_ylim(0, 1.08 * reach)
        self.place.set_xlim(0, 3 * run.T)
        self.memory.set_data(time, run.held)
        top = int(np.argmax(run.held))
        self.top.set_data([top], [run.held[top]])
        self.peaks.set_ydata(run.peaks)
        self.agains.set_ydata(run.agains)
        self.now.set_data([run.k, run.k], [run.peak, run.again])
        self.line.set_xdata([run.k, run.k])
        least = 2 * np.sqrt(run.T) - 1
        self.root.set_data([-0.7, MOST + 0.7], [least, least])
        self.rule.set_text(f"dashed: 2√T − 1 = {least:.0f}")
