"""The map of the course: a box a notebook, an arrow from what is needed to what needs it."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_lib.lessons.start_here.course_map import NOTEBOOKS
from course_lib.plots.style import color

HALF_WIDTH, HALF_HEIGHT = 0.435, 0.39
BOX = dict(facecolor=(*to_rgb(color.sky), 0.28), edgecolor=color.blue, linewidth=1.3)


class CourseMapView:
    """The whole graph, and over it the way to one notebook."""

    def __init__(self, figure):
        self.ax = figure.subplots()
        self.ax.set_axis_off()
        self.ax.set(xlim=(-0.5, 8.5), ylim=(5.45, -0.45))
        for notebook in NOTEBOOKS:
            self._draw_arrows(notebook)
        for notebook in NOTEBOOKS:
            self._draw_box(notebook)
        self._draw_key()
        self.way = LineCollection([], colors=color.blue, linewidths=2.4, zorder=6)
        self.before = PatchCollection(
            [], facecolor=(0, 0, 0, 0), edgecolor=color.blue, linewidth=2.2, zorder=7
        )
        self.goal = PatchCollection(
            [], facecolor=(0, 0, 0, 0), edgecolor=color.orange, linewidth=3.2, zorder=8
        )
        for artist in (self.way, self.before, self.goal):
            self.ax.add_collection(artist, autolim=False)

    def _draw_arrows(self, notebook):
        for number in notebook.needs:
            ends = arrow(NOTEBOOKS[number].place, notebook.place)
            self.ax.add_patch(FancyArrowPatch(
                *ends, arrowstyle="-|>", mutation_scale=9, shrinkA=0, shrinkB=0, lw=1.1,
                color=color.line, zorder=1,
            ))  # fmt: skip

    def _draw_box(self, notebook):
        # Paper first: an arrow that passes behind must not shine through.
        self.ax.add_patch(box(notebook.place, facecolor=color.paper, edgecolor="none", zorder=2))
        self.ax.add_patch(box(notebook.place, zorder=3, **BOX))
        x, y = notebook.place
        lines = notebook.title.count("\n") + 1
        self.ax.text(
            x - 0.385, y - 0.115 * lines, f"{notebook.number:02}", color=color.ink, weight="bold",
            ha="left", va="center", fontsize=9.5, zorder=4,
        )  # fmt: skip
        self.ax.text(
            x - 0.385, y + 0.13, notebook.title, color=color.ink, ha="left", va="center",
            fontsize=9.5, linespacing=1.05, zorder=4,
        )  # fmt: skip
        if notebook.star:
            self.ax.plot(x + 0.31, y - 0.21, "*", color=color.amber, ms=10, zorder=4)

    def _draw_key(self):
        words = dict(color=color.muted, va="center", fontsize=9.5)  # right of box 00
        self.ax.plot(0.9, 0, "*", color=color.amber, ms=10)
        self.ax.text(1.1, 0, "the nine main topics", **words)

    def update(self, run):
        self.way.set_segments([arrow(*run.places[list(pair)]) for pair in run.arrows[run.way]])
        self.before.set_paths([box(run.places[k]) for k in run.before])
        self.goal.set_paths([box(run.places[run.goal])])


def box(place, half_width=HALF_WIDTH, half_height=HALF_HEIGHT, **looks):
    """A rounded box about a place of the map."""
    x, y = place
    corner = (x - half_width + 0.05, y - half_height + 0.05)
    style = "round,pad=0.05,rounding_size=0.07"
    return FancyBboxPatch(
        corner, 2 * half_width - 0.1, 2 * half_height - 0.1, boxstyle=style, **looks
    )


def arrow(start, end) -> np.ndarray:
    """From the right side of one box to the left side of the other."""
    return np.array([[start[0] + HALF_WIDTH, start[1]], [end[0] - HALF_WIDTH, end[1]]])
