"""The paths of all weights, the largest ones by name, and the errors over λ."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.regularization.weight_paths import LAMBDAS, NAMED
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.quick_text import QuickText
from course_lib.plots.style import color

WIDEST, TOP = 0.9, 1.15


class WeightPathsView:
    """Left the weights over λ; in the middle the nine largest at λ; right the errors."""

    def __init__(self, figure):
        self.paths, self.names, self.errors = figure.subplots(1, 3, width_ratios=[1.2, 1, 1])
        self.shown = None
        self._make_paths()
        self._make_names()
        self._make_errors()

    def _make_paths(self):
        ax = self.paths
        ax.axhline(0, color=color.line, lw=1.0, zorder=1)
        (self.curves,) = ax.plot([], [], color=color.sky, lw=1.1, zorder=2)
        (self.large,) = ax.plot([], [], color=color.blue, lw=1.8, zorder=3)
        (self.dots,) = ax.plot([], [], "o", color=color.orange, ms=4.5, zorder=5)
        self.line = self._over_lambda(ax)
        ax.set(ylim=(-WIDEST, WIDEST), ylabel="weight")
        colour_key(ax, [("all weights", color.sky), ("the nine largest", color.blue)])

    @staticmethod
    def _over_lambda(ax):
        ax.set(xscale="log", xlim=(LAMBDAS[0], LAMBDAS[-1] * 1.1), xlabel=r"$\lambda$")
        return ax.axvline(1, color=color.orange, lw=1.2, zorder=4)

    def _make_names(self):
        ax = self.names
        places = np.arange(NAMED)
        self.bars = ax.barh(places, np.zeros(NAMED), height=0.62, color=color.blue)
        ax.axvline(0, color=color.line, lw=1.0)
        ax.set(xlim=(-WIDEST, WIDEST), ylim=(NAMED - 0.5, -0.5), yticks=[], xlabel="weight at λ")
        ax.grid(False)
        ax.spines["left"].set_visible(False)
        look = dict(fontsize=9, va="center", zorder=6)
        self.labels = [ax.add_artist(QuickText(0, k, "", **look)) for k in places]

    def _make_errors(self):
        ax = self.errors
        (self.train,) = ax.plot([], [], color=color.violet, lw=1.8, zorder=3)
        (self.validation,) = ax.plot([], [], color=color.amber, lw=1.8, zorder=3)
        (self.both,) = ax.plot([], [], "o", color=color.orange, ms=7, zorder=5)
        self.error_line = self._over_lambda(ax)
        ax.set(ylim=(0, TOP), ylabel="mean squared error")
        colour_key(ax, [("training", color.violet), ("validation", color.amber)])

    def update(self, run):
        if run.paths is not self.shown:
            self.shown = run.paths
            self.curves.set_data(_over_all(run.paths.weights.shape[1]),
                                 in_pieces(run.paths.weights.T))  # fmt: skip
            self.train.set_data(LAMBDAS, run.paths.errors[0])
            self.validation.set_data(LAMBDAS, run.paths.errors[1])
        large = run.largest[run.w[run.largest] != 0]
        self.large.set_data(_over_all(len(large)), in_pieces(run.paths.weights[:, large].T))
        self.dots.set_data(np.full(len(run.w), run.lam), run.w)
        self.both.set_data([run.lam] * 2, run.paths.errors[:, run.column])
        for line in (self.line, self.error_line):
            line.set_xdata([run.lam, run.lam])
        for bar, label, j in zip(self.bars, self.labels, run.largest, strict=True):
            weight = float(run.w[j])
            bar.set_width(weight)
            # The name stands on the empty side of 0.
            label.set_text(run.paths.names[j] if weight else "")
            label.set_position((-0.03 if weight > 0 else 0.03, label.get_position()[1]))
            label.set_horizontalalignment("right" if weight > 0 else "left")


def _over_all(count: int) -> np.ndarray:
    return np.tile(np.r_[LAMBDAS, np.nan], count)
