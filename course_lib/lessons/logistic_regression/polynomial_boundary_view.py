"""A curved boundary, beside the training and validation loss of every degree."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from course_lib.lessons.logistic_regression.boundary_descent_view import MovingPair
from course_lib.lessons.logistic_regression.polynomial_boundary import DEGREES, HALF, SIDE
from course_lib.plots.colour_key import colour_key
from course_lib.plots.decision_field import DecisionField
from course_lib.plots.style import color

LIMITS = (0.008, 12.0)
SHOWN = 250  # of the validation points


class PolynomialBoundaryView:
    """Left the field with training and (small) validation points; right loss against degree."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.05, 1])
        ax = self.left
        ax.set(xlim=(-HALF, HALF), ylim=(-HALF, HALF), xlabel="x$_1$", ylabel="x$_2$")
        self.field = DecisionField(ax, alpha=0.6)
        self.val_points = [
            ax.plot([], [], ".", color=tone, ms=3.5, alpha=0.6, zorder=3)[0]
            for tone in (color.blue, color.orange)
        ]
        self.points = MovingPair(ax, size=7.0)
        self.samples = None
        colour_key(ax, [("■ class 0", color.blue), ("● class 1", color.orange),
                        ("small: validation points", color.muted)])  # fmt: skip
        self._make_right()

    def _make_right(self):
        ax = self.right
        degrees = list(DEGREES)
        (self.bar,) = ax.plot([], [], color=color.line, lw=14, alpha=0.45, zorder=1)
        (self.train,) = ax.plot([], [], "o-", color=color.green, ms=5, lw=2.0, zorder=3)
        (self.val,) = ax.plot([], [], "s-", color=color.pink, ms=5, lw=2.0, zorder=3)
        (self.best,) = ax.plot([], [], "s", mfc="none", color=color.pink, ms=13, mew=1.8, zorder=4)
        ax.set(yscale="log", xlim=(0.4, 9.6), ylim=LIMITS, xticks=degrees, xlabel="degree")
        colour_key(ax, [("loss: ● train", color.green), ("■ validation", color.pink),
                        ("□ best", color.pink)])  # fmt: skip

    def update(self, run):
        self.field.update(SIDE, SIDE, expit(run.scores), run.scores)
        if run.samples is not self.samples:
            self.samples = data = run.samples
            self.points.update(data.X, data.y)
            X, y = data.X_val[:SHOWN], data.y_val[:SHOWN]
            for k, line in enumerate(self.val_points):
                line.set_data(X[y == k].T)
        degrees, val = np.array(DEGREES), np.clip(run.val, *LIMITS)
        self.train.set_data(degrees, np.clip(run.train, *LIMITS))
        self.val.set_data(degrees, val)
        k = int(run.val.argmin())
        self.best.set_data(degrees[k : k + 1], val[k : k + 1])
        self.bar.set_data([run.degree] * 2, LIMITS)
