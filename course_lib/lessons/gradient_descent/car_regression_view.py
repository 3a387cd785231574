"""The regression on the cars: parameter space, the line among the cars, the error.

What stays has a lower zorder than all that moves: an update then draws only what moved.
"""

from __future__ import annotations

import numpy as np

from course_lib.lessons.gradient_descent.car_regression import car_risk, cars, to_line, to_plane
from course_lib.plots.style import HEIGHT, color

INTERCEPTS, SLOPES = (-6_000.0, 32_000.0), (-0.22, 0.12)  # €, € per km
MEANS, TILTS = (-11_000.0, 27_000.0), (-20_000.0, 18_000.0)  # €, € per standard deviation
LEVELS = np.array([3_000, 3_500, 5_000, 7_500, 10_000, 15_000, 20_000, 25_000, 30_000])
ERRORS = (1.0, 100_000.0)


class CarRegressionView:
    """The path in parameter space, the cars with the line, and the error, side by side."""

    def __init__(self, figure):
        self.space, self.data, self.error = figure.subplots(1, 3, width_ratios=[1.3, 1.25, 0.95])
        best = car_risk().to_euro @ car_risk().risk.minimizer
        self._make_space(best)
        self._make_data(best)
        self._make_error()

    def _make_space(self, best):
        ax, self.standardized = self.space, None
        # On the contours: straight below w*, and above it to the right.
        spots = [
            (best[0], best[1] - 0.0514),
            (best[0], best[1] - 0.1222),
            (best[0] + 5_370, best[1] + 0.125),
        ]
        mean, tilt = to_plane("standardized", best)
        below = [
            (mean, tilt - np.sqrt(e**2 - car_risk().best_rmse ** 2)) for e in (5e3, 1e4, 1.5e4)
        ]
        self.grounds = {
            False: self._contours("100,000 km", (INTERCEPTS, SLOPES), spots),
            True: self._contours("standardized", (MEANS, TILTS), below),
        }
        (self.path,) = ax.plot([], [], "o-", color=color.blue, lw=1.3, ms=3, zorder=3)
        (self.exact,) = ax.plot(
            [], [], "o", color=color.pink, mfc="none", mew=1.4, ms=8, zorder=4, visible=False
        )
        (self.best,) = ax.plot([], [], "*", color=color.green, ms=15, zorder=1)
        self.best_name = ax.text(0, 0, "w*", color=color.green, zorder=1)
        (self.start,) = ax.plot([], [], "o", color=color.muted, ms=8, zorder=4)
        (self.now,) = ax.plot([], [], "o", color=color.orange, ms=10, zorder=6)
        self.name = ax.text(0, 0, "w$_0$", color=color.muted, ha="right", va="top", zorder=6)
        self.name.set_clip_on(True)
        ax.set(title="weights: click to start")
        ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.grid(False)

    def _contours(self, unit, ends, spots):
        """The error over the plane of one unit, as artists that can be hidden."""
        ax, problem = self.space, car_risk()
        mesh = np.stack(np.meshgrid(*(np.linspace(*end, 121) for end in ends)), axis=-1)
        v = to_line(unit, mesh) @ np.linalg.inv(problem.to_euro).T
        rmse = np.sqrt(problem.risk(v)).T
        filled = ax.contourf(
            *mesh.T, rmse, levels=[0, *LEVELS, 1e6], cmap=HEIGHT, vmin=1000, vmax=30_000
        )
        lines = ax.contour(
            *mesh.T, rmse, levels=LEVELS, colors=color.line, linewidths=0.7, zorder=1
        )
        labels = ax.clabel(
            lines, levels=[5_000, 10_000, 15_000], manual=spots, fontsize=9.5,
            fmt=lambda level: f"€{level:,.0f}", colors=color.muted, zorder=1,
        )  # fmt: skip
        for label in labels:
            label.set_rotation(0)
        return [filled, lines, *labels]

    def _change_ground(self, unit):
        """Draw the plane in the coordinates in which the steps are taken, as far as can be seen."""
        self.standardized = unit == "standardized"
        for standardized, artists in self.grounds.items():
            for artist in artists:
                artist.set_visible(standardized == self.standardized)
        best = to_plane(unit, car_risk().to_euro @ car_risk().risk.minimizer)
        self.best.set_data(best[:1], best[1:])
        if self.standardized:
            self.space.set(
                xlim=MEANS, ylim=TILTS, aspect="equal",
                xlabel="price at the mean distance (€)", ylabel="€ per standard deviation",
            )  # fmt: skip
        else:
            self.space.set(
                xlim=INTERCEPTS, ylim=SLOPES, aspect="auto",
                xlabel="b: price at 0 km (€)", ylabel="w$_1$: change of price (€ per km)",
            )  # fmt: skip
        # A little beside the star and the start, whatever the scale of the axes.
        self.beside = np.ptp([self.space.get_xlim(), self.space.get_ylim()], axis=1) * 0.016
        self.best_name.set_position(best + self.beside * [1.3, 1.0])

    def _make_data(self, best):
        ax, (km, price) = self.data, cars()
        ax.plot(km / 1e3, price / 1e3, "o", color=color.muted, ms=2.6, mew=0, alpha=0.28, zorder=1)
        self.ends = np.array([0.0, 250.0])
        ax.plot(self.ends, self._line(best), color=color.green, lw=1.6, ls=(0, (4, 2)), zorder=1)
        (self.earlier,) = ax.plot([], [], color=color.blue, lw=1, alpha=0.25, zorder=3)
        (self.line,) = ax.plot([], [], color=color.orange, lw=2.6, zorder=4)
        for k, (text, shade) in enumerate(
            [("line at step t", "orange"), ("earlier lines", "blue"),
             ("least squares", "green")]
        ):  # fmt: skip
            ax.text(
                0.985, 0.975 - 0.075 * k, text, color=getattr(color, shade), ha="right", va="top",
                transform=ax.transAxes, zorder=1,
            )  # fmt: skip
        ax.set(
            xlim=self.ends, ylim=(-6, 45), title="1,436 cars and the line",
            xlabel="distance driven (1,000 km)", ylabel="price (1,000 €)",
        )  # fmt: skip

    def _make_error(self):
        ax, floor = self.error, car_risk().best_rmse
        ax.axhline(floor, color=color.green, lw=1.4, ls=(0, (4, 2)), zorder=1)
        (self.excess,) = ax.plot([], [], "o-", color=color.violet, lw=1.4, ms=2.5, zorder=3)
        (self.curve,) = ax.plot([], [], "o-", color=color.blue, lw=1.4, ms=2.5, zorder=3)
        (self.excess_now,) = ax.plot([], [], "o", color=color.violet, ms=7, zorder=4)
        (self.error_now,) = ax.plot([], [], "o", color=color.orange, ms=9, zorder=4)
        note = dict(transform=ax.transAxes, ha="right", va="top", zorder=1)
        ax.text(0.985, 0.975, "to the prices", color=color.blue, **note)
        ax.text(0.985, 0.9, "to the best line", color=color.violet, **note)
        ax.set(
            xlim=(-1, 61), yscale="log", ylim=(ERRORS[0], 2e6), xlabel="step t",
            title="RMS error (€)", yticks=[1, 1e1, 1e2, 1e3, 1e4, 1e5],
        )  # fmt: skip
        ax.yaxis.set_major_formatter("{x:,.0f}")

    def _line(self, w):
        """The line's two ends, in 1,000 € over 1,000 km."""
        return w[0] / 1e3 + w[1] * self.ends

    def update(self, run):
        if (run.unit == "standardized") != self.standardized:
            self._change_ground(run.unit)
        self.places = to_plane(run.unit, run.w)
        steps = np.arange(len(run.rmse))
        self.curve.set_data(steps, run.rmse.clip(*ERRORS))
        self.excess.set_data(steps, run.excess.clip(*ERRORS))
        self.exact.set_visible(run.exact is not None)
        self.start.set_data(self.places[:1].T)
        self.name.set_position(self.places[0] - self.beside)

    def show(self, run, t):
        past = self.places[: t + 1]
        self.path.set_data(past.T)
        if run.exact is not None:
            self.exact.set_data(to_plane(run.unit, run.exact[: t + 1]).T)
        self.now.set_data(past[-1:].T)
        self.line.set_data(self.ends, self._line(run.w[t]))
        before = run.w[:t]
        heights = [(*self._line(w), np.nan) for w in before]
        self.earlier.set_data(np.tile([*self.ends, np.nan], len(before)), np.ravel(heights))
        self.error_now.set_data([t], run.rmse[t : t + 1].clip(*ERRORS))
        self.excess_now.set_data([t], run.excess[t : t + 1].clip(*ERRORS))
