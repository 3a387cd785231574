"""Iterates of the subgradient method, and how fast the best of them gets down."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.subgradient_descent.step_rules import FRAMES, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

FLOOR, CEILING = 1e-5, 100.0
LEVELS = 5


class StepRulesView:
    """Left the function (or its level curves) with the iterates; right the gaps on log scales."""

    names = ("x", "f(x)"), ("x$_1$", "x$_2$")

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.15, 1])
        self.scene = None
        self._make_left()
        self._make_right()

    def _make_left(self):
        ax = self.left
        self.levels = [
            ax.fill([0, 0, 0], [0, 0, 0], facecolor=color.sky, edgecolor="none", alpha=0.12)[0]
            for _ in range(LEVELS)
        ]
        (self.rims,) = ax.plot([], [], color=color.line, lw=0.8)
        (self.curve,) = ax.plot([], [], color=color.ink, lw=1.8)
        (self.path,) = ax.plot([], [], color=color.amber, lw=1.0, zorder=3)
        (self.iterates,) = ax.plot([], [], "o", color=color.blue, ms=3.5, zorder=4)
        (self.minimizer,) = ax.plot([], [], "+", color=color.ink, ms=13, mew=2, zorder=5)
        (self.best,) = ax.plot([], [], "D", color=color.green, ms=8, zorder=6)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=7)
        self.count = ax.text(0.5, 0.97, "", transform=ax.transAxes, ha="center", va="top")
        colour_key(ax, [("● now", color.orange), ("◆ best so far", color.green),
                        ("+ minimizer", color.ink)])  # fmt: skip

    def _make_right(self):
        ax = self.right
        (self.guide,) = ax.plot([], [], ls=(0, (1, 2)), color=color.muted, lw=1.6)
        (self.bound,) = ax.plot([], [], ls=(0, (5, 2)), color=color.pink, lw=1.6)
        (self.gap,) = ax.plot([], [], color=color.orange, lw=0.8, alpha=0.75)
        (self.best_gap,) = ax.plot([], [], color=color.green, lw=2.2)
        (self.gap_now,) = ax.plot([], [], "o", color=color.orange, ms=8)
        ax.set(xscale="log", yscale="log", xlim=(0.9, 1.15 * STEPS), ylim=(FLOOR, CEILING),
               xlabel="step t, counted from 1")  # fmt: skip
        colour_key(
            ax,
            [
                ("f(x$_t$) − f*", color.orange),
                ("best", color.green),
                ("bound", color.pink),
                (r"RG/$\sqrt{t}$", color.muted),
            ],
        )

    def update(self, run):
        scene = run.scene
        if self.scene is None or scene.name != self.scene.name:
            self._change_scene(scene)
        if scene is not self.scene:
            self._move_scene(scene)
        for line, values in ((self.bound, run.bound), (self.guide, run.guide)):
            _draw(line, values)

    def _change_scene(self, scene):
        plane = scene.levels is not None
        for artist in (*self.levels, self.rims):
            artist.set_visible(plane)
        self.curve.set_visible(not plane)
        xlabel, ylabel = self.names[plane]
        self.left.set(xlim=scene.bounds[0], xlabel=xlabel, ylabel=ylabel)
        if plane:
            self.left.set_ylim(scene.bounds[1])
            return
        self.curve.set_data(scene.curve.T)
        low, high = scene.curve[:, 1].min(), scene.curve[:, 1].max()
        self.left.set_ylim(low - 0.12 * (high - low), high + 0.05 * (high - low))

    def _move_scene(self, scene):
        self.scene, plane = scene, scene.levels is not None
        if plane:
            for fill, points in zip(self.levels, scene.levels, strict=True):
                fill.set_xy(points)
            gap = np.full((LEVELS, 1, 2), np.nan)  # one line with breaks draws faster than many
            self.rims.set_data(np.concatenate([scene.levels, gap], axis=1).reshape(-1, 2).T)
        spot = scene.minimizer if plane else [scene.minimizer[0], scene.minimum]
        self.minimizer.set_data([spot[0]], [spot[1]])

    def show(self, run, frame):
        t = min(FRAMES[frame], len(run.x) - 1)
        points = run.x if run.scene.levels is not None else np.c_[run.x[:, 0], run.value]
        self.path.set_data(points[: t + 1].T)
        self.iterates.set_data(points[: t + 1].T)
        self.now.set_data(points[t : t + 1].T)
        best = int(np.argmin(run.value[: t + 1]))
        self.best.set_data(points[best : best + 1].T)
        self.count.set_text(f"after {t} steps")
        _draw(self.gap, run.gap[: t + 1])
        _draw(self.best_gap, run.best_gap[: t + 1])
        self.gap_now.set_data([t + 1], np.clip(run.gap[t : t + 1], FLOOR, CEILING))


def _draw(line, values):
    line.set_data(1 + np.arange(len(values)), np.clip(values, FLOOR, CEILING))


class LassoView(StepRulesView):
    """The same over the weights of the regression, whose creases are its axes."""

    names = ("", ""), ("weight of the age", "weight of the car's weight")

    def _make_left(self):
        super()._make_left()
        self.left.axhline(0, color=color.violet, lw=1.2, ls=(0, (4, 3)), zorder=1.5)
        self.left.axvline(0, color=color.violet, lw=1.2, ls=(0, (4, 3)), zorder=1.5)
        colour_key(self.left, [("- - crease", color.violet)], x=0.83)
