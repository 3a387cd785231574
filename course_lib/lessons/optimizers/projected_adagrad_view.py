"""Back to the set along an ellipse or along a circle, and where each way ends."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Circle, Rectangle

from course_lib.lessons.optimizers.adagrad_metric_view import back_words, ellipse
from course_lib.lessons.optimizers.projected_adagrad import SETS
from course_lib.optim import Ball
from course_lib.plots.arrow import arrow
from course_lib.plots.quadratic_contours import CIRCLE, QuadraticContours
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

FLOOR = 1e-8


class ProjectedAdaGradView:
    """Left the set, the step that leaves it and two ways back; right how far f is still to fall."""

    def __init__(self, figure):
        self.plane, self.gap = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self.name = self.region = None
        self._make_plane()
        (self.own_gap,) = self.gap.plot([], [], color=color.blue, lw=2)
        (self.euclidean_gap,) = self.gap.plot([], [], color=color.orange, lw=2)
        self.mark = self.gap.axvline(0, color=color.muted, lw=1.2, zorder=1)
        self.gap.set(
            xlim=(-0.5, 30.5), yscale="log", ylim=(FLOOR / 2, 10), xlabel="step t",
            title="gap to the best in the set",
        )  # fmt: skip

    def _make_plane(self):
        ax = self.plane
        self.contours = QuadraticContours(ax)
        (self.euclidean,) = ax.plot([], [], "o-", color=color.orange, lw=1.2, ms=4, zorder=4)
        (self.own,) = ax.plot([], [], "o-", color=color.blue, lw=1.2, ms=4, zorder=5)
        (self.best,) = ax.plot([], [], "*", color=color.green, ms=17, zorder=3)
        (self.step,) = ax.plot([], [], color=color.ink, lw=1.8, zorder=6)
        (self.trial,) = ax.plot([], [], "o", color=color.ink, mfc=color.paper, ms=7, zorder=7)
        (self.ball,) = ax.plot([], [], color=color.blue, lw=1.6, zorder=4)
        (self.circle,) = ax.plot([], [], color=color.orange, lw=1.6, ls="--", zorder=4)
        look = dict(marker="o", ls="none", ms=10, mfc="none", mew=2.2, zorder=8)
        (self.nearest,) = ax.plot([], [], color=color.blue, **look)
        (self.straight,) = ax.plot([], [], color=color.orange, **look)
        ax.plot([0], [0], "+", color=color.ink, ms=11, mew=1.6, zorder=3)
        ax.set(
            xlim=(-2.5, 0.9), ylim=(-2.1, 0.7), aspect="equal", xlabel="$x_1$", ylabel="$x_2$",
            title="the step leaves the set: which point is nearest?",
        )  # fmt: skip
        notes = (
            (-2.43, 0.57, "+ the minimum of f", color.ink),
            (-2.43, 0.40, "★ the best in the set", color.green),
            (0.85, -1.82, "nearest in the norm of H", color.blue),
            (0.85, -1.99, "nearest in the Euclidean norm", color.orange),
        )
        back_words(ax, (-2.5, 0.29), 1.3, 0.41, 8.5)
        back_words(ax, (-0.88, -2.1), 1.78, 0.4, 8.5)
        for x, y, text, shade in notes:
            side = "left" if x < 0 else "right"
            quick_text(ax, x, y, text, color=shade, va="center", ha=side, fontsize=9.5, zorder=9)
        ax.grid(False)

    def update(self, run):
        if run.name != self.name:
            self._show_set(run.name)
        self.contours.move(run.Q)
        self.best.set_data(run.best[:, None])

    def _show_set(self, name):
        if self.region is not None:
            self.region.remove()
        inside, look = SETS[name], dict(fc=color.paper, ec=color.ink, alpha=0.75, lw=1.4, zorder=2)
        if isinstance(inside, Ball):
            self.region = Circle(inside.center, inside.radius, **look)
        else:
            size = np.subtract(inside.high, inside.low)
            self.region = Rectangle(inside.low, *size, **look)
        self.plane.add_patch(self.region)
        self.name = name

    def show(self, run, t):
        own, trial = run.own, run.own.trial[t]
        self.own.set_data(own.x[: t + 1].T)
        self.euclidean.set_data(run.euclidean.x[: t + 1].T)
        self.step.set_data(*arrow(own.x[t], trial).T)
        self.trial.set_data(trial[:, None])
        back, straight = own.x[t + 1] - trial, run.other[t] - trial
        H = own.metric[t]
        radius = np.sqrt(back @ H @ back)
        outside = radius > 1e-12
        for ring, point in ((self.nearest, own.x[t + 1]), (self.straight, run.other[t])):
            ring.set_data(point[:, None] if outside else ([], []))
        self.ball.set_data(trial[:, None] + ellipse(H, radius) if outside else ([], []))
        round_ = trial[:, None] + np.hypot(*straight) * CIRCLE
        self.circle.set_data(round_ if outside else ([], []))
        for line, one in ((self.own_gap, own), (self.euclidean_gap, run.euclidean)):
            line.set_data(np.arange(t + 2), one.gap[: t + 2].clip(FLOOR))
        self.mark.set_xdata([t, t])
