"""The thinned network of the present mask, beside the outputs of all masks so far."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from course_lib.lessons.dropout_and_augmentation.dropout_masks import DRAWS, HIDDEN, SIZES
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

TOP = 15.0  # outputs above it are drawn at the edge


def _places() -> list[np.ndarray]:
    """A column of points for each layer."""
    return [
        np.column_stack([np.full(n, float(column)), np.arange(n) - (n - 1) / 2])
        for column, n in enumerate(SIZES)
    ]


class DropoutMasksView:
    """Left the network, dropped neurons hollow; right outputs, their mean, the whole network."""

    def __init__(self, figure):
        self.net, self.right = figure.subplots(1, 2, width_ratios=[1, 1.35])
        self.places = _places()
        self.lines = np.array([(p, q) for a, b in pairwise(self.places) for p in a for q in b])
        every = self.lines.transpose(2, 0, 1)
        self.net.plot(in_pieces(every[0]), in_pieces(every[1]), color=color.grid, lw=1)
        (self.alive,) = self.net.plot([], [], color=color.blue, lw=1.2, alpha=0.8)
        (self.dropped,) = self.net.plot(
            [], [], "o", mfc=color.paper, mec=color.line, ms=17, mew=1.5
        )
        (self.kept,) = self.net.plot([], [], "o", color=color.blue, ms=17)
        ends = np.vstack([self.places[0], self.places[-1]])
        self.net.plot(*ends.T, "o", color=color.muted, ms=17)
        self.net.set(xlim=(-0.4, 3.4), ylim=(-2.5, 2.9), xticks=range(4), yticks=())
        self.net.set_xticklabels(["input", "hidden", "hidden", "output"])
        self.net.grid(False)
        for spine in self.net.spines.values():
            spine.set_visible(False)
        self.said = axes_text(self.net, 0.0, 0.97, va="top", fontsize=10.5)
        self._make_outputs()

    def _make_outputs(self):
        ax = self.right
        (self.dots,) = ax.plot([], [], "o", color=color.sky, ms=5, alpha=0.8)
        (self.mean,) = ax.plot([], [], color=color.orange)
        (self.whole,) = ax.plot([1, DRAWS], [0, 0], color=color.green, lw=1.6)
        (self.expected,) = ax.plot([], [], color=color.violet, lw=1.4, ls=(0, (4, 3)))
        self.end = axes_text(ax, 0.98, 0.97, ha="right", va="top", fontsize=10)
        (self.now,) = ax.plot([], [], "o", mfc="none", mec=color.ink, ms=10, mew=1.5)
        ax.set(xlim=(0, DRAWS + 1), ylim=(-0.6, TOP + 0.6), xlabel="mask", ylabel="output")
        tones = (color.sky, color.orange, color.violet, color.green)
        names = ("each mask", "mean so far", "all 512 masks", "whole network")
        colour_key(ax, list(zip(names, tones, strict=True)))

    def update(self, run):
        self.whole.set_ydata([run.whole, run.whole])

    def show(self, run, frame):
        kept, shown = run.kept[frame], np.minimum(run.outputs, TOP)
        stays = np.ones(sum(SIZES), dtype=bool)
        stays[SIZES[0] : SIZES[0] + HIDDEN] = kept
        points = np.vstack(self.places[1:3])
        self.kept.set_data(*points[kept].T)
        self.dropped.set_data(*points[~kept].T)
        layers = np.split(stays, np.cumsum(SIZES)[:-1])
        both = np.concatenate([np.outer(a, b).ravel() for a, b in pairwise(layers)])
        x, y = self.lines[both].transpose(2, 0, 1)
        self.alive.set_data(in_pieces(x), in_pieces(y))
        count = np.arange(1, frame + 2)
        self.dots.set_data(count, shown[: frame + 1])
        self.mean.set_data(count, run.means[: frame + 1])
        self.now.set_data([frame + 1], [shown[frame]])
        at_end = frame == DRAWS - 1  # what it all tends to is the reader's question until then
        self.expected.set_data(([1, DRAWS], [run.expected] * 2) if at_end else ([], []))
        self.end.set_text(f"mean of all 512 masks: {run.expected:.2f}" if at_end else "")
        self.said.set_text(
            f"{kept.sum()} of {HIDDEN} hidden neurons, output {run.outputs[frame]:.2f}"
        )
