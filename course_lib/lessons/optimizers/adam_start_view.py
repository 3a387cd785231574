"""Adam's first steps as a table by hand and as curves."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.optimizers.race_view import tone
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

ROWS = (1, 2, 3, 4, 5, 10, 20, 50, 200)
COLUMNS = ("t", "g", "m", "s", "m̂", "ŝ", "with", "without")
PLACES = (0.05, 0.175, 0.325, 0.46, 0.61, 0.72, 0.865, 1.0)
FLOOR = 1e-4
ADAM, PLAIN = tone("Adam"), color.ink
MEAN, ROOT = tone("momentum"), tone("RMSProp")


class AdamStartView:
    """Left the numbers; right the two means and the steps that they make."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.42, 1])
        self.table = figure.add_subplot(grid[:, 0])
        self.means = figure.add_subplot(grid[0, 1])
        self.steps = figure.add_subplot(grid[1, 1])
        self._make_table()
        self._make_means()
        self._make_steps()

    def _make_table(self):
        ax = self.table
        ax.set(xlim=(0, 1.02), ylim=(0, 1), title="by hand")
        ax.axis("off")
        shades = (color.muted, color.ink, MEAN, ROOT, MEAN, ROOT, ADAM, PLAIN)
        for x, name, shade in zip(PLACES, COLUMNS, shades, strict=True):
            ax.text(x, 0.9, name, ha="right", color=shade, fontsize=10.5, weight="bold", zorder=1)
        look = dict(ha="right", color=color.muted, fontsize=9.5, zorder=1)
        ax.text(1.0, 0.965, "step in units of η", **look)
        ax.axhline(0.875, color=color.line, lw=1, zorder=1)
        heights = 0.815 - 0.095 * np.arange(len(ROWS))
        self.cells = [
            [
                quick_text(ax, x, y, ha="right", va="center", color=shade, fontsize=9.5)
                for x, shade in zip(
                    PLACES, (color.muted, *[color.ink] * 5, ADAM, PLAIN), strict=True
                )
            ]
            for y in heights
        ]

    def _make_means(self):
        ax = self.means
        self.lines = [
            ax.plot([], [], color=shade, ls=dashes, lw=1.7, alpha=alpha)[0]
            for dashes, alpha in ((":", 0.9), ("-", 1.0))
            for shade in (MEAN, ROOT)
        ]
        ax.set(
            xlim=(0.93, 215), xscale="log", ylim=(1e-3, 1e1), yscale="log",
            yticks=[1e-3, 1e-2, 1e-1, 1, 10], title="means ÷ size of g",
        )  # fmt: skip
        colour_key(ax, [("|m̂|", MEAN), ("√ŝ", ROOT), ("dotted: m, s", color.muted)], x=0.42)
        ax.tick_params(labelbottom=False)

    def _make_steps(self):
        ax = self.steps
        ax.axhspan(-1, 1, color=color.grid, zorder=0)
        ax.axhline(0, color=color.line, lw=1, zorder=1)
        (self.plain,) = ax.plot([], [], ".:", color=PLAIN, lw=1.5, ms=4)
        (self.corrected,) = ax.plot([], [], ".-", color=ADAM, lw=1.7, ms=4)
        ax.set(
            xlim=(0.93, 215), xscale="log", xlabel="step t", title="step ÷ η",
            ylim=(-130, 130),
        )  # fmt: skip
        ax.set_yscale("symlog", linthresh=1, linscale=0.8)
        ax.set_yticks([-100, -10, -1, 0, 1, 10, 100], ["−100", "−10", "−1", "0", "1", "10", "100"])
        colour_key(ax, [("with correction", ADAM), ("without", PLAIN)], x=0.34)

    def update(self, run):
        corrected, plain = run.corrected, run.plain
        t = np.arange(1, len(corrected.step) + 1)
        for row, at in zip(self.cells, ROWS, strict=True):
            k = at - 1
            numbers = (
                corrected.grad, corrected.m, corrected.s, corrected.m_hat, corrected.s_hat,
                corrected.step, plain.step,
            )  # fmt: skip
            shown = [str(at), *(_digits(n[k]) for n in numbers)] if k < len(t) else [""] * 8
            for cell, text in zip(row, shown, strict=True):
                cell.set_text(text)
        for lines, one in ((self.lines[:2], plain), (self.lines[2:], corrected)):
            size = np.sqrt(np.mean(one.grad**2)) or 1.0
            for line, values in zip(lines, (np.abs(one.m_hat), np.sqrt(one.s_hat)), strict=True):
                line.set_data(t, (values / size).clip(FLOOR))
        self.plain.set_data(t, plain.step)
        self.corrected.set_data(t, corrected.step)


def _digits(value: float) -> str:
    """Four digits, and short: 0.001999, 12.35, 1.2e−7.

    Examples
    --------
    >>> _digits(0.0019990), _digits(9999.99999), _digits(-1.2e-7)
    ('0.001999', '1.0e4', '−1.2e−7')
    """
    text = f"{value:.4g}"
    if "e" in text or 0 < abs(value) < 1e-3:
        text = f"{value:.1e}"
    return text.replace("e-0", "e−").replace("e+0", "e").replace("-", "−")
