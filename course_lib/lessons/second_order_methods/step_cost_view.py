"""Seconds of one step by d, and seconds until the goal is reached."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.second_order_methods.step_cost import GRID, MEASURED, NAMES
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

TONES = dict(zip(NAMES, (color.pink, color.violet, color.green, color.blue), strict=True))


class StepCostView:
    """Left the measured cost of a step with its line; right the time to the goal."""

    def __init__(self, figure):
        self.step, self.total = figure.subplots(1, 2)
        self.own, self.totals = {}, {}
        for name, tone in TONES.items():
            (self.own[name],) = self.step.plot([], [], color=tone, lw=1.4, ls="--", zorder=3)
            sizes, seconds = np.array(list(MEASURED[name].items())).T
            self.step.plot(sizes, seconds, "o", color=tone, ms=5, zorder=4)
            (self.totals[name],) = self.total.plot([], [], color=tone, lw=2, zorder=3)
        self.lines = [
            ax.axvline(1, color=color.orange, lw=1.2, zorder=2) for ax in (self.step, self.total)
        ]
        (self.here,) = self.total.plot([], [], "o", color=color.orange, ms=9, zorder=5)
        self.best = axes_text(self.total, 0.04, 0.93, color=color.ink, fontsize=11)
        for ax, span, label in (
            (self.step, (1e-7, 1e4), "seconds for one step"),
            (self.total, (1e-5, 1e12), "seconds to the goal"),
        ):
            ax.set(xscale="log", yscale="log", xlim=(8, 1.2e6), ylim=span,
                   xlabel="d, number of variables", ylabel=label)  # fmt: skip
        colour_key(self.step, list(TONES.items()))

    def update(self, run):
        for name in NAMES:
            self.own[name].set_data(GRID, run.own[name])
            self.totals[name].set_data(GRID, run.total[name])
        for line in self.lines:
            line.set_xdata([run.d, run.d])
        curve = run.total[run.fastest]
        at = np.exp(np.interp(np.log(run.d), np.log(GRID), np.log(curve)))
        self.here.set_data([run.d], [at])
        self.best.set_text(f"fastest: {run.fastest}")
