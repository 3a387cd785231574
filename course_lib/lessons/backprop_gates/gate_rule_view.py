"""One gate and the gradient that it hands back, in numbers and as an arrow."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.backprop_gates.gate_rule import REACH, VIEW
from course_lib.plots.graph import GraphView
from course_lib.plots.style import HEIGHT, color

LARGEST = 2 * REACH  # of the gradient's parts at multiply; at the other gates it is 2
SCALE, LONGER = (VIEW - REACH) / LARGEST, (VIEW - REACH) / 2


class GateRuleView:
    """Left the graph; right z over the plane, with the gradient of J at (x, y)."""

    def __init__(self, figure):
        self.graph = GraphView(figure, figure.add_axes([0, 0, 0.56, 1]))
        self.plane = figure.add_axes([0.615, 0.12, 0.37, 0.73])
        self.plane.set(
            xlim=(-VIEW, VIEW), ylim=(-VIEW, VIEW), xlabel="x", ylabel="y",
            title="height z(x, y), arrow (∂J/∂x, ∂J/∂y)",
        )  # fmt: skip
        self.gate, self.contours = None, []
        (self.across,) = self.plane.plot([], [], color=color.orange, lw=1.4, ls=(0, (4, 2)))
        (self.up,) = self.plane.plot([], [], color=color.orange, lw=1.4, ls=(0, (4, 2)))
        self.arrow = self.plane.quiver(
            [0], [0], [1], [1], scale_units="xy", scale=1, width=0.016, headlength=4,
            color=color.orange, zorder=4,
        )  # fmt: skip
        (self.point,) = self.plane.plot(
            [], [], "o", color=color.green, ms=9, zorder=5, clip_on=False
        )

    def update(self, run):
        if run.gate != self.gate:
            self.gate = run.gate
            self._draw_contours(run)
        self.graph.update(run.graph)
        self.graph.show(run.graph, run.graph.last_step)
        scale = SCALE if run.gate.startswith("multiply") else LONGER
        (x, y), (dx, dy) = run.at, scale * run.gradient
        self.point.set_data([x], [y])
        self.across.set_data([x, x + dx], [y, y])
        self.up.set_data([x + dx, x + dx], [y, y + dy])
        self.arrow.set_offsets([[x, y]])
        self.arrow.set_UVC([dx], [dy])

    def _draw_contours(self, run):
        for artist in self.contours:
            artist.remove()
        top = 48 if run.height.max() > 14 else 14
        levels = np.linspace(-top, top, 25 if top == 48 else 29)
        filled = self.plane.contourf(
            run.grid, run.grid, run.height, levels, cmap=HEIGHT, zorder=0.5
        )
        lines = self.plane.contour(
            run.grid, run.grid, run.height, levels, colors=color.line, linewidths=0.6,
            linestyles="solid", zorder=0.6,
        )  # fmt: skip
        self.contours = [filled, lines]
