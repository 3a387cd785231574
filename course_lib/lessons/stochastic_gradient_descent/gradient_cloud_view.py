"""The cloud of gradients, and its spread over the batch size."""

from __future__ import annotations

from course_lib.lessons.stochastic_gradient_descent.gradient_cloud import MEASURES, SIZES
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

RANGES = {MEASURES[0]: (1e-3, 300), MEASURES[1]: (3e-2, 20)}
TINY = 1e-6


class GradientCloudView:
    """Left single gradients and means of B; right variance or its root, by B."""

    def __init__(self, figure):
        self.plane, self.spread = figure.subplots(1, 2, width_ratios=[1, 1.15])
        ax = self.plane
        (self.single,) = ax.plot(
            [], [], "o", color=color.orange, ms=2.6, mew=0, alpha=0.3, zorder=2
        )
        (self.means,) = ax.plot([], [], "o", color=color.blue, ms=3.2, mew=0, alpha=0.75, zorder=3)
        (self.full,) = ax.plot([], [], "+", color=color.ink, ms=15, mew=2.4, zorder=5)
        ax.plot([0], [0], "x", color=color.green, ms=9, mew=2.2, zorder=1)
        ax.set(xlim=(-36, 20), ylim=(-42, 30), xlabel="∂J/∂b", ylabel="∂J/∂w$_1$")
        colour_key(ax, [("one car", color.orange), ("mean of B", color.blue), ("+ ∇J", color.ink)])
        ax = self.spread
        (self.plain,) = ax.plot([], [], color=color.green, lw=1.6, ls=(0, (4, 2)), zorder=2)
        (self.theory,) = ax.plot([], [], color=color.pink, lw=1.8, zorder=3)
        (self.measured,) = ax.plot([], [], "o", color=color.blue, ms=6, zorder=4)
        (self.now,) = ax.plot([], [], "o", mfc="none", color=color.ink, ms=13, mew=1.8, zorder=5)
        ax.set(xscale="log", yscale="log", xlim=(0.8, 2000), xlabel="batch size B")
        ax.xaxis.set_major_formatter("{x:,.0f}")
        colour_key(ax, [("measured", color.blue), ("theory", color.pink),
                        ("with replacement", color.green)])  # fmt: skip
        self.measure = None

    def update(self, run):
        if run.measure != self.measure:
            self.measure = run.measure
            self.spread.set(ylim=RANGES[run.measure], ylabel=f"{run.measure} of the gradient")
        self.single.set_data(*run.single.T)
        self.means.set_data(*run.means.T)
        self.full.set_data(*run.full[:, None])
        self.plain.set_data(SIZES, run.plain)
        self.theory.set_data(SIZES, run.theory.clip(TINY))
        self.measured.set_data(SIZES, run.measured.clip(TINY))
        k = SIZES.index(run.batch)
        self.now.set_data([run.batch], [max(run.measured[k], TINY)])
