"""Fits to many training sets, and the parts of their error over λ."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.regularization.car_curves import age_and_price
from course_lib.lessons.regularization.resampled_fits import LAMBDAS, SHOWN
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

TOP = 8.0


class ResampledFitsView:
    """Left 25 fits, their mean and the cars' mean price; right noise, bias² and variance."""

    def __init__(self, figure):
        self.plane, self.parts = figure.subplots(1, 2, width_ratios=[1.15, 1])
        self._make_plane()
        self._make_parts()

    def _make_plane(self):
        ax = self.plane
        ax.plot(*age_and_price(), "o", color=color.line, ms=2, mew=0, alpha=0.5, zorder=1)
        (self.curves,) = ax.plot([], [], color=color.sky, lw=0.8, alpha=0.8, zorder=2)
        (self.truth,) = ax.plot([], [], color=color.ink, lw=1.2, zorder=3)
        (self.mean,) = ax.plot([], [], color=color.orange, lw=2.6, zorder=4)
        ax.set(xlim=(0, 81), ylim=(3, 28), xlabel="age (months)", ylabel="price (1,000 euro)")
        colour_key(ax, [(f"{SHOWN} fits", color.sky), ("mean of 200 fits", color.orange),
                        ("mean price", color.ink)])  # fmt: skip

    def _make_parts(self):
        ax = self.parts
        self.areas = [
            ax.fill([], [], facecolor=tone, alpha=0.55, lw=0, zorder=2)[0]
            for tone in (color.line, color.pink, color.sky)
        ]
        (self.total,) = ax.plot([], [], color=color.ink, lw=1.8, zorder=3)
        self.line = ax.axvline(1, color=color.orange, lw=1.4, zorder=4)
        ax.set(xscale="log", xlim=(LAMBDAS[0], LAMBDAS[-1]), ylim=(0, TOP), xlabel=r"$\lambda$",
               ylabel="squared error (1,000 euro)²")  # fmt: skip
        colour_key(ax, [("noise", color.muted), ("bias²", color.pink), ("variance", color.sky),
                        ("error", color.ink)])  # fmt: skip

    def update(self, run):
        world = run.population
        gaps = np.tile(np.r_[world.ages, np.nan], len(run.curves))
        self.curves.set_data(gaps, in_pieces(np.clip(run.curves, -50, 80)))
        self.truth.set_data(world.ages, world.mean)
        self.mean.set_data(world.ages, np.clip(run.mean_curve, -50, 80))
        floor = np.zeros(len(LAMBDAS))
        for area, part in zip(self.areas, (world.noise, run.bias, run.variance), strict=True):
            roof = floor + part
            ends = np.minimum([floor, roof], 2 * TOP)
            area.set_xy(np.c_[np.r_[LAMBDAS, LAMBDAS[::-1]], np.r_[ends[0], ends[1][::-1]]])
            floor = roof
        self.total.set_data(LAMBDAS, np.minimum(run.error, 2 * TOP))
        self.line.set_xdata([run.lam, run.lam])
