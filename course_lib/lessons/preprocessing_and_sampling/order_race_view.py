"""Four lines through one cloud, and how good each order is, step by step."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.preprocessing_and_sampling.order_race import HEIGHT, LOOK, STEPS, WIDTH
from course_lib.lessons.preprocessing_and_sampling.orders import ORDERS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color
from course_lib.plots.two_classes import ClassPoints, level_line

TONES = dict(zip(ORDERS, (color.amber, color.green, color.violet, color.pink), strict=True))
DASHES = dict(zip(ORDERS, ("-", "-", (0, (5, 2)), "-"), strict=True))


class OrderRaceView:
    """Left the samples with each order's line, right the accuracy on new samples."""

    def __init__(self, figure):
        self.plane, self.curve = figure.subplots(1, 2, width_ratios=[1, 1.05])
        self._make_plane()
        self._make_curve()

    def _make_plane(self):
        ax = self.plane
        self.lines = {
            order: ax.plot([], [], color=tone, lw=2.4, ls=DASHES[order], zorder=3)[0]
            for order, tone in TONES.items()
        }
        self.points = ClassPoints(ax, 6, zorder=4)
        (self.outlier,) = ax.plot([], [], "s", color=color.orange, ms=9, zorder=6)
        (self.ring,) = ax.plot([], [], "o", color=color.ink, ms=19, mfc="none", mew=2, zorder=5)
        ax.set(xlim=(-WIDTH, WIDTH), ylim=(-HEIGHT, HEIGHT), aspect="equal",
               xlabel="$x_1$", ylabel="$x_2$")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("● class +1", color.blue), ("■ class −1", color.orange),
                        ("○ drag this one", color.ink)])  # fmt: skip

    def _make_curve(self):
        ax = self.curve
        self.means = {
            order: ax.plot([], [], color=tone, lw=2.2, ls=DASHES[order], zorder=3)[0]
            for order, tone in TONES.items()
        }
        ax.set(xlim=(0, STEPS), ylim=(0, 1), xlabel="step (one sample each)",
               ylabel="right on new samples", yticks=[0, 0.25, 0.5, 0.75, 1])  # fmt: skip
        ax.set_yticklabels(["0", "25 %", "50 %", "75 %", "100 %"])
        names = list(TONES.items())
        colour_key(ax, names[:2], y=1.1)
        colour_key(ax, names[2:], y=1.02)

    def update(self, run):
        self.points.update(run.X[:-1], run.y[:-1])
        self.outlier.set_data(run.X[-1:].T)
        self.ring.set_data(run.X[-1:].T)
        for k, order in enumerate(ORDERS):
            self.means[order].set_data(run.looked, run.accuracy[k].mean(axis=1))

    def show(self, run, frame):
        """The lines after this many looks."""
        for k, order in enumerate(ORDERS):
            b, *w = run.weights[k, frame * LOOK]
            line = level_line(np.array(w), b)
            self.lines[order].set_data([] if line is None else line[:, 0],
                                       [] if line is None else line[:, 1])  # fmt: skip
