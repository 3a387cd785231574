"""Contours of the loss, the ball of the penalty, the zones of exact zeros; the weights over λ."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.regularization.balls import HIGHEST, LAMBDAS, LONGEST, LOWEST
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color


class BallsView:
    """Left the plane of both weights; right the weights over λ."""

    def __init__(self, figure):
        self.plane, self.path = figure.subplots(1, 2, width_ratios=[1, 1.15])
        self._make_plane()
        self._make_path()

    def _make_plane(self):
        ax = self.plane
        self.zones = [
            ax.fill([0] * 4, [0] * 4, facecolor=color.amber, alpha=a, lw=0, zorder=0)[0]
            for a in (0.45, 0.2, 0.2, 0.2, 0.2)
        ]
        ax.axhline(0, color=color.line, lw=1.0, zorder=1)
        ax.axvline(0, color=color.line, lw=1.0, zorder=1)
        (self.contours,) = ax.plot([], [], color=color.line, lw=0.9, zorder=2)
        (self.ball,) = ax.fill([0] * 3, [0] * 3, facecolor=color.violet, edgecolor=color.violet,
                               alpha=0.25, lw=1.5, zorder=3)  # fmt: skip
        (self.level,) = ax.plot([], [], color=color.blue, lw=1.8, zorder=4)
        (self.trail,) = ax.plot([], [], color=color.green, lw=1.6, zorder=5)
        (self.best,) = ax.plot([], [], "x", color=color.ink, ms=10, mew=2.4, zorder=6)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=10, zorder=7)
        ends = LOWEST, HIGHEST
        ax.set(xlim=ends, ylim=ends, aspect="equal", xlabel="$w_1$ (age)", ylabel="$w_2$ (weight)")
        ax.set_xticks([-1, 0, 1])
        ax.set_yticks([-1, 0, 1])
        ax.grid(False)
        colour_key(ax, [(r"× $\hat w$", color.ink), ("● w", color.orange),
                        ("ball", color.violet), ("loss", color.blue),
                        (r"$\hat w$ here: zeros", color.amber)], x=-0.12)  # fmt: skip

    def _make_path(self):
        ax = self.path
        ax.axhline(0, color=color.line, lw=1.0)
        (self.first,) = ax.plot([], [], color=color.green, lw=2.2, zorder=3)
        (self.second,) = ax.plot([], [], color=color.pink, lw=2.2, zorder=3)
        self.line = ax.axvline(0, color=color.muted, lw=1, zorder=2)
        (self.dots,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=5)
        ax.set(xlim=(-0.02, LONGEST + 0.02), ylim=(LOWEST, HIGHEST), xlabel=r"$\lambda$",
               ylabel="weight")  # fmt: skip
        colour_key(ax, [("$w_1$", color.green), ("$w_2$", color.pink)])

    def update(self, run):
        for zone, corners in zip(self.zones, run.zones, strict=True):
            zone.set_xy(corners)
        self.contours.set_data(*run.contours.T)
        self.level.set_data(*run.level.T)
        self.ball.set_xy(run.ball)
        self.trail.set_data(*run.path.T)
        self.best.set_data(*run.best[:, None])
        self.now.set_data(*run.w[:, None])
        self.first.set_data(LAMBDAS, run.path[:, 0])
        self.second.set_data(LAMBDAS, run.path[:, 1])
        self.line.set_xdata([run.lam, run.lam])
        self.dots.set_data(np.repeat(run.lam, 2), run.w)
