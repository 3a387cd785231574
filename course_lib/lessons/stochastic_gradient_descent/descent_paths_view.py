"""Three paths over the contours of the cars' risk, and their distance by cost."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.stochastic_gradient_descent.descent_paths import BUDGETS
from course_lib.lessons.stochastic_gradient_descent.risks import START, car_risk
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import HEIGHT, color

LEVELS = np.array([0, 0.3, 1, 2, 3.5, 5, 7, 10, 14])
LABELS = {"steps": "steps", "samples": "samples (1,000)", "seconds": "milliseconds, by the formula"}
UNITS = {"steps": 1, "samples": 1e-3, "seconds": 1e3}
LOWEST, TOP = 3e-3, 60.0


class DescentPathsView:
    """Left the plane of weights; right √(J − J*) by steps, samples or seconds."""

    def __init__(self, figure):
        self.plane, self.far = figure.subplots(1, 2, width_ratios=[1, 1.2])
        self._make_plane()
        looks = ((color.orange, 0.9), (color.blue, 1.4), (color.green, 2.2))
        self.paths, self.curves = (
            [ax.plot([], [], color=tone, lw=width, zorder=k + 2)[0]
             for k, (tone, width) in enumerate(looks)]
            for ax in (self.plane, self.far)
        )  # fmt: skip
        (self.heads,) = self.plane.plot([], [], "o", color=color.ink, ms=5, zorder=6)
        self.far.set(yscale="log", ylim=(LOWEST, TOP), ylabel="distance from the best line")
        self.far.yaxis.set_major_formatter(lambda v, _: f"€{1e3 * v:,.0f}")
        words = [("all cars", color.green), ("B cars", color.blue), ("one car", color.orange)]
        colour_key(self.far, words)
        self.budget = None

    def _make_plane(self):
        ax, f = self.plane, car_risk()
        b, w = np.meshgrid(np.linspace(0, 22, 90), np.linspace(-17, 9, 90))
        values = np.sqrt(np.maximum(f(np.stack([b, w], axis=-1)) - f.minimum, 0))
        ax.contourf(b, w, values, levels=[*LEVELS, 40], cmap=HEIGHT)
        ax.contour(b, w, values, levels=LEVELS[1:], colors=color.line, linewidths=0.7, zorder=1)
        ax.plot(*START, "o", color=color.muted, ms=7, zorder=1)
        ax.plot(*f.minimizer, "*", color=color.pink, ms=14, zorder=1)
        ax.set(xlim=(0, 22), ylim=(-17, 9), xlabel="b: price at 0 km (1,000 €)",
               ylabel="w$_1$ (1,000 € per 100,000 km)")  # fmt: skip
        ax.grid(False)

    def update(self, run):
        if run.budget != self.budget:
            self.budget = run.budget
            self.far.set(xlim=(0, BUDGETS[run.budget] * UNITS[run.budget]),
                         xlabel=LABELS[run.budget])  # fmt: skip
        runs = (run.single, run.mini, run.full)
        for path, curve, one in zip(self.paths, self.curves, runs, strict=True):
            path.set_data(*np.clip(one.w, -100, 100).T)
            curve.set_data(one.spent * UNITS[run.budget], one.excess.clip(LOWEST / 2, 2 * TOP))
        ends = np.stack([one.w[-1] for one in runs])
        self.heads.set_data(*ends[np.abs(ends).max(axis=1) < 100].T)
