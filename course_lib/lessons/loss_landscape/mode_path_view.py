"""Loss and test error along both ways, and the plane that holds them."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.loss_landscape.finer import finer
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.style import HEIGHT, color

LEVELS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
FLOOR = 1e-3
TONES = {"straight": color.orange, "curved": color.blue}


class ModePathView:
    """Left the plane; middle the training loss; right the test error."""

    def __init__(self, figure):
        self.plane, self.loss, self.error = figure.subplots(1, 3, width_ratios=[1.15, 1, 1])
        ax = self.plane
        self.field = FieldImage(ax, HEIGHT, *np.log10([LEVELS[0], LEVELS[-1]]))
        self.contours = MovingContours(ax, color=color.muted, lw=0.8, zorder=1)
        (self.line,) = ax.plot([0, 1], [0, 0], color=color.orange, lw=2.2, zorder=3)
        (self.way,) = ax.plot([], [], color=color.blue, lw=2.2, zorder=3)
        ax.plot([0, 1], [0, 0], "*", color=color.ink, ms=13, zorder=4)
        ax.set(xlim=(-0.25, 1.25), ylim=(-0.3, 0.9), xlabel="from one minimum to the other",
               ylabel="at right angles")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [*TONES.items(), ("★ minima", color.ink)])
        self.losses, self.errors = [], []
        for ax, lines in ((self.loss, self.losses), (self.error, self.errors)):
            ax.set(xlim=(-0.02, 1.02), xlabel="way gone s")
            for tone in TONES.values():
                lines.append(ax.plot([], [], color=tone, lw=2.2, zorder=3)[0])
        self.loss.set(yscale="log", ylim=(FLOOR, 10), ylabel="training loss")
        self.error.set(ylim=(0, 100), ylabel="test error (%)")

    def update(self, run):
        self.plane.set_ylim(run.y[0], run.y[-1])
        x, y, loss = finer(run.x, run.y, run.values)
        self.field.set_data(np.log10(loss))
        self.contours.update(x, y, loss, LEVELS)
        self.way.set_data(run.way.T)
        for lines, both in (
            (self.losses, (run.straight, run.curved)),
            (self.errors, (run.straight_error, run.curved_error)),
        ):
            for line, values in zip(lines, both, strict=True):
                line.set_data(run.s, values.clip(FLOOR))
