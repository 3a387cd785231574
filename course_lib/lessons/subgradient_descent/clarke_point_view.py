"""The slopes at a point: as lines on f, and as sets in the space of slopes."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import HEIGHT, color

ROWS = ("∂f", "∂$_C$f", "lim f′")


class ClarkePointView:
    """Left f with the point and its slopes; right the sets of slopes."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self.name, self.drawn = None, None
        self._make_left()
        self._make_right()

    def _make_left(self):
        ax = self.left
        (self.curve,) = ax.plot([], [], color=color.ink, lw=2.0, zorder=2)
        (self.fan,) = ax.fill([0, 0, 0], [0, 0, 0], color=color.violet, alpha=0.13, lw=0, zorder=1)
        (self.limits,) = ax.plot([], [], color=color.violet, lw=1.4, ls=(0, (5, 2)), zorder=3)
        (self.below,) = ax.plot([], [], color=color.green, lw=2.4, zorder=3)
        (self.above,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=3)
        (self.crossed,) = ax.plot([], [], "o", color=color.orange, ms=3.5, alpha=0.55, zorder=3)
        (self.point,) = ax.plot([], [], "o", color=color.blue, ms=9, zorder=5)
        colour_key(ax, [("below f", color.green), ("above f", color.orange),
                        ("- - limits of slopes", color.violet)])  # fmt: skip

    def _make_right(self):
        ax = self.right
        self.right.axvline(0, color=color.line, lw=1.0, zorder=0.5)
        self.zero = ax.axhline(0, color=color.line, lw=1.0, zorder=0.5)
        (self.clarke,) = ax.fill([0, 0, 0], [0, 0, 0], fc=color.violet, alpha=0.2, lw=0)
        (self.clarke_edge,) = ax.plot([], [], color=color.violet, lw=3)
        (self.sub,) = ax.fill([0, 0, 0], [0, 0, 0], fc=color.green, alpha=0.3, lw=0)
        (self.sub_edge,) = ax.plot([], [], "o-", color=color.green, lw=4, ms=5)
        (self.gradients,) = ax.plot([], [], "D", color=color.violet, ms=8, zorder=4)
        (self.slope,) = ax.plot([], [], color=color.muted, lw=1.2, ls=(0, (2, 2)), zorder=3)
        (self.chosen,) = ax.plot([], [], "o", color=color.blue, ms=8, zorder=5)
        self.empty = ax.text(0, 0, "∅", color=color.green, fontsize=15, ha="center", va="center",
                             fontweight="bold")  # fmt: skip
        colour_key(ax, [("◆ Clarke", color.violet), ("● subgradients", color.green),
                        ("● tried g", color.blue)])  # fmt: skip

    def update(self, result):
        if result.name != self.name:
            self._change_function(result)
        if result.f.dim == 1:
            self._show_line(result)
        else:
            self._show_plane(result)

    # ---- another function: limits, labels and contours change ---------------------------------

    def _change_function(self, result):
        self.name, f = result.name, result.f
        if self.drawn is not None:
            self.drawn.remove()
            self.drawn = None
        line = f.dim == 1
        for artist in (self.curve, self.fan, self.below, self.above, self.slope):
            artist.set_visible(line)
        self.crossed.set_visible(not line)
        self.zero.set_visible(not line)
        self.left.set(xlim=f.bounds[0], xlabel="x", ylabel="f(x)" if line else "y")
        if line:
            grid = np.linspace(*f.bounds[0], 401)
            height = f(grid[:, None])
            low, high = height.min(), height.max()
            pad = 0.35 * (high - low)
            self.curve.set_data(grid, height)
            self.left.set_ylim(low - pad, high + pad)
            self.right.set(xlim=(-3.6, 6.4 if "²" in self.name else 3.6), ylim=(-0.7, 2.6),
                           xlabel="slope", ylabel="set of slopes")  # fmt: skip
            self.right.set_yticks(range(3), ROWS)
        else:
            self._draw_contours(f)
            size = 4.6 if "²" in self.name else 1.7
            self.right.set(xlim=(-size, size), ylim=(-size, size), xlabel="g$_1$", ylabel="g$_2$")
            self.right.yaxis.set_major_locator(MaxNLocator(6))
            self.right.yaxis.set_major_formatter(ScalarFormatter())

    def _draw_contours(self, f):
        xs, ys = (np.linspace(*side, 121) for side in f.bounds)
        height = f(np.stack(np.meshgrid(xs, ys), axis=-1))
        self.drawn = self.left.contourf(xs, ys, height, 14, cmap=HEIGHT, zorder=0.5)
        self.left.set_ylim(f.bounds[1])

    # ---- one variable: lines of all slopes in the set -----------------------------------------

    def _show_line(self, result):
        x, y = result.x[0], result.value
        ends = np.array(self.left.get_xlim())
        self.point.set_data([x], [y])
        slopes = result.clarke[:, 0]
        if len(slopes):
            low, high = (y + s * (ends - x) for s in (slopes.min(), slopes.max()))
            gap = [np.nan]
            self.limits.set_data(np.r_[ends, gap, ends], np.r_[low, gap, high])
            self.fan.set_xy(np.c_[[ends[0], ends[0], x, ends[1], ends[1], x],
                                  [low[0], high[0], y, high[1], low[1], y]])  # fmt: skip
        else:
            self.limits.set_data([x, x], self.left.get_ylim())
            self.fan.set_xy(np.full((3, 2), y))
        grid, height = self.curve.get_data()
        tried = y + result.g[0] * (grid - x)
        over = tried > height + 1e-9
        for line, part in ((self.below, ~over), (self.above, over)):
            shown = np.where(part, tried, np.nan)
            line.set_data((grid, shown) if part.any() else ([], []))
        self._show_slopes(result, slopes)

    def _show_slopes(self, result, slopes):
        sub = result.subgradients[:, 0]
        blank = np.zeros((3, 2))
        self.clarke.set_xy(blank)
        self.sub.set_xy(blank)
        self.gradients.set_data(slopes, np.full(len(slopes), 2.0))
        self.clarke_edge.set_data(slopes, np.ones(len(slopes)))
        self.sub_edge.set_data(sub, np.zeros(len(sub)))
        self.clarke_edge.set_marker("o" if len(slopes) == 1 else "none")
        self.slope.set_data([result.g[0]] * 2, [-0.7, 2.6])
        self.chosen.set_data([result.g[0]], [1.0])
        self.empty.set(visible=not len(sub), position=(0, 0))

    # ---- two variables: polygons in the plane of slopes -----------------------------------------

    def _show_plane(self, result):
        self.point.set_data(result.x[:1], result.x[1:])
        scale = 0.3 * np.ptp(self.left.get_xlim()) / np.ptp(self.right.get_xlim())
        arrows = [[result.x, result.x + scale * g, [np.nan, np.nan]] for g in result.gradients]
        self.limits.set_data(np.concatenate(arrows).T if arrows else ([], []))
        self.crossed.set_data(result.above.T)
        self.gradients.set_data(result.gradients.T)
        for fill, edge, corners in ((self.clarke, self.clarke_edge, result.clarke),
                                    (self.sub, self.sub_edge, result.subgradients)):  # fmt: skip
            closed = np.concatenate([corners, corners[:1]])
            fill.set_xy(closed if len(corners) > 2 else np.zeros((3, 2)))
            edge.set_data(closed.T)
        self.chosen.set_data(result.g[:1], result.g[1:])
        top = self.right.get_ylim()[1]
        self.empty.set(visible=not len(result.subgradients), position=(-0.85 * top, 0.85 * top))
