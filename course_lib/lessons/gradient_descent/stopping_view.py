"""The three stopping tests: where on the path each fires, and what it looked at."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.gradient_descent.stopping import TESTS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quadratic_contours import QuadraticContours
from course_lib.plots.style import color

LOOKS = ((color.blue, "o"), (color.orange, "s"), (color.pink, "D"))
FLOOR, CEILING = 1e-9, 1e2
TINY = 1e-16  # below the axis, but a number that a log scale can take
LAST = 4000


class StoppingView:
    """Left the path with a mark where each test fires; right what each test measures."""

    def __init__(self, figure):
        self.plane, self.tests = figure.subplots(1, 2, width_ratios=[1, 1.15])
        self._make_plane()
        self._make_tests()

    def _make_plane(self):
        ax = self.plane
        self.contours = QuadraticContours(ax, radii=(0.05, 0.1, 0.2, 0.4, 0.7, 1.0))
        (self.path,) = ax.plot([], [], "-", color=color.muted, lw=1.2, zorder=3)
        self.stops = [
            ax.plot([], [], mark, color=shade, ms=11 - 2 * k, zorder=4 + k)[0]
            for k, (shade, mark) in enumerate(LOOKS)
        ]
        ax.plot([0], [0], "*", color=color.green, ms=15, zorder=1)
        ax.set(
            xlim=(-3, 1), ylim=(-1.2, 1.2), xlabel="x$_1$, the least curved direction",
            ylabel="x$_2$, the most curved", title="where each test stops (click: start)",
        )  # fmt: skip
        ax.grid(False)

    def _make_tests(self):
        ax = self.tests
        (self.eps,) = ax.plot([], [], color=color.ink, lw=1.2, ls=(0, (4, 2)), zorder=3)
        self.eps_name = ax.text(0.97 * LAST, 1, "ε", va="bottom", ha="right", zorder=3)
        self.curves, self.hits = [], []
        for k, (shade, mark) in enumerate(LOOKS):
            # ‖∇f‖ and ‖Δx‖ coincide at η = 1: the first is wide enough to be seen behind.
            self.curves.append(ax.plot([], [], color=shade, lw=3.2 if k == 0 else 1.4, zorder=3)[0])
            self.hits.append(ax.plot([], [], mark, color=shade, ms=9, zorder=5)[0])
        (self.distance,) = ax.plot([], [], color=color.green, lw=1.6, ls=":", zorder=3)
        words = [(test, shade) for test, (shade, _) in zip(TESTS, LOOKS, strict=True)]
        colour_key(ax, [*words, ("‖x − x*‖, unseen", color.green)])
        ax.set(
            xscale="log", yscale="log", xlim=(1, LAST), ylim=(FLOOR, CEILING),
            xlabel="step t",
        )  # fmt: skip

    def update(self, run):
        # Every step at first, then as many as there are pixels.
        t = np.unique(np.geomspace(1, len(run.x) - 1, 400).astype(np.int64))
        self.contours.move(run.Q)
        self.path.set_data(run.x[np.r_[0, t]].T)
        self.distance.set_data(t, run.distance[t].clip(TINY, CEILING))
        self.eps.set_data([1, LAST], [run.eps, run.eps])
        self.eps_name.set_position((0.97 * LAST, run.eps))
        for k, at in enumerate(run.fires):
            self.curves[k].set_data(t, run.measures[k, t].clip(TINY, CEILING))
            for mark in (self.stops[k], self.hits[k]):
                mark.set_visible(at is not None)
            if at is not None:
                self.stops[k].set_data(run.x[at : at + 1].T)
                self.hits[k].set_data([max(at, 1)], run.measures[k, at : at + 1].clip(TINY))
