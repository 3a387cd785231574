"""One gate and the gradient that it hands back, in numbers and as an arrow."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.backprop_gates.gate_rule import REACH, VIEW
from course_lib.plots.graph import GraphView
from course_lib.plots.style import HEIGHT, color

SHRINK = (VIEW - REACH) / 8  # multiply: an arrow of length 8 stays in sight; others are short


class GateRuleView:
    """Left the graph; right z over the plane, with the gradient of L at (x, y)."""

    def __init__(self, figure):
        self.graph = GraphView(figure, figure.add_axes([0, 0, 0.58, 1]))
        self.plane = figure.add_axes([0.645, 0.13, 0.335, 0.72])
        self.plane.set(
            xlim=(-VIEW, VIEW), ylim=(-VIEW, VIEW), xlabel="x", ylabel="y",
            title="z(x, y), and (∂L/∂x, ∂L/∂y)",
        )  # fmt: skip
        self.gate, self.contours = None, []
        (self.across,) = self.plane.plot([], [], color=color.orange, lw=1.4, ls=(0, (4, 2)))
        (self.up,) = self.plane.plot([], [], color=color.orange, lw=1.4, ls=(0, (4, 2)))
        self.arrow = self.plane.quiver(
            [0], [0], [1], [1], scale_units="xy", scale=1, width=0.014, color=color.orange, zorder=4
        )
        (self.point,) = self.plane.plot(
            [], [], "o", color=color.green, ms=9, zorder=5, clip_on=False
        )

    def update(self, run):
        if run.gate != self.gate:
            self.gate = run.gate
            self._draw_contours(run)
        self.graph.update(run.graph)
        self.graph.show(run.graph, run.graph.last_step)
        shrink = SHRINK if run.gate.startswith("multiply") else 1.0
        (x, y), (dx, dy) = run.at, shrink * run.gradient
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
