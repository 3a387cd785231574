"""The loss by epochs, and layer by layer what is saturated and how large the updates are."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.initialization.diagnosis import EPOCHS, FULL, HIDDEN
from course_lib.plots.colour_key import axes_text
from course_lib.plots.style import color

LOSS, UPDATE = (0.01, 200), (1e-8, 1e2)


class DiagnosisView:
    """Left: the loss up to this epoch. Middle and right: the layers' state at this epoch."""

    def __init__(self, figure):
        self.axes = loss, full, update = figure.subplots(1, 3)
        loss.set(yscale="log", ylim=LOSS, xlim=(-0.3, EPOCHS + 0.3), xlabel="epoch",
                 title="training loss")  # fmt: skip
        loss.axhline(np.log(10), color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        loss.text(EPOCHS, 2.6, "log 10: guessing", color=color.muted, ha="right", va="bottom")
        (self.curve,) = loss.plot([], [], "o-", color=color.blue, ms=5, lw=1.8)
        self.right = axes_text(loss, 0.04, 0.96, va="top")
        full.set(ylim=(-3, 103), xlim=(0.5, HIDDEN + 0.5), xlabel="hidden layer",
                 ylabel="% of its outputs", title=f"saturated: beyond ±{FULL}")  # fmt: skip
        (self.full,) = full.plot([], [], "o-", color=color.orange, ms=6, lw=1.4)
        update.set(yscale="log", ylim=UPDATE, xlim=(0.5, HIDDEN + 1.5),
                   xlabel="layer", title="update : weight")  # fmt: skip
        update.set_yticks([1e-7, 1e-5, 1e-3, 1e-1, 10])
        update.axhline(1e-3, color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        (self.update_now,) = update.plot([], [], "s-", color=color.green, ms=6, lw=1.4)

    def update(self, run):
        """All that is drawn depends on the epoch."""

    def show(self, run, t):
        self.curve.set_data(np.arange(t + 1), np.clip(run.loss[: t + 1], *LOSS))
        self.right.set_text(f"new digits: {run.accuracy[t]:.0%} right")
        self.full.set_data(1 + np.arange(HIDDEN), 100 * run.saturated[t])
        self.update_now.set_data(1 + np.arange(HIDDEN + 1), np.clip(run.update[t], *UPDATE))
