"""A graph as it was written, above; as it is after the simplifications, below."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from course_lib.autodiff.static.simplify import FOLDED, KEPT, NEUTRAL, SHARED
from course_lib.lessons.autodiff.compiled_graph import TALLEST
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

TONES = {KEPT: color.ink, FOLDED: color.green, SHARED: color.pink, NEUTRAL: color.violet}
MOST = 50
REACH = TALLEST + 0.45


class CompiledGraphView:
    """Two drawings on the same columns."""

    def __init__(self, figure):
        self.panels = [_Panel(ax) for ax in figure.subplots(2, 1)]
        colour_key(self.panels[0].ax, [
            ("stays", color.ink), ("folded", color.green), ("shared", color.pink),
            ("neutral", color.violet),
        ], x=0.72)  # fmt: skip

    def update(self, run):
        for panel, drawing, name in zip(
            self.panels, (run.before, run.after), ("as written", "made of it before it runs"),
            strict=True,
        ):  # fmt: skip
            panel.update(drawing, name, run.before.at[:, 0].max())


class _Panel:
    def __init__(self, ax):
        self.ax = ax
        ax.set(xlim=(-0.03, 1.03), ylim=(-REACH, REACH))
        ax.set_axis_off()
        self.wires = ax.add_collection(LineCollection([], colors=color.line, linewidths=0.9))
        look = dict(ms=14, color=color.paper)
        self.circles = {fate: ax.plot([], [], "o", mec=tone, mew=1.4, **look)[0]
                        for fate, tone in TONES.items()}  # fmt: skip
        (self.given,) = ax.plot([], [], "o", mec=color.blue, mew=1.8, **look)
        self.signs = [quick_text(ax, 0, 0, ha="center", va="center_baseline", fontsize=9,
                                 color=color.ink, zorder=5) for _ in range(MOST)]  # fmt: skip
        self.title = axes_text(ax, 0.0, 1.03, fontsize=11, color=color.ink)

    def update(self, drawing, name, columns):
        at = drawing.at / (columns, 1.0)
        self.wires.set_segments(at[drawing.wires] if len(drawing.wires) else [])
        fates = np.array(drawing.fates)
        for fate, circles in self.circles.items():
            here = at[(fates == fate) & ~drawing.given]
            circles.set_data(here[:, 0], here[:, 1])
        self.given.set_data(*at[drawing.given].T)
        for k, text in enumerate(self.signs):
            if k < len(at):
                text.set_position(tuple(at[k]))
            sign = drawing.signs[k] if k < len(at) else ""
            text.set(text=sign, fontsize=9 if len(sign) < 3 else 7)
        self.title.set_text(f"{name}: {drawing.operations} operations")
