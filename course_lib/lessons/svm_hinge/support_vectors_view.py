"""The street and what holds it, beside the two numbers of each point of which one is always 0."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.svm_hinge.support_vectors import HEIGHT, WIDTH
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color
from course_lib.plots.two_classes import Boundary, ClassPoints

MOST_ALPHA, MOST_EXCESS, ROWS = 2.5, 6.0, 16


class SupportVectorsView:
    """Left the samples with the street; right α to the left and the excess to the right."""

    def __init__(self, figure):
        self.plane, self.table = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self.rows = 0
        self._make_plane()
        self._make_table()

    def _make_plane(self):
        ax = self.plane
        self.street = Boundary(ax, zorder=2)
        (self.halo,) = ax.plot([], [], "o", color=color.green, ms=16, mfc="none", mew=2.4, zorder=4)
        (self.ring,) = ax.plot([], [], "o", color=color.muted, ms=22, mfc="none", mew=1, zorder=4)
        (self.faint,) = ax.plot([], [], "o", color=color.line, ms=7, zorder=5)
        self.points = ClassPoints(ax, 7.5, zorder=6)
        self.names = [quick_text(ax, 0, 0, color=color.ink, fontsize=10, zorder=7, ha="center",
                                 va="center", clip_on=True) for _ in range(ROWS)]  # fmt: skip
        ax.set(xlim=(-WIDTH, WIDTH), ylim=(-HEIGHT, HEIGHT), aspect="equal",
               xlabel="$x_1$", ylabel="$x_2$")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("● class +1", color.blue), ("■ class −1", color.orange),
                        ("○ support vector", color.green)])  # fmt: skip

    def _make_table(self):
        ax = self.table
        bars = dict(lw=9, solid_capstyle="butt", zorder=3)
        (self.pulls,) = ax.plot([], [], color=color.green, **bars)
        (self.slacks,) = ax.plot([], [], color=color.sky, **bars)
        ax.axvline(0, color=color.ink, lw=1, zorder=4)
        text = dict(fontsize=9.5, va="center", zorder=5)
        self.alphas = [quick_text(ax, 0, 0, ha="right", color=color.green, **text)
                       for _ in range(ROWS)]  # fmt: skip
        self.excesses = [quick_text(ax, 0, 0, ha="left", color=color.blue, **text)
                         for _ in range(ROWS)]  # fmt: skip
        ax.set(xlim=(-1.3, 1.25), xticks=[], ylabel="point i")
        ax.grid(False)
        ax.spines[["bottom", "left"]].set_visible(False)
        colour_key(ax, [(r"multiplier $\alpha_i$", color.green),
                        (r"$y_i(w^\top x_i+b)-1$", color.blue)], x=0.13)  # fmt: skip

    def update(self, run):
        if len(run.y) != self.rows:
            self._change_rows(len(run.y))
        seen = run.kept
        self.street.update(run.w, run.b)
        self.points.update(run.X[seen], run.y[seen])
        self.faint.set_data(run.X[~seen].T)
        self.halo.set_data(run.X[run.support].T)
        self.ring.set_data(run.X[run.held : run.held + 1].T)
        self._write_names(run)
        self._write_table(run)

    def _change_rows(self, rows):
        self.rows = rows
        self.table.set(
            ylim=(rows + 0.7, 0.3), yticks=range(1, rows + 1),
            yticklabels=[str(k) for k in range(1, rows + 1)],
        )  # fmt: skip

    def _write_names(self, run):
        norm = max(float(np.linalg.norm(run.w)), 1e-12)
        for i, text in enumerate(self.names):
            if i >= len(run.y):
                text.set_text("")
                continue
            outward = run.y[i] * run.w / norm if run.separable else np.array([0.0, 1.0])
            pull = np.nan_to_num(run.alpha[i])
            far = 0.62 + 0.45 * abs(outward[0]) if pull else 0.34
            text.set_text(f"{i + 1}: α = {pull:.2f}" if pull else str(i + 1))
            text.set_position(run.X[i] + far * outward)

    def _write_table(self, run):
        rows = np.arange(1, len(run.y) + 1.0)
        alpha, excess = np.nan_to_num(run.alpha), np.nan_to_num(run.excess)
        excess = np.where(np.abs(excess) < 1e-4, 0.0, excess)
        left, right = -np.minimum(alpha / MOST_ALPHA, 1), np.minimum(excess / MOST_EXCESS, 1)
        for line, reach in ((self.pulls, left), (self.slacks, right)):
            ends = np.stack([np.zeros_like(reach), reach, np.full_like(reach, np.nan)], axis=1)
            line.set_data(ends.ravel(), np.repeat(rows, 3))
        for i in range(ROWS):
            shown = i < len(run.y)
            known = shown and run.separable
            self.alphas[i].set_text(f"{alpha[i]:.2f}" if known and alpha[i] else "0" * known)
            self.excesses[i].set_text(f"{excess[i]:.2f}" if known and excess[i] else "0" * known)
            if known:
                self.alphas[i].set_position((left[i] - 0.04, rows[i]))
                self.excesses[i].set_position((right[i] + 0.04, rows[i]))
