"""Operations over the number of variables, and as multiples of those of f."""

from __future__ import annotations

from matplotlib.ticker import FixedLocator, NullLocator

from course_lib.lessons.autodiff.gradient_cost import MODES, SIZES
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

TONES = {"reverse": color.orange, "forward": color.blue, "differences": color.violet}
BOUND = 5


class GradientCostView:
    """Left the operations, right their ratio with the theorem's constant, up to n; log scales."""

    def __init__(self, figure):
        self.counts, self.ratios = figure.subplots(1, 2)
        (self.f,) = self.counts.plot([], [], "o-", color=color.green, ms=5, lw=1.6)
        self.lines = {}
        for ax in (self.counts, self.ratios):
            for mode, tone in TONES.items():
                (line,) = ax.plot([], [], "o-", color=tone, ms=5, lw=1.8)
                self.lines[ax, mode] = line
        self.here = [ax.axvline(1, color=color.ink, lw=1.0, zorder=1)
                     for ax in (self.counts, self.ratios)]  # fmt: skip
        log = dict(xscale="log", yscale="log", xlabel="number of variables n")
        self.counts.set(ylim=(0.7, 2e4), ylabel="operations", **log)
        self.ratios.set(ylim=(0.8, 150), ylabel="operations ÷ operations of f", **log)
        for ax in (self.counts, self.ratios):
            ax.set_xlim(1.7, 38)
            ax.xaxis.set_major_locator(FixedLocator(SIZES))
            ax.xaxis.set_minor_locator(NullLocator())
            ax.set_xticklabels([str(n) for n in SIZES])
        self.ratios.yaxis.set_major_locator(FixedLocator([1, 2, 5, 10, 20, 50, 100]))
        self.ratios.yaxis.set_minor_locator(NullLocator())
        self.ratios.set_yticklabels(["1", "2", "5", "10", "20", "50", "100"])
        self.ratios.axhline(BOUND, color=color.muted, lw=1.2, ls=(0, (4, 3)), zorder=1)
        note = axes_text(self.ratios, 0.98, 0.37, ha="right", fontsize=9.5, color=color.muted)
        note.set_text("theorem: reverse ≤ 5")
        colour_key(self.counts, [("f", color.green)] + [(MODES[m], TONES[m]) for m in MODES])

    def update(self, run):
        shown = run.sizes <= run.n
        sizes = run.sizes[shown]
        self.f.set_data(sizes, run.f[shown])
        for mode in MODES:
            self.lines[self.counts, mode].set_data(sizes, run.cost[mode][shown])
            self.lines[self.ratios, mode].set_data(sizes, run.ratio[mode][shown])
        for line in self.here:
            line.set_xdata([run.n, run.n])
