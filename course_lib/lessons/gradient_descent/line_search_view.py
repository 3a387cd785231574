"""A line search at work: the path on the contours beside φ(η) with the trials."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.gradient_descent.line_search import TERRAINS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.style import color

BELOW, TOP = -0.42, 2.05  # of the right axes; the strips lie below 0
STRIPS = (-0.14, -0.3)


class LineSearchView:
    """Left the path; right φ(η) with Armijo's line and the acceptable η."""

    def __init__(self, figure):
        self.plane, self.ray = figure.subplots(1, 2, width_ratios=[1, 1.15])
        self.function = None
        self._make_plane()
        self._make_ray()

    def _make_plane(self):
        ax = self.plane
        self.contours = MovingContours(ax, color=color.line, lw=0.9, zorder=1)
        (self.minimum,) = ax.plot([], [], "*", color=color.green, ms=15, zorder=1)
        (self.direction,) = ax.plot([], [], color=color.muted, lw=1.2, ls=":", zorder=3)
        (self.path,) = ax.plot([], [], "o-", color=color.blue, lw=1.3, ms=3.5, zorder=3)
        (self.step,) = ax.plot([], [], color=color.orange, lw=2.6, zorder=4)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=9, zorder=5)
        ax.set(
            xlabel="x$_1$", ylabel="x$_2$", aspect="equal",
            title="the path: click to set the start",
        )  # fmt: skip
        ax.grid(False)

    def _make_ray(self):
        ax = self.ray
        (self.tangent,) = ax.plot([], [], color=color.muted, lw=1.2, ls=":", zorder=3)
        (self.armijo,) = ax.plot([], [], color=color.green, lw=1.6, ls=(0, (5, 2)), zorder=3)
        (self.phi,) = ax.plot([], [], color=color.blue, lw=2, zorder=4)
        (self.trials,) = ax.plot(
            [], [], "o", color=color.amber, mfc="none", mew=1.8, ms=8, zorder=5
        )
        (self.taken,) = ax.plot([], [], "o", color=color.orange, ms=9, zorder=6)
        self.strips = [
            ax.plot([], [], color=shade, lw=6, solid_capstyle="butt", zorder=3)[0]
            for shade in (color.green, color.violet)
        ]
        (self.first,) = ax.plot([], [], "^", color=color.amber, ms=8, zorder=3, clip_on=False)
        colour_key(
            ax,
            [("φ(η)", color.blue), ("Armijo's line", color.green), ("tangent", color.muted),
             ("trials, first ▲", color.amber), ("accepted", color.orange)],
        )  # fmt: skip
        ax.set(
            xlabel="step size η on the ray from x$_t$", ylim=(BELOW, TOP),
            yticks=[*STRIPS, 0, 0.5, 1, 1.5, 2],
            yticklabels=["Armijo", "Wolfe", "0", "0.5", "1", "1.5", "2"],
        )  # fmt: skip

    def update(self, run):
        if run.function != self.function:
            self.function = run.function
            self._change_terrain(TERRAINS[run.function])
        self.first.set_data([run.first], [BELOW])
        self.first.set_visible(run.first <= run.grid[-1])

    def _change_terrain(self, terrain):
        horizontal, vertical = (np.linspace(*bounds, 141) for bounds in terrain.bounds)
        mesh = np.stack(np.meshgrid(horizontal, vertical), axis=-1)
        values = terrain.f(mesh)
        gap = np.sqrt(values - terrain.f.minimum)  # even steps of it are even steps in distance
        self.contours.update(horizontal, vertical, gap, np.linspace(0, gap.max(), 16)[1:])
        self.minimum.set_data(terrain.f.minimizer[:, None])
        self.plane.set(xlim=terrain.bounds[0], ylim=terrain.bounds[1])
        self.ray.set_xlim(0, terrain.longest)

    def show(self, run, t):
        x = run.x
        self.path.set_data(x[: t + 1].T)
        self.now.set_data(x[t : t + 1].T)
        if t >= len(run.lr):  # the start is the minimum: no search to show
            return
        self.step.set_data(x[t : t + 2].T)
        ahead = x[t + 1] - x[t]
        self.direction.set_data((x[t] + np.outer([0, 50 / np.linalg.norm(ahead)], ahead)).T)
        self.phi.set_data(run.grid, run.phi[t].clip(None, 2 * TOP))
        self.tangent.set_data(run.grid, run.tangent[t])
        self.armijo.set_data(run.grid, run.armijo[t])
        trials = run.trials[t]
        self.trials.set_data(trials[:, 0], trials[:, 1].clip(None, TOP - 0.03))
        accepted = np.argmin(np.abs(trials[:, 0] - run.lr[t]))
        self.taken.set_data(trials[accepted, :1], trials[accepted, 1:])
        for strip, accepts, height in zip(
            self.strips, (run.enough[t], run.wolfe[t]), STRIPS, strict=True
        ):
            strip.set_visible(accepts.any())
            strip.set_data(run.grid, np.where(accepts, height, np.nan))
