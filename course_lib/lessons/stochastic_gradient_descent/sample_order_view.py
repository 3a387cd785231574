"""The gap by epoch for four orders, and the bias step by step."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.stochastic_gradient_descent.sample_order import EPOCHS, ORDERS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TONES = (color.orange, color.blue, color.green, color.pink)
BAND = np.arange(EPOCHS + 1)


class SampleOrderView:
    """Left J − J* of all four orders; right b in the last two epochs, of all and of the chosen."""

    def __init__(self, figure):
        self.fall, self.inside = figure.subplots(1, 2, width_ratios=[1.35, 1])
        ax = self.fall
        self.gaps = [ax.plot([], [], color=tone, lw=1.6, zorder=3)[0] for tone in TONES]
        (self.ends,) = ax.plot([], [], color=color.muted, lw=1.0, ls=":", zorder=2)
        ax.set(yscale="log", ylim=(1e-6, 3), xlim=(0, EPOCHS), xlabel="epoch", ylabel="gap J − J*")
        ax.set_xticks(range(0, EPOCHS + 1, 5))
        colour_key(ax, [(name.removesuffix(" by class"), tone)
                        for name, tone in zip(ORDERS, TONES, strict=True)])  # fmt: skip
        ax = self.inside
        (self.bias,) = ax.plot([], [], lw=1.3, zorder=3)
        (self.best,) = ax.plot([], [], color=color.muted, lw=1.4, ls=(0, (4, 2)), zorder=2)
        ax.set(xlim=(EPOCHS - 2, EPOCHS), ylim=(-1.5, 1.5), xlabel="epoch",
               ylabel="bias b of the chosen order")  # fmt: skip
        ax.set_xticks([EPOCHS - 2, EPOCHS - 1, EPOCHS])
        colour_key(ax, [("the last two epochs, step by step", color.ink)])

    def update(self, run):
        for k, line in enumerate(self.gaps):
            line.set_data(BAND, run.gap[k].clip(1e-7))
            line.set_linewidth(3.0 if k == run.chosen else 1.4)
        both = np.r_[BAND, np.nan, BAND]
        self.ends.set_data(both, np.r_[run.least, np.nan, run.most].clip(1e-7))
        self.bias.set_data(run.at, run.bias[run.chosen])
        self.bias.set_color(TONES[run.chosen])
        self.best.set_data([EPOCHS - 2, EPOCHS], [run.best_bias] * 2)
