"""A quadratic over a polygon, and what descent from many starts has reached."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convex_programs.quadratic_program import CORNERS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.pieces import known
from course_lib.plots.style import color

TONES = (color.green, color.orange, color.violet, color.pink, color.amber)
HALF, LOW, HIGH = 3.0, -9.0, 2.0


class QuadraticProgramView:
    """Left contours, region and starts by where they end; right the value that each has reached."""

    def __init__(self, figure):
        self.plane, self.values = figure.subplots(1, 2, width_ratios=[1.2, 1])
        self.axis = np.linspace(-HALF, HALF, 61)
        self.grid = np.stack(np.meshgrid(self.axis, self.axis), axis=-1)
        self._make_plane()
        self._make_values()

    def _make_plane(self):
        ax = self.plane
        self.contours = MovingContours(ax, color=color.line, lw=0.9, zorder=1)
        ax.fill(*CORNERS.T, fc=color.sky, ec=color.ink, lw=1.6, alpha=0.16, zorder=2)
        closed = np.vstack([CORNERS, CORNERS[:1]])
        ax.plot(*closed.T, color=color.ink, lw=1.6, zorder=3)
        self.dots = [ax.plot([], [], "o", color=tone, ms=5, zorder=4)[0]
                     for tone in (*TONES, color.muted)]  # fmt: skip
        self.minima = [ax.plot([], [], "v", color=tone, ms=13, mec=color.paper, zorder=6)[0]
                       for tone in TONES]  # fmt: skip
        (self.flat,) = ax.plot([], [], "x", color=color.ink, ms=9, mew=2.2, zorder=7)
        (self.best,) = ax.plot([], [], "*", color=color.blue, ms=13, mec=color.paper, zorder=8)
        ax.set(xlim=(-HALF, HALF), ylim=(-2.3, 2.4), aspect="equal",
               xlabel="$x_1$", ylabel="$x_2$")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("★ solver", color.blue), ("▼ local minimum", color.green),
                        ("× flat point", color.ink), ("● starts", color.muted)])  # fmt: skip

    def _make_values(self):
        ax = self.values
        self.reached = [ax.plot([], [], "o", color=tone, ms=5, zorder=4)[0]
                        for tone in (*TONES, color.muted)]  # fmt: skip
        self.optimum = ax.axhline(0, color=color.blue, lw=1.6, ls=(0, (5, 3)), zorder=3)
        ax.set(ylim=(LOW, HIGH), xlabel="starts, sorted by where they end", ylabel="f reached")
        colour_key(ax, [("f at the end of descent", color.muted), ("solver", color.blue)])

    def update(self, run):
        values = run.f(self.grid)
        self.contours.update(self.axis, self.axis, values, _levels(values))
        order = np.argsort(run.reached, kind="stable")
        for k, (dots, reached) in enumerate(zip(self.dots, self.reached, strict=True)):
            group = k if k < len(TONES) else -1
            dots.set_data(run.starts[run.basin == group].T)
            rank = np.flatnonzero(run.basin[order] == group)
            reached.set_data(rank, run.reached[order][rank])
        for k, mark in enumerate(self.minima):
            mark.set_data(run.minima[k : k + 1].T)
        self.flat.set_data(run.z[:, None])
        self.best.set_data(known([run.x]))
        self.values.set_xlim(-2, len(run.starts) + 1)
        self.optimum.set_visible(run.solved)
        if run.solved:
            self.optimum.set_ydata([run.f(run.x)] * 2)


def _levels(values) -> np.ndarray:
    """Twelve heights, closer together near the flat point, where f is 0."""
    share = np.linspace(-1, 1, 13)
    return share * np.abs(share) * np.abs(values).max()
