"""The meta-loss so far, and how the optimizer of this moment runs on new functions."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.learning_to_learn.meta_training import REACHED
from course_lib.lessons.learning_to_learn.recipes import BUDGET, CURVE_STEPS, EPISODE
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

LIMITS = (0.02, 20.0)
TICKS = [0.1, 1, 10]


class MetaTrainingView:
    """Left: what it is trained by. Right: what comes of it, beyond the episodes' end."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2)
        for ax in (self.left, self.right):
            ax.set(yscale="log", ylim=LIMITS)
            ax.set_yticks(TICKS, ["0.1", "1", "10"])
        self.left.set(xlim=(0, BUDGET / 1000), xlabel="steps of descent so far (thousands)",
                      title="meta-loss")  # fmt: skip
        (self.path,) = self.left.plot([], [], color=color.blue)
        (self.end,) = self.left.plot([], [], "o", color=color.blue, mec=color.paper, ms=9)
        self.right.set(xlim=(0, CURVE_STEPS), xlabel="step t")
        colour_key(self.right, [("learned so far", color.blue), ("untrained", color.muted),
                                ("tuned momentum", color.orange)])  # fmt: skip
        self.right.axvline(EPISODE, color=color.line, lw=1.2, ls=(0, (2, 2)), zorder=1)
        self.right.text(
            EPISODE + 3, 0.024, "longer than learned on", color=color.muted, fontsize=9.5
        )
        (self.untrained,) = self.right.plot([], [], color=color.muted, lw=1.6, ls=(0, (4, 2)))
        (self.momentum,) = self.right.plot([], [], color=color.orange, ls=(0, (5, 1.6)))
        (self.learned,) = self.right.plot([], [], color=color.blue, lw=2.4)

    def update(self, run):
        self.untrained.set_data(run.steps, np.clip(run.curves[0], *LIMITS))
        self.momentum.set_data(run.steps, np.clip(run.momentum, *LIMITS))

    def show(self, run, frame):
        now = run.done <= REACHED[frame] / 1000
        self.path.set_data(run.done[now], np.clip(run.losses[now], *LIMITS))
        last = now.sum() - 1 if now.any() else slice(0, 0)
        self.end.set_data(np.atleast_1d(run.done[last]), np.atleast_1d(run.losses[last]))
        self.learned.set_data(run.steps, np.clip(run.curves[frame], *LIMITS))
