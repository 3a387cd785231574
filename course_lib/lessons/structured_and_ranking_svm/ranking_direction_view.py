"""All pairs as points with the direction, one traveller's ranking, and both losses by angle."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from course_lib.datasets import MODES
from course_lib.lessons.structured_and_ranking_svm.ranking_direction import ANGLES, MOST
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color
from course_lib.plots.two_classes import level_line

SIDE, TALL = 4.4, 4.0  # of the drawn differences, and of the drawn scores


class RankingDirectionView:
    """Left the pairs; middle one traveller; right the counts and the hinge over all angles."""

    def __init__(self, figure):
        self.plane, self.ladder, self.curves = figure.subplots(1, 3, width_ratios=[1.5, 0.62, 1.3])
        self.drawn = False
        self._make_plane()
        self._make_ladder()
        self._make_curves()

    def _make_plane(self):
        ax = self.plane
        ax.axhline(0, color=color.line, lw=0.8, zorder=1)
        ax.axvline(0, color=color.line, lw=0.8, zorder=1)
        dot = dict(ms=3.4, zorder=3, alpha=0.75)
        (self.right,) = ax.plot([], [], "o", color=color.blue, **dot)
        (self.wrong,) = ax.plot([], [], "s", color=color.orange, **dot)
        (self.mine,) = ax.plot([], [], "o", color=color.ink, ms=9, mfc="none", mew=1.6, zorder=5)
        (self.border,) = ax.plot([], [], color=color.ink, lw=1.8, zorder=4)
        (self.margin,) = ax.plot([], [], color=color.ink, lw=1.1, ls=(0, (5, 3)), zorder=4)
        (self.arrow,) = ax.plot([], [], color=color.green, lw=3, zorder=6)
        (self.tip,) = ax.plot([], [], "o", color=color.green, ms=9, zorder=6)
        ax.set(xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE), xlabel="waiting: chosen − other",
               ylabel="time in vehicle: chosen − other")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("● in order", color.blue), ("■ swapped", color.orange),
                        ("w", color.green)])  # fmt: skip

    def _make_ladder(self):
        ax = self.ladder
        (self.rungs,) = ax.plot([], [], color=color.line, lw=2.5, zorder=2)
        (self.picked,) = ax.plot([], [], color=color.green, lw=4, zorder=3)
        self.words = [quick_text(ax, 0.36, 0, va="center", fontsize=9.5, color=color.ink)
                      for _ in MODES]  # fmt: skip
        self.who = axes_text(ax, 0.0, 1.03, fontsize=10, color=color.ink)
        ax.set(xlim=(0, 1), ylim=(-TALL, TALL), xticks=[], ylabel="score $w^\\top x$")
        ax.grid(False)

    def _make_curves(self):
        ax = self.curves
        (self.count,) = ax.plot([], [], color=color.orange, lw=2.2, zorder=3)
        (self.hinge,) = ax.plot([], [], color=color.violet, lw=2.2, zorder=3)
        (self.now,) = ax.plot([], [], color=color.green, lw=1.4, zorder=2)
        (self.dots,) = ax.plot([], [], "o", color=color.green, ms=7, zorder=4)
        ax.set(xlim=(-180, 180), ylim=(0, MOST), xticks=(-180, -90, 0, 90, 180),
               xlabel="angle of w (°)")  # fmt: skip
        colour_key(ax, [("share swapped", color.orange), ("mean hinge", color.violet)])

    def update(self, run):
        D, swapped = run.trips.D, run.swapped
        self.right.set_data(D[~swapped].T)
        self.wrong.set_data(D[swapped].T)
        self.mine.set_data(D[run.trips.traveller == run.traveller].T)
        self.border.set_data(level_line(run.w, 0.0).T)
        self.margin.set_data(level_line(run.w, 0.0, 1.0).T)
        self.arrow.set_data([0, run.w[0]], [0, run.w[1]])
        self.tip.set_data([run.w[0]], [run.w[1]])
        self.count.set_data(ANGLES, run.counts / len(D))
        self.hinge.set_data(ANGLES, np.minimum(run.hinges, MOST))
        self.now.set_data([run.angle] * 2, [0, MOST])
        self.dots.set_data([run.angle] * 2, [swapped.mean(), min(run.hinge, MOST)])
        self._write_ladder(run)

    def _write_ladder(self, run):
        shown = np.clip(run.scores, -TALL + 0.2, TALL - 0.2)
        nan = np.full(4, np.nan)
        self.rungs.set_data(np.tile([0.05, 0.32, np.nan], 4),
                            np.stack([shown, shown, nan], axis=1).ravel())  # fmt: skip
        chosen = run.trips.chosen[run.traveller]
        self.picked.set_data([0.05, 0.32], [shown[chosen]] * 2)
        order = np.argsort(shown)
        places = shown.copy()
        for low, high in pairwise(order):  # words need 0.5 of room
            places[high] = max(places[high], places[low] + 0.5)
        for j, (text, name) in enumerate(zip(self.words, MODES, strict=True)):
            text.set_text(f"{name} (chosen)" if j == chosen else name)
            text.set_position((0.36, places[j]))
        self.who.set_text(f"traveller {run.traveller + 1}")
