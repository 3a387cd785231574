"""Three lines with their arrows over the samples, the losses of each sample, and the descent."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from course_lib.lessons.linear_classifiers.three_classes import ARM, FRAMES, REACH, STEPS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.contours import level_curves
from course_lib.plots.decision_field import BlendedImage
from course_lib.plots.style import color
from course_lib.plots.two_classes import level_line

TONES, MARKS = ("blue", "orange", "green"), "os^"
ACROSS = np.linspace(-REACH, REACH, 37)
GRID = np.stack([np.ones((37, 37)), *np.meshgrid(ACROSS, ACROSS)], axis=-1)
TALLEST, HIGHEST = 6.0, 3.0


class ThreeClassesView:
    """Left the plane; right the losses of all samples above their means over the steps."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1, 1.25], height_ratios=[1.25, 1])
        self.plane = figure.add_subplot(grid[:, 0])
        self.bars_ax = figure.add_subplot(grid[0, 1])
        self.curve = figure.add_subplot(grid[1, 1])
        self.drawn = False
        self._make_plane()
        self._make_bars()
        self._make_curve()

    def _make_plane(self):
        ax = self.plane
        self.blend = BlendedImage(ax, TONES, strength=0.35)
        (self.borders,) = ax.plot([], [], color=color.ink, lw=1.4, zorder=2)
        self.lines, self.arrows, self.starts, self.feet, self.tips, self.points = (
            [] for _ in "123456"
        )
        for name, mark in zip(TONES, MARKS, strict=True):
            tone = getattr(color, name)
            self.starts += ax.plot([], [], color=tone, lw=1.0, ls=(0, (4, 3)), zorder=3)
            self.lines += ax.plot([], [], color=tone, lw=2.2, zorder=4)
            self.arrows += ax.plot([], [], color=tone, lw=2.2, zorder=4)
            self.feet += ax.plot([], [], "o", color=tone, mec=color.ink, mew=1.5, ms=10, zorder=7)
            self.tips += ax.plot([], [], "D", color=tone, mec=color.ink, mew=1.5, ms=8, zorder=7)
            self.points += ax.plot([], [], mark, color=tone, mec=color.paper, mew=0.7, ms=7,
                                   zorder=6)  # fmt: skip
        (self.wrong,) = ax.plot([], [], "o", color=color.pink, ms=14, mew=2.2, mfc="none", zorder=8)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="$x_1$",
               ylabel="$x_2$")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("● class 0", color.blue), ("■ 1", color.orange), ("▲ 2", color.green),
                        ("○ wrong", color.pink)])  # fmt: skip

    def _make_bars(self):
        ax = self.bars_ax
        tones = [getattr(color, name) for name in np.repeat(TONES, 5)]
        places = np.arange(15) + np.repeat([0, 0.6, 1.2], 5)
        self.up = ax.bar(places, np.zeros(15), width=0.8, color=tones)
        self.down = ax.bar(places, np.zeros(15), width=0.8, color=tones, alpha=0.55)
        ax.axhline(0, color=color.ink, lw=1.0)
        ticks = np.arange(-6, 7, 3)
        ax.set(xlim=(-0.8, 16), ylim=(-TALLEST, TALLEST), xticks=(), yticks=ticks,
               yticklabels=[str(abs(v)) for v in ticks], ylabel="loss")  # fmt: skip
        look = dict(fontsize=10, fontweight="bold")
        self.sum_up = axes_text(ax, 0.0, 1.05, va="bottom", color=color.violet, **look)
        self.sum_down = axes_text(ax, 0.53, 1.05, va="bottom", color=color.amber, **look)

    def _make_curve(self):
        ax = self.curve
        ahead = dict(lw=1.0, ls=(0, (2, 3)), zorder=2)
        (self.softmax_ahead,) = ax.plot([], [], color=color.violet, **ahead)
        (self.hinge_ahead,) = ax.plot([], [], color=color.amber, **ahead)
        (self.softmax,) = ax.plot([], [], color=color.violet, zorder=3)
        (self.hinge,) = ax.plot([], [], color=color.amber, zorder=3)
        (self.softmax_now,) = ax.plot([], [], "o", color=color.violet, ms=8, zorder=4)
        (self.hinge_now,) = ax.plot([], [], "o", color=color.amber, ms=8, zorder=4)
        ax.set(xlim=(-2, STEPS + 2), ylim=(0, HIGHEST), xlabel="step t", ylabel="mean loss")
        self.count = axes_text(ax, 0.98, 0.86, ha="right", va="bottom", fontsize=10)

    def update(self, run):
        if not self.drawn:
            self.drawn = True
            for c, marks in enumerate(self.points):
                marks.set_data(run.X[run.y == c].T)
        for c, (*w, a1, a2) in enumerate(run.lines):
            self.starts[c].set_data(level_line(w, -np.dot(w, [a1, a2])).T)
            self.feet[c].set_data([a1], [a2])
            self.tips[c].set_data([a1 + ARM * w[0]], [a2 + ARM * w[1]])
        for line, losses in ((self.softmax_ahead, run.softmax), (self.hinge_ahead, run.hinge)):
            line.set_data(FRAMES, np.minimum(losses.mean(axis=1), HIGHEST))

    def show(self, run, frame):
        W = run.path[frame]
        scores = GRID @ W
        self.blend.set_data(softmax(scores, axis=-1))
        self._show_lines(run, W)
        self._show_borders(scores)
        self.wrong.set_data(run.X[(W[0] + run.X @ W[1:]).argmax(axis=1) != run.y].T)
        up, down = run.softmax[frame], run.hinge[frame]
        for bar, other, high, low in zip(self.up, self.down, up, down, strict=True):
            bar.set_height(min(high, TALLEST))
            other.set_height(-min(low, TALLEST))
        self.sum_up.set_text(f"up: softmax {up.sum():.1f}, mean {up.mean():.2f}")
        self.sum_down.set_text(f"down: SVM {down.sum():.1f}, mean {down.mean():.2f}")
        for line, dot, losses in (
            (self.softmax, self.softmax_now, run.softmax), (self.hinge, self.hinge_now, run.hinge),
        ):  # fmt: skip
            means = np.minimum(losses[: frame + 1].mean(axis=1), HIGHEST)
            line.set_data(FRAMES[: frame + 1], means)
            dot.set_data([FRAMES[frame]], means[-1:])
        self.count.set_text(f"step {FRAMES[frame]}: {run.wrong[frame]} of 15 wrong")

    def _show_lines(self, run, W):
        for c in range(3):
            b, w = W[0, c], W[1:, c]
            ends, start = level_line(w, b), run.lines[c, 2:]
            for artist in (self.lines[c], self.arrows[c]):
                artist.set_visible(ends is not None)
            if ends is not None:
                self.lines[c].set_data(ends.T)
                foot = start - (w @ start + b) / (w @ w) * w
                self.arrows[c].set_data(np.stack([foot, foot + ARM * w]).T)

    def _show_borders(self, scores):
        ordered = np.sort(scores, axis=-1)
        other = np.where(scores == ordered[..., 2:], ordered[..., 1:2], ordered[..., 2:])
        gap = np.full((1, 2), np.nan)
        curves = (level_curves(ACROSS, ACROSS, (scores - other)[..., c], [0.0]) for c in range(3))
        self.borders.set_data(np.concatenate([part for curve in curves for part in (curve, gap)]).T)
