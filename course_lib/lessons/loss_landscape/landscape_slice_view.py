"""The slice by its level curves with the path, the loss by epoch, and a cut through the middle."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.loss_landscape.finer import finer
from course_lib.lessons.loss_landscape.landscape_slice import EPOCHS, LEVELS, PATH, POINTS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import color

FLOOR, TOP = 1e-3, 500
BANDS = {"below 0.5": color.blue, "0.5 to 5": color.green, "above 5": color.orange}


class LandscapeSliceView:
    """Left the plane; middle the cuts through its middle; right the training loss."""

    def __init__(self, figure):
        self.plane, self.cut, self.training = figure.subplots(1, 3, width_ratios=[1.15, 1, 0.85])
        ax = self.plane
        ranges = ((0, 0.5), (0.5, 5), (5, np.inf))
        self.bands = [
            (MovingContours(ax, color=tone, lw=1.3, zorder=2), [v for v in LEVELS if a <= v < b])
            for tone, (a, b) in zip(BANDS.values(), ranges, strict=True)
        ]
        (self.path,) = ax.plot([], [], "o-", color=color.ink, lw=1.4, ms=3, zorder=4)
        (self.end,) = ax.plot([0], [0], "*", color=color.ink, ms=13, zorder=5)
        ax.set(xlabel="first direction", ylabel="second direction")
        self._reach((-1, 1), (-1, 1))
        ax.grid(False)
        colour_key(ax, list(BANDS.items()))
        ax = self.cut
        (self.across,) = ax.plot([], [], color=color.violet, lw=2, zorder=3)
        (self.up,) = ax.plot([], [], color=color.pink, lw=2, ls=(0, (4, 2)), zorder=3)
        ax.set(xlim=(-0.5, POINTS - 0.5), yscale="log", ylim=(FLOOR, TOP), ylabel="loss")
        ax.set_xticks([0, POINTS // 2, POINTS - 1], ["one end", "middle", "other end"])
        colour_key(ax, [("along first", color.violet), ("second", color.pink)])
        ax = self.training
        (self.loss,) = ax.plot([], [], "o-", color=color.ink, lw=1.4, ms=3, zorder=3)
        ax.set(xlim=(-0.7, EPOCHS + 0.7), yscale="log", ylim=(FLOOR, 30), xlabel="epoch")
        colour_key(ax, [("training loss", color.ink)])

    def update(self, run):
        x, y = run.x, run.y
        if (x[0], x[-1], y[0], y[-1]) != (*self.plane.get_xlim(), *self.plane.get_ylim()):
            self._reach((x[0], x[-1]), (y[0], y[-1]))
        fine = finer(x, y, run.values)
        for curves, levels in self.bands:
            curves.update(*fine, levels)
        shown = run.path if run.plane == PATH else np.empty((0, 2))
        self.path.set_data(shown.T)
        row, column = (np.abs(axis).argmin() for axis in (y, x))
        steps = np.arange(POINTS)
        self.across.set_data(steps, run.values[row].clip(FLOOR, TOP))
        self.up.set_data(steps, run.values[:, column].clip(FLOOR, TOP))
        self.loss.set_data(np.arange(len(run.loss)), run.loss)

    def _reach(self, x, y):
        """Other limits with as many ticks as before: new ones would come in a light page's ink."""
        self.plane.set(xlim=x, ylim=y)
        for axis, ends in ((self.plane.xaxis, x), (self.plane.yaxis, y)):
            ticks = np.linspace(*ends, 5)
            axis.set_ticks(ticks, [f"{tick:.1f}".replace("-", "−") for tick in ticks])
