"""Scores of three pictures as bars with the line that wrong classes must stay below; the losses."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.structured_and_ranking_svm.sum_and_max import CLASSES, HIGH, LOW, MOST
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color
from course_lib.plots.two_classes import between

WRONG = (color.pink, color.violet)  # the first and the second wrong class


def upright(x, bottoms, tops):
    """Upright bars as the coordinates of one broken line."""
    x, bottoms, tops = np.broadcast_arrays(np.asarray(x, dtype=float), bottoms, tops)
    return between(np.column_stack([x, bottoms]), np.column_stack([x, tops])).T


class SumAndMaxView:
    """Three panels of scores, and on the right each picture's loss in both forms."""

    def __init__(self, figure):
        *self.panels, self.losses = figure.subplots(1, 4, width_ratios=[1, 1, 1, 1.7])
        self._make_panels()
        self._make_losses()

    def _make_panels(self):
        bar = dict(lw=17, solid_capstyle="butt")
        self.plain, self.own, self.above, self.line, self.numbers = [], [], [], [], []
        for i, ax in enumerate(self.panels):
            ax.axhline(0, color=color.line, lw=1, zorder=1)
            self.plain.append(ax.plot([], [], color=color.line, zorder=2, **bar)[0])
            self.own.append(ax.plot([], [], color=color.blue, zorder=2, **bar)[0])
            self.above.append([ax.plot([], [], color=tone, zorder=3, **bar)[0] for tone in WRONG])
            self.line.append(ax.plot([], [], color=color.ink, lw=1.3, ls=(0, (4, 2)), zorder=4)[0])
            self.numbers.append([quick_text(ax, j, 0, ha="center", fontsize=9.5, zorder=5,
                                            color=color.ink) for j in range(3)])  # fmt: skip
            ax.set(xlim=(-0.6, 2.6), ylim=(LOW, HIGH), xticks=range(3), xticklabels=CLASSES)
            ax.grid(False)
            colour_key(ax, [(f"picture of a {CLASSES[i]}", color.blue)])
            if i:
                ax.tick_params(labelleft=False)
        self.panels[0].set_ylabel("score of the class")

    def _make_losses(self):
        ax = self.losses
        bar = dict(lw=15, solid_capstyle="butt")
        self.stack = [ax.plot([], [], color=tone, zorder=2, **bar)[0] for tone in WRONG]
        (self.tall,) = ax.plot([], [], color=color.green, zorder=2, **bar)
        self.totals = [quick_text(ax, 0, 0, ha="center", fontsize=9.5, zorder=5, color=color.ink)
                       for _ in range(8)]  # fmt: skip
        ax.set(xlim=(-0.6, 3.6), ylim=(0, MOST), xticks=range(4), xticklabels=[*CLASSES, "mean"],
               ylabel="loss of the picture")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("sum: one", color.pink), ("+ other", color.violet),
                        ("max", color.green)])  # fmt: skip

    def update(self, run):
        for i in range(3):
            self._move_panel(run, i)
        pieces = np.array([[run.asked[i, j] for j in range(3) if j != i] for i in range(3)])
        pieces = np.vstack([pieces, pieces.mean(axis=0)])
        largest = np.append(run.largest, run.largest.mean())
        x, total = np.arange(4.0), pieces.sum(axis=1)
        first, top = np.minimum(pieces[:, 0], MOST), np.minimum(total, MOST)
        self.stack[0].set_data(upright(x - 0.19, 0.0, first))
        self.stack[1].set_data(upright(x - 0.19, first, top))
        self.tall.set_data(upright(x + 0.19, 0.0, np.minimum(largest, MOST)))
        values = np.ravel([total, largest])
        places = np.ravel([x - 0.22, x + 0.22])
        for text, value, place in zip(self.totals, values, places, strict=True):
            text.set_text(f"{value:.2f}".removesuffix("0"))
            text.set_position((place, min(value, MOST - 1.2) + 0.4))

    def _move_panel(self, run, i):
        scores, bar = run.scores[i], run.bar[i]
        shown = np.clip(scores, LOW, HIGH)
        wrong = [j for j in range(3) if j != i]
        below = np.minimum(shown[wrong], max(bar, LOW))
        self.plain[i].set_data(upright(wrong, 0.0, np.where(below > 0, below, shown[wrong]
                                                                    )))  # fmt: skip
        self.own[i].set_data(upright([i], 0.0, shown[i]))
        for piece, j in zip(self.above[i], wrong, strict=True):
            over = [j] if scores[j] > bar else []
            piece.set_data(upright(over, np.clip(bar, LOW, HIGH), shown[over]))
        self.line[i].set_data([-0.6, 2.6], [bar, bar])
        for j, text in enumerate(self.numbers[i]):
            text.set_text(f"{scores[j]:.1f}")
            text.set_position((j, max(shown[j], 0.0) + 0.3))
