"""The second-order condition: a surface, its level curves, and the curvature of each direction."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convexity.curvature import HALF, LEVELS
from course_lib.lessons.convexity.slopes_view import only
from course_lib.plots.arrow import arrow
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import color
from course_lib.plots.surface import Surface

FLOOR = 4.6  # of |f|, which ends at 4.5 in the corners
TOP = 2.4  # of |dᵀHd|; the sliders end at 2


class CurvatureView:
    """Left the surface, in the middle its level curves, right dᵀHd against the direction of d."""

    def __init__(self, figure):
        self.solid, self.plane, self.fan = figure.subplots(1, 3, width_ratios=[1.3, 1.12, 0.9])
        self.surface = Surface(self.solid, half=HALF, height=FLOOR, rise=1.15)
        (self.cut,) = self.solid.plot([], [], color=color.green, lw=2.6, zorder=4)
        self.solid.set_title("f(x) = ½ xᵀHx")
        self._lay_floor()
        self._make_plane()
        self._make_fan()

    def _lay_floor(self):
        edge = HALF * np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]])
        self.solid.plot(*self.surface.project(*edge, -FLOOR), color=color.line, lw=1.0, zorder=0)
        for name, x, y in (("x$_1$", 0, -1.25 * HALF), ("x$_2$", 1.25 * HALF, 0)):
            self.solid.text(*self.surface.project(x, y, -FLOOR), name, color=color.ink,
                            ha="center", va="center", zorder=0)  # fmt: skip

    def _make_plane(self):
        ax = self.plane
        self.above = MovingContours(ax, color=color.orange, lw=1.3)
        self.below = MovingContours(ax, color=color.blue, lw=1.3, ls=(0, (4, 2)))
        (self.line,) = ax.plot([], [], color=color.green, lw=2.2, zorder=3)
        self.arrows = [ax.plot([], [], color=color.ink, lw=1.6, zorder=4)[0] for _ in range(2)]
        self.names = [
            ax.text(0, 0, name, color=color.ink, ha="center", va="center", fontsize=11, zorder=5)
            for name in ("v$_1$", "v$_2$")
        ]
        ax.set(xlim=(-HALF, HALF), ylim=(-HALF, HALF), aspect="equal", xlabel="x$_1$",
               ylabel="x$_2$", title="level curves, direction d")  # fmt: skip
        ax.grid(False)

    def _make_fan(self):
        ax = self.fan
        ax.axhline(0, color=color.muted, lw=1.0)
        (self.up,) = ax.plot([], [], color=color.orange, lw=2.2)
        (self.down,) = ax.plot([], [], color=color.blue, lw=2.2, ls=(0, (4, 2)))
        (self.now,) = ax.plot([], [], "o", color=color.green, ms=10, zorder=5)
        ax.set(xlim=(0, 180), ylim=(-TOP, TOP), xticks=[0, 45, 90, 135, 180],
               xlabel="direction of d (degrees)", title="curvature dᵀHd")  # fmt: skip

    def update(self, run):
        self.surface.update(run.side[::2], run.side[::2], run.height[::2, ::2])
        toward = np.deg2rad(run.direction)
        d = np.array([np.cos(toward), np.sin(toward)])
        reach = HALF / np.abs(d).max()
        s = np.linspace(-reach, reach, 61)
        self.cut.set_data(*self.surface.project(s * d[0], s * d[1], 0.5 * run.along * s**2))
        self.line.set_data([-reach * d[0], reach * d[0]], [-reach * d[1], reach * d[1]])
        for contours, sign in ((self.above, 1.0), (self.below, -1.0)):
            contours.update(run.side, run.side, run.height, sign * LEVELS)
        for line, name, v in zip(self.arrows, self.names, run.axes, strict=True):
            line.set_data(*arrow((0, 0), 0.95 * v).T)
            name.set_position(1.2 * v)
        self.up.set_data(*only(run.angles, run.curvature, run.curvature >= 0))
        self.down.set_data(*only(run.angles, run.curvature, run.curvature < 0))
        self.now.set_data([run.direction], [run.along])
