"""The ball in its landscape, beside where every step size leads in the end."""

from __future__ import annotations

from course_lib.lessons.start_here.ball import BOUND
from course_lib.plots.style import HEIGHT, color

#: Each manner of running, written beside its part of the right picture.
MANNERS = {
    "settles": (0.080, 1.42, "center"),
    "swings": (0.185, 1.62, "center"),
    "wanders": (0.222, 0.42, "right"),
    "roams": (0.258, -1.20, "right"),
}


class BallView:
    """Left the double well and the steps so far; right the resting places of all step sizes."""

    def __init__(self, figure):
        self.land, self.fate = figure.subplots(1, 2, width_ratios=[1.15, 1])
        self.drawn = False
        self.land.set(
            xlim=(-BOUND, BOUND), ylim=(-3.1, 4.4), xlabel="w", ylabel="height f(w)",
            title="the ball in its landscape",
        )  # fmt: skip
        (self.trail,) = self.land.plot([], [], color=color.amber, lw=1.2, alpha=0.8, zorder=4)
        (self.places,) = self.land.plot([], [], "o", color=color.blue, ms=4, zorder=5)
        (self.ball,) = self.land.plot([], [], "o", color=color.orange, ms=14, zorder=6)
        self.fate.set(
            ylim=(-BOUND, BOUND), xlabel="step size η", ylabel="w",
            title="where it ends up, for every η",
        )  # fmt: skip
        self.fate.grid(False)
        self.chosen = self.fate.axvline(0, color=color.orange, lw=1.6, zorder=4)
        (self.now,) = self.fate.plot([], [], "o", color=color.orange, ms=9, zorder=6)

    def update(self, run):
        if not self.drawn:
            self._draw_once(run)
        self.chosen.set_xdata([run.lr, run.lr])

    def _draw_once(self, run):
        self.drawn = True
        self.land.plot(run.grid, run.curve, color=color.ink, lw=2, zorder=3)
        self.land.fill_between(run.grid, run.curve, -3.1, color=color.sky, alpha=0.16, zorder=1)
        self.fate.imshow(
            run.density, cmap=HEIGHT, vmin=0, vmax=0.45, origin="lower", aspect="auto",
            extent=(*run.rates, -BOUND, BOUND), zorder=0, interpolation="antialiased",
        )  # fmt: skip
        for manner, (x, y, side) in MANNERS.items():
            self.fate.text(x, y, manner, ha=side, va="center", color=color.muted, zorder=1)
        self.fate.text(
            0.342, 0, "thrown out", rotation=90, ha="center", va="center", color=color.muted,
            zorder=1,
        )  # fmt: skip

    def show(self, run, t):
        self.trail.set_data(run.x[: t + 1], run.value[: t + 1])
        self.places.set_data(run.x[:t], run.value[:t])
        self.ball.set_data(run.x[t : t + 1], run.value[t : t + 1])
        self.now.set_data([run.lr], run.x[t : t + 1])
