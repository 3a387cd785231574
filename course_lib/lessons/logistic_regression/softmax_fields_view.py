"""Three species: the blend of their probabilities, each of them, and the answer at one place."""

from __future__ import annotations

import numpy as np

from course_lib.datasets.real import SPECIES
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.contours import MovingContours, level_curves
from course_lib.plots.decision_field import BlendedImage, FieldImage
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import HEIGHT, color

TONES, MARKS, SIGNS = ("blue", "orange", "green"), "so^", "■●▲"


class SoftmaxFieldsView:
    """Left all three; right a field each, and bars of the probabilities at the mark."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 3, width_ratios=[2.1, 1, 1])
        self.left = figure.add_subplot(grid[:, 0])
        self.small = [figure.add_subplot(grid[k // 2, 1 + k % 2]) for k in range(3)]
        self.bars_ax = figure.add_subplot(grid[1, 2])
        self.data = None
        self._make_left()
        self._make_small()
        self._make_bars()

    def _make_left(self):
        ax = self.left
        self.blend = BlendedImage(ax, TONES, strength=0.45)
        (self.borders,) = ax.plot([], [], color=color.ink, lw=1.6, zorder=2)
        self.points = [
            ax.plot([], [], mark, color=getattr(color, tone), mec=color.paper, mew=0.7, ms=5.5,
                    zorder=3)[0]
            for mark, tone in zip(MARKS, TONES, strict=True)
        ]  # fmt: skip
        (self.mark,) = ax.plot([], [], "P", color=color.ink, mec=color.paper, ms=13, zorder=5)
        ax.grid(False)
        key = zip(SIGNS, SPECIES, TONES, strict=True)
        colour_key(ax, [(f"{sign} {name}", getattr(color, tone)) for sign, name, tone in key])

    def _make_small(self):
        self.fields, self.halves, self.small_marks = [], [], []
        for ax, name, tone in zip(self.small, SPECIES, TONES, strict=True):
            self.fields.append(FieldImage(ax, HEIGHT))
            self.halves.append(MovingContours(ax, color=getattr(color, tone), lw=2.0))
            self.small_marks.append(ax.plot([], [], "P", color=color.ink, ms=7, zorder=5)[0])
            ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
            ax.grid(False)
            colour_key(ax, [(f"P({name})", getattr(color, tone))])

    def _make_bars(self):
        ax = self.bars_ax
        self.bars = ax.bar([0, 1, 2], [1] * 3, width=0.7, color=[getattr(color, t) for t in TONES])
        self.values = [quick_text(ax, k, 0, ha="center", va="bottom") for k in range(3)]
        ax.set(xlim=(-0.6, 2.6), ylim=(0, 1.18), xticks=(), yticks=(0, 0.5, 1))
        self.sum = axes_text(ax, 0.0, 1.04, va="bottom", fontsize=10.5)

    def update(self, run):
        if run.data is not self.data:
            self._change_data(run.data)
        across, up = run.data.across, run.data.up
        self.blend.set_data(run.fields)
        gap = np.full((1, 2), np.nan)
        borders = [level_curves(across, up, run.ahead[..., k], [0.0]) for k in range(3)]
        parts = [part for border in borders for part in (border, gap)]
        self.borders.set_data(np.concatenate(parts).T)
        for k in range(3):
            self.fields[k].set_data(run.fields[..., k])
            self.halves[k].update(across, up, run.fields[..., k], [0.5])
        for mark in (self.mark, *self.small_marks):
            mark.set_data([run.at[0]], [run.at[1]])
        for bar, text, p in zip(self.bars, self.values, run.answer, strict=True):
            bar.set_height(p)
            text.set(y=p + 0.02, text=f"{p:.2f}")
        self.sum.set_text(f"at ✚: sum {run.answer.sum():.2f}")

    def _change_data(self, data):
        self.data = data
        for ax in (self.left, *self.small):
            ax.set(xlim=data.across[[0, -1]], ylim=data.up[[0, -1]])
        self.left.set(xlabel=data.labels[0], ylabel=data.labels[1])
        for k, points in enumerate(self.points):
            points.set_data(data.X[data.y == k].T)
