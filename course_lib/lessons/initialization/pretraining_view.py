"""Accuracy by number of labels and during training, each seed a dot or a thin line."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.initialization.pretraining import LABELS, LOOKS, STARTS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TONES = {"random": color.orange, "pre-trained": color.blue}
#: Both starts side by side at each number of labels.
ASIDE = {"random": 0.94, "pre-trained": 1.06}


class PretrainingView:
    """Left: the end, for each number of labels. Right: the way there, for the chosen one."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.15, 1])
        self.chosen = self.left.axvline(LABELS[0], color=color.grid, lw=16, zorder=0)
        self.lines = {}
        for start, tone in TONES.items():
            marker = "o" if start == "random" else "s"
            (mean,) = self.left.plot([], [], color=tone, lw=2)
            (dots,) = self.left.plot([], [], marker, color=tone, ms=5, alpha=0.55)
            (thin,) = self.right.plot([], [], color=tone, lw=0.9, alpha=0.55)
            (thick,) = self.right.plot([], [], marker + "-", color=tone, lw=2.2, ms=5)
            self.lines[start] = mean, dots, thin, thick
        self.left.set(xscale="log", xlim=(0.8, 26), ylim=(0, 1), ylabel="test accuracy",
                      xlabel="labelled pictures of each digit")  # fmt: skip
        self.left.set_xticks(LABELS, [str(n) for n in LABELS])
        self.left.axhline(0.2, color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        self.left.text(25, 0.19, "guessing", color=color.muted, ha="right", va="top")
        self.right.set(xlim=(-0.02, 1.02), ylim=(0, 1), xlabel="part of the training",
                       title="on the way, with that many")  # fmt: skip
        colour_key(self.left, [("● random start", color.orange),
                               ("■ pre-trained", color.blue)])  # fmt: skip

    def update(self, run):
        self.chosen.set_xdata([LABELS[run.chosen]] * 2)
        labels = np.array(LABELS)
        part = np.arange(LOOKS + 1) / LOOKS
        for k, start in enumerate(STARTS):
            mean, dots, thin, thick = self.lines[start]
            mean.set_data(ASIDE[start] * labels, run.accuracy[k].mean(axis=1))
            seeds = run.accuracy.shape[2]
            dots.set_data(ASIDE[start] * np.repeat(labels, seeds), run.accuracy[k].ravel())
            gaps = np.vstack([run.curve[k], np.full(seeds, np.nan)])
            thin.set_data(np.tile(np.append(part, np.nan), seeds), gaps.T.ravel())
            thick.set_data(part, run.curve[k].mean(axis=1))
