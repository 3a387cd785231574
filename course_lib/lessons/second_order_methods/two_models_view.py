"""Three steps in the plane, beside f and its two models along one of them."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.second_order_methods.two_models import S
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import HEIGHT, color

LOW, HIGH = -1.5, 1.0


class TwoModelsView:
    """Left f, the model's level curve and three steps; right f and its models along one step."""

    def __init__(self, figure):
        self.plane, self.line = figure.subplots(1, 2, width_ratios=[1.1, 1])
        self.function = self.filled = None
        self._make_plane()
        self._make_line()

    def _make_plane(self):
        ax = self.plane
        self.of_f = MovingContours(ax, color=color.line, lw=0.9, zorder=2)
        self.of_model = MovingContours(ax, color=color.blue, lw=1.6, ls=(0, (4, 1.6)), zorder=3)
        (self.trail,) = ax.plot([], [], color=color.green, lw=1.3, zorder=4)
        self.steps = [
            ax.plot([], [], marker, color=tone, lw=2.2, ms=9, mew=2.4, markevery=[1], zorder=5)[0]
            for marker, tone in (("-s", color.pink), ("-x", color.blue), ("-D", color.green))
        ]
        (self.point,) = ax.plot([], [], "o", color=color.orange, ms=10, zorder=6)
        ax.set(xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
        colour_key(ax, [("■ gradient", color.pink), ("× Newton", color.blue),
                        ("◆ damped", color.green)])  # fmt: skip

    def _make_line(self):
        ax = self.line
        (self.truth,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=4)
        (self.tangent,) = ax.plot([], [], color=color.amber, lw=1.8, zorder=3)
        (self.parabola,) = ax.plot([], [], color=color.blue, lw=1.8, ls=(0, (4, 1.6)), zorder=3)
        (self.ends,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=5)
        ax.axvline(0, color=color.line, lw=1, zorder=1)
        ax.axvline(1, color=color.line, lw=1, zorder=1)
        ax.set(xlim=(S[0], S[-1]), ylim=(LOW, HIGH), xlabel="share s of the step",
               ylabel="change of f / |slope|")  # fmt: skip
        colour_key(ax, [("f", color.ink), ("first order", color.amber),
                        ("second order", color.blue)])  # fmt: skip

    def update(self, run):
        if run.function != self.function:
            self.function = run.function
            self._rescale(run)
        self.of_model.update(*run.sides, run.model, [run.value])
        self.trail.set_data(run.trail.T)
        ends = run.gradient_end, run.newton_end, run.damped_end
        for line, end in zip(self.steps, ends, strict=True):
            line.set_data(np.stack([run.point, self._near(end)]).T)
        self.point.set_data(run.point[:1], run.point[1:])
        self.truth.set_data(S, run.truth.clip(2 * LOW, 2 * HIGH))
        self.tangent.set_data(S, run.slope * S)
        self.parabola.set_data(S, run.parabola.clip(2 * LOW, 2 * HIGH))
        self.ends.set_data([0, 1], np.interp([0, 1], S, run.truth).clip(2 * LOW, 2 * HIGH))

    def _near(self, end):
        """A landing place far outside is drawn outside, and not at 10⁹."""
        return np.clip(end, self.middle - 2 * self.width, self.middle + 2 * self.width)

    def _rescale(self, run):
        x, y = run.sides
        self.middle = np.array([x[0] + x[-1], y[0] + y[-1]]) / 2
        self.width = np.array([np.ptp(x), np.ptp(y)])
        if self.filled is not None:
            self.filled.remove()
        self.filled = self.plane.contourf(
            x, y, run.height, [*run.levels], extend="both", cmap=HEIGHT, zorder=1
        )
        self.plane.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
        self.of_f.update(x, y, run.height, run.levels)
