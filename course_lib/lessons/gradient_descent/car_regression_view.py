"""The regression on the cars: parameter space, the line among the cars, the error.

What stays has a lower zorder than all that moves: an update then draws only what moved.
"""

from __future__ import annotations

import numpy as np

from course_lib.lessons.gradient_descent.car_regression import car_risk, cars
from course_lib.plots.style import HEIGHT, color

INTERCEPTS, SLOPES = (-6_000.0, 32_000.0), (-0.22, 0.12)  # €, € per km
LEVELS = np.array([3_000, 3_500, 5_000, 7_500, 10_000, 15_000, 20_000, 25_000, 30_000])
ERRORS = (1.0, 100_000.0)


class CarRegressionView:
    """Left w[1] and w[2] with the path; right the cars with the line, and the error below."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.1, 1], height_ratios=[1.35, 1])
        self.space = figure.add_subplot(grid[:, 0])
        self.data = figure.add_subplot(grid[0, 1])
        self.error = figure.add_subplot(grid[1, 1])
        best = car_risk().to_euro @ car_risk().risk.minimizer
        self._make_space(best)
        self._make_data(best)
        self._make_error()

    def _make_space(self, best):
        ax = self.space
        intercept, slope = np.linspace(*INTERCEPTS, 121), np.linspace(*SLOPES, 121)
        mesh = np.stack(np.meshgrid(intercept, slope), axis=-1)
        problem = car_risk()
        rmse = np.sqrt(problem.risk(mesh @ np.linalg.inv(problem.to_euro).T))
        ax.contourf(*mesh.T, rmse.T, levels=[0, *LEVELS, 1e6], cmap=HEIGHT, vmin=1000, vmax=30_000)
        lines = ax.contour(
            *mesh.T, rmse.T, levels=LEVELS, colors=color.line, linewidths=0.7, zorder=1
        )
        # On the contours: straight below w* and to its right.
        spots = [(best[0], best[1] - 0.0514), (best[0], best[1] - 0.1222), (29_210, best[1])]
        labels = ax.clabel(
            lines, levels=[5_000, 10_000, 15_000], manual=spots, fontsize=9.5,
            fmt=lambda level: f"€{level:,.0f}", colors=color.muted, zorder=1,
        )  # fmt: skip
        for label in labels:
            label.set_rotation(0)
        (self.path,) = ax.plot([], [], "o-", color=color.blue, lw=1.3, ms=3, zorder=3)
        (self.exact,) = ax.plot(
            [], [], "o", color=color.pink, mfc="none", mew=1.4, ms=8, zorder=4, visible=False
        )
        ax.plot(*best, "*", color=color.green, ms=15, zorder=1)
        ax.annotate("w*", best, (9, 7), textcoords="offset points", color=color.green, zorder=1)
        (self.start,) = ax.plot([], [], "o", color=color.muted, ms=8, zorder=4)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=10, zorder=6)
        self.name = ax.text(0, 0, "w$_0$", color=color.muted, ha="right", va="top", zorder=6)
        self.name.set_clip_on(True)
        ax.set(
            xlim=INTERCEPTS, ylim=SLOPES, title="parameter space: click to set the start",
            xlabel="w[1]: price at 0 km (€)", ylabel="w[2]: change of price (€ per km)",
        )  # fmt: skip
        ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.grid(False)

    def _make_data(self, best):
        ax, (km, price) = self.data, cars()
        ax.plot(km / 1e3, price / 1e3, "o", color=color.muted, ms=2.6, mew=0, alpha=0.28, zorder=1)
        self.ends = np.array([0.0, 250.0])
        ax.plot(self.ends, self._line(best), color=color.green, lw=1.6, ls=(0, (4, 2)), zorder=1)
        (self.earlier,) = ax.plot([], [], color=color.blue, lw=1, alpha=0.25, zorder=3)
        (self.line,) = ax.plot([], [], color=color.orange, lw=2.6, zorder=4)
        for k, (text, shade) in enumerate(
            [("line at iteration t", "orange"), ("earlier lines", "blue"),
             ("least squares", "green")]
        ):  # fmt: skip
            ax.text(
                0.985, 0.97 - 0.115 * k, text, color=getattr(color, shade), ha="right", va="top",
                transform=ax.transAxes, zorder=1,
            )  # fmt: skip
        ax.set(
            xlim=self.ends, ylim=(-6, 35), title="1,436 cars and the predictor",
            xlabel="distance driven (1,000 km)", ylabel="price (1,000 €)",
        )  # fmt: skip

    def _make_error(self):
        ax, floor = self.error, car_risk().best_rmse
        ax.axhline(floor, color=color.green, lw=1.4, ls=(0, (4, 2)), zorder=1)
        (self.excess,) = ax.plot([], [], "o-", color=color.violet, lw=1.4, ms=2.5, zorder=3)
        (self.curve,) = ax.plot([], [], "o-", color=color.blue, lw=1.4, ms=2.5, zorder=3)
        (self.excess_now,) = ax.plot([], [], "o", color=color.violet, ms=7, zorder=4)
        (self.error_now,) = ax.plot([], [], "o", color=color.orange, ms=9, zorder=4)
        note = dict(transform=ax.transAxes, ha="right", va="bottom", zorder=1)
        ax.text(0.64, 1.035, "to the prices", color=color.blue, **note)
        ax.text(1.0, 1.035, "to the best line", color=color.violet, **note)
        ax.set(
            xlim=(-1, 61), yscale="log", ylim=ERRORS, xlabel="iteration t",
            title="RMS error (€)", yticks=[1, 1e1, 1e2, 1e3, 1e4, 1e5],
        )  # fmt: skip
        ax.yaxis.set_major_formatter("{x:,.0f}")

    def _line(self, w):
        """The line's two ends, in 1,000 € over 1,000 km."""
        return w[0] / 1e3 + w[1] * self.ends

    def update(self, run):
        steps = np.arange(len(run.rmse))
        self.curve.set_data(steps, run.rmse.clip(*ERRORS))
        self.excess.set_data(steps, run.excess.clip(*ERRORS))
        self.exact.set_visible(run.exact is not None)
        self.start.set_data(run.w[:1].T)
        self.name.set_position(run.w[0] - [600, 0.004])

    def show(self, run, t):
        past = run.w[: t + 1]
        self.path.set_data(past.T)
        if run.exact is not None:
            self.exact.set_data(run.exact[: t + 1].T)
        self.now.set_data(past[-1:].T)
        self.line.set_data(self.ends, self._line(past[-1]))
        before = past[:t]
        heights = [(*self._line(w), np.nan) for w in before]
        self.earlier.set_data(np.tile([*self.ends, np.nan], len(before)), np.ravel(heights))
        self.error_now.set_data([t], run.rmse[t : t + 1].clip(*ERRORS))
        self.excess_now.set_data([t], run.excess[t : t + 1].clip(*ERRORS))
