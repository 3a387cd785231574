"""A slice of the semidefinite cone, and the eigenvalues on the way to its optimum."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convex_programs.semidefinite_slice import WALK
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color
from course_lib.plots.two_classes import level_line

REACH, ORDER = 1.75, 4  # half the picture; the largest matrix


class SemidefiniteSliceView:
    """Left the region F(x) ⪰ 0 with the objective; right λᵢ(F) on the ray through the optimum."""

    def __init__(self, figure):
        self.plane, self.walk = figure.subplots(1, 2, width_ratios=[1, 1.15])
        self._make_plane()
        self._make_walk()

    def _make_plane(self):
        ax = self.plane
        (self.region,) = ax.fill([0, 0, 0], [0, 0, 0], fc=color.sky, ec=color.blue, lw=1.8,
                                 alpha=0.25, zorder=1)  # fmt: skip
        (self.edge,) = ax.plot([], [], color=color.blue, lw=1.8, zorder=2)
        (self.ray,) = ax.plot([], [], color=color.orange, lw=1.3, zorder=3)
        (self.level,) = ax.plot([], [], color=color.green, lw=1.6, ls=(0, (5, 3)), zorder=3)
        (self.arrow,) = ax.plot([], [], color=color.pink, lw=2.6, zorder=4)
        (self.tip,) = ax.plot([], [], "o", color=color.pink, ms=8, zorder=4)
        (self.best,) = ax.plot([], [], "*", color=color.green, ms=16, mec=color.paper, zorder=6)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal",
               xlabel="$x_1$", ylabel="$x_2$")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("F(x) ⪰ 0", color.blue), ("−c", color.pink), ("★ optimum", color.green)])

    def _make_walk(self):
        ax = self.walk
        ax.axhline(0, color=color.ink, lw=1, zorder=1)
        ax.axvline(1, color=color.green, lw=1.4, ls=(0, (5, 3)), zorder=1)
        self.lines = [ax.plot([], [], color=color.orange, lw=1.8, zorder=3)[0]
                      for _ in range(ORDER)]  # fmt: skip
        (self.now,) = ax.plot([], [], "o", color=color.green, ms=8, zorder=4)
        ax.set(xlim=(0, WALK[-1]), ylim=(-1.3, 3.3),
               xlabel="way along the ray (0: origin, 1: optimum)",
               ylabel=r"eigenvalues $\lambda_i$ of F")  # fmt: skip
        colour_key(ax, [(r"eigenvalues of F on the ray", color.orange),
                        ("at the optimum", color.green)])  # fmt: skip

    def update(self, run):
        self.region.set_xy(run.boundary)
        self.edge.set_data(run.boundary.T)
        self.ray.set_data(*(WALK[[0, -1]] * run.x[:, None]))
        self.level.set_data(level_line(run.c, -float(run.c @ run.x)).T)
        self.arrow.set_data(*np.stack([0 * run.c, -0.45 * run.c], axis=1))
        self.tip.set_data(-0.45 * run.c[:, None])
        self.best.set_data(run.x[:, None])
        order = run.walk.shape[1]
        for k, line in enumerate(self.lines):
            line.set_data((WALK, run.walk[:, k]) if k < order else ([], []))
        self.now.set_data(np.ones(order), run.eigenvalues)
