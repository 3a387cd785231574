"""Loss curves of constant learning rates, and where each rate has got to at the end."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FuncFormatter

from course_lib.lessons.lr_schedules.constant_rates import NAMED, STEPS, SWEEP, final_loss
from course_lib.lessons.lr_schedules.schedule_composer_view import HIGH, drawn_loss, loss_axes
from course_lib.lessons.lr_schedules.schedule_training import EPOCH
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

LOW = 0.29
TONES = {"too low": color.sky, "good": color.green, "high": color.amber, "too high": color.pink}


class ConstantRatesView:
    """Left the loss of four rates and of one's own; right the loss at the end over the rate."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.35, 1], sharey=True)
        loss_axes(self.left, STEPS, LOW)
        self.left.set(xlabel=f"step t ({EPOCH} are an epoch)", ylabel="loss on 500 other digits")
        self.named = {
            name: self.left.plot([], [], color=tone, lw=2.0)[0] for name, tone in TONES.items()
        }
        colour_key(
            self.left,
            [(f"{name} {NAMED[name]:g}", tone) for name, tone in TONES.items()]
            + [("your rate", color.ink)],
        )
        self.own = self.left.plot([], [], color=color.ink, lw=2.8, zorder=5)[0]
        self._make_right()

    def _make_right(self):
        ax = self.right
        ax.set(xscale="log", xlim=(SWEEP[0] / 1.15, SWEEP[-1] * 1.15), xlabel="learning rate η")
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
        colour_key(ax, [("at the end: mean", color.blue), ("of 3 seeds", color.muted),
                        ("● yours", color.ink)])  # fmt: skip
        self.seeds = ax.plot([], [], "o", color=color.muted, ms=3.5, alpha=0.55)[0]
        self.mean = ax.plot([], [], color=color.blue, lw=2.2)[0]
        for name, rate in NAMED.items():
            ax.axvline(rate, color=TONES[name], lw=1.4, ls=(0, (2, 2)), zorder=1)
        self.mark = ax.plot([], [], "o", color=color.ink, ms=10, zorder=6)[0]

    def update(self, result):
        for name, line in self.named.items():
            run = result.named[name]
            line.set_data(run.at, drawn_loss(run.test_loss, LOW))
        self.own.set_data(result.run.at, drawn_loss(result.run.test_loss, LOW))
        finals = np.minimum(result.final, HIGH)
        self.seeds.set_data(np.repeat(SWEEP, finals.shape[1]), finals.ravel())
        self.mean.set_data(SWEEP, finals.mean(axis=1))
        self.mark.set_data([result.lr], [min(final_loss(result.run), HIGH)])
