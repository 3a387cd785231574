"""The unit ball with two vectors and their sum, beside the ratio of the two ways over all p."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.math_basics.norm_ball import HALF
from course_lib.plots.arrow import arrow
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

TOP = 3.0  # of the ratio's axis; the largest ratio, 2^2.3, is drawn at it


class NormBallView:
    """Left the ball, u, v and u + v; right ‖u + v‖ / (‖u‖ + ‖v‖) against 1/p."""

    def __init__(self, figure):
        self.plane, self.curve = figure.subplots(1, 2, width_ratios=[1, 1.15])
        self._make_plane()
        self._make_curve()

    def _make_plane(self):
        ax = self.plane
        (self.ball,) = ax.fill([0], [0], fc=color.sky, ec=color.sky, alpha=0.28, zorder=1)
        (self.rim,) = ax.plot([], [], color=color.sky, lw=1.8, zorder=2)
        (self.chord,) = ax.plot([], [], color=color.ink, lw=1.1, ls=(0, (3, 2)), zorder=3)
        (self.side,) = ax.plot([], [], color=color.orange, lw=1.4, ls=(0, (4, 2)), zorder=3)
        (self.u,) = ax.plot([], [], color=color.blue, lw=2.4, zorder=4)
        (self.v,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=4)
        (self.sum,) = ax.plot([], [], color=color.green, lw=2.4, zorder=4)
        (self.between,) = ax.plot([], [], "D", color=color.pink, ms=8, zorder=6)
        (self.tips,) = ax.plot([], [], "o", ms=9, mfc=color.paper, mec=color.ink, mew=1.6,
                               zorder=5)  # fmt: skip
        (self.held,) = ax.plot([], [], "o", ms=17, mfc="none", mec=color.muted, zorder=4)
        look = dict(fontsize=12, ha="center", va="center", zorder=7)
        self.names = [quick_text(ax, 0, 0, name, color=tone, **look)
                      for name, tone in (("u", color.blue), ("v", color.orange))]  # fmt: skip
        ax.set(xlim=(-HALF, HALF), ylim=(-HALF, HALF), aspect="equal", xlabel="$x_1$",
               ylabel="$x_2$", xticks=range(-2, 3), yticks=range(-2, 3))  # fmt: skip
        colour_key(ax, [("unit ball", color.sky), ("u + v", color.green),
                        ("◆ between", color.pink)])  # fmt: skip

    def _make_curve(self):
        ax = self.curve
        ax.axhspan(1, TOP, color=color.pink, alpha=0.12, lw=0, zorder=0)
        ax.axhline(1, color=color.ink, lw=1.1, ls=(0, (4, 2)), zorder=1)
        (self.ratios,) = ax.plot([], [], color=color.green, lw=2.2, zorder=3)
        (self.now,) = ax.plot([], [], "D", color=color.pink, ms=9, zorder=5, clip_on=False)
        ax.text(0.12, TOP - 0.12, "triangle inequality broken", color=color.ink, va="top",
                fontsize=10, zorder=2)  # fmt: skip
        ax.set(xlim=(0, 3.3), ylim=(0, TOP), xlabel="p", xticks=[0, 0.5, 1, 2, 3.3],
               title="‖u + v‖ / (‖u‖ + ‖v‖)")  # fmt: skip
        ax.set_xticklabels(["∞", "2", "1", "½", "0.3"])

    def update(self, run):
        self.ball.set_xy(run.ball)
        self.rim.set_data(run.ball.T)
        total = run.u + run.v
        for line, tip in ((self.u, run.u), (self.v, run.v), (self.sum, total)):
            line.set_data(arrow((0, 0), tip).T)
        self.side.set_data(np.stack([run.u, total]).T)
        self.tips.set_data(np.stack([run.u, run.v]).T)
        self.held.set_data(*(run.u if run.held == "u" else run.v)[:, None])
        self.chord.set_data(run.on_chord[:2].T)
        self.between.set_data(run.on_chord[2:].T)
        for name, tip in zip(self.names, (run.u, run.v), strict=True):
            name.set_position(tip + 0.2 * tip / np.hypot(*tip))
        self.ratios.set_data(run.inverse, np.minimum(run.ratios, TOP))
        self.now.set_data([0 if np.isinf(run.p) else 1 / run.p], [min(run.ratio, TOP)])
