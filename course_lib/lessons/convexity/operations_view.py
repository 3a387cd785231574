"""Two convex functions, what an operation makes of them, and its convex envelope."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convexity.slopes_view import falling, only
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

KEY = (("f = x²/2", color.sky), ("a g = a |x − s|", color.green), ("h", color.ink))


class OperationsView:
    """Left f, g, h and the envelope of h; right the slopes of h, orange where they fall."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.35, 1])
        ax = self.left
        (self.f,) = ax.plot([], [], color=color.sky, lw=1.6, ls=(0, (4, 2)))
        (self.g,) = ax.plot([], [], color=color.green, lw=1.6, ls=(0, (1.5, 1.2)))
        self.hole = ax.fill_between([], [], [], color=color.orange, alpha=0.4, lw=0, zorder=2)
        (self.envelope,) = ax.plot([], [], color=color.orange, lw=2.0)
        (self.h,) = ax.plot([], [], color=color.ink, lw=2.6, zorder=4)
        (self.ends,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=5)
        ax.set(xlim=(-3, 3), ylim=(-4, 9), xlabel="x")
        colour_key(ax, KEY)
        self.envelope_name = axes_text(ax, 0.98, 0.04, color=color.orange, ha="right",
                                       fontweight="bold", zorder=6)  # fmt: skip
        ax = self.right
        ax.axhline(0, color=color.muted, lw=1.0, zorder=1)
        (self.slopes,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=3)
        (self.falling,) = ax.plot([], [], color=color.orange, lw=3.4, zorder=4)
        ax.set(xlim=(-3, 3), ylim=(-8, 8), xlabel="x", title="slope of h (orange: falling)")

    def update(self, run):
        self.f.set_data(run.x, run.f)
        # f(ax + s) has no g in it.
        self.g.set_data(*only(run.x, run.g, "g" in run.operation))
        self.h.set_data(run.x, run.h)
        broken = run.hole > 0
        self.envelope_name.set_text("convex envelope of h" if broken else "")
        self.envelope.set_data(*only(run.x, run.envelope, broken))
        self.hole.set_data(run.x, run.envelope, run.h)
        ends = np.array(run.chord if broken else [])
        self.ends.set_data(ends, np.interp(ends, run.x, run.h))
        self.slopes.set_data(run.slope_x, run.slope_h)
        self.falling.set_data(*falling(run.slope_x, run.slope_h))
