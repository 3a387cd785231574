"""Ten templates as pictures, beside the part of right answers over the steps."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.linear_classifiers.pictures import SIDE
from course_lib.lessons.linear_classifiers.templates import FRAMES, STEPS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.mosaic import GAP, mosaic
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import DIVERGING, color

COLUMNS = 5


class TemplatesView:
    """Left a template for each class; right training and validation accuracy."""

    def __init__(self, figure):
        self.pictures, self.curve = figure.subplots(1, 2, width_ratios=[2.1, 1])
        self._make_pictures()
        self._make_curve()

    def _make_pictures(self):
        ax = self.pictures
        unit = SIDE + GAP
        self.image = FieldImage(ax, DIVERGING, -1.0, 1.0)
        ax.set(xlim=(0, COLUMNS * unit - GAP), ylim=(2 * unit - GAP, 0), aspect="equal",
               xticks=(), yticks=())  # fmt: skip
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        self.names = [
            quick_text(ax, i % COLUMNS * unit + 1, i // COLUMNS * unit + 1, va="top",
                       fontsize=9, color=color.muted, zorder=3)
            for i in range(10)
        ]  # fmt: skip
        self.size = axes_text(ax, 0.0, 1.03, va="bottom", fontsize=10)

    def _make_curve(self):
        ax = self.curve
        (self.train,) = ax.plot([], [], color=color.violet, zorder=3)
        (self.validation,) = ax.plot([], [], color=color.amber, zorder=3)
        (self.train_now,) = ax.plot([], [], "o", color=color.violet, ms=8, zorder=4)
        (self.validation_now,) = ax.plot([], [], "o", color=color.amber, ms=8, zorder=4)
        ax.set(xlim=(-5, STEPS + 5), ylim=(0, 100), xlabel="step t", ylabel="right (%)")
        colour_key(ax, [("training", color.violet), ("validation", color.amber)])

    def update(self, run):
        for text, name in zip(self.names, run.names, strict=True):
            text.set_text(name)

    def show(self, run, frame):
        W, t = run.W[frame], FRAMES[frame]
        largest = np.abs(W).max()
        self.image.set_data(mosaic(W / largest if largest else W, COLUMNS))
        norm = np.sqrt((W**2).sum())
        self.size.set_text(f"step {t}: templates, each scaled alike; ‖W‖ = {norm:.2f}")
        upto = slice(0, frame + 1)
        for line, dot, part in (
            (self.train, self.train_now, run.train),
            (self.validation, self.validation_now, run.validation),
        ):
            line.set_data(FRAMES[upto], 100 * part[upto])
            dot.set_data([t], [100 * part[frame]])
