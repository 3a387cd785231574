"""Penguins with their ellipses and two lines, beside what each line guarantees."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convex_programs.robust_line import CIRCLE, EACH, SCALES
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import known
from course_lib.plots.style import color
from course_lib.plots.two_classes import NEGATIVE, POSITIVE, Boundary, ClassPoints, level_line

MIDDLE = (46.0, 17.0)  # of the picture


class RobustLineView:
    """Left the ellipses and both lines; right the share that is wrong at worst, by their scale."""

    def __init__(self, figure):
        self.plane, self.worst = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self._make_plane()
        self._make_worst()

    def _make_plane(self):
        ax = self.plane
        self.street = Boundary(ax, zorder=2, near=MIDDLE)
        (self.plain,) = ax.plot([], [], color=color.muted, lw=1.8, ls=(0, (4, 3)), zorder=4)
        self.points = ClassPoints(ax, 4.0, zorder=6)
        self.ellipses = [ax.plot([], [], color=tone, lw=1.0, alpha=0.75, zorder=5)[0]
                         for tone in (NEGATIVE, POSITIVE)]  # fmt: skip
        (self.touching,) = ax.plot([], [], color=color.green, lw=2.4, zorder=7)
        (self.mixes,) = ax.plot([], [], "D", color=color.green, ms=8, mec=color.paper, zorder=8)
        ax.set(xlim=(31, 61), ylim=(11.3, 22.7), xlabel="bill length (mm)",
               ylabel="bill depth (mm)")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("■ Adelie", NEGATIVE), ("● Gentoo", POSITIVE),
                        ("○ holds the line", color.green),
                        ("-- no ellipses", color.muted)])  # fmt: skip

    def _make_worst(self):
        ax = self.worst
        ax.axvline(1, color=color.line, lw=1.2, zorder=1)
        (self.by_plain,) = ax.plot([], [], color=color.muted, lw=2, ls=(0, (4, 3)), zorder=3)
        (self.by_robust,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=4)
        ax.set(xlim=(0, SCALES[-1]), ylim=(-3, 100), ylabel="wrong in the worst case (%)",
               xlabel="size of the ellipses (1: as drawn)")  # fmt: skip
        colour_key(ax, [("robust line", color.ink), ("-- no ellipses", color.muted)])

    def update(self, run):
        self.street.update(run.w, run.b)
        self.plain.set_data(level_line(run.plain[1:], run.plain[0], near=MIDDLE).T)
        self.points.update(run.X, run.y)
        outlines = run.X[:, None] + run.radii * CIRCLE
        self.ellipses[0].set_data(outlines[:EACH].reshape(-1, 2).T)
        self.ellipses[1].set_data(outlines[EACH:].reshape(-1, 2).T)
        held = run.X[run.touching] if run.separable else run.mixes
        self.touching.set_data((held[:, None] + run.radii * CIRCLE).reshape(-1, 2).T)
        self.mixes.set_data(known(run.mixes))
        for line, wrong in zip((self.by_robust, self.by_plain), 100 * run.wrong, strict=True):
            line.set_data(known(np.stack([SCALES, wrong], axis=1)))
