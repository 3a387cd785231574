"""The path of BFGS, its ellipse over the true one, and their ratios."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.second_order_methods.bfgs_ellipse import BANDS, UPDATES, ellipse
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.style import HEIGHT, color

LOW, HIGH = 1e-3, 1e4


class BfgsEllipseView:
    """Left the path; middle both ellipses, scaled alike; right the ratios of the curvatures."""

    def __init__(self, figure):
        self.plane, self.pair, self.ratio = figure.subplots(1, 3, width_ratios=[1.15, 0.9, 1])
        self.scene = None
        self.field = FieldImage(self.plane, HEIGHT, 0.0, BANDS)
        self.levels = MovingContours(self.plane, color=color.line, lw=0.8, zorder=1)
        (self.path,) = self.plane.plot([], [], "-o", color=color.orange, ms=4, lw=1.6, zorder=4)
        (self.now,) = self.plane.plot([], [], "o", color=color.orange, ms=10, zorder=5)
        self.plane.set(xlabel="$x_1$", ylabel="$x_2$")
        self.plane.grid(False)
        colour_key(self.plane, [("iterates", color.orange)])
        self._make_pair()
        self._make_ratio()

    def _make_pair(self):
        ax = self.pair
        (self.true,) = ax.plot([], [], color=color.green, lw=2.4, zorder=3)
        (self.believed,) = ax.plot([], [], color=color.blue, lw=2, ls=(0, (4, 1.6)), zorder=4)
        ax.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), aspect="equal", xticks=[], yticks=[],
               xlabel="$p^T H p = 1$, on one scale")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("true", color.green), ("believed", color.blue)], x=0.06)

    def _make_ratio(self):
        ax = self.ratio
        ax.axhline(1, color=color.line, lw=1, zorder=1)
        self.ratios = [
            ax.plot([], [], "-o", color=tone, ms=4, lw=1.8, zorder=3)[0]
            for tone in (color.pink, color.violet)
        ]
        (self.line,) = ax.plot([], [], color=color.orange, lw=1.2, zorder=2)
        ax.set(yscale="log", xlim=(-0.5, UPDATES + 0.5), ylim=(LOW, HIGH), xlabel="update",
               ylabel="true / believed curvature")  # fmt: skip
        colour_key(ax, [("smaller ratio", color.pink), ("larger ratio", color.violet)])

    def update(self, run):
        if run.scene != self.scene:
            self.scene = run.scene
            self._rescale(run)

    def show(self, run, t):
        self.path.set_data(run.x[: t + 1].T)
        self.now.set_data(run.x[t : t + 1].T)
        curves = [ellipse(run.true[t]), ellipse(run.believed[t])]
        lengths = [np.linalg.norm(c, axis=1).max() for c in curves if np.isfinite(c).all()]
        scale = 1.5 / max(lengths, default=1.0)
        for line, curve in zip((self.true, self.believed), curves, strict=True):
            curve = curve if np.isfinite(curve).all() else np.empty((0, 2))  # no ellipse
            line.set_data((scale * curve).T)
        steps = np.arange(t + 1)
        for line, ratio in zip(self.ratios, run.ratios.T, strict=True):
            seen = ratio[: t + 1]
            up = seen > 0  # a negative one has no place on the axis
            line.set_data(steps[up], seen[up].clip(LOW / 10, 10 * HIGH))
        self.line.set_data([t, t], [LOW, HIGH])

    def _rescale(self, run):
        x, y = run.sides
        self.field.set_data(run.band)
        self.levels.update(x, y, run.band, np.arange(1.0, BANDS))
        self.plane.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
