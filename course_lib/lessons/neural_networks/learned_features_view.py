"""The plane of the inputs beside the plane of the two learned features."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.neural_networks.plane_data import REACH
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.decision_field import DecisionField
from course_lib.plots.style import color
from course_lib.plots.two_classes import NEGATIVE, POSITIVE, ClassPoints, level_line

EDGE = 1.15


class LearnedFeaturesView:
    """Left x with the curved boundary, right ψ(x) with the straight one."""

    def __init__(self, figure):
        self.plane, self.hidden = figure.subplots(1, 2)
        ax = self.plane
        self.field = DecisionField(ax, -1.0, 1.0, levels=[0.0], alpha=0.55)
        (self.lattice,) = ax.plot([], [], color=color.muted, lw=0.7, alpha=0.6, zorder=1.5)
        self.points = ClassPoints(ax, 4.5, zorder=4)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="$x_1$", ylabel="$x_2$",
               aspect="equal")  # fmt: skip
        colour_key(ax, [("class +1", POSITIVE), ("class −1", NEGATIVE), ("— score 0", color.ink)])
        ax = self.hidden
        (self.warped,) = ax.plot([], [], color=color.muted, lw=0.7, alpha=0.6, zorder=1.5)
        (self.line,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=3)
        self.moved = ClassPoints(ax, 4.5, zorder=4)
        ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xlabel=r"feature $\psi_1(x)$",
               ylabel=r"feature $\psi_2(x)$", aspect="equal")  # fmt: skip
        ax.grid(False)
        self.count = axes_text(ax, 1.03, 0.06, fontsize=10.5, color=color.ink)
        colour_key(ax, [("— the last layer's line", color.ink), ("lattice of x", color.muted)])

    def update(self, run):
        self.points.update(run.X, run.y)
        self.lattice.set_data(run.lattice.T)

    def show(self, run, t):
        # High is orange on the map, and the class +1 is blue: the map shows the other side.
        self.field.update(run.grid, run.grid, -np.tanh(run.scores[t] / 2))
        self.warped.set_data(run.warped[t].T)
        self.moved.update(run.features[t], run.y)
        ends = level_line(run.w[t], run.b[t])
        self.count.set_text(f"{run.wrong[t]} wrong")
        self.line.set_data(np.empty((2, 0)) if ends is None else ends.T)
