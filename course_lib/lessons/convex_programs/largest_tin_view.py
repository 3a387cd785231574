"""The same tins twice: radius against height, and their logarithms."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convex_programs.largest_tin import LEAST, RADII, TALLEST, WIDEST
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import known
from course_lib.plots.style import color


class LargestTinView:
    """Left in centimetres, right in logarithms: the region, the best tin and two chords."""

    def __init__(self, figure):
        self.panels = [Panel(ax) for ax in figure.subplots(1, 2)]
        plain, logs = (panel.ax for panel in self.panels)
        plain.set(xlim=(0, WIDEST), ylim=(0, TALLEST), xlabel="radius $x_1$ (cm)",
                  ylabel="height $x_2$ (cm)")  # fmt: skip
        logs.set(xlim=(0, np.log(WIDEST)), ylim=(0, np.log(TALLEST)), xlabel="log $x_1$",
                 ylabel="log $x_2$")  # fmt: skip
        colour_key(plain, [("straight mix", color.pink), ("breaks a limit", color.orange),
                           ("★ largest", color.violet)])  # fmt: skip
        colour_key(logs, [("mix by factors", color.green), ("same volume", color.muted)])

    def update(self, run):
        for panel, scale in zip(self.panels, (np.asarray, np.log), strict=True):
            panel.update(run, scale)


class Panel:
    """One picture of the tins, on a scale of its own."""

    def __init__(self, ax):
        self.ax = ax
        (self.region,) = ax.fill([0, 0, 0], [0, 0, 0], fc=color.sky, ec="none", alpha=0.25)
        (self.edge,) = ax.plot([], [], color=color.blue, lw=1.8, zorder=3)
        (self.equal,) = ax.plot([], [], color=color.line, lw=1.0, zorder=2)
        (self.straight,) = ax.plot([], [], color=color.pink, lw=2.2, zorder=4)
        (self.outside,) = ax.plot([], [], color=color.orange, lw=4.5, zorder=5)
        (self.by_factors,) = ax.plot([], [], color=color.green, lw=2.2, zorder=4)
        (self.ends,) = ax.plot([], [], "o", color=color.ink, ms=9, zorder=6)
        (self.best,) = ax.plot([], [], "*", color=color.violet, ms=16, mec=color.paper, zorder=7)
        ax.grid(False)

    def update(self, run, scale):
        edge = run.edge[run.edge[:, 1] > 0.05]
        low = LEAST / 50
        edge = np.vstack([[low, edge[0, 1]], edge, [edge[-1, 0], low]])
        self.region.set_xy(scale(np.vstack([edge, [low, low]])))
        self.edge.set_data(*scale(edge).T)
        gap = np.full((len(run.equal), 1), np.nan)
        radii = np.broadcast_to(RADII, run.equal.shape)
        curves = [np.hstack([scale(part), gap]).ravel() for part in (radii, run.equal)]
        self.equal.set_data(*curves)
        self.straight.set_data(*scale(run.straight).T)
        self.by_factors.set_data(*scale(run.by_factors).T)
        off = np.where(run.outside[:, None], run.straight, np.nan)
        self.outside.set_data(known(scale(off)))
        self.ends.set_data(*scale(run.ends).T)
        self.best.set_data(*scale(run.x[:, None]))
