"""The quadratic by its level curves, the kinds in d dimensions, minima by dimension up to d."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.loss_landscape.critical_point import DIMS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import color

SIDE = np.linspace(-1.5, 1.5, 61)
GRID = np.stack(np.meshgrid(SIDE, SIDE), axis=-1)
STEPS = np.linspace(0.15, 3.0, 20)
FLOOR = 1e-4


class CriticalPointView:
    """Left ½xᵀHx; middle the shares of each kind among random waves; right minima by dimension."""

    def __init__(self, figure):
        self.plane, self.bars, self.curve = figure.subplots(1, 3, width_ratios=[1, 1.05, 1.25])
        self._make_plane()
        self._make_bars()
        self._make_curve()

    def _make_plane(self):
        ax = self.plane
        self.above = MovingContours(ax, color=color.orange, lw=1.1, zorder=2)
        self.below = MovingContours(ax, color=color.blue, lw=1.1, zorder=2)
        (self.up,) = ax.plot([], [], color=color.ink, lw=1.6, zorder=3)
        (self.across,) = ax.plot([], [], color=color.ink, lw=1.6, ls=(0, (4, 3)), zorder=3)
        ax.plot([0], [0], "o", color=color.ink, ms=6, zorder=4)
        ax.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
        colour_key(ax, [("> 0", color.orange), ("< 0", color.blue)])
        self.kind = axes_text(ax, 1.0, 1.03, ha="right", color=color.ink, fontsize=10)

    def _make_bars(self):
        ax = self.bars
        (self.share,) = ax.plot([], [], color=color.violet, lw=9, solid_capstyle="butt", zorder=3)
        (self.minimum,) = ax.plot([], [], color=color.green, lw=9, solid_capstyle="butt", zorder=4)
        ax.set(xlim=(-0.7, DIMS[-1] + 0.7), ylim=(0, 0.65), xlabel="directions that lead down",
               ylabel="share of critical points")  # fmt: skip
        ax.set_xticks(range(DIMS[-1] + 1))
        colour_key(ax, [("minima", color.green), ("others", color.violet)])

    def _make_curve(self):
        ax = self.curve
        (self.matrices,) = ax.plot([], [], "s-", color=color.amber, lw=1.4, ms=5, zorder=3)
        (self.waves,) = ax.plot([], [], "o-", color=color.green, lw=1.4, ms=5, zorder=4)
        (self.now,) = ax.plot([], [], color=color.line, lw=6, alpha=0.6, zorder=1)
        ax.set(xlim=(0.5, DIMS[-1] + 0.5), yscale="log", ylim=(FLOOR / 2, 1.5),
               xlabel="dimension d", ylabel="share with no way down")  # fmt: skip
        colour_key(ax, [("● random waves", color.green), ("■ matrices", color.amber)])

    def update(self, run):
        values = np.einsum("...i,ij,...j->...", GRID, run.hessian, GRID) / 2
        self.above.update(SIDE, SIDE, values, STEPS)
        self.below.update(SIDE, SIDE, values, -STEPS)
        turn = np.deg2rad(run.angle)
        axis = 1.2 * np.array([np.cos(turn), np.sin(turn)])
        self.up.set_data([-axis[0], axis[0]], [-axis[1], axis[1]])
        self.across.set_data([axis[1], -axis[1]], [-axis[0], axis[0]])
        self.kind.set_text(run.kind)
        at = np.repeat(np.arange(1, run.dim + 1), 3).astype(float)
        tops = np.stack([0 * run.shares, run.shares, np.nan * run.shares], axis=1)
        self.share.set_data(at, tops[1:].ravel())
        self.minimum.set_data([0, 0], [0, run.shares[0]])
        seen = DIMS[: run.dim]
        for line, shares in ((self.waves, run.minima), (self.matrices, run.matrices)):
            line.set_data(seen, np.where(shares > 0, shares, np.nan)[: run.dim])
        self.now.set_data([run.dim] * 2, [FLOOR / 2, 1.5])
