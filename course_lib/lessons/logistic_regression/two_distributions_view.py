"""Two distributions as bars, the cost of every belief as a curve, and the sum H + KL."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.logistic_regression.two_distributions import GRID
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

TOP = 3.4  # where higher costs are cut off
ROOM = 3.8  # of the axes, with the number above the bar


class TwoDistributionsView:
    """Left p and q; in the middle H(p, q) over q; right both sums, H(p) + KL and H(q) + KL."""

    def __init__(self, figure):
        self.bars_ax, self.curve_ax, self.sum_ax = figure.subplots(
            1, 3, width_ratios=[0.8, 1.5, 0.8]
        )
        self._make_bars()
        self._make_curve()
        self._make_sums()

    def _make_bars(self):
        ax = self.bars_ax
        ax.set(xlim=(-0.5, 1.5), ylim=(0, 1.08), xticks=(0, 1), xticklabels=("y = 0", "y = 1"),
               ylabel="probability")  # fmt: skip
        self.p_bars = ax.bar([-0.19, 0.81], [1, 1], width=0.34, color=color.blue)
        self.q_bars = ax.bar([0.19, 1.19], [1, 1], width=0.34, color=color.orange)
        colour_key(ax, [("truth p", color.blue), ("belief q", color.orange)])

    def _make_curve(self):
        ax = self.curve_ax
        (self.entropies,) = ax.plot([], [], color=color.blue, lw=1.4, ls=(0, (4, 3)))
        (self.curve,) = ax.plot([], [], color=color.ink, lw=2.2)
        (self.floor,) = ax.plot([], [], color=color.blue, lw=1.0)
        (self.gap,) = ax.plot([], [], color=color.pink, lw=5, solid_capstyle="butt")
        (self.at_p,) = ax.plot([], [], "o", color=color.blue, ms=9, zorder=5, clip_on=False)
        (self.at_q,) = ax.plot([], [], "o", color=color.orange, ms=10, zorder=6, clip_on=False)
        ax.set(xlim=(0, 1), ylim=(0, ROOM), xlabel="believed probability q of y = 1")
        colour_key(ax, [("H(p, q)", color.ink), ("- - H(·)", color.blue),
                        ("▮ KL(p‖q)", color.pink)])  # fmt: skip

    def _make_sums(self):
        ax = self.sum_ax
        ax.set(xlim=(-0.6, 1.6), ylim=(0, ROOM), xticks=(0, 1), xticklabels=("H(p, q)", "H(q, p)"))
        self.base = ax.bar([0, 1], [1, 1], width=0.62, color=[color.blue, color.orange])
        self.extra = ax.bar([0, 1], [1, 1], width=0.62, color=color.pink)
        self.totals = [quick_text(ax, k, 0, ha="center", va="bottom") for k in (0, 1)]
        self.unit = axes_text(ax, 1.0, 1.03, ha="right", va="bottom", color=color.muted)
        colour_key(ax, [("entropy", color.blue), ("+ KL", color.pink)])

    def update(self, run):
        for bars, heights in ((self.p_bars, run.p), (self.q_bars, run.q)):
            for bar, height in zip(bars, heights, strict=True):
                bar.set_height(height)
        p, q = run.p[1], run.q[1]
        self.curve.set_data(GRID, np.minimum(run.curve, 2 * TOP))
        self.entropies.set_data(GRID, run.entropies)
        self.floor.set_data([0, 1], [run.entropy] * 2)
        cross = min(run.cross, TOP)
        self.gap.set_data([q, q], [run.entropy, cross])
        self.at_p.set_data([p], [run.entropy])
        self.at_q.set_data([q], [cross])
        sums = (run.entropy, run.cross), (run.other_entropy, run.other_cross)
        for k, (low, total) in enumerate(sums):
            shown = min(total, TOP)
            self.base[k].set_height(low)
            self.extra[k].set(y=low, height=max(shown - low, 0.0))
            self.totals[k].set_position((k, shown + 0.05))
            self.totals[k].set_text("∞" if np.isinf(total) else f"{total:.2f}")
        self.unit.set_text(run.unit)
