"""One line and the street it leaves free, beside the width of every line's street."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.svm_hinge.separating_lines import ANGLES, OFFSETS, normal_of
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import HEIGHT, color
from course_lib.plots.two_classes import Boundary, ClassPoints, level_line


class SeparatingLinesView:
    """Left the samples and the line; right the map of all lines, angle by offset."""

    def __init__(self, figure):
        self.plane, self.map = figure.subplots(1, 2, width_ratios=[1.1, 1])
        self.drawn = False
        self._make_plane()
        self._make_map()

    def _make_plane(self):
        ax = self.plane
        (self.found,) = ax.plot([], [], color=color.violet, lw=0.9, alpha=0.55, zorder=1)
        self.best = Boundary(ax, tone=color.green, zorder=3)
        self.mine = Boundary(ax, tone=color.ink, strip=color.amber, alpha=0.22, zorder=4)
        (self.perpendiculars,) = ax.plot([], [], color=color.ink, lw=1.2, zorder=5)
        self.points = ClassPoints(ax, zorder=6)
        (self.wrong,) = ax.plot([], [], "x", color=color.pink, ms=12, mew=2.2, zorder=7)
        ax.set(xlim=(-3.4, 3.8), ylim=(-3, 3), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
        colour_key(ax, [("your line", color.ink), ("perceptron", color.violet),
                        ("widest", color.green), ("× mistake", color.pink)])  # fmt: skip

    def _make_map(self):
        ax = self.map
        (self.dots,) = ax.plot([], [], "D", color=color.violet, ms=5, zorder=4)
        (self.star,) = ax.plot([], [], "*", color=color.green, ms=17, zorder=5)
        (self.here,) = ax.plot([], [], "o", color=color.ink, ms=9, zorder=6, clip_on=False)
        ax.set(xlim=ANGLES, ylim=OFFSETS, xlabel="angle (°)", ylabel="offset",
               title="width of every line's street")  # fmt: skip
        ax.grid(False)

    def update(self, run):
        if not self.drawn:
            self._draw_once(run.table)
        self.mine.update(run.normal, -run.offset, max(run.room / 2, 0.0))
        near = run.distance <= run.distance.min() + 0.05
        pairs = np.stack([run.table.X[near], run.feet[near], np.full((near.sum(), 2), np.nan)], 1)
        self.perpendiculars.set_data(pairs.reshape(-1, 2).T)
        self.perpendiculars.set_visible(run.room > 0)
        self.wrong.set_data(run.table.X[run.distance <= 0].T)
        self.here.set_data([run.angle], [run.offset])
        self.dots.set_data(run.table.perceptron[: run.orders].T)
        self.found.set_data(self.lines[: 3 * run.orders].T)
        self.star.set_visible(run.best)
        if run.best:
            self.best.update(normal_of(run.table.best[0]), -run.table.best[1], self.widest / 2)
        else:
            self.best.hide()

    def _draw_once(self, table):
        self.drawn = True
        self.points.update(table.X, table.y)
        self.map.imshow(
            table.room, cmap=HEIGHT, vmin=0, origin="lower", aspect="auto",
            extent=(*ANGLES, *OFFSETS), zorder=0,
        )  # fmt: skip
        self.star.set_data([table.best[0]], [table.best[1]])
        self.widest = 2 * (table.y * (table.X @ normal_of(table.best[0]) - table.best[1])).min()
        ends = [level_line(normal_of(a), -c) for a, c in table.perceptron]
        gap = np.full((1, 2), np.nan)
        self.lines = np.concatenate([part for pair in ends for part in (pair, gap)])
