"""What three methods have found, as templates, beside their accuracy over the evaluations."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.linear_classifiers.pictures import SIDE
from course_lib.lessons.linear_classifiers.search_race import FRAMES, RACERS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.mosaic import GAP, mosaic
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import DIVERGING, color

TONES = (color.pink, color.amber, color.blue)
UNIT = SIDE // 2 + GAP
#: Five of the ten classes, so that their templates can be seen.
SHOWN = (0, 1, 3, 7, 9)


class SearchRaceView:
    """Left a row of templates for each method, with its loss; right the part of right answers."""

    def __init__(self, figure):
        self.pictures, self.curve = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self._make_pictures()
        self._make_curve()

    def _make_pictures(self):
        ax = self.pictures
        self.image = FieldImage(ax, DIVERGING, -1.0, 1.0)
        ax.set(xlim=(0, len(SHOWN) * UNIT - GAP), ylim=(3 * UNIT - GAP, 0), aspect="equal",
               xticks=(), yticks=[UNIT * r + SIDE / 4 for r in range(3)],
               yticklabels=[name.replace(" ", "\n") for name in RACERS])  # fmt: skip
        ax.tick_params(left=False)
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        right = len(SHOWN) * UNIT - GAP + 1.5
        ax.text(right, -0.5, "loss   ", fontsize=9, color=color.muted, ha="left", va="bottom")
        self.losses = [
            quick_text(ax, right, UNIT * r + SIDE / 4, ha="left", va="center", color=tone)
            for r, tone in enumerate(TONES)
        ]
        self.names = [
            quick_text(ax, i * UNIT + SIDE / 4, -0.5, ha="center", va="bottom", fontsize=9)
            for i in range(len(SHOWN))
        ]

    def _make_curve(self):
        ax = self.curve
        self.lines = [ax.plot([], [], color=tone, zorder=3)[0] for tone in TONES]
        self.dots = [ax.plot([], [], "o", color=tone, ms=8, zorder=4)[0] for tone in TONES]
        self.values = [
            quick_text(ax, 0, 0, ha="left", va="center", fontsize=9.5, color=tone) for tone in TONES
        ]
        ax.axhline(10, color=color.muted, lw=1.0, ls=(0, (4, 3)), zorder=1)
        ax.text(2500, 5.5, "a guess: 10 %", fontsize=9, color=color.muted, ha="right", va="center")
        ax.set(xscale="log", xlim=(0.9, 2600), ylim=(0, 100), xlabel="evaluations of the loss",
               ylabel="right on other pictures (%)")  # fmt: skip
        colour_key(ax, list(zip(RACERS, TONES, strict=True)))

    def update(self, run):
        for text, c in zip(self.names, SHOWN, strict=True):
            text.set_text(run.names[c])

    def show(self, run, frame):
        tiles = []
        for racer in run.racers:
            W = racer.W[frame][1:, SHOWN].T
            largest = np.abs(W).max()
            tiles.append(W / largest if largest else W)
        self.image.set_data(mosaic(np.concatenate(tiles), len(SHOWN)))
        for racer, text in zip(run.racers, self.losses, strict=True):
            text.set_text(f"{racer.loss[frame]:.2f}")
        upto = slice(0, frame + 1)
        for racer, line, dot, text in zip(
            run.racers, self.lines, self.dots, self.values, strict=True
        ):
            right = 100 * racer.validation
            line.set_data(FRAMES[upto], right[upto])
            dot.set_data([FRAMES[frame]], [right[frame]])
            text.set(x=FRAMES[frame] * 1.25, y=right[frame], text=f"{right[frame]:.0f}")
