"""Contours with the gradient, the cut along a direction, and the errors of Taylor's models."""

from __future__ import annotations

import numpy as np

from course_lib.plots.arrow import arrow
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import HEIGHT, color

FLOOR, CEILING = 1e-10, 1e3
TURN = np.linspace(0.0, 2 * np.pi, 73)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)])


class SlopeAndBendView:
    """Left the plane; in the middle f along d; right the errors against the distance.

    The circle with the gradient as its diameter cuts off ∇fᵀd on every direction d (Thales).
    """

    def __init__(self, figure):
        # Fixed places: the layout engine's rounding may move an axes by a pixel from run to run.
        self.plane, self.cut, self.errors = (
            figure.add_axes([left, 0.15, width, 0.76])
            for left, width in ((0.074, 0.285), (0.42, 0.24), (0.735, 0.25))
        )
        self.function = self.filled = None
        self._make_plane()
        self._make_cut()
        self._make_errors()

    def _make_plane(self):
        ax = self.plane
        self.contours = MovingContours(ax, color=color.muted, lw=0.9, zorder=2)
        (self.circle,) = ax.plot([], [], color=color.orange, lw=1.2, ls=(0, (3, 2)), zorder=4)
        (self.way,) = ax.plot([], [], color=color.ink, lw=1.1, zorder=3)
        (self.gradient,) = ax.plot([], [], color=color.orange, lw=2.8, zorder=5)
        (self.slope,) = ax.plot([], [], color=color.green, lw=4.0, zorder=6)
        (self.point,) = ax.plot([], [], "o", ms=10, mfc=color.paper, mec=color.ink, mew=2, zorder=7)
        ax.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
        colour_key(ax, [("∇f", color.orange), ("slope along d", color.green)])

    def _make_cut(self):
        ax = self.cut
        (self.f,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=3)
        (self.line,) = ax.plot([], [], color=color.green, lw=2.0, zorder=2)
        (self.parabola,) = ax.plot([], [], color=color.violet, lw=2.0, ls=(0, (4, 2)), zorder=4)
        (self.here,) = ax.plot([], [], "o", ms=9, mfc=color.paper, mec=color.ink, mew=2, zorder=5)
        ax.set(xlabel="way s along d")
        colour_key(ax, [("f", color.ink), ("line", color.green), ("parabola", color.violet)])

    def _make_errors(self):
        ax = self.errors
        (self.line_error,) = ax.plot([], [], color=color.green, lw=2.2)
        (self.parabola_error,) = ax.plot([], [], color=color.violet, lw=2.2, ls=(0, (4, 2)))
        ax.set(xscale="log", yscale="log", xlim=(1e-3, 1), ylim=(FLOOR, CEILING),
               xlabel="distance s", yticks=10.0 ** np.arange(-10, 4, 2))  # fmt: skip
        colour_key(ax, [("error: line", color.green), ("parabola", color.violet)])

    def update(self, run):
        if run.function != self.function:
            self._rescale(run)
        x, d = run.x, run.d
        self.point.set_data(*x[:, None])
        reach = 0.6 * run.half * d
        self.way.set_data(*arrow(x - reach, x + reach, head=0.1 * run.half).T)
        self.gradient.set_data(arrow(x, x + run.drawn, head=0.1 * run.half).T)
        radius = np.hypot(*run.drawn) / 2
        self.circle.set_data(*((x + run.drawn / 2)[:, None] + radius * CIRCLE))
        self.slope.set_data(*np.stack([x, x + (run.drawn @ d) * d]).T)
        low, high = self.cut.get_ylim()
        beyond = high - low
        for line, values in zip((self.f, self.line, self.parabola), run.cut, strict=True):
            line.set_data(run.s, np.clip(values, low - beyond, high + beyond))
        self.here.set_data([0], [run.cut[0][len(run.s) // 2]])
        lines = self.line_error, self.parabola_error
        for line, errors, order in zip(lines, run.errors, run.orders, strict=True):
            line.set_data(run.distances, np.clip(errors, FLOOR, CEILING))
            line.set_visible(not np.isnan(order))

    def _rescale(self, run):
        self.function = run.function
        if self.filled is not None:
            self.filled.remove()
        self.filled = self.plane.contourf(
            run.side, run.side, run.height, list(run.levels), extend="both", cmap=HEIGHT, zorder=1
        )
        self.contours.update(run.side, run.side, run.height, run.levels)
        self.plane.set(xlim=(-run.half, run.half), ylim=(-run.half, run.half))
        low, high = run.bounds
        self.cut.set(
            xlim=(run.s[0], run.s[-1]), ylim=(low - 0.2 * (high - low), high + 0.2 * (high - low))
        )
