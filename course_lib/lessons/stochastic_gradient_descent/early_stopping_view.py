"""Loss and error rate by epoch, with the epoch kept and the one at which training stops."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.stochastic_gradient_descent.early_stopping import EPOCHS, WATCHED
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

AT = np.arange(EPOCHS + 1)


class EarlyStoppingView:
    """Left the mean loss, right the error rate; what is watched has the marks."""

    def __init__(self, figure):
        axes = figure.subplots(1, 2)
        self.lines, self.marks = [], []
        for ax, name, top in zip(axes, WATCHED, (0.8, 0.3), strict=True):
            (train,) = ax.plot([], [], color=color.orange, lw=1.6, zorder=2)
            (watch,) = ax.plot([], [], color=color.blue, lw=2.0, zorder=3)
            (best,) = ax.plot([], [], "o", color=color.green, ms=9, zorder=5)
            (stop,) = ax.plot([], [], "s", color=color.ink, ms=7, zorder=5)
            ax.set(xlim=(0, EPOCHS), ylim=(0, top), xlabel="epoch", ylabel=name)
            self.lines.append((train, watch))
            self.marks.append((best, stop))
        axes[1].yaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
        colour_key(axes[0], [("training", color.orange), ("validation", color.blue)])
        colour_key(axes[1], [("● the epoch kept", color.green), ("■ the stop", color.ink)])

    def update(self, run):
        for k, values in enumerate((run.loss, run.error)):
            for line, row in zip(self.lines[k], values, strict=True):
                line.set_data(AT, row)
            for mark, epoch in zip(self.marks[k], (run.best, run.stop), strict=True):
                mark.set_data([epoch], [values[1, epoch]])
                mark.set_alpha(1.0 if WATCHED[k] == run.watched else 0.3)
