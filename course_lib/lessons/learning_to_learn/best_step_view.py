"""The meta-loss over the step size, and the best step size over the horizon."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.learning_to_learn.best_step import HORIZONS, LAST, TOP
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

FLOOR, CEILING, REACH = 1e-5, 1.0, 0.25


class BestStepView:
    """Left: F_T(η) with its slope at the chosen η. Right: where its minimum is, for every T."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self._make_left(self.left)
        self._make_right(self.right)

    def _make_left(self, ax):
        ax.set(xlim=(0, TOP), ylim=(FLOOR, CEILING), yscale="log", xlabel="step size η")
        colour_key(ax, [("mean final loss", color.blue), ("after one step", color.muted),
                        ("slope", color.orange)])  # fmt: skip
        (self.once,) = ax.plot([], [], color=color.muted, lw=1.4, ls=(0, (4, 2)))
        (self.loss,) = ax.plot([], [], color=color.blue)
        (self.tangent,) = ax.plot([], [], color=color.orange, lw=1.8)
        (self.lowest,) = ax.plot([], [], "*", color=color.ink, ms=13)
        (self.here,) = ax.plot([], [], "o", color=color.orange, mec=color.paper, ms=10)

    def _make_right(self, ax):
        ax.set(xlim=(0.9, 1.1 * LAST), ylim=(1, TOP), xscale="log", xlabel="horizon T",
               ylabel="best η")  # fmt: skip
        ax.set_xticks([1, 10, 100], ["1", "10", "100"])
        colour_key(ax, [("best η for T steps", color.blue), ("limit", color.ink)])
        (self.limit,) = ax.plot([], [], color=color.ink, lw=1.2, ls=(0, (2, 2)))
        (self.curve,) = ax.plot([], [], color=color.blue)
        (self.now,) = ax.plot([], [], "*", color=color.ink, ms=13)

    def update(self, run):
        clip = lambda values: np.clip(values, FLOOR, CEILING)  # noqa: E731
        self.loss.set_data(run.grid, clip(run.loss))
        self.once.set_data(run.grid, clip(run.once))
        # A tangent of F is a tangent of log F: slope divided by value.
        lr = run.lr + np.array([-REACH, REACH])
        exponent = np.clip((lr - run.lr) * run.slope / run.here, -30, 30)
        self.tangent.set_data(lr, clip(run.here * np.exp(exponent)))
        self.here.set_data([run.lr], [clip(run.here)])
        low = np.interp(run.best, run.grid, run.loss)
        self.lowest.set_data([run.best], [clip(low)])
        self.limit.set_data([1, LAST], [run.limit] * 2)
        shown = run.horizon >= HORIZONS
        self.curve.set_data(HORIZONS[shown], run.by_horizon[shown])
        self.now.set_data([run.horizon], [run.best])
