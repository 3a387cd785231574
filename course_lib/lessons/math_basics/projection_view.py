"""Space with K, z and its projection; and K itself, seen head-on."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.math_basics.projection import HALF
from course_lib.plots.arrow import arrow
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color
from course_lib.plots.surface import rotation

PAPER = rotation(-62.0, 20.0)[:2]  # the right and the up of the paper
TURN = np.linspace(0.0, 2 * np.pi, 121)
CORNERS = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
SEEN = 2.2  # half the width of the right panel; XXᵀz may lie beyond the part that is drawn
MARK = 0.2  # side of the mark of a right angle


class ProjectionView:
    """Left space on paper; right the points of K, with the circle of equal distance to z."""

    def __init__(self, figure):
        self.space, self.flat = figure.subplots(1, 2, width_ratios=[1.2, 1])
        self._make_space()
        self._make_flat()

    def _make_space(self):
        ax = self.space
        floor = 1.6 * np.column_stack([CORNERS, np.zeros(5)]) @ PAPER.T
        ax.fill(*floor.T, fc=color.grid, ec=color.line, lw=0.8, alpha=0.6, zorder=0)
        (self.sheet,) = ax.fill([0], [0], fc=color.sky, ec=color.sky, alpha=0.3, zorder=2)
        (self.rim,) = ax.plot([], [], color=color.sky, lw=2.2, zorder=3)
        (self.basis,) = ax.plot([], [], color=color.violet, lw=2.2, zorder=4)
        (self.other,) = ax.plot([], [], color=color.amber, lw=1.6, ls=(0, (4, 2)), zorder=5)
        (self.residual,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=6)
        (self.mark,) = ax.plot([], [], color=color.ink, lw=1.2, zorder=6)
        (self.z,) = ax.plot([], [], color=color.ink, lw=2.6, zorder=7)
        (self.shadow,) = ax.plot([], [], color=color.green, lw=2.6, zorder=6)
        (self.formula,) = ax.plot([], [], "x", color=color.pink, ms=11, mew=2.6, zorder=8)
        (self.y,) = ax.plot([], [], "o", color=color.amber, ms=9, zorder=8)
        look = dict(fontsize=11.5, ha="center", va="center", zorder=9)
        self.names = {n: quick_text(ax, 0, 0, n, color=tone, **look) for n, tone in (
            ("z", color.ink), ("Pz", color.green), ("y", color.amber))}  # fmt: skip
        ax.set(xlim=(-2.7, 2.7), ylim=(-1.95, 2.15), aspect="equal", xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.grid(False)
        colour_key(ax, [("K", color.sky), ("basis X", color.violet),
                        ("residual z − Pz", color.orange)], x=0.05)  # fmt: skip

    def _make_flat(self):
        ax = self.flat
        ax.axhline(0, color=color.line, lw=1.0, zorder=0)
        ax.axvline(0, color=color.line, lw=1.0, zorder=0)
        (self.circle,) = ax.plot([], [], color=color.amber, lw=1.4, ls=(0, (4, 2)), zorder=2)
        (self.arrows,) = ax.plot([], [], color=color.violet, lw=2.2, zorder=3)
        (self.gap,) = ax.plot([], [], color=color.amber, lw=1.6, zorder=3)
        (self.foot,) = ax.plot([], [], "o", color=color.green, ms=10, zorder=5)
        (self.cross,) = ax.plot([], [], "x", color=color.pink, ms=11, mew=2.6, zorder=6)
        (self.point,) = ax.plot([], [], "o", ms=11, mfc=color.paper, mec=color.amber, mew=3,
                                zorder=6)  # fmt: skip
        ax.set(xlim=(-SEEN, SEEN), ylim=(-SEEN, SEEN), aspect="equal", xticks=range(-2, 3),
               yticks=range(-2, 3), xlabel="K seen head-on")  # fmt: skip
        colour_key(ax, [("● Pz", color.green), ("○ y", color.amber), ("× XXᵀz", color.pink)])

    def update(self, run):
        self._move_space(run)
        pz, formula, y = run.flat
        radius = float(np.hypot(*(y - pz)))
        line = run.kind == "line"
        round_ = pz + radius * np.stack([np.cos(TURN), np.sin(TURN)], axis=1)
        self.circle.set_data(*(([], []) if line else round_.T))
        self.gap.set_data(np.stack([pz, y]).T)
        self.foot.set_data(*pz[:, None])
        self.cross.set_data(*formula[:, None])
        self.point.set_data(*y[:, None])
        inside = np.zeros((run.X.shape[1], 2))
        inside[:, : run.frame.shape[1]] = run.X.T @ run.frame
        self.arrows.set_data(_arrows(inside))

    def _move_space(self, run):
        k = run.frame.shape[1]
        edge = HALF * (CORNERS if k == 2 else np.array([[-1.0], [1.0]])) @ run.frame.T @ PAPER.T
        self.sheet.set_xy(edge if k == 2 else np.zeros((1, 2)))
        self.rim.set_data(edge.T)
        self.basis.set_data(_arrows(run.X.T @ PAPER.T))
        places = np.stack([run.z, run.nearest, run.formula, run.y]) @ PAPER.T
        z, pz, formula, y = places
        self.z.set_data(arrow((0, 0), z).T)
        self.shadow.set_data(arrow((0, 0), pz).T)
        self.residual.set_data(np.stack([pz, z]).T)
        self.other.set_data(np.stack([y, z]).T)
        self.formula.set_data(*formula[:, None])
        self.formula.set_visible(not run.orthonormal)
        self.y.set_data(*y[:, None])
        self.mark.set_data(*_right_angle(run).T)
        for name, place, off in (("z", z, (0, 0.16)), ("Pz", pz, (0.1, -0.2)), ("y", y, (0, -0.2))):
            self.names[name].set_position(place + off)


def _arrows(tips) -> np.ndarray:
    """Arrows from the origin to each tip, as one line: shape (2, 6k)."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for tip in tips for part in (arrow((0, 0), tip), gap)]).T


def _right_angle(run) -> np.ndarray:
    """Three points on paper that mark the angle between the residual and K at P_K z."""
    up = run.z - run.nearest
    along = -run.nearest if np.linalg.norm(run.nearest) > 1e-6 else run.frame[:, 0]
    if np.linalg.norm(up) < 2 * MARK:
        return np.empty((0, 2))
    up, along = (MARK * v / np.linalg.norm(v) for v in (up, along))
    corner = run.nearest
    return np.stack([corner + up, corner + up + along, corner + along]) @ PAPER.T
