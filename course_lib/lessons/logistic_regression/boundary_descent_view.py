"""The boundary among the penguins, beside the loss and the size of the weights."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from course_lib.lessons.logistic_regression.boundary_descent import STEPS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.decision_field import DecisionField
from course_lib.plots.style import color

LOSSES, NORMS = (1e-5, 10.0), (0.03, 300.0)


class BoundaryDescentView:
    """Left the field of Pr[class 1] with the points; right loss and ‖w‖ on log scales."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.35, 1])
        self.left = figure.add_subplot(grid[:, 0])
        self.top, self.low = figure.add_subplot(grid[0, 1]), figure.add_subplot(grid[1, 1])
        self.pair = None
        self._make_left()
        self.loss = self._make_curve(self.top, LOSSES, color.green)
        self.norm = self._make_curve(self.low, NORMS, color.violet)
        colour_key(self.top, [("mean log loss", color.green), ("- - optimum", color.ink)])
        colour_key(self.low, [("‖w‖", color.violet), ("- - optimum", color.ink)])
        self.top.tick_params(labelbottom=False)
        self.low.set_xlabel("step t, plus 1")

    def _make_left(self):
        ax = self.left
        self.field = DecisionField(ax, alpha=0.6)
        self.sides = MovingPair(ax)
        (self.absent,) = ax.plot([], [], "x", color=color.muted, ms=6, zorder=3)
        (self.own,) = ax.plot([], [], "o", mfc="none", color=color.ink, ms=12, mew=1.6, zorder=5)
        self.count = axes_text(ax, 0.02, 0.97, va="top", zorder=6)
        self.names = [
            axes_text(ax, x, 1.03, color=tone, fontsize=10.5, va="bottom", zorder=-1)
            for x, tone in ((0.0, color.blue), (0.25, color.orange))
        ]
        colour_key(ax, [("○ yours", color.ink), ("× left out", color.muted)], x=0.56)
        self.next = [
            ax.plot([0.96], [0.05], mark, color=tone, mec=color.paper, ms=9, zorder=6,
                    transform=ax.transAxes, visible=False)[0]
            for mark, tone in (("s", color.blue), ("o", color.orange))
        ]  # fmt: skip
        ax.text(
            0.93, 0.05, "a click adds", transform=ax.transAxes, ha="right", va="center", zorder=6
        )
        ax.set(xlabel="length of the bill (mm)", ylabel="depth of the bill (mm)")

    @staticmethod
    def _make_curve(ax, limits, tone):
        (best,) = ax.plot([], [], color=color.ink, lw=1.2, ls=(0, (4, 3)), zorder=2)
        (curve,) = ax.plot([], [], color=tone, lw=2.2, zorder=3)
        (now,) = ax.plot([], [], "o", color=tone, ms=9, mec=color.paper, zorder=4)
        ax.set(xscale="log", yscale="log", xlim=(0.9, 1.2 * STEPS), ylim=limits)
        return curve, now, best

    def update(self, run):
        if run.pair is not self.pair:
            self.pair = run.pair
            self.left.set(xlim=run.pair.across[[0, -1]], ylim=run.pair.up[[0, -1]])
            for text, mark, name in zip(self.names, "■●", run.pair.species, strict=True):
                text.set_text(f"{mark} {name}")
        points = np.concatenate([run.pair.X[run.kept], run.own[:, :2]])
        self.sides.update(points, np.concatenate([run.pair.y[run.kept], run.own[:, 2]]))
        self.absent.set_data(run.pair.X[~run.kept].T)
        self.own.set_data(run.own[:, :2].T)
        for k, mark in enumerate(self.next):
            mark.set_visible(k == run.adds)
        known = run.best is not None
        for (*_, best), goal in ((self.loss, run.best_loss), (self.norm, run.best_norm)):
            best.set_data([0.9, 1.2 * STEPS] if known else [], [goal, goal] if known else [])

    def show(self, run, k):
        k = min(k, len(run.steps) - 1)
        scores = run.scores(k)
        self.field.update(run.pair.across, run.pair.up, expit(scores), scores)
        t = int(run.steps[k])
        self.count.set_text(f"after {t} steps")
        for (curve, now, _), values, limits in (
            (self.loss, run.loss, LOSSES), (self.norm, run.norm, NORMS)
        ):  # fmt: skip
            so_far = _within(values[: k + 1], limits)
            curve.set_data(1 + run.steps[: k + 1], so_far)
            now.set_data([1 + t], so_far[-1:])


class MovingPair:
    """Points of two classes: blue squares and orange circles with a light edge."""

    def __init__(self, ax, size=6.0):
        self.lines = [
            ax.plot([], [], mark, color=tone, ms=size, mec=color.paper, mew=0.8, zorder=4)[0]
            for mark, tone in (("s", color.blue), ("o", color.orange))
        ]

    def update(self, points, y):
        """Points (n, 2) with classes 0 and 1."""
        for k, line in enumerate(self.lines):
            line.set_data(points[y == k].T)


def _within(values, limits) -> np.ndarray:
    return np.clip(np.nan_to_num(values, nan=limits[1]), *limits)
