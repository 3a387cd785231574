"""Loss and penalty in the plane of weights, beside the weights as functions of C."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.svm_hinge.penalty_and_loss import FEATURES, HIGHEST, LOWEST, SHOWN
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import color


class PenaltyAndLossView:
    """Left level curves of the loss, the ball of the penalty and w; right the path of w."""

    def __init__(self, figure):
        self.plane, self.path = figure.subplots(1, 2, width_ratios=[1, 1.15])
        self.choice = None
        self._make_plane()
        self._make_path()

    def _make_plane(self):
        ax = self.plane
        self.levels = MovingContours(ax, color=color.line, lw=0.9, zorder=1)
        ax.axhline(0, color=color.line, lw=1.0, zorder=0)
        ax.axvline(0, color=color.line, lw=1.0, zorder=0)
        (self.trail,) = ax.plot([], [], color=color.green, lw=1.6, zorder=3)
        (self.ball,) = ax.fill([0, 0, 0], [0, 0, 0], facecolor=color.violet, edgecolor=color.violet,
                               alpha=0.22, lw=1.5, zorder=2)  # fmt: skip
        self.level = MovingContours(ax, color=color.blue, lw=1.8, zorder=3)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=10, zorder=5)
        ax.set(xlim=SHOWN, ylim=(-1.0, 4.4), aspect="equal", xlabel=f"$w_1$: {FEATURES[0]}",
               ylabel=f"$w_2$: {FEATURES[1]}")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("equal loss", color.blue), ("equal penalty", color.violet),
                        ("● w", color.orange)], x=-0.02)  # fmt: skip

    def _make_path(self):
        ax = self.path
        (self.first,) = ax.plot([], [], color=color.green, lw=2, zorder=3)
        (self.second,) = ax.plot([], [], color=color.pink, lw=2, zorder=3)
        self.line = ax.axvline(1, color=color.muted, lw=1, zorder=2)
        (self.dots,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=5)
        ax.set(xscale="log", xlim=(LOWEST / 1.2, HIGHEST * 1.2), ylim=(-0.3, 4.6), xlabel="C",
               ylabel="weight")  # fmt: skip
        colour_key(ax, [("$w_1$ concave points", color.green),
                        ("$w_2$ texture", color.pink)])  # fmt: skip

    def update(self, run):
        if (run.loss, run.penalty) != self.choice:
            self._change_choice(run)
        self.ball.set_xy(run.ball)
        self.level.update(run.grid, run.grid, run.mean_loss, [run.level])
        self.now.set_data([run.w[0]], [run.w[1]])
        self.line.set_xdata([run.C, run.C])
        self.dots.set_data([run.C, run.C], run.w)

    def _change_choice(self, run):
        self.choice = run.loss, run.penalty
        low = run.mean_loss.min()
        depths = low + (np.quantile(run.mean_loss, 0.8) - low) * np.linspace(0.15, 1, 9) ** 2
        self.levels.update(run.grid, run.grid, run.mean_loss, depths)
        self.trail.set_data(run.path.T)
        self.first.set_data(run.path_C, run.path[:, 0])
        self.second.set_data(run.path_C, run.path[:, 1])
