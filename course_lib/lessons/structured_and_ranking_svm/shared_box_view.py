"""The regions of three classes with their support vectors, beside each point's share of the box."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from course_lib.lessons.structured_and_ranking_svm.shared_box import (
    ACROSS,
    HEIGHT,
    NAMES,
    UP,
    WIDTH,
)
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import level_curves
from course_lib.plots.decision_field import BlendedImage
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

TONES = tuple(getattr(color, name) for name in NAMES)
MARKS, SIGNS, ROWS = "os^", "●■▲", 15
SHARP = 25.0  # how sharply a region ends, in units of the score


class SharedBoxView:
    """Left the plane; right a bar for each point, whose parts are its multipliers."""

    def __init__(self, figure):
        self.plane, self.box = figure.subplots(1, 2, width_ratios=[1.3, 1])
        self._make_plane()
        self._make_box()

    def _make_plane(self):
        ax = self.plane
        self.blend = BlendedImage(ax, NAMES, strength=0.3)
        (self.borders,) = ax.plot([], [], color=color.ink, lw=1.6, zorder=2)
        (self.halo,) = ax.plot([], [], "o", color=color.ink, ms=14, mfc="none", mew=1.8, zorder=4)
        (self.ring,) = ax.plot([], [], "o", color=color.muted, ms=20, mfc="none", mew=1, zorder=4)
        self.points = [
            ax.plot([], [], mark, color=tone, mec=color.paper, mew=0.7, ms=8, zorder=5)[0]
            for mark, tone in zip(MARKS, TONES, strict=True)
        ]
        self.names = [quick_text(ax, 0, 0, color=color.ink, fontsize=8.5, zorder=6, ha="left",
                                 va="bottom", clip_on=True) for _ in range(ROWS)]  # fmt: skip
        ax.set(xlim=(-WIDTH, WIDTH), ylim=(-HEIGHT, HEIGHT), xlabel="$x_1$", ylabel="$x_2$")
        ax.grid(False)
        key = zip(SIGNS, NAMES, TONES, strict=True)
        colour_key(ax, [*((f"{sign} {name}", tone) for sign, name, tone in key),
                        ("○ support vector", color.ink)])  # fmt: skip

    def _make_box(self):
        ax = self.box
        bars = dict(lw=8.5, solid_capstyle="butt", zorder=3)
        self.parts = [ax.plot([], [], color=tone, **bars)[0] for tone in TONES]
        ax.axvline(1, color=color.ink, lw=1.4, ls=(0, (4, 2)), zorder=4)
        self.rows = [ax.plot([], [], mark, color=tone, ms=6, clip_on=False, zorder=5)[0]
                     for mark, tone in zip(MARKS, TONES, strict=True)]  # fmt: skip
        ax.set(xlim=(-0.07, 1.08), ylim=(ROWS + 0.7, 0.3), yticks=range(1, ROWS + 1),
               xticks=(0, 0.5, 1), xticklabels=("0", "C/2", "C"), ylabel="point i")  # fmt: skip
        ax.tick_params(axis="y", labelsize=8)
        ax.grid(False)
        colour_key(ax, [(r"$\alpha_{iy}$ against", color.ink),
                        *zip(NAMES, TONES, strict=True)])  # fmt: skip

    def update(self, run):
        self.blend.set_data(softmax(SHARP * run.scores, axis=-1))
        ordered = np.sort(run.scores, axis=-1)
        ahead = run.scores - np.where(run.scores == ordered[..., 2:], ordered[..., 1:2],
                                      ordered[..., 2:])  # fmt: skip
        gap = np.full((1, 2), np.nan)
        parts = [part for k in range(3)
                 for part in (level_curves(ACROSS, UP, ahead[..., k], [0.0]), gap)]  # fmt: skip
        self.borders.set_data(np.concatenate(parts).T)
        self.halo.set_data(run.X[run.support].T)
        self.ring.set_data(run.X[run.held : run.held + 1].T)
        numbers = np.arange(1.0, len(run.y) + 1)
        for k in range(3):
            own = run.y == k
            self.points[k].set_data(run.X[own].T)
            self.rows[k].set_data(np.full(own.sum(), -0.04), numbers[own])
        for i, text in enumerate(self.names):
            text.set_text(str(i + 1))
            text.set_position(run.X[i] + [0.13, 0.06])
        ends = np.cumsum(run.share, axis=1)
        for k, bar in enumerate(self.parts):
            start = ends[:, k] - run.share[:, k]
            shown = run.share[:, k] > 0
            x = np.stack([start, ends[:, k], np.full(len(start), np.nan)], axis=1)[shown]
            bar.set_data(x.ravel(), np.repeat(numbers[shown], 3))
