"""A network's value over a square with the borders of its pieces, and a cut through it."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.neural_networks.relu_regions import REACH
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import level_curves
from course_lib.plots.decision_field import DecisionField
from course_lib.plots.style import color


class ReluRegionsView:
    """Left f over the plane, right f along the line x₂ = 0."""

    def __init__(self, figure):
        self.plane, self.cut = figure.subplots(1, 2, width_ratios=[1, 1.35])
        ax = self.plane
        self.field = DecisionField(ax, -1.0, 1.0, levels=[], alpha=0.8)
        (self.borders,) = ax.plot([], [], color=color.ink, lw=1.1, zorder=3)
        (self.line,) = ax.plot([-REACH, REACH], [0, 0], color=color.green, lw=2.0, ls=(0, (4, 2)),
                               zorder=4)  # fmt: skip
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="$x_1$", ylabel="$x_2$",
               aspect="equal")  # fmt: skip
        colour_key(ax, [("f > 0", color.blue), ("f < 0", color.orange),
                        ("— a unit turns on", color.ink)])  # fmt: skip
        ax = self.cut
        (self.along,) = ax.plot([], [], color=color.green, lw=2.4, zorder=3)
        (self.kinks,) = ax.plot([], [], "o", color=color.paper, mec=color.ink, mew=1.5, ms=7,
                                zorder=4)  # fmt: skip
        ax.set(xlim=(-REACH, REACH), ylim=(-1.1, 1.1), xlabel="$x_1$, while $x_2$ = 0")
        colour_key(ax, [("f along the dashed line", color.green), ("○ it bends", color.ink)])

    def update(self, run):
        self.field.update(run.grid, run.grid, -run.values)  # blue is high here
        self.borders.set_data(_borders(run.grid, run.sums).T)
        self.along.set_data(run.x, run.along)
        self.kinks.set_data(run.kinks, np.interp(run.kinks, run.x, run.along))


def _borders(grid, sums) -> np.ndarray:
    """The curves on which a unit's sum is 0, as one broken line: shape (k, 2)."""
    curves = [level_curves(grid, grid, z, [0.0]) for z in sums]
    gap = np.full((1, 2), np.nan)
    return np.concatenate(
        [part for curve in curves if len(curve) for part in (curve, gap)] or [gap[:0]]
    )
