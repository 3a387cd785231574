"""The unit circle and its image, beside the level curves of the quadratic form."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.math_basics.matrix_map import CIRCLE, HALF, LEVELS
from course_lib.plots.arrow import arrow
from course_lib.plots.colour_key import colour_key
from course_lib.plots.contours import MovingContours
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

GAP = np.full((2, 1), np.nan)


class MatrixMapView:
    """Left circle, image, columns, x and Ax, eigenvectors; right the levels of xᵀAx."""

    def __init__(self, figure):
        self.plane, self.form = figure.subplots(1, 2)
        self._make_plane()
        self._make_form()

    def _make_plane(self):
        ax = self.plane
        ax.plot(*CIRCLE, color=color.muted, lw=1.1, zorder=2)
        (self.area,) = ax.fill([0], [0], fc=color.sky, ec="none", alpha=0.2, zorder=1)
        (self.image,) = ax.plot([], [], color=color.sky, lw=2.0, zorder=3)
        (self.eigen,) = ax.plot([], [], color=color.violet, lw=1.3, ls=(0, (5, 3)), zorder=3)
        (self.ends,) = ax.plot([], [], "D", color=color.violet, ms=7, zorder=5)
        (self.a1,) = ax.plot([], [], color=color.blue, lw=2.4, zorder=4)
        (self.a2,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=4)
        (self.tips,) = ax.plot([], [], "o", ms=9, mfc=color.paper, mec=color.ink, mew=1.6,
                               zorder=6)  # fmt: skip
        (self.x,) = ax.plot([], [], color=color.green, lw=1.6, zorder=4)
        (self.Ax,) = ax.plot([], [], color=color.green, lw=3.0, zorder=4)
        look = dict(fontsize=11.5, ha="center", va="center", zorder=7)
        self.names = [quick_text(ax, 0, 0, name, color=tone, **look) for name, tone in (
            ("a₁", color.blue), ("a₂", color.orange), ("x", color.green), ("Ax", color.green))
        ]  # fmt: skip
        ax.set(xlim=(-HALF, HALF), ylim=(-HALF, HALF), aspect="equal", xlabel="$x_1$",
               ylabel="$x_2$", xticks=range(-2, 3), yticks=range(-2, 3))  # fmt: skip
        colour_key(ax, [("circle", color.muted), ("its image", color.sky),
                        ("◆ ± λᵢvᵢ", color.violet)])  # fmt: skip

    def _make_form(self):
        ax = self.form
        self.above = MovingContours(ax, color=color.orange, lw=1.4)
        self.below = MovingContours(ax, color=color.blue, lw=1.4, ls=(0, (4, 2)))
        ax.plot(*CIRCLE, color=color.muted, lw=1.0, zorder=2)
        (self.at,) = ax.plot([], [], "o", color=color.green, ms=9, zorder=5)
        ax.set(xlim=(-HALF, HALF), ylim=(-HALF, HALF), aspect="equal", xlabel="$x_1$",
               xticks=range(-2, 3), yticks=range(-2, 3))  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("xᵀAx > 0", color.orange), ("xᵀAx < 0", color.blue),
                        ("● x", color.green)])  # fmt: skip

    def update(self, run):
        self.area.set_xy(run.image.T)
        self.image.set_data(run.image)
        for line, tip in ((self.a1, run.A[:, 0]), (self.a2, run.A[:, 1]), (self.x, run.x),
                          (self.Ax, run.Ax)):  # fmt: skip
            line.set_data(arrow((0, 0), tip, head=0.16).T)
        self.tips.set_data(run.A)
        stretched = run.eigenvectors * run.eigenvalues
        self.ends.set_data(np.hstack([stretched, -stretched]))
        rays = [np.hstack([3 * HALF * v, -3 * HALF * v, GAP])
                for v in np.split(run.eigenvectors, run.eigenvectors.shape[1] or 1, axis=1)
                if v.size]  # fmt: skip
        self.eigen.set_data(np.hstack(rays) if rays else ([], []))
        tips = (*run.A.T, run.x, run.Ax)
        for name, tip in zip(self.names, tips, strict=True):
            name.set_position(np.clip(tip + 0.28 * _away(tip), -0.95 * HALF, 0.95 * HALF))
        self.at.set_data(run.x[:1], run.x[1:])
        for contours, sign in ((self.above, 1.0), (self.below, -1.0)):
            contours.update(run.side, run.side, run.height, sign * LEVELS)


def _away(tip) -> np.ndarray:
    """The unit vector from the origin to the tip, up where there is none."""
    length = float(np.hypot(*tip))
    return tip / length if length > 1e-9 else np.array([0.0, 1.0])
