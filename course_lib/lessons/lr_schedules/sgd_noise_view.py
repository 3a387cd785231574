"""The cloud of many runs on the contours, and the expected loss of five schedules."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.lr_schedules.sgd_noise import EVERY, RUNS, SCHEDULES, STEPS
from course_lib.plots.label_spots import apart
from course_lib.plots.quadratic_contours import CIRCLE, QuadraticContours
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

REACH = 3.0
FLOOR, TOP = 1e-4, 1e2
LOWEST_RATE = 1e-3
COLORS = {
    "constant": color.ink, "1/√t": color.orange, "1/t": color.green, "cosine": color.blue,
    "delayed 1/t": color.pink,
}  # fmt: skip
NAMES = list(SCHEDULES)


def _label_heights(ends) -> np.ndarray:
    """Heights (powers of ten) of the names beside the curves' ends: apart, and in the axes."""
    heights = apart(ends, 0.72)
    heights -= np.mean(heights - ends)
    low, high = heights.min() - np.log10(FLOOR) - 0.2, np.log10(TOP) - 0.2 - heights.max()
    return heights - min(low, 0) + min(high, 0)


class SgdNoiseView:
    """Left the cloud; right the expected loss with the runs' band, and below it the rates."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1, 1.25], height_ratios=[2.3, 1])
        self.plane = figure.add_subplot(grid[:, 0])
        self.loss = figure.add_subplot(grid[0, 1])
        self.rate = figure.add_subplot(grid[1, 1])
        self._make_plane()
        self._make_loss()
        self._make_rate()

    def _make_plane(self):
        ax = self.plane
        self.contours = QuadraticContours(ax)
        (self.cloud,) = ax.plot([], [], "o", ms=3.6, mew=0, alpha=0.55, color=color.blue, zorder=3)
        (self.ellipse,) = ax.plot([], [], color=color.ink, lw=1.6, ls=(0, (4, 2)), zorder=4)
        ax.plot([0], [0], "*", color=color.amber, ms=13, zorder=5)
        self.time = quick_text(ax, -2.85, 2.85, va="top", color=color.ink, fontsize=11, zorder=6)
        for y, words in ((-2.6, "dashed: 2 standard"), (-2.88, "deviations, by theory")):
            quick_text(ax, 2.85, y, words, ha="right", color=color.muted, fontsize=9.5, zorder=2)
        ax.set(
            xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="$x_1$, flat",
            ylabel="$x_2$, steep", title=f"{RUNS} runs; click to set the start",
        )  # fmt: skip
        ax.grid(False)

    def _make_loss(self):
        ax = self.loss
        self.band = ax.fill_between([0, 1], [1, 1], color=color.muted, alpha=0.22, lw=0, zorder=1)
        (self.floor,) = ax.plot([], [], color=color.muted, lw=1.2, ls=(0, (2, 2)), zorder=2)
        self.lines = {
            name: ax.plot([], [], color=tone, zorder=3)[0] for name, tone in COLORS.items()
        }
        (self.measured,) = ax.plot([], [], "o", ms=4, color=color.ink, zorder=5)
        (self.now,) = ax.plot([], [], color=color.amber, lw=1.4, zorder=2)
        look = dict(va="center", fontsize=10, zorder=6)
        self.names = {name: quick_text(ax, STEPS + 5, 1, name, color=tone, **look)
                      for name, tone in COLORS.items()}  # fmt: skip
        ax.set(xlim=(0, STEPS + 82), ylim=(FLOOR, TOP), yscale="log", xticks=range(0, 301, 100),
               title="expected f: lines theory, dots the runs' mean")  # fmt: skip
        quick_text(ax, STEPS - 6, 55, "band: 8 of 10 runs", ha="right", va="top",
                   color=color.muted, zorder=6)  # fmt: skip

    def _make_rate(self):
        ax = self.rate
        self.rates = {name: ax.plot([], [], color=tone, lw=1.5)[0] for name, tone in COLORS.items()}
        ax.set(xlim=(0, STEPS + 82), ylim=(LOWEST_RATE, 3), yscale="log", xlabel="step t",
               xticks=range(0, 301, 100), title="rate η$_t$")  # fmt: skip
        ax.set_yticks([1e-3, 1e-2, 1e-1, 1])

    def update(self, run):
        self.contours.move(np.diag(run.eigenvalues))
        steps = np.arange(0, STEPS + 1, 3)
        expected = np.clip(run.expected, FLOOR / 3, TOP)
        heights = _label_heights(np.log10(expected[-1].clip(FLOOR)))
        for k, name in enumerate(NAMES):
            chosen = name == run.schedule
            line = self.lines[name]
            line.set_data(steps, expected[steps, k])
            line.set(lw=2.8 if chosen else 1.3, alpha=1.0 if chosen else 0.75)
            self.names[name].set_y(10 ** heights[k])
            self.rates[name].set_data(steps[:-1], run.rates[steps[:-1], k].clip(LOWEST_RATE / 3))
            self.rates[name].set_linewidth(2.8 if chosen else 1.3)
        self._show_runs(run)

    def _show_runs(self, run):
        low, high = np.clip([run.low, run.high], FLOOR / 3, TOP)
        edge = np.concatenate([np.stack([run.at, low], -1), np.stack([run.at, high], -1)[::-1]])
        self.band.set_verts([edge])
        self.band.set_facecolor(COLORS[run.schedule])
        self.measured.set_data(run.at[::3], run.measured[::3].clip(FLOOR / 3, TOP))
        self.measured.set_color(COLORS[run.schedule])
        self.cloud.set_color(COLORS[run.schedule])
        shown = np.isfinite(run.floor) and FLOOR < run.floor < TOP
        self.floor.set_data([0, STEPS], [run.floor if shown else FLOOR / 3] * 2)

    def show(self, run, k):
        self.cloud.set_data(run.cloud[k].T.clip(-2 * REACH, 2 * REACH))
        ring = run.mean[k][:, None] + 2 * run.spread[k][:, None] * CIRCLE
        self.ellipse.set_data(ring.clip(-9 * REACH, 9 * REACH))
        self.now.set_data([run.at[k]] * 2, [FLOOR, TOP])
        self.time.set_text(f"{run.schedule}, t = {k * EVERY}")
