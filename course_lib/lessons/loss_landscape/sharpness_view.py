"""The spectrum of one minimum, and the sharpness of all minima by two measures."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.loss_landscape.sharpness import METHODS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TONES = dict(zip(METHODS, (color.blue, color.green, color.orange), strict=True))
NAMES = tuple(name.replace(", ", "\n") for name in METHODS)
GRID = np.concatenate([-np.geomspace(3, 1e-3, 60), np.geomspace(1e-3, 200, 160)])
FLOOR = 1e-4


class SharpnessView:
    """Left the Ritz values and weights; middle λ_max; right its scale-free relative."""

    def __init__(self, figure):
        self.spectrum, self.largest, self.adaptive = figure.subplots(1, 3, width_ratios=[1.5, 1, 1])
        ax = self.spectrum
        (self.sticks,) = ax.plot([], [], lw=2, color=color.violet, zorder=3)
        (self.last,) = ax.plot([], [], "o", ms=8, color=color.violet, zorder=4)
        ax.set(xscale="symlog", xlim=(-1, 200), yscale="log", ylim=(FLOOR, 2),
               xlabel="eigenvalue (Ritz value)", ylabel="share of the eigenvalues")  # fmt: skip
        ax.set_xscale("symlog", linthresh=0.1)
        ax.set_xticks([-1, 0, 1, 10, 100], ["−1", "0", "1", "10", "100"])
        ax.axvline(0, color=color.line, lw=1, zorder=1)
        colour_key(ax, [("spectrum of seed 0", color.violet), ("● its $λ_{max}$", color.violet)])
        self.dots = {}
        for key, ax, top, title in (
            ("largest", self.largest, (0.6, 60), "$λ_{max}$ of the Hessian"),
            ("adaptive", self.adaptive, (0.1, 2), "scale-free $λ_{max}$"),
        ):
            ax.set(xlim=(-0.6, 2.6), yscale="log", ylim=top, title=title)
            ax.set_xticks(range(len(NAMES)), NAMES, fontsize=9)
            self.dots[key] = [
                (ax.plot([], [], "o", color=tone, ms=6, alpha=0.75, zorder=3)[0],
                 ax.plot([], [], color=tone, lw=2.5, zorder=4)[0])
                for tone in TONES.values()
            ]  # fmt: skip
        for ax, ticks in (
            (self.largest, (1, 2, 5, 10, 20, 50)),
            (self.adaptive, (0.1, 0.2, 0.5, 1, 2)),
        ):
            ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
            ax.minorticks_off()

    def update(self, run):
        values, weights = run.spectrum.values, run.spectrum.weights
        nan = np.nan * values
        self.sticks.set_data(
            np.stack([values, values, nan], axis=1).ravel(),
            np.stack([FLOOR + 0 * values, weights.clip(FLOOR), nan], axis=1).ravel(),
        )
        self.last.set_data([values[-1]], [max(weights[-1], 1.3 * FLOOR)])
        for key, values_of in (("largest", run.largest), ("adaptive", run.adaptive)):
            for k, (dots, mean) in enumerate(self.dots[key]):
                found = values_of[list(METHODS)[k]]
                dots.set_data(k + np.linspace(-0.2, 0.2, len(found)), found)
                mean.set_data([k - 0.3, k + 0.3], [found.mean()] * 2)
