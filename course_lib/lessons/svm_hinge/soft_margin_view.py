"""The soft margin with every slack drawn, beside the errors for each C."""

from __future__ import annotations

from course_lib.lessons.svm_hinge.soft_margin import HIGHEST, LOWEST
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color
from course_lib.plots.two_classes import Boundary, ClassPoints, between

SHAPE = 1.3  # width over height of the left axes


class SoftMarginView:
    """Left the samples, the street and the slacks; right training and validation error by C."""

    def __init__(self, figure):
        self.plane, self.errors = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self.cloud = None
        self._make_plane()
        self._make_errors()

    def _make_plane(self):
        ax = self.plane
        self.others = ClassPoints(ax, 3.2, zorder=1, alpha=0.25, mew=0)
        self.street = Boundary(ax, zorder=3)
        (self.slacks,) = ax.plot([], [], color=color.pink, lw=1.3, zorder=5)
        self.points = ClassPoints(ax, zorder=6)
        ring = dict(ms=12, mfc="none", zorder=7)
        (self.full,) = ax.plot([], [], "o", color=color.pink, mew=1.5, **ring)
        (self.between,) = ax.plot([], [], "o", color=color.green, mew=2.6, **ring)
        ax.grid(False)
        ax.set_aspect("equal")
        colour_key(ax, [(r"$\alpha$ = C, — its slack", color.pink),
                        (r"0 < $\alpha$ < C", color.green),
                        ("faint: validation", color.muted)])  # fmt: skip

    def _make_errors(self):
        ax = self.errors
        (self.train,) = ax.plot([], [], color=color.violet, lw=1.8, zorder=3)
        (self.validation,) = ax.plot([], [], color=color.amber, lw=1.8, zorder=3)
        self.line = ax.axvline(1, color=color.ink, lw=1.0, zorder=2)
        (self.train_now,) = ax.plot([], [], "o", color=color.violet, ms=8, zorder=4)
        (self.validation_now,) = ax.plot([], [], "o", color=color.amber, ms=8, zorder=4)
        ax.set(xscale="log", xlim=(LOWEST / 1.3, HIGHEST * 1.3), xlabel="price of slack C",
               ylabel="misclassified (%)")  # fmt: skip
        colour_key(ax, [("training error", color.violet), ("validation error", color.amber)])

    def update(self, run):
        if run.cloud is not self.cloud:
            self._change_cloud(run.cloud)
        self.street.update(run.w, run.b)
        off = run.slack > 0
        self.slacks.set_data(between(run.cloud.X[off], run.feet[off]).T)
        self.full.set_data(run.cloud.X[run.alpha == run.C].T)
        self.between.set_data(run.cloud.X[(run.alpha > 0) & (run.alpha < run.C)].T)
        self.line.set_xdata([run.C, run.C])
        self.train_now.set_data([run.C], [100 * run.train])
        self.validation_now.set_data([run.C], [100 * run.validation])

    def _change_cloud(self, cloud):
        self.cloud = cloud
        self.points.update(cloud.X, cloud.y)
        self.others.update(cloud.X_other, cloud.y_other)
        low, high = cloud.X.min(axis=0), cloud.X.max(axis=0)
        (x, y), (width, height) = (low + high) / 2, 0.56 * (high - low)
        width = max(width, SHAPE * height)
        self.plane.set(
            xlim=(x - width, x + width), ylim=(y - width / SHAPE, y + width / SHAPE),
            xlabel=cloud.axes[0], ylabel=cloud.axes[1],
        )  # fmt: skip
        self.train.set_data(cloud.C, 100 * cloud.train)
        self.validation.set_data(cloud.C, 100 * cloud.validation)
        most = 100 * max(cloud.train.max(), cloud.validation.max())
        self.errors.set_ylim(-0.04 * most, 1.1 * most)
