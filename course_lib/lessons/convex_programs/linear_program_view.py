"""The region, the objective and two ways to the corner, beside multipliers and room."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.convex_programs.linear_program import (
    BOTTOM,
    LEFT,
    LENGTH,
    NAMES,
    RIGHT,
    TAIL,
    TOP,
    G,
)
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import known
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color
from course_lib.plots.two_classes import between, level_line

MOST_PRICE, MOST_ROOM = 4.0, 6.0


class LinearProgramView:
    """Left the plane; right α to the left and the room to the right, one row a constraint."""

    def __init__(self, figure):
        self.plane, self.table = figure.subplots(1, 2, width_ratios=[1.15, 1])
        self._make_plane()
        self._make_table()

    def _make_plane(self):
        ax = self.plane
        (self.region,) = ax.fill([0, 0, 0], [0, 0, 0], fc=color.sky, ec="none", alpha=0.22)
        (self.lines,) = ax.plot([], [], color=color.line, lw=1.3, zorder=2)
        (self.chosen,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=3)
        (self.level,) = ax.plot([], [], color=color.green, lw=1.5, ls=(0, (5, 3)), zorder=3)
        (self.interior,) = ax.plot([], [], "o-", color=color.blue, lw=1.5, ms=4, zorder=5)
        (self.simplex,) = ax.plot([], [], "s-", color=color.orange, lw=1.8, ms=6, zorder=4)
        (self.best,) = ax.plot([], [], "*", color=color.green, ms=16, mec=color.paper, zorder=6)
        (self.arrow,) = ax.plot([], [], color=color.pink, lw=2.6, zorder=7)
        (self.tip,) = ax.plot([], [], "o", color=color.pink, ms=8, zorder=7)
        (self.ray,) = ax.plot([], [], color=color.violet, lw=3, ls=(0, (2, 1)), zorder=7)
        look = dict(color=color.ink, fontsize=10, ha="center", va="center", clip_on=True)
        self.names = [quick_text(ax, 0, 0, name[0], zorder=6, **look) for name in NAMES]
        ax.set(xlim=(LEFT, RIGHT), ylim=(BOTTOM, TOP), aspect="equal",
               xlabel="$x_1$ (thousand texts per second)",
               ylabel="$x_2$ (thousand images)")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("earns more →", color.pink), ("interior", color.blue),
                        ("simplex", color.orange), ("★ optimum", color.green)])  # fmt: skip

    def _make_table(self):
        ax, rows = self.table, len(NAMES)
        bars = dict(lw=13, solid_capstyle="butt", zorder=3)
        (self.prices,) = ax.plot([], [], color=color.amber, **bars)
        (self.rooms,) = ax.plot([], [], color=color.sky, **bars)
        (self.measured,) = ax.plot([], [], "D", color=color.ink, ms=6, zorder=5)
        ax.axvline(0, color=color.ink, lw=1, zorder=4)
        text = dict(fontsize=9.5, va="center", color=color.ink, zorder=6)
        self.alphas = [quick_text(ax, 0, 0, ha="right", **text) for _ in NAMES]
        self.slacks = [quick_text(ax, 0, 0, ha="left", **text) for _ in NAMES]
        ax.set(xlim=(-1.35, 1.3), ylim=(rows + 0.6, 0.4), xticks=[],
               yticks=range(1, rows + 1), yticklabels=NAMES)  # fmt: skip
        ax.grid(False)
        ax.spines[["bottom", "left"]].set_visible(False)
        colour_key(ax, [(r"multiplier $\alpha_i$", color.amber), ("◆ measured", color.ink),
                        ("room", color.sky)], x=0.02)  # fmt: skip

    def update(self, run):
        self._move_region(run)
        self.interior.set_data(run.interior.T)
        self.simplex.set_data(run.simplex.T)
        self.best.set_data(known([run.x]))
        tip = np.array(TAIL) + LENGTH * run.gain
        self.arrow.set_data(*zip(TAIL, tip, strict=True))
        self.tip.set_data(tip[:, None])
        self._write_table(run)

    def _move_region(self, run):
        corners = run.corners if len(run.corners) else np.full((3, 2), np.nan)
        self.region.set_xy(corners)
        ends = [level_line(row, -limit) for row, limit in zip(G, run.h, strict=True)]
        others = [e for i, e in enumerate(ends) if i != run.line and run.used[i]]
        self.lines.set_data(between(*np.stack(others, axis=1)).T)
        self.chosen.set_data(ends[run.line].T)
        self.chosen.set_linestyle("-" if run.used[run.line] else (0, (1, 2)))
        for i, name in enumerate(self.names):
            name.set_position(_label_spot(G[i], run.h[i]))
        goal = level_line(run.gain, -float(run.gain @ run.x)) if run.status == "optimal" else None
        self.level.set_data(([], []) if goal is None else goal.T)
        start = corners.mean(axis=0)
        self.ray.set_data(known([start, start + 1.6 * run.ray]))

    def _write_table(self, run):
        rows = np.arange(1.0, len(NAMES) + 1)
        alpha, room = np.nan_to_num(run.alpha), np.nan_to_num(run.room)
        left, right = -np.minimum(alpha / MOST_PRICE, 1), np.minimum(room / MOST_ROOM, 1)
        for bars, reach in ((self.prices, left), (self.rooms, right)):
            starts, ends = (np.stack([to, rows], axis=1) for to in (0 * reach, reach))
            bars.set_data(between(starts, ends).T)
        measured = np.stack([-np.minimum(run.price / MOST_PRICE, 1), rows], axis=1)
        self.measured.set_data(known(measured))
        for i, row in enumerate(rows):
            told = run.used[i] and not np.isnan(run.alpha[i])
            self.alphas[i].set_text(f"{alpha[i]:.2f}" if told else "")
            self.slacks[i].set_text(f"{room[i]:.2f}" if told and run.status == "optimal" else "")
            self.alphas[i].set_position((left[i] - 0.07, row))
            self.slacks[i].set_position((right[i] + 0.04, row))


def _label_spot(row, limit) -> np.ndarray:
    """Where the line's number stands: near the edge of the picture, a little outside the region."""
    a, b = row
    if abs(b) > abs(a) * 0.4:  # near the left edge
        at = np.array([LEFT + 0.25, 0.0])
        at[1] = (limit - a * at[0]) / b
    else:  # near the lower edge
        at = np.array([0.0, BOTTOM + 0.2])
        at[0] = (limit - b * at[1]) / a
    return at + 0.2 * row / np.linalg.norm(row)
