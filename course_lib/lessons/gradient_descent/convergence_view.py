"""A run on a quadratic beside the promises of three theorems."""

from __future__ import annotations

import numpy as np

from course_lib.plots.colour_key import colour_key
from course_lib.plots.quadratic_contours import QuadraticContours
from course_lib.plots.style import color

REACH, RISE = 3.0, 2.6  # of the plane: half its width and half its height
FLOOR, TOP = 1e-7, 1e4
CEILING = 3e1  # where a run that grows is cut off, below the verdicts
TINY = 1e-14  # below the axis, but a number that a log scale can take


class ConvergenceView:
    """Left the contours and the path; right the distance and the gap with their bounds."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1, 1.5])
        self.plane = figure.add_subplot(grid[:, 0])
        self.distance = figure.add_subplot(grid[0, 1])
        self.gap = figure.add_subplot(grid[1, 1], sharex=self.distance)
        self._make_plane()
        (self.linear,) = self._make_rate(
            self.distance,
            [("distance ‖x$_t$ − x*‖", color.blue), ("(1 − ηλ$_{min}$)$^t$ R$_0$", color.orange)],
            [(color.orange, "--", "η ≤ 1/λ$_{max}$", 0.69)],
        )
        self.convex, self.strong = self._make_rate(
            self.gap,
            [("gap f(x$_t$) − f*", color.blue), ("R$_0^2$/2ηt", color.pink),
             ("½L((κ−1)/(κ+1))$^{2t}$R$_0^2$", color.green)],
            [(color.pink, "--", "η ≤ 1/L", 0.16), (color.green, "-.", "η = 2/(L + μ)", 0.69)],
        )  # fmt: skip
        (self.measured,) = self.distance.plot([], [], "o-", color=color.blue, lw=1.5, ms=3)
        (self.gaps,) = self.gap.plot([], [], "o-", color=color.blue, lw=1.5, ms=3)
        self.gap.set_xlabel("step t")
        self.distance.tick_params(labelbottom=False)

    def _make_plane(self):
        ax = self.plane
        self.contours = QuadraticContours(ax)
        (self.path,) = ax.plot([], [], "o-", color=color.blue, lw=1.3, ms=3.5, zorder=3)
        (self.start,) = ax.plot([], [], "o", color=color.orange, ms=9, zorder=4)
        ax.plot([0], [0], "*", color=color.green, ms=14, zorder=5)
        ax.set(
            xlim=(-REACH, REACH), ylim=(-RISE, RISE), aspect="equal", xlabel="x$_1$",
            ylabel="x$_2$", title="click to set the start",
        )  # fmt: skip
        ax.grid(False)

    def _make_rate(self, ax, key, looks):
        ax.set(xlim=(-1, 61), yscale="log", ylim=(FLOOR, TOP))
        colour_key(ax, key)
        ax.set_yticks([1e-6, 1e-4, 1e-2, 1])
        made = []
        for shade, dashes, condition, x in looks:
            (line,) = ax.plot([], [], color=shade, ls=dashes, lw=1.8, zorder=3)
            (cross,) = ax.plot([], [], "x", color=shade, ms=9, mew=2.6, zorder=5)
            inside = dict(color=shade, va="bottom", transform=ax.transAxes)
            ax.text(x, 0.82, condition, ha="right", zorder=1, **inside)
            label = ax.text(x + 0.015, 0.82, "", zorder=4, **inside)
            made.append((line, cross, label))
        return made

    def update(self, run):
        self.contours.move(run.Q)
        self.path.set_data(run.x.T)
        self.start.set_data(run.x[:1].T)
        self._rate(self.measured, run.distance)
        self._rate(self.gaps, run.gap)
        self._bound(self.linear, run.linear, run.distance)
        self._bound(self.convex, run.convex, run.gap)
        self._bound(self.strong, run.strong, run.gap)

    def _rate(self, line, values):
        line.set_data(np.arange(len(values)), values.clip(TINY, CEILING))

    def _bound(self, artists, bound, measured):
        line, cross, label = artists
        self._rate(line, bound.values)
        line.set_alpha(1.0 if bound.holds else 0.45)
        at = bound.broken_at
        cross.set_visible(at is not None)
        if at is not None:
            cross.set_data([at], measured[at : at + 1].clip(TINY, CEILING))
        label.set_text(bound.verdict)
