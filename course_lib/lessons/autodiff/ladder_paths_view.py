"""The ladder with the number of paths to each rung, beside the work of three ways."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.collections import LineCollection

from course_lib.lessons.autodiff.ladder_paths import MAX_DEPTH, WAYS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

TONES = {"paths": color.pink, "nodes": color.blue, "sweep": color.orange}
FEW = 10  # so many rungs leave room for numbers
CEILING = 1e22


class LadderPathsView:
    """Left the ladder, right the operations of each way over the depth."""

    def __init__(self, figure):
        self.ladder, self.work = figure.subplots(1, 2, width_ratios=[1.25, 1])
        self._make_ladder()
        self._make_work()

    def _make_ladder(self):
        ax = self.ladder
        ax.set(xlim=(-0.07, 1.07), ylim=(-1.75, 1.75))
        ax.set_axis_off()
        self.wires = ax.add_collection(LineCollection([], colors=color.line, linewidths=1.1))
        (self.nodes,) = ax.plot([], [], "o", color=color.paper, mec=color.ink, mew=1.2, ms=9)
        (self.ends,) = ax.plot([], [], "o", color=color.paper, mec=color.blue, mew=1.8, ms=12)
        self.names = [quick_text(ax, x, 0, text, ha="center", va="center_baseline", fontsize=9.5,
                                 color=color.blue, zorder=5)
                      for x, text in ((0, "x"), (1, "f"))]  # fmt: skip
        ax.text(0, 1.62, "paths from x to a node of each rung", fontsize=10, color=color.muted,
                transform=ax.transData)  # fmt: skip
        self.reach = [quick_text(ax, 0, 1.3, ha="center", fontsize=9.5, color=color.pink)
                      for _ in range(FEW + 1)]  # fmt: skip

    def _make_work(self):
        ax = self.work
        self.curves, self.dots = {}, {}
        for way, tone in TONES.items():
            (self.curves[way],) = ax.plot([], [], color=tone, lw=1.8)
            (self.dots[way],) = ax.plot([], [], "o", color=tone, ms=8)
        ax.set(yscale="log", xlim=(0, MAX_DEPTH), ylim=(0.7, CEILING), xlabel="depth of the ladder",
               ylabel="operations")  # fmt: skip
        self.line = ax.axvline(1, color=color.ink, lw=1.0, zorder=1)
        colour_key(ax, [(WAYS[way], TONES[way]) for way in WAYS])

    def update(self, run):
        x = np.linspace(0, 1, run.depth + 2)
        heights = np.linspace(-1, 1, run.width) if run.width > 1 else np.zeros(1)
        rungs = [np.column_stack([np.full(run.width, at), heights]) for at in x[1:-1]]
        layers = [np.array([[0.0, 0.0]]), *rungs, np.array([[1.0, 0.0]])]
        self.wires.set_segments([
            (a, b) for below, above in pairwise(layers)
            for a in below for b in above
        ])  # fmt: skip
        middle = np.concatenate(rungs)
        self.nodes.set_data(middle[:, 0], middle[:, 1])
        self.nodes.set_markersize(9 if run.depth <= 16 else 5)
        self.ends.set_data([0, 1], [0, 0])
        for k, text in enumerate(self.reach):
            shown = run.depth <= FEW and k <= run.depth
            text.set_text(f"{run.reach[k]:,.0f}" if shown else "")
            text.set_x(x[k + 1] if shown else 0)
        for way in WAYS:
            self.curves[way].set_data(run.depths, run.work[way])
            self.dots[way].set_data([run.depth], [run.work[way][run.depth - 1]])
        self.line.set_xdata([run.depth, run.depth])
