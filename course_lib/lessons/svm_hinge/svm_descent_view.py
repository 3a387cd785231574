"""The boundary on its way, beside the objective against the optimum of the quadratic program."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.svm_hinge.svm_descent import FRAMES, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color
from course_lib.plots.two_classes import Boundary, ClassPoints, level_line

FLOOR, CEILING = 1e-5, 100.0


class SvmDescentView:
    """Left the samples and the line after t steps; right its gap to the optimum."""

    def __init__(self, figure):
        self.plane, self.curve = figure.subplots(1, 2, width_ratios=[1.2, 1])
        self.drawn = False
        self._make_plane()
        self._make_curve()

    def _make_plane(self):
        ax = self.plane
        (self.goal,) = ax.plot([], [], color=color.green, lw=2.0, zorder=2)
        self.street = Boundary(ax, strip=color.amber, alpha=0.16, zorder=3)
        self.points = ClassPoints(ax, zorder=5)
        (self.seen,) = ax.plot([], [], "o", color=color.pink, ms=11, mfc="none", mew=1.5, zorder=6)
        self.count = ax.text(0.02, 0.03, "", transform=ax.transAxes, zorder=7)
        ax.set(xlim=(-3.9, 3.9), ylim=(-3.4, 2.9), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
        colour_key(ax, [("line after t steps", color.ink), ("QP optimum", color.green),
                        ("○ pulls next", color.pink)])  # fmt: skip

    def _make_curve(self):
        ax = self.curve
        (self.gap,) = ax.plot([], [], color=color.orange, lw=0.9, alpha=0.8, zorder=3)
        (self.best,) = ax.plot([], [], color=color.green, lw=2.2, zorder=4)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=5)
        ax.set(xscale="log", yscale="log", xlim=(0.9, 1.15 * STEPS), ylim=(FLOOR, CEILING),
               xlabel="step t, plus 1")  # fmt: skip
        colour_key(ax, [("gap (J − J*)/J*", color.orange),
                        ("best so far", color.green)])  # fmt: skip

    def update(self, run):
        if not self.drawn:
            self.drawn = True
            self.points.update(run.problem.X, run.problem.y)
        b, *w = run.problem.best
        self.goal.set_data(level_line(w, b).T)

    def show(self, run, frame):
        t = FRAMES[frame]
        b, *w = run.v[t]
        self.street.update(w, b)
        rows = run.batches[min(t, len(run.batches) - 1)]
        short = rows[run.problem.y[rows] * (run.problem.A[rows] @ run.v[t]) < 1]
        self.seen.set_data(run.problem.X[short].T)
        self.count.set_text(f"t = {t}")
        for line, gaps in ((self.gap, run.gap), (self.best, run.best_gap)):
            line.set_data(1 + np.arange(t + 1), np.clip(gaps[: t + 1], FLOOR, CEILING))
        self.now.set_data([t + 1], np.clip(run.gap[t : t + 1], FLOOR, CEILING))
