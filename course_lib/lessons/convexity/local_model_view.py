"""A function of two variables under its quadratic model, and the error against distance."""

from __future__ import annotations

import numpy as np

from course_lib.plots.contours import MovingContours
from course_lib.plots.style import HEIGHT, color

FLOOR, CEILING = 1e-10, 1e4
REACH = 0.36  # how far the model is drawn, as a part of the picture
ORDERS = (
    ("order 0: slope 1", "muted"),
    ("order 1: slope 2", "amber"),
    ("order 2: slope 3", "blue"),
)


class LocalModelView:
    """Left level curves of f (grey) and of its model (blue); right errors of three orders."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.15, 1])
        self.function = self.filled = None
        self.of_f = MovingContours(self.left, color=color.muted, lw=1.0, zorder=2)
        self.of_model = MovingContours(
            self.left, color=color.blue, lw=1.8, ls=(0, (4, 1.6)), zorder=3
        )
        (self.stationary,) = self.left.plot([], [], "x", color=color.blue, ms=11, mew=2.6, zorder=4)
        (self.point,) = self.left.plot([], [], "o", color=color.orange, ms=10, zorder=5)
        self.left.set(title="level curves: f solid, model dashed", xlabel="x$_1$",
                      ylabel="x$_2$")  # fmt: skip
        self.left.grid(False)
        self._make_right()

    def _make_right(self):
        ax = self.right
        self.errors = [ax.plot([], [], color=getattr(color, c), lw=2.2)[0] for _, c in ORDERS]
        for row, (name, c) in enumerate(ORDERS):  # a key in the corner that no curve reaches
            ax.text(0.97, 0.2 - 0.075 * row, name, color=getattr(color, c), fontsize=10.5,
                    ha="right", transform=ax.transAxes, zorder=0)  # fmt: skip
        ax.set(xscale="log", yscale="log", xlim=(1e-3, 1), ylim=(FLOOR, CEILING),
               xlabel="distance r from the point", title="largest |f − model| at distance r",
               yticks=10.0 ** np.arange(-10, 5, 2))  # fmt: skip

    def update(self, run):
        if run.function != self.function:
            self.function = run.function
            self._rescale(run)
        self.of_model.update(*run.sides, run.model, run.levels)
        self._keep_local(run)
        self.point.set_data(run.point[:1], run.point[1:])
        at = [[], []] if run.stationary is None else run.stationary[:, None]
        self.stationary.set_data(*at)
        for line, errors in zip(self.errors, run.errors, strict=True):
            line.set_data(run.radii, np.clip(errors, FLOOR, CEILING))

    def _keep_local(self, run):
        """Hide the model's curves far from the point, where nobody asks it."""
        curves = np.stack(self.of_model.line.get_data())
        widths = np.array([[np.ptp(side)] for side in run.sides])
        far = (((curves - run.point[:, None]) / widths) ** 2).sum(axis=0) > REACH**2
        self.of_model.line.set_data(np.where(far, np.nan, curves))

    def _rescale(self, run):
        x, y = run.sides
        if self.filled is not None:
            self.filled.remove()
        self.filled = self.left.contourf(
            x, y, run.height, [*run.levels], extend="both", cmap=HEIGHT, zorder=1
        )
        self.left.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
        self.of_f.update(x, y, run.height, run.levels)
