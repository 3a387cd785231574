"""Four paths on the level curves of the saddle, and how far each is from the ridge."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.loss_landscape.escape import FAR, METHODS, STEPS, TwoValleys
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.contours import level_curves
from course_lib.plots.style import color

TONES = dict(zip(METHODS, (color.blue, color.green, color.orange, color.pink), strict=True))
X, Y = np.linspace(-1.3, 1.3, 91), np.linspace(-1.5, 1.5, 91)
LEVELS = (-0.2, -0.1, 0, 0.1, 0.25, 0.45, 0.7, 1.0)
FLOOR = 1e-13


class EscapeView:
    """Left the paths so far; right |x₂| by step, on a log scale."""

    def __init__(self, figure):
        self.plane, self.away = figure.subplots(1, 2, width_ratios=[1, 1.6])
        ax = self.plane
        heights = TwoValleys()(np.stack(np.meshgrid(X, Y), axis=-1))
        ax.plot(*level_curves(X, Y, heights, LEVELS).T, color=color.line, lw=0.9, zorder=1)
        ax.plot([0], [0], "x", color=color.ink, ms=8, mew=2, zorder=3)
        ax.plot([0, 0], [-1, 1], "*", color=color.ink, ms=11, zorder=3)
        ax.set(xlim=(-1.3, 1.3), ylim=(-1.5, 1.5), xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
        colour_key(ax, [("× saddle", color.ink), ("★ minima", color.ink)])
        ax = self.away
        ax.axhline(FAR, color=color.muted, lw=1.1, ls=(0, (4, 3)), zorder=1)
        ax.set(xlim=(-2, STEPS + 2), yscale="log", ylim=(FLOOR, 5), xlabel="step t",
               ylabel="distance from the ridge, $|x_2|$")  # fmt: skip
        colour_key(ax, list(TONES.items()))
        self.paths, self.points, self.curves, self.said = {}, {}, {}, {}
        for k, (name, tone) in enumerate(TONES.items()):
            style = dict(color=tone, lw=1.9, zorder=4 + k)
            (self.paths[name],) = self.plane.plot([], [], **style)
            (self.points[name],) = self.plane.plot([], [], "o", color=tone, ms=7, zorder=9)
            (self.curves[name],) = ax.plot([], [], **style)
            look = dict(ha="right", color=tone, fontsize=10, zorder=9)
            self.said[name] = axes_text(ax, 0.98, 0.28 - 0.08 * k, **look)

    def update(self, run):
        pass

    def show(self, run, t):
        for name, path in run.paths.items():
            seen = path[: t + 1]
            self.paths[name].set_data(seen[:, 0].clip(-3, 3), seen[:, 1].clip(-3, 3))
            self.points[name].set_data([seen[-1, 0]], [seen[-1, 1]])
            far = np.abs(seen[:, 1])
            self.curves[name].set_data(np.flatnonzero(far), far[far > 0])  # 0 has no logarithm
            left = run.left[name]
            gone = left is not None and left <= t
            self.said[name].set_text(f"{name}: left at step {left}" if gone else "")
