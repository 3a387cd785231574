"""Loss, penalty and sum along kW; the two norms between w₁ and w₂, and the weights there."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.regularization.same_loss import FACTORS, MIXES
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color


class SameLossView:
    """Left the mean loss and the penalty by the factor k; then ‖w‖₁ and ‖w‖²; right the weights."""

    def __init__(self, figure):
        self.scale, self.norms, self.bars = figure.subplots(1, 3, width_ratios=[1.25, 1.1, 0.75])
        self._make_scale()
        self._make_norms()
        self._make_bars()

    def _make_scale(self):
        ax = self.scale
        (self.loss,) = ax.plot([], [], color=color.blue, lw=2.0, zorder=3)
        (self.penalty,) = ax.plot([], [], color=color.violet, lw=1.6, zorder=2)
        (self.sum,) = ax.plot([], [], color=color.ink, lw=1.6, ls="--", zorder=4)
        self.line = ax.axvline(1, color=color.muted, lw=1, zorder=1)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=9, zorder=6)
        ax.set(xlim=(0, 3), ylim=(-0.004, 0.12), xlabel="factor k of the weights kW",
               ylabel="mean over 342 penguins")  # fmt: skip
        colour_key(ax, [("loss", color.blue), (r"$\lambda$R", color.violet),
                        ("-- J", color.ink), ("● J at k", color.orange)])  # fmt: skip

    def _make_norms(self):
        ax = self.norms
        (self.l1,) = ax.plot([], [], color=color.green, lw=2.2, zorder=3)
        (self.square,) = ax.plot([], [], color=color.pink, lw=2.2, zorder=3)
        (self.dots,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=5)
        ax.set(xlim=(-0.04, 1.04), ylim=(0, 2.6), xlabel="way from $w_1$ (0) to $w_2$ (1)",
               ylabel="penalty")  # fmt: skip
        colour_key(ax, [(r"$\|w\|_1$", color.green), (r"$\|w\|^2$", color.pink)])

    def _make_bars(self):
        ax = self.bars
        self.weights = ax.bar(np.arange(1, 5), np.zeros(4), width=0.7, color=color.orange)
        ax.set(xlim=(0.4, 4.6), ylim=(0, 2.1), xlabel="feature", xticks=[1, 2, 3, 4])
        ax.set_title("weights", pad=8)
        ax.grid(False)

    def update(self, run):
        self.loss.set_data(FACTORS, run.mean_loss)
        self.penalty.set_data(FACTORS, run.penalty)
        self.sum.set_data(FACTORS, run.mean_loss + run.penalty)
        self.line.set_xdata([run.k, run.k])
        self.now.set_data([run.k], [min(sum(run.at_k), 0.118)])
        self.l1.set_data(MIXES, run.l1)
        self.square.set_data(MIXES, run.square)
        high = np.minimum([np.abs(run.w).sum(), run.w @ run.w], 2.58)
        self.dots.set_data([run.mix] * 2, high)
        for bar, weight in zip(self.weights, run.w, strict=True):
            bar.set_height(weight)
